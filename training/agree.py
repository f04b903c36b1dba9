"""Holds an int8 release against the same network in float32: `python -m training.agree FULL INT8 [--data FOLDER]`.

Both folders run through the same tagger. Compared are the labels of every head on 1,000 sentences of dev parts (heads that
read a span are asked about the spans that the float32 model finds), and what is coded of our corpus' dev part.
"""

from __future__ import annotations

import argparse
import gzip
import itertools
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from corpus.grid import WRITERS
from corpus.parse import HERE, Gold, load
from reportedly import scoring
from reportedly.engine import tokens
from reportedly.engine.tagger import TAGGERS, Tagger, _Text
from reportedly.scoring.table import Table

if TYPE_CHECKING:  # it needs torch
    from training.model import Net

SENTENCES, OURS = 1000, 700  # of which so many from our corpus, the others from the dev part of UD English EWT
BOUND = 1.0  # points that int8 may cost in a score
MEASURES = (
    "detection_F1", "typed_F1", "core_F1", "actor", "recipient", "place", "mode", "status macro", "hedge", "attribution", "stance",
    "about", "evidence kinds", "counts",
)  # fmt: skip
SINGLE = {
    "pool_status",
    "pool_class",
    "pool_target",
    "pool_place",
    "pool_verification",
    "pair_voice",
}  # one class of several
Marks = list[tuple[int, int, int]]


def golds() -> list[Gold]:
    """Return the dev part of our corpus."""
    return [g for w, part in WRITERS.items() if part == "dev" for g in load(HERE / "reports" / w)]


def sentences(data: Path) -> list[str]:
    """Return 1,000 sentences of dev parts."""
    ours = (s.text or "" for g in golds() for s in g.sentences)
    out = list(itertools.islice((s for s in ours if s), OURS))
    with gzip.open(data / "ud_ewt/en_ewt-ud-dev.conllu.gz", "rt", encoding="utf-8") as lines:
        theirs = (line[9:].strip() for line in lines if line.startswith("# text = "))
        return out + list(itertools.islice((s for s in theirs if len(s) > 40), SENTENCES - len(out)))


def apart(net: Net, folder: Path, data: Path) -> float:
    """Return how far the taggers' logits of a network in torch and of its export lie apart, at most, on a part of the sentences."""
    import torch

    tagger, most = Tagger(folder), 0.0
    for p in tokens.passages(sentences(data)[::20], tagger.tokenizer):
        with torch.no_grad():
            pieces, cases = (torch.from_numpy(x)[None] for x in (p.pieces, p.cases))
            hidden = net(pieces, cases, torch.ones_like(pieces))
            torch_logits = [net.heads[f"tag_{t}"](hidden)[0, p.first].numpy() for t in TAGGERS]
        got = tagger.encode([p])[0][1:]
        most = max(most, *(float(np.abs(a - b).max(initial=0.0)) for a, b in zip(torch_logits, got, strict=True)))
    return most


def labelled(full: Tagger, other: Tagger, texts: list[str]) -> dict[str, list[float]]:
    """Return for each head the share of equal labels, and of how many."""
    same: dict[str, list[np.ndarray]] = {head: [] for head in full.labels}
    for start in range(0, len(texts), 50):
        block = texts[start : start + 50]
        toks = tokens.passages(block, full.tokenizer)
        for text, tok, a, b in zip(block, toks, full.encode(toks), other.encode(toks), strict=True):
            for head, equal in _equal(full, other, text, tok, a, b):
                same[head].append(equal)
    joined = {head: np.concatenate(each) for head, each in same.items() if each}
    return {head: [round(float(x.mean()), 4), len(x)] for head, x in joined.items() if len(x)}


def _equal(
    full: Tagger, other: Tagger, text: str, tok: tokens.Passage, a: list[np.ndarray], b: list[np.ndarray]
) -> Iterator[tuple[str, np.ndarray]]:
    """For each head whether both give each label that it is asked for in one sentence."""
    both = [(t, _Text(text, [(0, len(text))], [tok], [e[0]])) for t, e in ((full, a), (other, b))]
    spans: dict[str, Marks] = {}
    for k, name in enumerate(TAGGERS, 1):
        yield f"tag_{name}", _tags(a[k], b[k])
        found = full._spans(name, full.labels[f"tag_{name}"], a[k], [len(tok.first)])[0]
        spans[name] = [(0, x, y) for x, y, _, _ in found]
    parts: dict[str, Marks] = {}
    for head, name in (("frame_event", "trigger"), ("frame_cue", "cue")):
        if at := spans[name]:
            where = np.array([s[1] for s in at])
            one, two = (t.heads.frame(head, x.vectors[0], x.means(at), where) for t, x in both)
            yield head, np.concatenate([_tags(p, q) for p, q in zip(one, two, strict=True)])
            for row in full._frames(both[0][1], head, at, both[0][1].means(at)):
                for s, role, _ in row:
                    parts.setdefault(role, []).append(s)
    people = parts.get("actor", []) + parts.get("recipient", [])
    asked = dict.fromkeys(("pool_status", "pool_flags", "pool_mode", "pool_context"), spans["trigger"]) | {
        "pool_sector": people, "pool_class": parts.get("recipient", []), "pool_target": parts.get("target", []),
        "pool_place": parts.get("place", []), "pool_verification": spans["evidence"], "pool_count": spans["count"],
    }  # fmt: skip
    for head, at in asked.items():
        if at:
            yield head, _classes(head, *(t.heads.pools((head,), x.means(at))[0] for t, x in both))
    for head, name in (
        ("voice", "cue"),
        ("about", "cue"),
        ("evidence", "evidence"),
        ("count", "count"),
        ("same", "trigger"),
    ):
        left, right = spans[name], spans["trigger"]
        pairs = {
            (i, j): (False, name == "trigger")
            for i in range(len(left))
            for j in range(len(right))
            if name != "trigger" or i < j
        }
        if pairs:
            yield (
                f"pair_{head}",
                _classes(f"pair_{head}", *(t._pairs(x, (f"pair_{head}",), left, right, pairs)[0] for t, x in both)),
            )


def _tags(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Whether the best tags agree, of the words for which either is not O."""
    one, two = a.argmax(-1), b.argmax(-1)
    return (one == two)[(one > 0) | (two > 0)]  # type: ignore[no-any-return]


def _classes(head: str, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    return a.argmax(-1) == b.argmax(-1) if head in SINGLE else ((a > 0) == (b > 0)).ravel()  # type: ignore[no-any-return]


def costs(full: Path, int8: Path) -> dict[str, list[float]]:
    """Return for each measure its score on our corpus' dev part, with the float32 model and with the int8 one."""
    from reportedly.desk import Coder

    each, asked = [], golds()
    for folder in (full, int8):
        coder = Coder(folder)
        each.append(
            Table([scoring.events(g.coding, coder.code_report(g.coding.report)) for g in asked], ("type", "status"))
        )
    shared = [m for m in MEASURES if all(m in t.measures() for t in each)]
    found = {m: [round(t.value(m), 2) for t in each] for m in shared}
    return {m: pair for m, pair in found.items() if not np.isnan(pair).any()}


def compare(full: Path, int8: Path, data: Path) -> dict[str, Any]:
    """Return what meta.toml says of both: `sentences`, `agreement` by head, `cost` by measure."""
    texts = sentences(data)
    return {
        "sentences": len(texts),
        "agreement": labelled(Tagger(full), Tagger(int8), texts),
        "cost": costs(full, int8),
    }


def verdict(told: dict[str, Any]) -> int:
    """Print what was found; 1 if int8 costs more than the bound in a score."""
    for head, (share, of) in told["agreement"].items():
        print(f"{head:18s} {100 * share:5.1f} % of {of} labels alike")
    over = 0
    for measure, (full, int8) in told["cost"].items():
        lost = full - int8 > BOUND
        over += lost
        print(
            f"{measure:18s} float32 {full:5.1f}  int8 {int8:5.1f}  {int8 - full:+.1f}{'  over the bound of a point' if lost else ''}"
        )
    return bool(over)


def main() -> int:
    ask = argparse.ArgumentParser(prog="agree", description=__doc__)
    ask.add_argument("full", type=Path)
    ask.add_argument("int8", type=Path)
    ask.add_argument("--data", type=Path, default=Path("../shared/data/train"))
    args = ask.parse_args()
    return verdict(compare(args.full, args.int8, args.data))


if __name__ == "__main__":
    sys.exit(main())
