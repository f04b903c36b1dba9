"""Runs the model on a report and gives back its markup: the encoder and taggers in ONNX Runtime, the light heads in numpy."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from reportedly.coding.tag import Cue, Figure, Markup, Name, Part, Trigger, Voice
from reportedly.engine import tokens
from reportedly.engine.heads import Heads, Mark, mark_of, pair_features, sigmoid, softmax, spans
from reportedly.engine.release import Release, find

TAGGERS = ("trigger", "cue", "evidence", "count", "name")
FAINT = 0.1  # voices less likely than this are not handed on; the coding step decides which of the others count
BATCH = 16  # passages an encoder call; they are sorted by length first
ENTITY = ("actor", "recipient")

Span = tuple[int, int, int]  # passage, first word, one past last
Marked = tuple[Span, str, float]  # with its class and the probability of it


class _Text:
    """A report's passages with the vectors of their words."""

    def __init__(
        self, text: str, cuts: Sequence[tuple[int, int]], toks: list[tokens.Passage], vectors: list[np.ndarray]
    ) -> None:
        self.text, self.cuts, self.vectors = text, cuts, vectors
        self.starts, self.ends = [t.starts.tolist() for t in toks], [t.ends.tolist() for t in toks]
        self.before = [0]
        for a, b in cuts:
            self.before.append(self.before[-1] + len(text[a:b].split()))
        self.marked: dict[Span, Mark] = {}

    def chars(self, p: int, a: int, b: int) -> tuple[int, int]:
        start = self.cuts[p][0]
        return start + self.starts[p][a], start + self.ends[p][b - 1]

    def means(self, spans: Iterable[Span]) -> np.ndarray:
        """The mean word vector of each span, (N, 384)."""
        each = ((self.vectors[p], a, b) for p, a, b in spans)
        return np.stack([v[a] if b - a == 1 else np.add.reduce(v[a:b]) / np.float32(b - a) for v, a, b in each])

    def marks(self, spans: Iterable[Span]) -> list[Mark]:
        """What `pair_features` asks of each span; several heads ask the same."""
        out = []
        for span in spans:
            if span not in self.marked:
                p, (start, end) = span[0], self.chars(*span)
                word = self.before[p] + len(self.text[self.cuts[p][0] : start].split())
                self.marked[span] = mark_of(self.text, start, end, p, word)
            out.append(self.marked[span])
        return out


class Tagger:
    """The model, loaded once; `tag` is safe to call from one thread at a time.

    `threads` is the number of threads ONNX Runtime may use (1 if many processes share the machine).
    """

    def __init__(self, folder: Path | None = None, threads: int | None = None) -> None:
        import onnxruntime as ort
        from threadpoolctl import ThreadpoolController

        self.release: Release = find(folder)
        self.name = self.release.name
        self.labels = self.release.labels
        self.tune = self.release.tuned
        self.modes = [(*m.split("/"),) for m in self.labels["pool_mode"]]
        self.own = {t: np.array([type_ == t for type_, _ in self.modes]) for t in self.labels["tag_trigger"]}
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
        self.blas = ThreadpoolController().select(user_api="blas")

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
        if not encoded:
            return Markup(tuned=self.tune)
        with self.blas.limit(limits=1):  # the products are small: more threads only wait for each other
            return self._markup(_Text(text, passages, toks, [e[0] for e in encoded]), encoded)

    def _markup(self, t: _Text, encoded: list[list[np.ndarray]]) -> Markup:
        lengths = [len(v) for v in t.vectors]
        found: dict[str, list[Marked]] = {}
        for k, name in enumerate(TAGGERS, 1):
            rows = self._spans(name, self.labels[f"tag_{name}"], np.concatenate([e[k] for e in encoded]), lengths)
            found[name] = [((p, a, b), c, score) for p, row in enumerate(rows) for a, b, c, score in row]
        at, cue_at = ([s for s, _, _ in found[name]] for name in ("trigger", "cue"))
        cues = self._cues(t, found["cue"])
        triggers = self._triggers(t, found["trigger"])
        return Markup(
            tuple(triggers),
            tuple(cues),
            tuple(self._voices(t, cue_at, cues, at, triggers)),
            tuple(self._figures(t, "evidence", "pool_verification", found["evidence"], at)),
            tuple(self._figures(t, "count", "pool_count", found["count"], at)),
            tuple(Name(*t.chars(*s), c, score) for s, c, score in found["name"]),
            self._same(t, at, triggers),
            self.tune,
        )

    def _spans(
        self, name: str, classes: list[str], logits: np.ndarray, lengths: Sequence[int]
    ) -> list[list[tuple[int, int, str, float]]]:
        found = spans(logits, lengths, self.tune.get(f"{name}_bonus", 0.4), self.tune.get(f"{name}_empty", 0.0))
        return [[(a, b, classes[k], score) for a, b, k, score in row] for row in found]

    def _frames(self, t: _Text, head: str, at: list[Span], vectors: np.ndarray) -> list[list[Marked]]:
        """For each anchor the spans that belong to it."""
        logits, lengths = [], []
        for p in sorted({s[0] for s in at}):  # anchors come in the order of the passages
            mine = [i for i, s in enumerate(at) if s[0] == p]
            x = self.heads.frame(head, t.vectors[p], vectors[mine], np.array([at[i][1] for i in mine]))
            logits.append(x.reshape(-1, x.shape[-1]))
            lengths += [len(t.vectors[p])] * len(mine)
        rows = self._spans(head, self.labels[head], np.concatenate(logits), lengths)
        return [[((s[0], a, b), c, score) for a, b, c, score in row] for s, row in zip(at, rows, strict=True)]

    def _triggers(self, t: _Text, found: list[Marked]) -> list[Trigger]:
        if not found:
            return []
        at = [s for s, _, _ in found]
        vectors = t.means(at)
        asked = ("pool_status", "pool_flags", "pool_mode", "pool_context")
        status, flags, modes, contexts = self.heads.pools(asked, vectors)
        statuses, all_flags = softmax(status).tolist(), sigmoid(flags).tolist()
        all_modes, all_contexts = sigmoid(modes), sigmoid(contexts)
        frames = self._frames(t, "frame_event", at, vectors)
        classes = self._classes(t, [part for frame in frames for part in frame])
        out, names = [], self.labels["pool_context"]
        second, context = self.tune.get("second", 0.5), self.tune.get("context", 0.4)
        for i, (span, type_, score) in enumerate(found):
            of, own, (hedged, historical, anchor) = all_modes[i], self.own[type_], all_flags[i]
            other = np.where(own, -1.0, of).argmax()
            out.append(
                Trigger(
                    *t.chars(*span), type_, score, tuple((self.modes[k][1], float(of[k])) for k in np.flatnonzero(own)),
                    dict(zip(self.labels["pool_status"], statuses[i], strict=True)), hedged, historical, anchor,
                    tuple(names[k] for k in np.flatnonzero(all_contexts[i] > context)),
                    tuple(Part(role, *t.chars(*s), p, classes.get((s, role), ())) for s, role, p in frames[i]), span[0],
                    (self.modes[other][0], self.modes[other][1]) if of[other] > second else None,
                )
            )  # fmt: skip
        return out

    def _classes(self, t: _Text, parts: list[Marked]) -> dict[tuple[Span, str], tuple[str, ...]]:
        """What is read off spans themselves, by span and role."""
        out: dict[tuple[Span, str], tuple[str, ...]] = {}
        asked = sorted({(s, role) for s, role, _ in parts if role in (*ENTITY, "target", "place")})
        for roles, heads in (
            (ENTITY, ("pool_sector", "pool_class")),
            (("target",), ("pool_target",)),
            (("place",), ("pool_place",)),
        ):
            mine = [x for x in asked if x[1] in roles]
            if not mine:
                continue
            *sectors, kinds = self.heads.pools(heads, t.means(s for s, _ in mine))
            for n, k in enumerate(kinds.argmax(-1).tolist()):
                out[mine[n]] = (self.labels[heads[-1]][k],) if mine[n][1] != "actor" else ()
            for n, p in enumerate(sigmoid(sectors[0]) if sectors else ()):
                likely = np.flatnonzero(p > self.tune.get("sector", 0.4))
                out[mine[n]] = (*(self.labels["pool_sector"][k] for k in likely[np.argsort(-p[likely])]), *out[mine[n]])
        return out

    def _cues(self, t: _Text, found: list[Marked]) -> list[Cue]:
        if not found:
            return []
        at = [s for s, _, _ in found]
        return [
            Cue(*t.chars(*span), score, tuple(Part(role, *t.chars(*s), p) for s, role, p in frame), span[0])
            for (span, _, score), frame in zip(found, self._frames(t, "frame_cue", at, t.means(at)), strict=True)
        ]

    def _pairs(
        self,
        t: _Text,
        heads: tuple[str, ...],
        a: list[Span],
        b: list[Span],
        asked: dict[tuple[int, int], tuple[bool, bool]],
    ) -> list[np.ndarray]:
        """Each head's logits of the pairs of a span of `a` and one of `b`, given as indices: inside, and alike."""
        one, two = t.marks(a), t.marks(b)
        more = [pair_features(one[i], two[j], *flags) for (i, j), flags in asked.items()]
        return self.heads.pairs(heads, t.means(a), t.means(b), np.array(list(asked)), np.array(more, dtype=np.float32))

    def _voices(
        self, t: _Text, cue_at: list[Span], cues: list[Cue], at: list[Span], triggers: list[Trigger]
    ) -> list[Voice]:
        pairs = {}
        for i, c in enumerate(cues):
            content = [(x.start, x.end) for x in c.parts if x.role == "content"]
            for j, g in enumerate(triggers):
                if abs(c.passage - g.passage) <= 1 and (c.start, c.end) != (g.start, g.end):
                    pairs[i, j] = any(a <= g.start and g.end <= b for a, b in content), False
        if not pairs:
            return []
        stances, facets = self._pairs(t, ("pair_voice", "pair_about"), cue_at, at, pairs)
        out, names, all_facets = [], self.labels["pair_voice"], self.labels["pair_about"]
        for (i, j), stance, about in zip(pairs, softmax(stances).tolist(), sigmoid(facets).tolist(), strict=True):
            linked = 1.0 - stance[0]
            if linked > FAINT:
                told = tuple(f for f, p in zip(all_facets, about, strict=True) if p > 0.5)
                best = max(range(1, len(stance)), key=stance.__getitem__)
                out.append(Voice(i, j, names[best], linked, told or ("occurrence",)))
        return out

    def _figures(self, t: _Text, kind: str, head: str, found: list[Marked], at: list[Span]) -> list[Figure]:
        if not found:
            return []
        where = [s for s, _, _ in found]
        pairs = {(i, j): (False, False) for i, s in enumerate(where) for j, g in enumerate(at) if abs(g[0] - s[0]) <= 1}
        links: list[dict[int, float]] = [{} for _ in found]
        if pairs:
            (linked,) = self._pairs(t, (f"pair_{kind}",), where, at, pairs)
            for (i, j), p in zip(pairs, sigmoid(linked)[:, 0].tolist(), strict=True):
                links[i][j] = p
        (logits,) = self.heads.pools((head,), t.means(where))
        chosen = logits > 0 if kind == "count" else logits == logits.max(-1, keepdims=True)
        return [
            Figure(*t.chars(*span), label, score, tuple(self.labels[head][k] for k in np.flatnonzero(mine)), of)
            for (span, label, score), mine, of in zip(found, chosen, links, strict=True)
        ]

    def _same(self, t: _Text, at: list[Span], triggers: list[Trigger]) -> dict[tuple[int, int], float]:
        pairs = {
            (i, j): (False, True)
            for i in range(len(at))
            for j in range(i + 1, len(at))
            if triggers[i].type == triggers[j].type
        }
        if not pairs:
            return {}
        (logits,) = self._pairs(t, ("pair_same",), at, at, pairs)
        return dict(zip(pairs, sigmoid(logits)[:, 0].tolist(), strict=True))
