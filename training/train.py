"""Trains the engine: `python -m training.train RUN.toml`. One run file per model says what is trained on what.

A run has stages (pretraining on auxiliary sets, then our corpus and plover_real); each continues from the last. A
checkpoint is kept after every epoch, so that a run broken off goes on where it was (`--fresh` starts over). After every epoch of a stage
that reads events stands the F1 of triggers on our corpus' dev part; a stage with `patience = N` ends when N epochs have not bettered it, and
keeps its best epoch. It runs on a GPU if there is one.
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

from corpus.grid import WRITERS
from corpus.parse import HERE, load
from reportedly.engine import heads, tokens
from training import data
from training.model import Net, pretrained

HEAD = "tag_trigger"
WEIGHTS = {
    "tag": 1.0, "frame": 1.0, "pool": 0.3, "pair": 0.5, "tag_trigger": 2.0, "frame_event": 3.0, "pool_mode": 1.0,
    "pool_status": 0.7, "tag_name": 0.5, "tag_frame": 0.5, "tag_count": 1.5, "tag_evidence": 1.5,
}  # fmt: skip


def loss_of(net: Net, batch: data.Batch) -> tuple[Tensor, dict[str, Tensor]]:
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
        total = hidden.new_zeros(())
        for r, these in by_row.items():
            anchors = data.span_mean(rows, [(r, a, b) for (a, b), _ in these])
            logits = net.heads[head](rows[r], anchors, torch.tensor([a for (a, _), _ in these], device=hidden.device))
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
        k = torch.tensor([k for _, k in batch.stories], device=hidden.device)
        best = torch.stack(
            [
                torch.cat([net.heads["tag_trigger"](rows[r])[:, 1::2] for r in rs]).logsumexp(0)
                for rs, _ in batch.stories
            ]
        )
        losses["story"] = F.cross_entropy(best, k, label_smoothing=0.2) * 0.3
    weight = lambda h: WEIGHTS.get(h, WEIGHTS.get(h.partition("_")[0], 1.0))  # noqa: E731
    return sum((v * weight(h) for h, v in losses.items()), hidden.new_zeros(())), {h: v.detach() for h, v in losses.items()}


def _classes(head: str, logits: Tensor, target: Tensor) -> Tensor:
    if head in data.MANY:
        return F.binary_cross_entropy_with_logits(logits, target, reduction="sum") / len(target)
    if target.is_floating_point():
        return F.smooth_l1_loss(logits, target)
    return F.cross_entropy(logits, target, label_smoothing=0.02)


class Dev:
    """Our corpus' dev part; called with a network it returns the F1, in percent, of triggers with their type (the tagger alone)."""

    def __init__(self) -> None:
        golds = [g for w, part in WRITERS.items() if part == "dev" for g in load(HERE / "reports" / w)]
        self.examples = [data.from_coding(g.coding, g.sentences) for g in golds]

    def __call__(self, net: Net) -> float:
        tokenizer, (right, said, gold) = tokens.load(pretrained() / "tokenizer.json"), (0, 0, 0)
        for group in data.batches(self.examples, 6000, random.Random(0)):
            batch = data.collate(group, {HEAD: net.labels[HEAD]}, tokenizer).to(net.encoder.words.weight.device)
            rows = data.vector_rows(batch, net(batch.pieces, batch.cases, batch.mask))
            for r, target in batch.tags[HEAD]:
                sure = F.one_hot(target, 2 * len(net.labels[HEAD]) + 1) * 9.0
                found, true = ({s[:3] for s in heads.spans(x.cpu().numpy(), [len(x)])[0]} for x in (net.heads[HEAD](rows[r]), sure))
                right, said, gold = right + len(found & true), said + len(found), gold + len(true)
        return 200 * right / (said + gold)


def train(
    net: Net, source: Callable[[int, random.Random], list[data.Example]], *, epochs: int, lr: float, head_lr: float, size: int = 6000,
    seed: int = 1, freeze_words: bool = True, checkpoint: Path | None = None, score: Callable[[Net], float] | None = None,
    patience: int | None = None,
) -> None:  # fmt: skip
    """Train in place. `source(epoch, rng)` gives the examples of an epoch; `score` is asked, and printed, when it ends.

    With `patience`, ends after so many epochs without a better score and keeps the weights of the best.

    AdamW, linear warm-up over 10 % and decay to 0, gradients clipped at 1; word embeddings frozen (engine notes: as
    accurate, and 1.5 times as fast on a CPU).
    """
    rng = random.Random(seed)
    torch.manual_seed(seed)
    tokenizer = tokens.load(pretrained() / "tokenizer.json")
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    net.to(device)
    net.encoder.words.weight.requires_grad_(not freeze_words)
    encoder = [p for p in net.encoder.parameters() if p.requires_grad]
    optimiser = torch.optim.AdamW(
        [{"params": encoder, "lr": lr}, {"params": list(net.heads.parameters()), "lr": head_lr}], weight_decay=0.01
    )
    begun, best, waited = 0, (-1.0, net.state_dict()), 0
    if checkpoint and checkpoint.exists():
        state = torch.load(checkpoint, weights_only=False, map_location=device)
        net.load_state_dict(state["net"])
        optimiser.load_state_dict(state["optimiser"])
        begun, best, waited = state["epoch"] + 1, state.get("best", best), state.get("waited", 0)
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
            batch = data.collate(group, net.labels, tokenizer).to(device)
            loss, parts = loss_of(net, batch)
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimiser.step()
            seen += batch.size
            for h, v in parts.items():
                sums.setdefault(h, []).append(float(v))
            if i % 50 == 49:
                print(
                    f"  epoch {epoch + 1}/{epochs} batch {i + 1}/{len(groups)} loss {float(loss):.3f} {seen / (time.monotonic() - start):.0f} tokens/s",
                    flush=True,
                )
        means = " ".join(f"{h}={sum(v) / len(v):.3f}" for h, v in sorted(sums.items()))
        print(f"epoch {epoch + 1}/{epochs}: {time.monotonic() - start:.0f} s, {seen} tokens: {means}", flush=True)
        if score:
            net.eval()
            with torch.no_grad():
                found = score(net)
            print(f"epoch {epoch + 1}/{epochs}: triggers of the dev part, F1 {found:.1f}", flush=True)
            waited = 0 if found > best[0] else waited + 1
            if patience and found > best[0]:
                best = found, {k: v.detach().clone() for k, v in net.state_dict().items()}
        ended = bool(patience) and (waited >= patience or epoch == epochs - 1)
        if ended and score:
            net.load_state_dict(best[1])
        if checkpoint:
            checkpoint.parent.mkdir(parents=True, exist_ok=True)
            state = {"net": net.state_dict(), "optimiser": optimiser.state_dict(), "epoch": epochs - 1 if ended else epoch, "rng": rng.getstate()}
            torch.save(state if ended or not patience else {**state, "best": best, "waited": waited}, checkpoint)
        if ended:
            break
    net.to("cpu")
    assert math.isfinite(sum(float(p.sum()) for p in net.parameters()))


def new(labels: dict[str, list[str]], start: Path | None = None, frames: bool = False) -> Net:
    """Return a network with MiniLM's weights, or those of `start` where names and shapes agree.

    With `frames` the frames of events and cues begin from those of predicates, which pretraining has taught.
    """
    net = Net(labels)
    net.encoder.load_minilm()
    if start:
        old = torch.load(start, weights_only=False, map_location="cpu")["net"]
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
        events = "reportedly" in stage["data"]
        train(
            new(labels, start, frames=n == 0), lambda _, rng, parts=parts: drawn(parts, rng), epochs=stage["epochs"], lr=stage["lr"],  # type: ignore[misc]
            head_lr=stage["head_lr"], size=stage.get("size", 6000), seed=run["seed"], checkpoint=checkpoint,
            score=Dev() if events else None, patience=stage.get("patience"),
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
