"""Data-parallel training on one machine: a process per core, gradients averaged once a step.

Two processes of one thread each keep their share of busy cores. Two threads of one process wait for each
other hundreds of times a step, and fall to a quarter of their speed when another program takes a core now and
then.
"""

import os
import socket
import subprocess
import sys

import torch
from torch import distributed


class Peers:
    """This process among its peers; rank 0 is the one that measures, saves and decides."""

    def __init__(self, count: int = 1):
        self.count, self.rank = count, int(os.environ.get("RANK", "0"))
        self.children: list[subprocess.Popen] = []
        if count == 1:
            return
        torch.set_num_threads(1)
        if "RANK" not in os.environ:
            self._start_children()
        distributed.init_process_group("gloo", rank=self.rank, world_size=count)

    def _start_children(self) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        os.environ |= {"MASTER_ADDR": "127.0.0.1", "MASTER_PORT": str(port)}
        command = [sys.executable, "-m", "model_export.cli", *sys.argv[1:]]
        for rank in range(1, self.count):
            self.children.append(subprocess.Popen(command, env=os.environ | {"RANK": str(rank)}))

    def agree(self, share: float, stopped: bool) -> tuple[float, bool]:
        """What rank 0 says: how much of the budget is used, and whether to stop."""
        if self.count == 1:
            return share, stopped
        said = torch.tensor([share, float(stopped)], dtype=torch.float64)
        distributed.broadcast(said, 0)
        return float(said[0]), bool(said[1])

    def mean_gradients(self, model: torch.nn.Module) -> None:
        if self.count == 1:
            return
        gradients = [p.grad for p in model.parameters() if p.grad is not None]
        flat = torch.cat([gradient.flatten() for gradient in gradients])
        distributed.all_reduce(flat)
        for gradient, mean in zip(
            gradients, (flat / self.count).split([g.numel() for g in gradients]), strict=True
        ):
            gradient.copy_(mean.view_as(gradient))

    def part(self, rows: torch.Tensor) -> torch.Tensor:
        return rows[self.rank :: self.count]

    def close(self) -> None:
        if self.count > 1:
            distributed.destroy_process_group()
        for child in self.children:
            child.wait()
