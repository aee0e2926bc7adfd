"""The losses of a training run, as a table and as a plot."""

import csv
from pathlib import Path


def write(curve: list[dict[str, float]], out: Path) -> None:
    """curve.csv and curve.png in the run folder; a column for each held-out group."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    with (out / "curve.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, curve[0].keys())
        writer.writeheader()
        writer.writerows(curve)
    figure, axes = pyplot.subplots(figsize=(7, 4))
    for name in (key for key in curve[0] if key not in ("step", "seconds", "tokens")):
        axes.plot([entry["tokens"] / 1e6 for entry in curve], [entry[name] for entry in curve], label=name)
    axes.set(xlabel="tokens seen, millions", ylabel="loss per token")
    axes.legend()
    figure.savefig(out / "curve.png", dpi=120, bbox_inches="tight")
    pyplot.close(figure)
