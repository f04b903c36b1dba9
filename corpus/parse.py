"""Reads corpus files (FORMAT.md) into the records the coder returns; every fault names file, report and line."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from reportedly import codebook
from reportedly.records import (
    Attribution,
    Coding,
    Count,
    Effect,
    Entity,
    Event,
    Evidence,
    Mention,
    Place,
    Quotation,
    Report,
    ReportRef,
    Sentence,
    Span,
    Target,
    When,
    digest,
)

HERE = Path(__file__).parent
FORMS = (
    "wire flash live-page local-paper broadcaster ministry army ngo channel court parliament press-freedom magazine "
    "reference weblog"
).split()
RELATIONS = ["original", "reprint", "rewrite", "update", "correction", "denial", "other-side"]
SIDES = ["actor", "recipient", "third", "outlet", "unnamed"]
PRONOUNS = set("he she it they we i you him her them us who which this that these those his its their".split())
SPAN = re.compile(r"(?:(\d+)\[([^\]]*)\](?:#(\d+))?)")
VOICES = re.compile(r"\b(said|says|told|according to|claimed|denied|denies|announced|insisted|alleged)\b")


class CorpusError(ValueError):
    """A fault in a corpus file: `file:line: report: what is wrong`."""


class Gold(Struct, frozen=True):
    """One corpus report with what a careful coder finds in it.

    `coding` holds the records; `sentences` the gold segmentation; `sides` gives the alignment of each attribution
    of each event, in order; `header` the form, region, topic, group, relation and so on.
    """

    coding: Coding
    sentences: tuple[Sentence, ...]
    header: dict[str, str]
    sides: dict[str, tuple[str, ...]]
    file: str

    @property
    def id(self) -> str:
        return self.coding.report.source_id or self.coding.report.id


class _Reader:
    """Parses one report; `self.at` is the line being read, for messages."""

    def __init__(self, file: str, first: int, lines: list[str]) -> None:
        self.file, self.first, self.lines, self.at = file, first, lines, first
        self.id = lines[0][3:].strip()

    def fail(self, what: str) -> CorpusError:
        return CorpusError(f"{self.file}:{self.at}: {self.id}: {what}")

    def parse(self) -> Gold:
        header, body, notes = self._parts()
        self.header = header
        self._text(body)
        self.report = Report(
            id=digest(self.text, self.id),
            text=self.text,
            source_id=self.id,
            title=self.title,
            published=header.get("published"),
            publisher=header["publisher"],
            agency=header.get("agency"),
            language=header.get("language", "en"),
        )
        blocks: list[tuple[int, str, list[tuple[int, str]]]] = []
        for at, line in notes:
            if line.startswith("  "):
                if not blocks:
                    self.at = at
                    raise self.fail("an indented line before any event, attr or quote")
                blocks[-1][2].append((at, line.strip()))
            else:
                blocks.append((at, line.strip(), []))
        self.attrs: dict[str, Attribution] = {}
        loose: list[Attribution] = []
        for at, line, subs in blocks:
            if line.startswith("attr "):
                self.at = at
                loose += self._attr(line[5:], subs)
        events, sides, quotes = [], {}, []
        for at, line, subs in blocks:
            self.at = at
            if line.startswith("event "):
                event, side = self._event(line[6:], subs)
                events.append(event)
                sides[event.id] = side
            elif line.startswith("quote "):
                quotes.append(self._quote(line[6:], subs))
            elif not line.startswith("attr "):
                raise self.fail(f"unknown line {line!r}: event, attr or quote expected")
        if len({e.id for e in events}) < len(events):
            raise self.fail("two events of one type at the same trigger")
        for event in events:
            for fault in codebook.load().check(event):
                raise self.fail(f"event [{event.trigger.text}]: {fault}")
        self._quotes_complete(quotes)
        coding = Coding(self.report, tuple(events), tuple(quotes), (), tuple(loose))
        return Gold(coding, tuple(self.sentences.values()), header, sides, self.file)

    def _parts(self) -> tuple[dict[str, str], list[tuple[int, str]], list[tuple[int, str]]]:
        header: dict[str, str] = {}
        body: list[tuple[int, str]] = []
        notes: list[tuple[int, str]] = []
        part = "header"
        for i, line in enumerate(self.lines[1:], self.first + 1):
            self.at = i
            line = line.rstrip()
            if part != "notes" and line == "---":
                part = "notes"
            elif part == "header" and re.match(r"\d+\| ", line):
                part = "body"
                body.append((i, line))
            elif part == "header" and line:
                key, colon, value = line.partition(":")
                if not colon:
                    raise self.fail(f"header line without colon: {line!r}")
                header[key.strip()] = value.strip()
            elif part == "body":
                body.append((i, line))
            elif part == "notes" and line and not line.lstrip().startswith("#"):
                notes.append((i, line))
        if part != "notes":
            raise self.fail("no line '---' between text and annotation")
        known = {
            "publisher",
            "form",
            "region",
            "topic",
            "published",
            "agency",
            "language",
            "entry",
            "group",
            "relation",
            "near",
            "origin",
        }
        for key in header:
            if key not in known:
                raise self.fail(f"unknown header {key!r}")
        for key in ("publisher", "form", "region", "topic"):
            if not header.get(key):
                raise self.fail(f"header {key!r} is missing")
        if header["form"] not in FORMS:
            raise self.fail(f"form {header['form']!r} is none of {', '.join(FORMS)}")
        if header.get("relation", "original") not in RELATIONS:
            raise self.fail(f"relation {header['relation']!r} is none of {', '.join(RELATIONS)}")
        if "published" in header:
            try:
                dt.datetime.fromisoformat(header["published"])
            except ValueError:
                raise self.fail(f"published {header['published']!r} is not ISO 8601") from None
        return header, body, notes

    def _text(self, body: list[tuple[int, str]]) -> None:
        self.sentences: dict[int, Sentence] = {}
        self.title: str | None = None
        out, expected, new = "", None, False
        for at, line in body:
            self.at = at
            if not line:
                new = True
                continue
            m = re.fullmatch(r"(\d+)\| (\S.*)", line)
            if not m:
                raise self.fail(f"not a numbered sentence: {line[:60]!r}")
            n, words = int(m[1]), m[2].rstrip()
            if n != expected if expected is not None else n not in (0, 1):
                raise self.fail(f"sentence {n} where {expected if expected is not None else '0 or 1'} was expected")
            expected = n + 1
            if re.search(r"[\[\]\"]|\.\.\.", words):
                raise self.fail("square brackets, straight double quotes or '...' in the text")
            if out:
                out += "\n\n" if new or (0 in self.sentences and len(self.sentences) == 1) else " "
            new = False
            if n == 0:
                self.title = words
            index = n if 0 in self.sentences or n == 0 else n - 1
            self.sentences[n] = Sentence(words, len(out), len(out) + len(words), index)
            out += words
        if not out:
            raise self.fail("no text")
        self.text = out

    def _span(self, m: re.Match[str]) -> Span:
        n, words, k = int(m[1]), m[2], int(m[3] or 0)
        if n not in self.sentences:
            raise self.fail(f"no sentence {n} for [{words}]")
        s = self.sentences[n]
        assert s.text is not None and s.start is not None
        if words == "*":
            return Span(s.text, s.start, s.end)
        if " ... " in words:
            a, b = words.split(" ... ")
            found = [
                (i.start(), s.text.index(b, i.end()) + len(b))
                for i in re.finditer(re.escape(a), s.text)
                if b in s.text[i.end() :]
            ]
        else:
            found = [
                (i.start(), i.end())
                for i in re.finditer(
                    r"(?<!\w)" * words[:1].isalnum() + re.escape(words) + r"(?!\w)" * words[-1:].isalnum(), s.text
                )
            ]
        if not found or not words or words != words.strip():
            raise self.fail(f"[{words}] is not in sentence {n}: {s.text!r}")
        if len(found) > 1 and not k:
            raise self.fail(f"[{words}] occurs {len(found)} times in sentence {n}: write {n}[{words}]#1 or #2")
        if k > len(found):
            raise self.fail(f"[{words}]#{k}: only {len(found)} in sentence {n}")
        a_, b_ = found[max(k - 1, 0)]
        return Span(s.text[a_:b_], s.start + a_, s.start + b_)

    def _spans(self, words: str) -> tuple[list[Span], str]:
        """Spans at the head of `words`, and what follows them."""
        out = []
        while m := SPAN.match(words):
            out.append(self._span(m))
            words = words[m.end() :].lstrip()
        return out, words

    def _one(self, words: str) -> tuple[Span, str]:
        spans, rest = self._spans(words)
        if len(spans) != 1:
            raise self.fail(f"one span N[words] expected in {words!r}")
        return spans[0], rest

    def _entity(self, words: str) -> Entity:
        span, rest = self._one(words)
        name: str | None = span.text
        country, sectors, class_, alternative = None, (), None, False
        if rest:
            if not rest.startswith("="):
                raise self.fail(f"'= name | COUNTRY | SECTORS | class' expected, found {rest!r}")
            parts = [p.strip() for p in rest[1:].split("|")]
            alternative = "alternative" in parts[1:]
            parts = parts[:1] + [p for p in parts[1:] if p != "alternative"]
            parts = [*parts, "", "", ""][: max(4, len(parts))]
            if len(parts) > 4:
                raise self.fail(f"too many parts in {rest!r}")
            blank = lambda p: None if p in ("", "-") else p  # noqa: E731
            name, country, class_ = blank(parts[0]) or name, blank(parts[1]), blank(parts[3])
            sectors = tuple(s.strip() for s in parts[2].split(",")) if blank(parts[2]) else ()
        if name and name.lower() in PRONOUNS:
            raise self.fail(f"the pronoun {name!r} needs the name it stands for")
        return Entity(span.text, span.start, span.end, name, country, sectors, class_, alternative)

    def _options(self, words: str, flags: set[str], keys: set[str]) -> tuple[dict[str, Any], list[str]]:
        got: dict[str, Any] = {}
        for key in keys:
            if m := re.search(rf"(?:^|\s){key}=({SPAN.pattern}|\S+)", words):
                got[key] = m[1]
                words = (words[: m.start()] + " " + words[m.end() :]).strip()
        rest = words.split()
        got.update((w, True) for w in rest if w in flags)
        return got, [w for w in rest if w not in flags]

    def _day(self, words: str) -> str | None:
        if not words:
            return None
        if not re.fullmatch(r"\d{4}-\d\d-\d\d", words):
            raise self.fail(f"{words!r} is not a date YYYY-MM-DD")
        dt.date.fromisoformat(words)
        return words

    def _sentence(self, span: Span) -> Sentence:
        assert span.start is not None
        return next(s for s in reversed(self.sentences.values()) if s.start is not None and s.start <= span.start)

    def _attr(self, line: str, subs: list[tuple[int, str]]) -> list[Attribution]:
        id_, _, rest = line.partition(" ")
        source = Entity() if rest.strip() == "none" else self._entity(rest.strip())
        cue, content, via, said = None, [], None, None
        for at, sub in subs:
            self.at = at
            key, _, words = sub.partition(" ")
            if key == "cue":
                cue = self._one(words)[0]
            elif key == "content":
                content = self._spans(words)[0]
                if not content:
                    raise self.fail(f"no span in {sub!r}")
            elif key == "via":
                via = self._entity(words)
            elif key == "said":
                said = self._one(words)[0].text
            else:
                raise self.fail(f"unknown line {sub!r} under attr")
        if id_ in self.attrs:
            raise self.fail(f"attr {id_} twice")
        joined = _join(content, self.text)
        self.attrs[id_] = Attribution(source, cue, joined[0] if joined else None, via=via, said_at=said)
        return [msgspec.structs.replace(self.attrs[id_], content=c) for c in joined or [None]]

    def _quote(self, line: str, subs: list[tuple[int, str]]) -> Quotation:
        m = SPAN.match(line)
        if not m:
            raise self.fail(f"quote needs a span: {line!r}")
        span, rest = self._span(m), line[m.end() :].strip()
        speaker = None if rest == "none" else self._entity(rest)
        cue = None
        for at, sub in subs:
            self.at = at
            if not sub.startswith("cue "):
                raise self.fail(f"unknown line {sub!r} under quote")
            cue = self._one(sub[4:])[0]
        return Quotation(span.text, span.start, span.end, speaker, cue, self._sentence(span).index)

    def _event(self, line: str, subs: list[tuple[int, str]]) -> tuple[Event, tuple[str, ...]]:
        trigger, code = self._one(line)
        type_, _, modes = code.partition("/")
        got: dict[str, list[Any]] = {
            k: [] for k in ("actor", "recipient", "target", "place", "effect", "by", "evidence", "count", "also")
        }
        one: dict[str, Any] = {}
        sides: list[str] = []
        begun = self.at
        for at, sub in subs:
            self.at = at
            key, _, words = sub.partition(" ")
            if key in ("actor", "recipient"):
                got[key].append(self._entity(words))
            elif key == "also":
                spans = self._spans(words)[0]
                if not spans:
                    raise self.fail(f"no span in {sub!r}")
                got[key] += [Mention(s.text, s.start, s.end, self._sentence(s).index) for s in spans]
            elif key == "target":
                span, kind = self._one(words)
                got[key].append(Target(span.text, span.start, span.end, kind or None))
            elif key == "weapon":
                one[key] = self._one(words)[0]
            elif key == "place":
                got[key].append(self._place(words))
            elif key == "time":
                one["when"] = self._when(words)
            elif key in ("status", "context"):
                one[key] = words
            elif key in ("historical", "hedged") and not words:
                one[key] = True
            elif key == "hedge":
                one["hedge"], one["hedged"] = self._one(words)[0], True
            elif key == "effect":
                span, rest = self._one(words)
                if rest not in ("", "hedged"):
                    raise self.fail(f"only 'hedged' may follow an effect, found {rest!r}")
                got[key].append(Effect(span.text, span.start, span.end, rest == "hedged"))
            elif key == "by":
                parts = words.split()
                if len(parts) != 4 or parts[0] not in self.attrs or parts[3] not in SIDES:
                    raise self.fail(f"'by ID stance facets side' with a known attr and side expected, found {sub!r}")
                got[key].append(
                    msgspec.structs.replace(self.attrs[parts[0]], stance=parts[1], about=tuple(parts[2].split(",")))
                )
                sides.append(parts[3])
            elif key == "evidence":
                got[key].append(self._evidence(words))
            elif key == "count":
                got[key].append(self._count(words))
            else:
                raise self.fail(f"unknown line {sub!r} under event")
        self.at = begun
        published = self.header.get("published")
        when = one.get("when") or (
            When(None, None, None, published[:10], published[:10], None, "assumed") if published else None
        )
        if one.get("historical") and not one.get("when"):
            when = When(None, None, None, None, published[:10] if published else None, None, "assumed")
        sentence = self._sentence(trigger)
        book = codebook.load()
        modes_ = tuple(m for m in modes.split(",") if m)
        known = type_ in book.types
        event = Event(
            id=digest(self.id, type_, str(trigger.start)),
            report=ReportRef(
                self.report.id,
                self.id,
                title=self.title,
                published=published,
                publisher=self.header["publisher"],
                language="en",
            ),
            type=type_,
            modes=modes_,
            contexts=tuple(c.strip() for c in one.get("context", "").split(",") if c.strip()),
            quad=book.quad(type_) if known else None,  # type: ignore[arg-type]
            scale=book.scale(type_, modes_) if known else None,
            cameo_root=book.cameo_root(type_, modes_) if known else None,
            actors=tuple(got["actor"]),
            recipients=tuple(got["recipient"]),
            targets=tuple(got["target"]),
            weapon=one.get("weapon"),
            places=tuple(got["place"]),
            when=when,
            historical=one.get("historical", False),
            status=one.get("status", "happened"),
            hedged=one.get("hedged", False),
            hedge=one.get("hedge"),
            effects=tuple(got["effect"]),
            attribution=tuple(got["by"]),
            evidence=tuple(got["evidence"]),
            counts=tuple(got["count"]),
            trigger=trigger,
            sentence=sentence,
            mentions=tuple(got["also"]),
        )
        return event, tuple(sides)

    def _place(self, words: str) -> Place:
        span, rest = self._one(words)
        head, _, tail = rest.partition("=")
        role = head.strip() or "site"
        parts = [p.strip() for p in tail.split("|")] if tail else [span.text or ""]
        name, country, near, km, contested = parts[0], None, None, None, False
        for p in parts[1:]:
            if p == "contested":
                contested = True
            elif p.startswith("near="):
                near = p[5:]
            elif p.startswith("km="):
                km = float(p[3:])
            elif re.fullmatch(r"[A-Z]{3}", p):
                country = p
            elif p not in ("", "-"):
                raise self.fail(f"unknown part {p!r} of a place")
        if near and near not in self.text:
            raise self.fail(f"near={near!r} is not in the text")
        return Place(span.text, span.start, span.end, role, near, km, name, None, country, contested)  # type: ignore[arg-type]

    def _when(self, words: str) -> When:
        span, rest = self._one(words)
        if not rest.startswith("="):
            raise self.fail(f"'time SPAN = from..to' expected, found {words!r}")
        opts, left = self._options(rest[1:].strip(), set(), {"at"})
        if len(left) != 1:
            raise self.fail(f"one range from..to expected, found {rest!r}")
        a, dots, b = left[0].partition("..")
        return When(span.text, span.start, span.end, self._day(a), self._day(b if dots else a), opts.get("at"), "text")

    def _evidence(self, words: str) -> Evidence:
        span, rest = self._one(words)
        opts, left = self._options(rest, {"verified", "unverified", "refuted"}, {"holder", "by"})
        if len(left) != 1:
            raise self.fail(f"'evidence SPAN kind' expected, found {words!r}")
        who = {}
        for key in ("holder", "by"):
            if key in opts:
                s = self._one(opts[key])[0]
                who[key] = Entity(s.text, s.start, s.end, s.text)
        state = next((v for v in ("verified", "unverified", "refuted") if v in opts), None)
        return Evidence(span.text, span.start, span.end, left[0], who.get("holder"), None, state, who.get("by"))  # type: ignore[arg-type]

    def _count(self, words: str) -> Count:
        span, rest = self._one(words)
        opts, left = self._options(rest, {"cumulative", "hedged", "vague"}, {"by"})
        if len(left) < 2:
            raise self.fail(f"'count SPAN what low..high [class]' expected, found {words!r}")
        a, dots, b = left[1].partition("..")
        if not re.fullmatch(r"\d*", a) or not re.fullmatch(r"\d*", b) or not (a or b):
            raise self.fail(f"{left[1]!r} is no figure low..high")
        if opts.get("by") and opts["by"] not in self.attrs:
            raise self.fail(f"count by={opts['by']}: no such attr")
        by = (self.attrs[opts["by"]],) if "by" in opts else ()
        low, high = int(a) if a else None, int(b) if b else (None if dots else int(a))
        return Count(
            span.text, span.start, span.end, left[0], " ".join(left[2:]) or None, low, high,
            opts.get("vague", False), "cumulative" if "cumulative" in opts else "event", opts.get("hedged", False), by,
        )  # fmt: skip

    def _quotes_complete(self, quotes: list[Quotation]) -> None:
        """Every stretch of four words or more in curly quotes must be marked as a quotation."""
        for n, s in self.sentences.items():
            assert s.text is not None and s.start is not None
            for m in re.finditer(r"“([^”]*)(?:”|$)", s.text):
                a = s.start + m.start(1)
                if len(m[1].split()) >= 4 and not any(
                    q.start < a + len(m[1]) and q.end > a for q in quotes if q.start is not None and q.end is not None
                ):  # type: ignore[operator]
                    raise self.fail(f"the quotation “{m[1][:50]}” in sentence {n} has no quote line")


def _join(spans: list[Span], text: str) -> list[Span]:
    """Spans with nothing but white space or quotation marks between them, joined."""
    out: list[Span] = []
    for s in sorted(spans, key=lambda s: s.start or 0):
        if out and not text[out[-1].end : s.start].strip(" \n.”“,;"):
            out[-1] = Span(text[out[-1].start : s.end], out[-1].start, s.end)
        else:
            out.append(s)
    return out


def doubts(gold: Gold) -> list[str]:
    """Places a reviewer should look at: reporting words outside every cue and trigger, names given two countries."""
    coding, out = gold.coding, []
    taken = [a.cue for a in coding.attributions if a.cue] + [e.trigger for e in coding.events]
    taken += [m for e in coding.events for m in e.mentions] + [q.cue for q in coding.quotations if q.cue]
    for m in VOICES.finditer(coding.report.text):
        if not any((t.start or 0) <= m.start() < (t.end or 0) for t in taken):
            around = coding.report.text[max(0, m.start() - 30) : m.end() + 20].replace("\n", " ")
            out.append(f"{gold.file}: {gold.id}: no attr for '{m[0]}' in …{around}…")
    return out


def parse_file(path: Path) -> tuple[list[Gold], list[CorpusError]]:
    """Return the reports of one corpus file and the faults of those that do not parse (one fault a report)."""
    return parse_text(path.read_text(encoding="utf-8"), path.name)


def parse_text(text: str, file: str) -> tuple[list[Gold], list[CorpusError]]:
    """Return the same of a file's text; `file` is the name that faults give."""
    lines = text.split("\n")
    starts = [i for i, line in enumerate(lines) if line.startswith("=== ")]
    good, bad = [], []
    if not starts:
        bad.append(CorpusError(f"{file}: no line '=== ID'"))
        return good, bad
    for a, b in zip(starts, [*starts[1:], len(lines)], strict=True):
        reader = _Reader(file, a + 1, lines[a:b])
        try:
            good.append(reader.parse())
        except CorpusError as e:
            bad.append(e)
        except (ValueError, KeyError) as e:
            bad.append(reader.fail(f"{type(e).__name__}: {e}"))
    return good, bad


def load(folder: Path = HERE / "reports") -> Iterator[Gold]:
    """Yield every report of the corpus in file order; raises CorpusError at the first fault."""
    for path in sorted(folder.rglob("*.txt")):
        good, bad = parse_file(path)
        if bad:
            raise bad[0]
        yield from good
