"""python -m evaluation.kept [--folds 'runs/fold{fold}'] [--data FOLDER]

Keeps what the five models of the cross-validation mark in plover_real (`make folds` ends with it): offsets, codes and
probabilities, no words. With it every clone can code and score the real reports anew with its own coding steps, without the
models (140 MB, an hour of training) that must not have seen them.
"""

from __future__ import annotations

import argparse
import gzip
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from evaluation import outputs
from evaluation.gold import load
from reportedly.coding.tag import Markup
from reportedly.errors import EngineError, UsageError
from reportedly.records import digest

FILE = Path(__file__).parent / "folds.msgpack.gz"
ENGINE = Path(__file__).parent.parent / "src/reportedly/engine"
Cuts = list[tuple[int, int]]


class Keep(msgspec.Struct):
    """The markups by digest of the text, each with the passages it was asked for; `engine` is the state of the code that made them, `commit`
    that of the corpora by the models' own account."""

    engine: str
    commit: str
    markups: dict[str, tuple[Cuts, Markup]]


def read(file: Path = FILE) -> Keep:
    """Return what is kept; EngineError if it is not there."""
    if not file.exists():
        raise EngineError(str(file), "no markup of the cross-validation's models is kept; make folds writes it")
    return msgspec.msgpack.decode(gzip.decompress(file.read_bytes()), type=Keep)


class Tagger:
    """Gives back kept markup in place of a model's."""

    name = "the models of the cross-validation"

    def __init__(self, file: Path = FILE) -> None:
        self.kept = read(file)
        self.tune = next((m.tuned for _, m in self.kept.markups.values()), {})

    @property
    def old(self) -> bool:
        """Whether the engine's code has changed since."""
        return self.kept.engine != outputs.stamp(ENGINE)

    def tag(self, text: str, passages: Sequence[tuple[int, int]]) -> Markup:
        """Return the markup of `text`; UsageError if none of it is kept in these passages."""
        cuts, markup = self.kept.markups.get(digest(text), (None, None))
        if markup is None or cuts != list(passages):
            raise UsageError(f"{FILE.name}: no markup of this text in these passages; make folds writes it anew")
        return markup


class Keeping:
    """A model that keeps what it marks."""

    def __init__(self, tagger: Any, markups: dict[str, tuple[Cuts, Markup]]) -> None:
        self.tagger, self.markups, self.name, self.tune = tagger, markups, tagger.name, tagger.tune

    def tag(self, text: str, passages: Sequence[tuple[int, int]]) -> Markup:
        """Return the model's markup."""
        markup: Markup = self.tagger.tag(text, passages)
        self.markups[digest(text)] = list(passages), markup
        return markup


def main(args: Sequence[str] | None = None) -> int:
    """Write the file."""
    from reportedly import load as coder

    parser = argparse.ArgumentParser(prog="python -m evaluation.kept", description=__doc__)
    parser.add_argument("--folds", default="runs/fold{fold}", help="models of the cross-validation; {fold} stands for 0 to 4")
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    told = parser.parse_args(args)
    keep, golds = Keep(outputs.stamp(ENGINE), "", {}), load("plover_real", told.data)
    for fold in sorted({g.header["fold"] for g in golds}):
        model = coder(told.folds.format(fold=fold))
        keep.commit = model.tagger.release.meta["commit"]
        model.tagger = Keeping(model.tagger, keep.markups)
        for gold in golds:
            if gold.header["fold"] == fold:
                model.code_report(gold.report)
        print(f"fold {fold}: {len(keep.markups)} texts so far", file=sys.stderr, flush=True)
    FILE.write_bytes(gzip.compress(msgspec.msgpack.encode(keep), mtime=0))
    print(f"{FILE}: {len(keep.markups)} texts, {FILE.stat().st_size / 1e3:.0f} KB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
