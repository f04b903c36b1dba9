"""Trains the engine: `python -m training.train RUN.toml`. One run file per model says what is trained on what.

A run has stages (pretraining on auxiliary sets, then our corpus and plover_real); each continues from the last. A
checkpoint is kept after every epoch, so that a run broken off goes on where it was (`--fresh` starts over).
"""

from __future__ import annotations

import argparse
import math
import os
import random
import time
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_WAIT_POLICY", "passive")

import torch
import torch.nn.functional as F
from torch import Tensor

from reportedly.engine import tokens
from training import data
from training.model import Net, pretrained

WEIGHTS = {
    "tag": 1.0, "frame": 1.0, "pool": 0.3, "pair": 0.5, "tag_trigger": 2.0, "frame_event": 3.0, "pool_mode": 1.0,
    "pool_status": 0.7, "tag_name": 0.5, "tag_frame": 0.5, "tag_count": 1.5, "tag_evidence": 1.5,
}  # fmt: skip


def loss_of(net: Net, batch: data.Batch) -> tuple[Tensor, dict[str, float]]:
    """Return the batch's loss, summed over heads with WEIGHTS, and each head's own for the log."""
    hidden = net(batch.pieces, batch.cases, batch.mask)
    rows = data.vector_rows(batch, hidden)
    losses: dict[str, Tensor] = {}
    for head, items in batch.tags.items():
        logits = torch.cat([net.heads[head](rows[r]) for r, _ in items])
        losses[head] = F.cross_entropy(logits, torch.cat([t for _, t in items]), label_smoothing=0.05) * 4
    for head, frames in batch.frames.items():
        by_row: dict[int, list[tuple[tuple[int, int], Tensor]]] = {}
        for r, [at], target in frames:
            by_row.setdefault(r, []).append((at, target))
        total = torch.zeros(())
        for r, these in by_row.items():
            anchors = data.span_mean(rows, [(r, a, b) for (a, b), _ in these])
            logits = net.heads[head](rows[r], anchors, torch.tensor([a for (a, _), _ in these]))
            target = torch.stack([t for _, t in these])
            total = (
                total
                + F.cross_entropy(logits.transpose(1, 2), target, label_smoothing=0.02, reduction="sum")
                / target.shape[1]
            )
        losses[head] = total / len(frames) * 4
    for head, (spans, target) in batch.pools.items():
        logits = net.heads[head](data.span_mean(rows, spans))
        losses[head] = _classes(head, logits, target)
    for head, (left, right, more, target) in batch.pairs.items():
        logits = net.heads[head](data.span_mean(rows, left), data.span_mean(rows, right), more)
        losses[head] = _classes(head, logits, target)
    if batch.stories:
        k = torch.tensor([k for _, k in batch.stories])
        best = torch.stack(
            [
                torch.cat([net.heads["tag_trigger"](rows[r])[:, 1::2] for r in rs]).logsumexp(0)
                for rs, _ in batch.stories
            ]
        )
        losses["story"] = F.cross_entropy(best, k, label_smoothing=0.2) * 0.3
    weight = lambda h: WEIGHTS.get(h, WEIGHTS.get(h.partition("_")[0], 1.0))  # noqa: E731
    return sum((v * weight(h) for h, v in losses.items()), torch.zeros(())), {
        h: float(v.detach()) for h, v in losses.items()
    }


def _classes(head: str, logits: Tensor, target: Tensor) -> Tensor:
    if head in data.MANY:
        return F.binary_cross_entropy_with_logits(logits, target, reduction="sum") / len(target)
    if target.is_floating_point():
        return F.smooth_l1_loss(logits, target)
    return F.cross_entropy(logits, target, label_smoothing=0.02)


def train(
    net: Net, source: Callable[[int, random.Random], list[data.Example]], *, epochs: int, lr: float, head_lr: float, size: int = 6000,
    seed: int = 1, freeze_words: bool = True, checkpoint: Path | None = None, after: Callable[[int], Any] | None = None,
) -> None:  # fmt: skip
    """Train in place. `source(epoch, rng)` gives the examples of an epoch; `after(epoch)` is called when it ends.

    AdamW, linear warm-up over 10 % and decay to 0, gradients clipped at 1; word embeddings frozen (engine notes: as
    accurate, and 1.5 times as fast on a CPU).
    """
    rng = random.Random(seed)
    torch.manual_seed(seed)
    tokenizer = tokens.load(pretrained() / "tokenizer.json")
    net.encoder.words.weight.requires_grad_(not freeze_words)
    encoder = [p for p in net.encoder.parameters() if p.requires_grad]
    optimiser = torch.optim.AdamW(
        [{"params": encoder, "lr": lr}, {"params": list(net.heads.parameters()), "lr": head_lr}], weight_decay=0.01
    )
    begun = 0
    if checkpoint and checkpoint.exists():
        state = torch.load(checkpoint, weights_only=False)
        net.load_state_dict(state["net"])
        optimiser.load_state_dict(state["optimiser"])
        begun = state["epoch"] + 1
        rng.setstate(state["rng"])
        print(f"resumed after epoch {begun}", flush=True)
    steps = None
    for epoch in range(begun, epochs):
        net.train()
        groups = data.batches(source(epoch, rng), size, rng)
        steps = steps or len(groups) * epochs
        start, seen, sums = time.monotonic(), 0, {}
        for i, group in enumerate(groups):
            at = (epoch * len(groups) + i) / steps
            factor = min(1.0, at / 0.1 + 1e-3) * max(0.0, min(1.0, (1 - at) / 0.9))
            for g, base in zip(optimiser.param_groups, (lr, head_lr), strict=True):
                g["lr"] = base * factor
            batch = data.collate(group, net.labels, tokenizer)
            loss, parts = loss_of(net, batch)
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimiser.step()
            seen += batch.size
            for h, v in parts.items():
                sums.setdefault(h, []).append(v)
            if i % 50 == 49:
                print(
                    f"  epoch {epoch + 1}/{epochs} batch {i + 1}/{len(groups)} loss {float(loss):.3f} {seen / (time.monotonic() - start):.0f} tokens/s",
                    flush=True,
                )
        means = " ".join(f"{h}={sum(v) / len(v):.3f}" for h, v in sorted(sums.items()))
        print(f"epoch {epoch + 1}/{epochs}: {time.monotonic() - start:.0f} s, {seen} tokens: {means}", flush=True)
        if checkpoint:
            checkpoint.parent.mkdir(parents=True, exist_ok=True)
            torch.save(
                {"net": net.state_dict(), "optimiser": optimiser.state_dict(), "epoch": epoch, "rng": rng.getstate()},
                checkpoint,
            )
        if after:
            net.eval()
            with torch.no_grad():
                after(epoch)
    assert math.isfinite(sum(float(p.sum()) for p in net.parameters()))


def new(labels: dict[str, list[str]], start: Path | None = None, frames: bool = False) -> Net:
    """Return a network with MiniLM's weights, or those of `start` where names and shapes agree.

    With `frames` the frames of events and cues begin from those of predicates, which pretraining has taught.
    """
    net = Net(labels)
    net.encoder.load_minilm()
    if start:
        old = torch.load(start, weights_only=False)["net"]
        mine = net.state_dict()
        for k, v in list(old.items()):
            if frames and k.startswith("heads.frame_predicate."):
                for head in ("frame_event", "frame_cue"):
                    old[k.replace("frame_predicate", head)] = v
        kept = {k: v for k, v in old.items() if k in mine and v.shape == mine[k].shape}
        net.load_state_dict({**mine, **kept})
    return net


def main() -> None:
    from training.corpora import source

    ask = argparse.ArgumentParser(prog="train", description=__doc__)
    ask.add_argument("run", type=Path)
    ask.add_argument("--fresh", action="store_true", help="start over instead of going on")
    ask.add_argument("--data", type=Path, default=Path("../shared/data/train"))
    ask.add_argument("--fold", type=int, help="leave this fold of plover_real out (cross-validation)")
    ask.add_argument("--stages", type=int, help="stop after so many stages (the folds need the others only once)")
    args = ask.parse_args()
    run = tomllib.loads(args.run.read_text(encoding="utf-8"))
    start = checkpoint_of(run["start"]) if "start" in run else None
    for n, stage in enumerate(run["stage"][: args.stages]):
        real = "plover_real" in stage["data"]
        checkpoint = (
            Path("runs")
            / (args.run.stem + (f"-fold{args.fold}" if real and args.fold is not None else ""))
            / f"stage{n}.pt"
        )
        if args.fresh:
            checkpoint.unlink(missing_ok=True)
        parts = [(source(name, args.data, args.fold), share) for name, share in stage["data"].items()]
        labels = dict(data.labels())
        for make, _ in parts:
            labels.update(make.labels)
        print(f"stage {n + 1}/{len(run['stage'])}: {', '.join(stage['data'])} -> {checkpoint}", flush=True)
        train(
            new(labels, start, frames=n == 0), lambda _, rng, parts=parts: drawn(parts, rng), epochs=stage["epochs"], lr=stage["lr"],  # type: ignore[misc]
            head_lr=stage["head_lr"], size=stage.get("size", 6000), seed=run["seed"], checkpoint=checkpoint,
        )  # fmt: skip
        start = checkpoint


def drawn(parts: list[tuple[Any, float]], rng: random.Random) -> list[data.Example]:
    """One epoch's examples: a share below 1 is a fresh sample of the set, a whole number repeats it."""
    examples: list[data.Example] = []
    for make, share in parts:
        got = make.examples(rng)
        examples += rng.sample(got, int(len(got) * share)) if share < 1 else got * int(share)
    return examples


def checkpoint_of(run: str, fold: int | None = None) -> Path:
    """Return the last checkpoint of a run by name, e.g. `pretrain`."""
    folder = Path("runs") / (run + (f"-fold{fold}" if fold is not None else ""))
    found = sorted(folder.glob("stage*.pt"))
    if not found:
        raise SystemExit(f"{folder} has no checkpoint; run python -m training.train training/runs/{run}.toml first")
    return found[-1]


if __name__ == "__main__":
    main()
