"""Two baselines to beat, through the same runner: what one gets without reading.

`naive` takes every stem of `lexicon.toml` for an event that happened on the day of publication, its actor and recipient
for the nearest capitalised words before and after it, its place for the nearest ones after "in", "at", "near"; nobody
says so. `tfidf` puts a TF-IDF type classifier over sentences in place of the lexicon (one event a type it finds), the
rest alike. It learns from the corpus' training part and plover_real, on plover_real itself from the other folds.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from evaluation.gold import ours
from evaluation.item import Item, replace
from reportedly.records import Coding, Entity, Event, Place, Report, ReportRef, Sentence, Span, When, digest

Found = tuple[str, int, int, float]  # type, start and end of the trigger, confidence
CAPITALS = re.compile(r"(?:[A-Z][\w’'.-]*)(?: (?:of |the |al-)?[A-Z][\w’'.-]*)*")
PLACED = re.compile(r"\b(?:in|at|near|outside) (?:the )?(?P<name>(?:[A-Z][\w’'-]*)(?: [A-Z][\w’'-]*)*)")
STEMS = tomllib.loads((Path(__file__).parent / "lexicon.toml").read_text(encoding="utf-8"))
LEXICON = sorted(((stem, type_) for type_, stems in STEMS.items() for stem in stems), key=lambda s: -len(s[0]))


def sentences(text: str) -> Iterator[Sentence]:
    """Yield what ends in a line end, or in a full stop before a capital."""
    at, n = 0, 0
    for m in [*re.finditer(r"\n+|(?<=[.!?])[”’]?\s+(?=[A-Z“‘])", text), None]:
        end = m.start() if m else len(text)
        if text[at:end].strip():
            yield Sentence(text[at:end], at, end, n)
            n += 1
        at = m.end() if m else end


def by_lexicon(sentence: str) -> list[Found]:
    """Return an event for every word that begins with a stem of the lexicon."""
    found: dict[int, Found] = {}
    for stem, type_ in LEXICON:
        for m in re.finditer(rf"\b{stem}\w*", sentence):
            found.setdefault(m.start(), (type_, m.start(), m.end(), 0.5))
    return [found[k] for k in sorted(found)]


def code(report: Report, find: Any) -> Coding:
    """Return the coding that asserts all that `find(sentence)` finds."""
    events = []
    for s in sentences(report.text):
        words = s.text or ""
        capitals = [m.span() for m in CAPITALS.finditer(words)]
        places = [m.span("name") for m in PLACED.finditer(words)]
        for type_, a, b, confidence in find(words):
            spot = min(places, key=lambda p: abs(p[0] - a), default=None)
            people = [c for c in capitals if c != spot]
            actor = max((c for c in people if c[1] <= a), default=None)
            recipient = min((c for c in people if c[0] >= b), default=None)
            at = [
                (words[i:j], (s.start or 0) + i, (s.start or 0) + j)
                for i, j in ((a, b), actor or (0, 0), recipient or (0, 0), spot or (0, 0))
            ]
            published = report.published and report.published[:10]
            events.append(
                Event(
                    id=digest(report.id, type_, str(at[0][1])),
                    report=ReportRef(report.id, report.source_id),
                    type=type_,
                    actors=(Entity(*at[1], at[1][0]),) if actor else (),
                    recipients=(Entity(*at[2], at[2][0]),) if recipient else (),
                    places=(Place(*at[3], name=at[3][0]),) if spot else (),
                    when=When(from_=published, to=published, basis="assumed") if published else None,
                    trigger=Span(*at[0]),
                    sentence=s,
                    confidence=confidence,
                )
            )
    return Coding(report, tuple(events))


def labelled(items: Sequence[Item]) -> tuple[list[str], list[set[str]]]:
    """Return the sentences of annotated reports and the types of the events mentioned in each."""
    texts, types = [], []
    for i in items:
        mentions = [(m.start, e.type) for e in i.coding.events for m in (e.trigger, *e.mentions)]
        for s in i.sentences:
            texts.append(s.text or "")
            types.append({t for at, t in mentions if at is not None and s.start <= at < s.end})  # type: ignore[operator]
    return texts, types


class Classifier:
    """TF-IDF over words and word pairs, one logistic regression a type; a sentence may have several types."""

    def __init__(self, items: Sequence[Item]) -> None:
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.linear_model import LogisticRegression
        from sklearn.multiclass import OneVsRestClassifier
        from sklearn.preprocessing import MultiLabelBinarizer

        texts, types = labelled(items)
        self.words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2)
        labels = MultiLabelBinarizer()
        marks = labels.fit_transform(types)
        model = OneVsRestClassifier(LogisticRegression(class_weight="balanced", C=3.0, solver="liblinear"))
        model.fit(self.words.fit_transform(texts), marks)
        self.types: list[str] = list(labels.classes_)
        self.weights = np.vstack([m.coef_[0] for m in model.estimators_])
        self.bias = np.array([m.intercept_[0] for m in model.estimators_])

    def scores(self, text: str) -> dict[str, float]:
        """Return the probability of each type."""
        logits = self.words.transform([text]) @ self.weights.T + self.bias
        return dict(zip(self.types, (1 / (1 + np.exp(-logits[0]))).tolist(), strict=True))

    def find(self, sentence: str) -> list[Found]:
        """Return an event for each type over one half, its trigger the word that speaks most for the type."""
        tokens, known = list(re.finditer(r"\b\w\w+\b", sentence)), self.words.vocabulary_
        out = []
        for row, (type_, p) in enumerate(self.scores(sentence).items()):
            if p >= 0.5 and tokens:
                speaks = {m: self.weights[row, known[m[0].lower()]] if m[0].lower() in known else -9.0 for m in tokens}
                best = max(speaks, key=speaks.__getitem__)
                out.append((type_, best.start(), best.end(), p))
        return out


class Naive:
    """The dictionary baseline."""

    version = "1"

    def __call__(self, task: str, asked: Item, fold: str | None) -> Item:
        coding = code(asked.report, by_lexicon)
        given = None
        if asked.pair:
            text = asked.report.text
            given = next((t for t, *_ in by_lexicon(text)), "")
        return replace(asked, coding=coding, pair_type=given)


class Tfidf:
    """The TF-IDF baseline; `data` is the folder with the sets, for what it learns from."""

    version = "1"

    def __init__(self, data: Path) -> None:
        self.data = data
        self.fitted: dict[str | None, Classifier] = {}

    @cached_property
    def items(self) -> list[Item]:
        return [*ours.corpus("train"), *ours.plover_real(self.data / "train/plover_real")]

    def classifier(self, fold: str | None) -> Classifier:
        """Return the classifier that has not seen the reports of `fold`."""
        if fold not in self.fitted:
            self.fitted[fold] = Classifier([i for i in self.items if fold is None or i.header.get("fold") != fold])
        return self.fitted[fold]

    def __call__(self, task: str, asked: Item, fold: str | None) -> Item:
        classifier = self.classifier(fold)
        given = None
        if asked.pair:
            scores = classifier.scores(asked.report.text)
            given = max(scores, key=lambda t: scores[t])
        return replace(asked, coding=code(asked.report, classifier.find), pair_type=given)
