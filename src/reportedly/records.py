"""The records: everything that passes from one step to the next, each frozen.

Offsets count characters of `Report.text`, end exclusive, and always satisfy `span.text == report.text[start:end]`.
Unknown is `None` or a named basis; never (0, 0), never prose in a data field. The JSON form of each record is its
fields in order (`class_` and `from_` lose their underscore), as `docs/cli.md` and `reportedly schema` show.

Records are msgspec structs rather than dataclasses: frozen all the same, but they also check what they are given
when read back from JSON, name the field that is wrong, and describe themselves as JSON Schema.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any, Literal, TypeVar

import msgspec
from msgspec import Struct, field

T = TypeVar("T", bound=Struct)
Status = Literal["happened", "planned", "possible", "not_happened"]
Role = Literal["site", "origin", "route", "target", "venue"]
Stance = Literal["asserts", "claims_own", "alleges", "confirms", "denies", "doubts"]
Facet = Literal["occurrence", "actor", "place", "time", "toll", "effect"]
Alignment = Literal["actor", "recipient", "third", "outlet", "unnamed"]
Support = Literal[
    "verified", "both_sides", "independent", "one_voice", "claimed", "alleged", "anticipated", "not_reported_done"
]


def digest(*parts: str | bytes | None) -> str:
    """Return 16 hex digits that depend on the parts alone (SHA-256); `None` differs from the empty string."""
    h = hashlib.sha256()
    for part in parts:
        raw = b"\x00" if part is None else b"\x01" + (part if isinstance(part, bytes) else part.encode())
        h.update(len(raw).to_bytes(8, "big") + raw)
    return h.hexdigest()[:16]


class Span(Struct, frozen=True):
    """Characters `start..end` of one report and the text there; all three `None` where nothing is written."""

    text: str | None = None
    start: int | None = None
    end: int | None = None


class Capture(Struct, frozen=True):
    """The bytes as they arrived: from where, when (ISO 8601, UTC), and of which media type."""

    id: str
    source: str
    fetched: str | None
    media_type: str | None
    content: bytes
    url: str | None = None


class Report(Struct, frozen=True):
    """One publisher's text. `text` is the title, a blank line, the body; every offset refers to it.

    `published` is ISO 8601 with its zone where the page states one. `page` is the id of the live page that an
    entry stands under. `views` and `comments` are counts the page itself states.
    """

    id: str
    text: str
    source_id: str | None = None
    title: str | None = None
    published: str | None = None
    updated: str | None = None
    publisher: str | None = None
    agency: str | None = None
    url: str | None = None
    language: str | None = None
    category: str | None = None
    views: int | None = None
    comments: int | None = None
    page: str | None = None
    capture: str | None = None

    @classmethod
    def of(cls, body: str, title: str | None = None, **fields: Any) -> Report:
        """Return a report whose id is the digest of its text, date, publisher and address.

        >>> Report.of("Shells hit Sumy.", title="Shelling", publisher="Daily").text
        'Shelling\\n\\nShells hit Sumy.'
        """
        text = f"{title}\n\n{body}" if title and body else (title or body)
        id_ = digest(text, fields.get("published"), fields.get("publisher"), fields.get("url"), fields.get("source_id"))
        return cls(id=id_, text=text, title=title or None, **fields)

    def span(self, start: int, end: int) -> Span:
        """Return the span `start..end` of this report."""
        return Span(self.text[start:end], start, end)


class Sentence(Span, frozen=True):
    """One sentence; `index` counts from 0 within the report, the title being 0 if there is one."""

    index: int = 0


class Mention(Span, frozen=True):
    """A span that names a trigger of an event, with the index of its sentence."""

    sentence: int = 0


class Entity(Span, frozen=True):
    """Who acts, is acted upon, or speaks (codebook §3). `id` is a roster id; `class_` a victim class."""

    name: str | None = None
    country: str | None = None
    sectors: tuple[str, ...] = ()
    class_: str | None = field(default=None, name="class")
    alternative: bool = False
    id: str | None = None


class Target(Span, frozen=True):
    """A struck object and its kind (codebook §3)."""

    kind: str | None = None


class Place(Span, frozen=True):
    """Where the event happened (codebook §4). Coordinates in degrees WGS 84, distance in km, `None` if unresolved."""

    role: Role = "site"
    qualifier: str | None = None
    distance_km: float | None = None
    name: str | None = None
    admin1: str | None = None
    country: str | None = None
    contested: bool = False
    lat: float | None = None
    lon: float | None = None
    geonameid: int | None = None
    feature: str | None = None
    precision: Literal["place", "admin2", "admin1", "country"] | None = None
    basis: Literal["role", "sentence", "paragraph", "dateline"] | None = None


class When(Span, frozen=True):
    """When the event happened (codebook §5): ISO dates, both ends inclusive, clock time as told, and on what basis."""

    from_: str | None = field(default=None, name="from")
    to: str | None = None
    time: str | None = None
    basis: Literal["text", "dateline", "assumed"] | None = None


class Attribution(Struct, frozen=True):
    """Who vouches for which part of an event, in which words (codebook §7)."""

    source: Entity
    cue: Span | None = None
    content: Span | None = None
    stance: Stance = "asserts"
    about: tuple[Facet, ...] = ("occurrence",)
    via: Entity | None = None
    said_at: str | None = None


class Effect(Span, frozen=True):
    """What the event is said to have caused, in the report's words."""

    hedged: bool = False


class Evidence(Span, frozen=True):
    """What backs the event (codebook §8)."""

    kind: str = "document"
    holder: Entity | None = None
    url: str | None = None
    verification: Literal["verified", "unverified", "refuted"] | None = None
    verified_by: Entity | None = None


class Count(Span, frozen=True):
    """A figure (codebook §9); `low..high` as the words say, `None` on the open side."""

    what: str = "killed"
    who: str | None = None
    low: int | None = None
    high: int | None = None
    vague: bool = False
    scope: Literal["event", "cumulative"] = "event"
    hedged: bool = False
    attribution: tuple[Attribution, ...] = ()


class ReportRef(Struct, frozen=True):
    """What an event keeps of its report."""

    id: str
    source_id: str | None = None
    url: str | None = None
    publisher: str | None = None
    agency: str | None = None
    title: str | None = None
    published: str | None = None
    language: str | None = None
    category: str | None = None


class Coder(Struct, frozen=True):
    """Which release, model and codebook coded the event."""

    reportedly: str
    model: str | None
    codebook: str


class Event(Struct, frozen=True, kw_only=True):
    """One thing one report says was done (codebook §1), every field with the words it rests on."""

    id: str
    report: ReportRef
    type: str
    modes: tuple[str, ...] = ()
    contexts: tuple[str, ...] = ()
    quad: Literal["VC", "MC", "VX", "MX"] | None = None
    scale: float | None = None
    cameo_root: str | None = None
    actors: tuple[Entity, ...] = ()
    recipients: tuple[Entity, ...] = ()
    targets: tuple[Target, ...] = ()
    weapon: Span | None = None
    places: tuple[Place, ...] = ()
    when: When | None = None
    historical: bool = False
    status: Status = "happened"
    hedged: bool = False
    hedge: Span | None = None
    effects: tuple[Effect, ...] = ()
    attribution: tuple[Attribution, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    counts: tuple[Count, ...] = ()
    trigger: Span
    sentence: Sentence
    mentions: tuple[Mention, ...] = ()
    confidence: float | None = None
    coder: Coder | None = None


class Quotation(Span, frozen=True):
    """Words quoted directly, who spoke them, and the cue that says so."""

    speaker: Entity | None = None
    cue: Span | None = None
    sentence: int = 0


class Finding(Span, frozen=True):
    """Something a reader should know about the report, in its words: never a silent correction."""

    kind: str = ""
    note: str = ""
    event: str | None = None


class Coding(Struct, frozen=True):
    """All that was coded from one report. `because` maps event id and field to what decided it (`--explain`)."""

    report: Report
    events: tuple[Event, ...] = ()
    quotations: tuple[Quotation, ...] = ()
    findings: tuple[Finding, ...] = ()
    attributions: tuple[Attribution, ...] = ()
    because: dict[str, dict[str, str]] = field(default_factory=dict)


class Assertion(Struct, frozen=True):
    """One voice's word on one facet of an incident (codebook §10), and the words of the report that it rests on.

    `since` is when the voice first said so, or the report that tells it came out. `known` is false for an outlet whose
    owner is not known, `firm` where the words are too unsure to count beside another voice (coding/incidents.py); neither
    raises support beyond `one_voice`.
    """

    voice: str
    alignment: Alignment
    stance: Stance
    source: str | None
    event: str
    report: str
    since: str | None
    words: Span
    known: bool = True
    firm: bool = True


class Standing(Struct, frozen=True):
    """How far one facet of an incident is vouched for: the support, the voices it rests on, and who contests it.

    `support` is `None` where nobody speaks of the facet. `because` and `contested_by` hold a line a voice, its first.
    """

    facet: Literal["occurrence", "responsibility", "toll"]
    support: Support | None = None
    because: tuple[Assertion, ...] = ()
    contested_by: tuple[Assertion, ...] = ()


class Toll(Struct, frozen=True):
    """The latest figure of one voice, as a range, for one kind of harm, victim class and scope."""

    what: str
    who: str | None
    scope: Literal["event", "cumulative"]
    voice: str
    alignment: Alignment
    low: int | None
    high: int | None
    vague: bool
    hedged: bool
    since: str | None
    event: str
    words: Span


class Incident(Struct, frozen=True):
    """One happening in the world, as told by the events of many reports; everything but the ids is computed.

    Type, modes, participants, places and time are those that most of its events have, of equals the first.
    """

    id: str
    events: tuple[str, ...]
    type: str = ""
    modes: tuple[str, ...] = ()
    actors: tuple[Entity, ...] = ()
    recipients: tuple[Entity, ...] = ()
    places: tuple[Place, ...] = ()
    when: When | None = None
    reports: tuple[str, ...] = ()
    voices: tuple[str, ...] = ()
    first_reported: str | None = None
    last_reported: str | None = None
    standing: tuple[Standing, ...] = ()
    tolls: tuple[Toll, ...] = ()


def spans(record: object) -> Iterator[Span]:
    """Yield every span in a record, at any depth."""
    if isinstance(record, Span):
        yield record
    if isinstance(record, Struct):
        for name in record.__struct_fields__:
            yield from spans(getattr(record, name))
    elif isinstance(record, tuple):
        for item in record:
            yield from spans(item)


def to_json(record: Struct) -> bytes:
    """Return the record as one line of JSON, fields in order."""
    return msgspec.json.encode(record)


def from_json(kind: type[T], line: bytes | str) -> T:
    """Return the record that `line` holds; raises `msgspec.ValidationError` naming the field that is wrong."""
    return msgspec.json.decode(line, type=kind, strict=True)
