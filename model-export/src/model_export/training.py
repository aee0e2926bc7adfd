"""The training loop: model, optimizers, schedule, checkpoints; `train` is its command line."""

import math
import os
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional
from tqdm import tqdm
from transformers import GPT2Config, GPT2LMHeadModel

from model_export import attention
from model_export.folders import written_whole
from model_export.peers import Peers
from model_export.windows import Mixture

HEAD_SIZE = 64
WARM_UP, LEAST_RATE = 0.02, 0.05
OPTIMIZERS = ("muon", "adamw")


@dataclass(frozen=True)
class Plan:
    """How long and how fast: a budget in seconds, or in steps where steps is set."""

    seconds: float
    steps: int | None
    batch: int
    rate: float
    weight_decay: float
    decay_from: float
    checkpoint_seconds: float
    evaluate_seconds: float
    watch: str
    optimizer: str = "muon"
    patience: int = 0
    compiled: bool = False


@dataclass
class Progress:
    step: int = 0
    elapsed: float = 0.0
    tokens: int = 0
    best: float = math.inf
    worse: int = 0
    curve: list[dict[str, float]] = field(default_factory=list)


def new_model(layers: int, width: int, vocabulary: int, context: int, dropout: float) -> GPT2LMHeadModel:
    config = GPT2Config(
        vocab_size=vocabulary,
        n_positions=context,
        n_embd=width,
        n_layer=layers,
        n_head=width // HEAD_SIZE,
        resid_pdrop=dropout,
        embd_pdrop=dropout,
        attn_pdrop=dropout,
        bos_token_id=0,
        eos_token_id=0,
        tie_word_embeddings=True,
    )
    return GPT2LMHeadModel(config)


def optimizers(model: GPT2LMHeadModel, plan: Plan) -> list[torch.optim.Optimizer]:
    """One rate for all: the plan's optimizer for the layers' matrices, AdamW for embeddings, biases, norms.

    Muon learns faster from scratch; weights that AdamW has trained, as all published GPT-2 are, stay with it.
    """
    matrices = [p for n, p in model.named_parameters() if p.ndim == 2 and ".h." in n]
    tables = [p for n, p in model.named_parameters() if p.ndim == 2 and ".h." not in n]
    vectors = [p for p in model.parameters() if p.ndim < 2]
    groups = [{"params": tables, "weight_decay": 0.01}, {"params": vectors, "weight_decay": 0.0}]
    if plan.optimizer == "adamw":
        groups.append({"params": matrices, "weight_decay": plan.weight_decay})
        return [torch.optim.AdamW(groups, lr=plan.rate, betas=(0.9, 0.98), fused=True)]
    return [
        # match_rms_adamw scales Muon's steps so that AdamW's rates fit it.
        torch.optim.Muon(
            matrices, lr=plan.rate, weight_decay=plan.weight_decay, adjust_lr_fn="match_rms_adamw"
        ),
        torch.optim.AdamW(groups, lr=plan.rate, betas=(0.9, 0.98), fused=True),
    ]


def rate_at(share: float, decay_from: float) -> float:
    """Warm-up, a stable stretch, then linear decay; share is of the budget, 0 to 1."""
    if share < WARM_UP:
        return max(share / WARM_UP, 0.02)
    if share <= decay_from:
        return 1.0
    return max(LEAST_RATE, 1 - (1 - LEAST_RATE) * (share - decay_from) / (1 - decay_from))


def batch_loss(
    model: GPT2LMHeadModel, ids: torch.Tensor, mixed: bool, reduction: str = "mean"
) -> torch.Tensor:
    with torch.autocast("cpu", dtype=torch.bfloat16, enabled=mixed):
        logits = model(ids, use_cache=False).logits[:, :-1]
    return functional.cross_entropy(logits.flatten(0, 1).float(), ids[:, 1:].flatten(), reduction=reduction)


@torch.no_grad()
def evaluate(model: GPT2LMHeadModel, held_out: dict[str, list[np.ndarray]], mixed: bool) -> dict[str, float]:
    """Mean loss per token of every group's held-out windows, each window alone."""
    model.eval()
    found = {}
    for name, pieces in held_out.items():
        total, count = 0.0, 0
        for piece in pieces:
            ids = torch.from_numpy(piece.astype(np.int64))[None]
            total += float(batch_loss(model, ids, mixed, "sum"))
            count += len(piece) - 1
        found[name] = total / count
    model.train()
    return found


def save_checkpoint(
    model: GPT2LMHeadModel, tokenizer_file: Path, out: Path, state: dict | None = None
) -> None:
    with written_whole(out) as folder:
        model.save_pretrained(folder)
        (folder / "tokenizer.json").write_bytes(tokenizer_file.read_bytes())
        if state:
            torch.save(state, folder / "state.pt")


def load_state(folder: Path) -> dict:
    return torch.load(folder / "state.pt", weights_only=True)


class Run:
    """One training run in a folder: best/ and last/ are checkpoints, last/ with what resuming needs."""

    def __init__(
        self,
        model: GPT2LMHeadModel,
        plan: Plan,
        mixture: Mixture,
        out: Path,
        tokenizer_file: Path,
        peers: Peers | None = None,
    ):
        self.model, self.plan, self.mixture = model, plan, mixture
        self.peers = peers or Peers()
        attention.use(model)
        # Only the fixed shape of training rows is worth compiling; evaluation calls the model itself.
        self.forward = torch.compile(model) if plan.compiled else model
        self.out, self.tokenizer_file = out, tokenizer_file
        self.optimizers = optimizers(model, plan)
        self.progress = Progress()
        self.mixed = os.environ.get("MODEL_EXPORT_FP32") != "1"
        self.stopped = False

    def resume(self) -> None:
        state = load_state(self.out / "last")
        self.progress = Progress(**state["progress"])
        self.model.load_state_dict(state["model"])
        for optimizer, kept in zip(self.optimizers, state["optimizers"], strict=True):
            optimizer.load_state_dict(kept)
        torch.set_rng_state(state["random"])
        for _ in range(self.progress.step):
            self.mixture.batch(self.plan.batch)

    def keep(self) -> None:
        state = {
            "progress": asdict(self.progress),
            "model": self.model.state_dict(),
            "optimizers": [optimizer.state_dict() for optimizer in self.optimizers],
            "random": torch.get_rng_state(),
        }
        save_checkpoint(self.model, self.tokenizer_file, self.out / "last", state)

    def share(self) -> float:
        if self.plan.steps is not None:
            return self.progress.step / self.plan.steps
        return self.progress.elapsed / self.plan.seconds

    def step(self, share: float) -> float:
        rate = self.plan.rate * rate_at(share, self.plan.decay_from)
        for optimizer in self.optimizers:
            for group in optimizer.param_groups:
                group["lr"] = rate
        ids = torch.from_numpy(self.mixture.batch(self.plan.batch))
        loss = batch_loss(self.forward, self.peers.part(ids), self.mixed)
        loss.backward()
        self.peers.mean_gradients(self.model)
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        for optimizer in self.optimizers:
            optimizer.step()
            optimizer.zero_grad()
        self.progress.step += 1
        self.progress.tokens += ids.numel()
        return float(loss.detach())

    def measure(self, held_out: dict[str, list[np.ndarray]], recent: list[float]) -> None:
        losses = evaluate(self.model, held_out, self.mixed)
        entry = {"step": self.progress.step, "seconds": round(self.progress.elapsed, 1)}
        entry |= {"tokens": self.progress.tokens, "train": round(float(np.mean(recent)), 4)}
        entry |= {name: round(loss, 4) for name, loss in losses.items()}
        self.progress.curve.append(entry)
        tqdm.write(str(entry))
        if losses[self.plan.watch] < self.progress.best:
            self.progress.best, self.progress.worse = losses[self.plan.watch], 0
            save_checkpoint(self.model, self.tokenizer_file, self.out / "best")
            return
        self.progress.worse += 1
        if self.out_of_patience():
            tqdm.write(f"{self.plan.watch} loss has not fallen {self.progress.worse} times: stopping early")

    def out_of_patience(self) -> bool:
        return 0 < self.plan.patience <= self.progress.worse

    def until_done(self, held_out: dict[str, list[np.ndarray]], after_measure: Callable[[], None]) -> None:
        self.model.train()
        recent: list[float] = []
        kept = measured = began = time.monotonic()
        before = self.progress.elapsed
        line = "{percentage:3.0f}%|{bar}|{postfix}"
        with tqdm(total=100, bar_format=line, disable=bool(self.peers.rank)) as bar:
            while True:
                share, stopped = self.peers.agree(self.share(), self.stopped or self.out_of_patience())
                if share >= 1 or stopped:
                    break
                recent = [*recent[-49:], self.step(share)]
                if self.peers.rank:
                    continue
                now = time.monotonic()
                self.progress.elapsed = before + now - began
                speed = self.progress.tokens / self.progress.elapsed
                bar.n = min(100, 100 * self.share())
                bar.set_postfix_str(
                    f"step {self.progress.step} loss {np.mean(recent):.3f} {speed:.0f} tokens/s"
                )
                if now - measured > self.plan.evaluate_seconds:
                    self.measure(held_out, recent)
                    after_measure()
                    measured = time.monotonic()
                if now - kept > self.plan.checkpoint_seconds:
                    self.keep()
                    kept = time.monotonic()
        if self.peers.rank:
            return
        if recent and (not self.progress.curve or self.progress.curve[-1]["step"] != self.progress.step):
            self.measure(held_out, recent)
            after_measure()
        self.keep()
