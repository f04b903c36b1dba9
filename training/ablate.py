"""What each part of the training is worth: `python -m training.ablate [NAME...] --data DATA` trains small variants and scores them.

All variants have one short schedule, two epochs over our corpus' training part and the real reports but for one fold, and are
scored on the corpus' dev part and on that fold (typed and detection F1 with 95 % intervals). They say which choice helps, not how good the
shipped model is. Results are kept in training/ablations.json, a variant at a time, and shown in docs/evaluation.md.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from corpus.grid import WRITERS
from corpus.parse import HERE, Gold
from corpus.parse import load as corpus
from reportedly.desk import Coder
from reportedly.scoring import events
from reportedly.scoring.table import Table
from training import data, release
from training.corpora.plover_real import prepare as real
from training.corpora.real_more.prepare import source as more
from training.train import checkpoint_of, new, train

KEPT = Path(__file__).parent / "ablations.json"
FOLD, EPOCHS = 0, 2


@dataclass(frozen=True)
class Variant:
    """What is changed: the share of our corpus, whether pretraining is used, which sets, how much text a pass reads."""

    says: str
    share: float = 1.0
    pretrained: bool = True
    real: bool = True
    sentence: bool = False


VARIANTS = {
    "base": Variant("pretrained on the auxiliary sets, all of our corpus, real reports, passages"),
    "no-auxiliary": Variant("MiniLM as published in place of the pretraining", pretrained=False),
    "half": Variant("half of our corpus", share=0.5),
    "quarter": Variant("a quarter of our corpus", share=0.25),
    "no-real": Variant("without the real reports", real=False),
    "sentence": Variant("one sentence a pass, in training and in use", sentence=True),
}


def examples(golds: list[Gold], sentence: bool) -> Callable[[int, random.Random], list[data.Example]]:
    """Return what gives the examples of an epoch."""

    def draw(_: int, rng: random.Random) -> list[data.Example]:
        return [data.from_coding(g.coding, g.sentences, 1 if sentence else rng.randint(350, 900)) for g in golds]

    return draw


def scores(coder: Coder, golds: list[Gold]) -> dict[str, Any]:
    """Return detection and typed F1 with their intervals."""
    table = Table([events(g.coding, coder.code_report(g.coding.report)) for g in golds])
    found = {s.measure: [round(x, 1) for x in (s.value, s.low, s.high)] for s in table.scores()}
    return {m: found[m] for m in ("detection_F1", "typed_F1")}


def run(variant: Variant, folder: Path) -> dict[str, Any]:
    """Train one variant and return its scores on both sets."""
    parts: dict[str, list[Gold]] = {"train": [], "dev": []}
    for writer, part in WRITERS.items():
        parts.setdefault(part, []).extend(corpus(HERE / "reports" / writer))
    golds = random.Random(3).sample(parts["train"], int(len(parts["train"]) * variant.share))
    reports = list(real.load(folder / "plover_real"))
    fold = real.folds(reports)
    if variant.real:
        golds += [g for g in reports if fold[g.id] != FOLD] + more(folder, FOLD).golds
    net = new(data.labels(), checkpoint_of("pretrain") if variant.pretrained else None, frames=variant.pretrained)
    train(net, examples(golds, variant.sentence), epochs=EPOCHS, lr=2e-4, head_lr=2e-3, size=2200)
    with tempfile.TemporaryDirectory() as tmp:
        release.export(net.eval(), Path(tmp))
        (Path(tmp) / "meta.toml").write_text(
            release.meta("ablation", Path(tmp), {"text": ""}, {"trigger_empty": 0.3}, {}), encoding="utf-8"
        )
        coder = Coder(Path(tmp), min_confidence=0.0)
        if variant.sentence:
            step = sys.modules["reportedly.coding.tag"]  # the package exports a function of that name
            step.passages = partial(step.passages, limit=1)  # type: ignore[attr-defined]
        return {
            "says": variant.says,
            "reports": len(golds),
            "corpus-dev": scores(coder, parts["dev"]),
            "plover_real": scores(coder, [g for g in reports if fold[g.id] == FOLD]),
        }


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("names", nargs="*", choices=[*VARIANTS, []], metavar="NAME", help=", ".join(VARIANTS))
    ask.add_argument("--data", type=Path, default=Path("../shared/data/train"))
    args = ask.parse_args()
    for name in args.names or VARIANTS:
        found = run(VARIANTS[name], args.data)
        kept = json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.exists() else {}
        KEPT.write_text(json.dumps({**kept, name: found}, indent=1) + "\n", encoding="utf-8")
        print(f"{name}: {found}", flush=True)


if __name__ == "__main__":
    main()
