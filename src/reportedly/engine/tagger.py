"""Runs the model on a report and gives back its markup: the encoder and taggers in ONNX Runtime, the light heads in numpy."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from reportedly.coding.tag import Cue, Figure, Markup, Name, Part, Trigger, Voice
from reportedly.engine import tokens
from reportedly.engine.heads import Heads, pair_features, sigmoid, softmax, viterbi
from reportedly.engine.release import Release, find

TAGGERS = ("trigger", "cue", "evidence", "count", "name")
FAINT = 0.1  # voices less likely than this are not handed on; the coding step decides which of the others count
BATCH = 16  # passages an encoder call; they are sorted by length first


class _Text:
    """A report's passages with the vectors of their words; a span is (passage, first word, one past last)."""

    def __init__(
        self, text: str, cuts: Sequence[tuple[int, int]], toks: list[tokens.Passage], vectors: list[np.ndarray]
    ) -> None:
        self.text, self.cuts, self.toks, self.vectors = text, cuts, toks, vectors
        self.before = np.cumsum([0] + [len(text[a:b].split()) for a, b in cuts])

    def chars(self, p: int, a: int, b: int) -> tuple[int, int]:
        start = self.cuts[p][0]
        return start + int(self.toks[p].starts[a]), start + int(self.toks[p].ends[b - 1])

    def mean(self, spans: Sequence[tuple[int, int, int]]) -> np.ndarray:
        return np.stack([self.vectors[p][a:b].mean(0) for p, a, b in spans])

    def mark(self, span: tuple[int, int, int]) -> tuple[int, int, str]:
        a, b = self.chars(*span)
        p = span[0]
        return p, int(self.before[p]) + len(self.text[self.cuts[p][0] : a].split()), self.text[a:b]


class Tagger:
    """The model, loaded once; `tag` is safe to call from one thread at a time.

    `threads` is the number of threads ONNX Runtime may use (1 if many processes share the machine).
    """

    def __init__(self, folder: Path | None = None, threads: int | None = None) -> None:
        import onnxruntime as ort

        self.release: Release = find(folder)
        self.name = self.release.name
        self.labels = self.release.labels
        self.tune = self.release.tuned
        self.tokenizer = tokens.load(self.release.folder / "tokenizer.json")
        options = ort.SessionOptions()
        if threads:
            options.intra_op_num_threads = threads
        options.log_severity_level = 3
        self.session = ort.InferenceSession(
            str(self.release.folder / "encoder.onnx"), options, providers=["CPUExecutionProvider"]
        )
        with np.load(self.release.folder / "heads.npz") as weights:
            self.heads = Heads({k: weights[k].astype(np.float32) for k in weights.files})

    def encode(self, toks: list[tokens.Passage]) -> list[list[np.ndarray]]:
        """Return for each passage its word vectors (T, 384) and the logits (T, tags) of each tagger, in that order."""
        order = sorted(range(len(toks)), key=lambda i: len(toks[i].pieces))
        out: list[list[np.ndarray]] = [[] for _ in toks]
        for start in range(0, len(order), BATCH):
            rows = order[start : start + BATCH]
            width = max(len(toks[i].pieces) for i in rows)
            feed = {k: np.zeros((len(rows), width), dtype=np.int64) for k in ("pieces", "cases", "mask")}
            for r, i in enumerate(rows):
                n = len(toks[i].pieces)
                feed["pieces"][r, :n], feed["cases"][r, :n], feed["mask"][r, :n] = toks[i].pieces, toks[i].cases, 1
            hidden, *logits = self.session.run(None, feed)
            for r, i in enumerate(rows):
                out[i] = [hidden[r][toks[i].first], *(x[r][toks[i].first] for x in logits)]
        return out

    def tag(self, text: str, passages: Sequence[tuple[int, int]]) -> Markup:
        """Return the markup of `text`, read in these passages."""
        toks = tokens.passages([text[a:b] for a, b in passages], self.tokenizer)
        return self.decode(text, passages, toks, self.encode(toks))

    def decode(
        self,
        text: str,
        passages: Sequence[tuple[int, int]],
        toks: list[tokens.Passage],
        encoded: list[list[np.ndarray]],
    ) -> Markup:
        """Return the markup that the encoder's output amounts to."""
        t = _Text(text, passages, toks, [e[0] for e in encoded])
        spans: dict[str, list[tuple[tuple[int, int, int], str, float]]] = {}
        for k, name in enumerate(TAGGERS, 1):
            classes = self.labels[f"tag_{name}"]
            bonus, empty = self.tune.get(f"{name}_bonus", 0.4), self.tune.get(f"{name}_empty", 0.0)
            spans[name] = [
                ((p, a, b), classes[c], score)
                for p, e in enumerate(encoded)
                for a, b, c, score in viterbi(e[k], bonus, empty)
            ]
        triggers = self._triggers(t, spans["trigger"])
        cues = self._cues(t, spans["cue"])
        at = [s for s, _, _ in spans["trigger"]]
        return Markup(
            tuple(triggers),
            tuple(cues),
            tuple(self._voices(t, [s for s, _, _ in spans["cue"]], cues, at, triggers)),
            tuple(self._figures(t, "evidence", spans["evidence"], at)),
            tuple(self._figures(t, "count", spans["count"], at)),
            tuple(Name(*t.chars(*s), c, score) for s, c, score in spans["name"]),
            self._same(t, at, triggers),
            self.tune,
        )

    def _frames(
        self, t: _Text, head: str, at: list[tuple[int, int, int]]
    ) -> list[list[tuple[tuple[int, int, int], str, float]]]:
        """For each anchor the spans that belong to it."""
        out: list[list[tuple[tuple[int, int, int], str, float]]] = [[] for _ in at]
        classes = self.labels[head]
        bonus = self.tune.get(f"{head}_bonus", 0.4)
        for p in sorted({s[0] for s in at}):
            mine = [i for i, s in enumerate(at) if s[0] == p]
            anchors = t.mean([at[i] for i in mine])
            logits = self.heads.frame(head, t.vectors[p], anchors, np.array([at[i][1] for i in mine]))
            for i, x in zip(mine, logits, strict=True):
                out[i] = [
                    ((p, a, b), classes[c], score)
                    for a, b, c, score in viterbi(x, bonus, self.tune.get(f"{head}_empty", 0.0))
                ]
        return out

    def _triggers(self, t: _Text, found: list[tuple[tuple[int, int, int], str, float]]) -> list[Trigger]:
        if not found:
            return []
        at = [s for s, _, _ in found]
        vectors = t.mean(at)
        status, flags = (
            softmax(self.heads.pool("pool_status", vectors)),
            sigmoid(self.heads.pool("pool_flags", vectors)),
        )
        modes, contexts = (
            sigmoid(self.heads.pool("pool_mode", vectors)),
            sigmoid(self.heads.pool("pool_context", vectors)),
        )
        frames = self._frames(t, "frame_event", at)
        out, names = [], [m.split("/") for m in self.labels["pool_mode"]]
        for i, (span, type_, score) in enumerate(found):
            other = max((k for k, n in enumerate(names) if n[0] != type_), key=lambda k: modes[i][k])
            second = (names[other][0], names[other][1]) if modes[i][other] > self.tune.get("second", 0.5) else None
            mine = [(n[1], float(p)) for n, p in zip(names, modes[i], strict=True) if n[0] == type_]
            start, end = t.chars(*span)
            hedged, historical, anchor = (float(x) for x in flags[i])
            out.append(
                Trigger(
                    start, end, type_, score, tuple(mine),
                    {c: float(x) for c, x in zip(self.labels["pool_status"], status[i], strict=True)}, hedged, historical, anchor,
                    tuple(c for c, x in zip(self.labels["pool_context"], contexts[i], strict=True) if x > self.tune.get("context", 0.4)),
                    tuple(self._part(t, *part) for part in frames[i]), span[0], second,
                )
            )  # fmt: skip
        return out

    def _part(self, t: _Text, span: tuple[int, int, int], role: str, score: float) -> Part:
        classes: tuple[str, ...] = ()
        vector = t.mean([span])
        if role in ("actor", "recipient"):
            p = sigmoid(self.heads.pool("pool_sector", vector))[0]
            classes = tuple(
                self.labels["pool_sector"][k] for k in np.argsort(-p) if p[k] > self.tune.get("sector", 0.4)
            )
            if role == "recipient":
                k = int(self.heads.pool("pool_class", vector)[0].argmax())
                classes += (self.labels["pool_class"][k],)
        elif head := {"target": "pool_target", "place": "pool_place"}.get(role):
            classes = (self.labels[head][int(self.heads.pool(head, vector)[0].argmax())],)
        return Part(role, *t.chars(*span), score, classes)

    def _cues(self, t: _Text, found: list[tuple[tuple[int, int, int], str, float]]) -> list[Cue]:
        frames = self._frames(t, "frame_cue", [s for s, _, _ in found])
        return [
            Cue(*t.chars(*span), score, tuple(Part(role, *t.chars(*s), p) for s, role, p in frame), span[0])
            for (span, _, score), frame in zip(found, frames, strict=True)
        ]

    def _voices(
        self,
        t: _Text,
        cue_at: list[tuple[int, int, int]],
        cues: list[Cue],
        at: list[tuple[int, int, int]],
        triggers: list[Trigger],
    ) -> list[Voice]:
        pairs, more = [], []
        for i, c in enumerate(cues):
            for j, g in enumerate(triggers):
                if abs(c.passage - g.passage) <= 1 and (c.start, c.end) != (g.start, g.end):
                    inside = any(x.role == "content" and x.start <= g.start and g.end <= x.end for x in c.parts)
                    pairs.append((i, j))
                    more.append(pair_features(t.mark(cue_at[i]), t.mark(at[j]), inside, False))
        if not pairs:
            return []
        left, right = t.mean([cue_at[i] for i, _ in pairs]), t.mean([at[j] for _, j in pairs])
        features = np.array(more, dtype=np.float32)
        stance = softmax(self.heads.pair("pair_voice", left, right, features))
        about = sigmoid(self.heads.pair("pair_about", left, right, features))
        out, names = [], self.labels["pair_voice"]
        for n, (i, j) in enumerate(pairs):
            linked = 1.0 - float(stance[n][0])
            if linked > FAINT:
                facets = tuple(f for f, p in zip(self.labels["pair_about"], about[n], strict=True) if p > 0.5)
                out.append(Voice(i, j, names[1 + int(stance[n][1:].argmax())], linked, facets or ("occurrence",)))
        return out

    def _figures(
        self, t: _Text, kind: str, found: list[tuple[tuple[int, int, int], str, float]], at: list[tuple[int, int, int]]
    ) -> list[Figure]:
        out = []
        for span, label, score in found:
            near = [j for j, s in enumerate(at) if abs(s[0] - span[0]) <= 1]
            links: dict[int, float] = {}
            vector = t.mean([span])
            if near:
                features = np.array(
                    [pair_features(t.mark(span), t.mark(at[j]), False, False) for j in near], dtype=np.float32
                )
                p = sigmoid(
                    self.heads.pair(
                        f"pair_{kind}", np.repeat(vector, len(near), 0), t.mean([at[j] for j in near]), features
                    )
                )
                links = {j: float(x[0]) for j, x in zip(near, p, strict=True)}
            classes: tuple[str, ...]
            if kind == "evidence":
                classes = (
                    self.labels["pool_verification"][int(self.heads.pool("pool_verification", vector)[0].argmax())],
                )
            else:
                p = sigmoid(self.heads.pool("pool_count", vector))[0]
                classes = tuple(c for c, x in zip(self.labels["pool_count"], p, strict=True) if x > 0.5)
            out.append(Figure(*t.chars(*span), label, score, classes, links))
        return out

    def _same(self, t: _Text, at: list[tuple[int, int, int]], triggers: list[Trigger]) -> dict[tuple[int, int], float]:
        pairs = [(i, j) for i in range(len(at)) for j in range(i + 1, len(at)) if triggers[i].type == triggers[j].type]
        if not pairs:
            return {}
        features: Any = [pair_features(t.mark(at[i]), t.mark(at[j]), False, True) for i, j in pairs]
        p = sigmoid(
            self.heads.pair(
                "pair_same",
                t.mean([at[i] for i, _ in pairs]),
                t.mean([at[j] for _, j in pairs]),
                np.array(features, dtype=np.float32),
            )
        )
        return {pair: float(x[0]) for pair, x in zip(pairs, p, strict=True)}
