"""The systems that can be run: `reportedly`, the baselines, and a dependency-rule coder of the old kind.

A system is called with a task, a question and the fold of the report, and returns the question with its answer filled
in. Of the coder it needs `code_report(report) -> Coding`; single steps are asked through `evaluation.probes`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from evaluation import kept, outputs, probes
from evaluation.baselines import Naive, Tfidf
from evaluation.dependency import DICTIONARY, PEER, Dependency
from evaluation.item import Item, replace
from reportedly.errors import EngineError, UsageError

HERE = Path(__file__).parent
PACKAGE = HERE.parent / "src/reportedly"
CODER = [PACKAGE / p for p in ("records.py", "codebook.py", "codebooks", "coding", "engine", "lookup")]
System = Callable[[str, Item, "str | None"], Item]
NAMES = ("reportedly", "dependency", "tfidf", "naive")


class Reportedly:
    """The coder; `model` is a model folder, with `{fold}` for the one that has not seen a fold.

    Without such models the reports of a cross-validated set are coded from the markup that is kept of them (evaluation.kept).
    """

    def __init__(
        self, model: str | None = None, min_confidence: float | None = None, load: Callable[..., Any] | None = None
    ) -> None:
        import reportedly

        self.version = reportedly.__version__
        self.model = model
        self.load = load or partial(reportedly.load, min_confidence=min_confidence)
        self.coders: dict[str | None, Any] = {}

    def coder(self, fold: str | None) -> Any:
        """Return the coder for the reports of a fold."""
        own = fold is None or "{fold}" in (self.model or "")
        path = self.model.format(fold=fold) if self.model and own else None if own else str(kept.FILE)
        if path not in self.coders:
            self.coders[path] = self.load(path) if path and own else self.load()
            if not own:
                self.coders[path].tagger = kept.Tagger()
        return self.coders[path]

    def __call__(self, task: str, asked: Item, fold: str | None) -> Item:
        if fold is not None and self.model and "{fold}" not in self.model:
            raise UsageError("this set is cross-validated: name the models as --model 'folder-{fold}', or none to take their kept markup")
        coder, report = self.coder(fold), asked.report
        if task == "names":
            return replace(asked, names=tuple(probes.names(coder, report)))
        if task == "toponyms":
            return replace(asked, places=tuple(probes.toponyms(coder, report)))
        if task == "factuality":
            values = probes.factuality(coder, report, asked.facts)
            return replace(asked, facts=tuple(replace(f, value=v) for f, v in zip(asked.facts, values, strict=True)))
        if task == "attributions":
            return replace(asked, coding=probes.with_speech(coder.code_report(report)))
        given = probes.pair_type(coder, report, *asked.pair) if asked.pair else None
        return replace(asked, coding=coder.code_report(report), pair_type=given)


def state(name: str, data: Path, model: str | None = None, folds: bool = False) -> str:
    """Return a digest of what decides a system's answers: its code and data, and its model (with `folds` what is kept of the models of
    the cross-validation) or what it learns from.

    EngineError if its model is not there.
    """
    if name == "reportedly" and folds and not model:
        kept.read()
        return outputs.stamp(*CODER, kept.FILE)
    if name == "reportedly":
        from reportedly.engine.release import find

        folders = [Path(model.format(fold=n)) for n in range(5)] if model and "{fold}" in model else [model and Path(model)]
        return outputs.stamp(*CODER, *(find(f or None).folder / "meta.toml" for f in folders))
    if name == "dependency":
        if not (PEER / "meta.toml").exists():
            raise EngineError(str(PEER), "no model here; python -m evaluation.dependency export makes it")
        return outputs.stamp(*CODER, HERE / "dependency.py", DICTIONARY, PEER / "meta.toml")
    own = [HERE / "baselines.py", HERE / "lexicon.toml"]
    return outputs.stamp(*own, HERE.parent / "corpus/reports", data / "train/plover_real") if name == "tfidf" else outputs.stamp(*own)


def system(name: str, data: Path, model: str | None = None, min_confidence: float | None = None) -> System:
    """Return the system of a name."""
    if name == "reportedly":
        return Reportedly(model, min_confidence)
    return Tfidf(data) if name == "tfidf" else {"dependency": Dependency, "naive": Naive}[name]()
