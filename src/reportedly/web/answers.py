"""The answers of the JSON API, as records; docs/api.md shows them. Shapes of the package's own records are used as they are."""

from __future__ import annotations

from typing import Any, Literal

from msgspec import Struct, field

from reportedly.records import (
    Alignment,
    Assertion,
    Entity,
    Event,
    Finding,
    Place,
    Quotation,
    ReportRef,
    Span,
    Status,
    Toll,
    When,
)
from reportedly.store.views import Change

Way = Literal["for", "against", "ahead", "not_done"]


class Fault(Struct, frozen=True):
    """What went wrong."""

    status: int
    message: str
    advice: str | None = None


class Error(Struct, frozen=True):
    """The answer to a request that fails."""

    error: Fault


class Coverage(Struct, frozen=True):
    """How well what was asked about is watched."""

    line: str
    sources: tuple[dict[str, str | None], ...]
    reports: int
    newest: str | None
    empty: str | None


class Given(Struct, frozen=True):
    """Addresses under which the same is given out in open formats."""

    jsonld: str
    rss: str | None = None
    atom: str | None = None
    json: str | None = None
    geojson: str | None = None
    csv: str | None = None


class Said(Struct, frozen=True):
    """A sentence on how things stand."""

    kind: str
    text: str
    support: str | None
    incident: str | None
    events: tuple[str, ...]
    reports: tuple[str, ...]


class StoryItem(Struct, frozen=True, kw_only=True):
    """A story in a list."""

    id: str
    url: str
    title: str
    first: str | None
    last: str | None
    last_reported: str | None
    actors: tuple[str, ...]
    places: tuple[str, ...]
    incidents: int
    contested: int
    reports: int
    changed: int


class Story(StoryItem, frozen=True, kw_only=True):
    """A story."""

    n: int
    countries: tuple[str, ...]
    publishers: tuple[str, ...]
    state: tuple[Said, ...]
    coverage: Coverage
    given: Given


class Stories(Struct, frozen=True):
    """A page of stories."""

    n: int
    items: tuple[StoryItem, ...]
    next: str | None = None


class PlaceShown(Place, frozen=True):
    """A place; an area is never drawn as a point."""

    area: bool = False


class TollShown(Toll, frozen=True):
    """A toll with the name of its voice and the range in words."""

    voice_name: str = ""
    text: str = ""


class Facet(Struct, frozen=True):
    """The standing of a facet."""

    facet: Literal["occurrence", "responsibility", "toll"]
    support: str | None
    phrase: str | None
    because: tuple[Assertion, ...]
    contested_by: tuple[Assertion, ...]


class Voice(Struct, frozen=True):
    """A voice of an incident."""

    id: str
    name: str
    alignment: Alignment
    known: bool


class IncidentItem(Struct, frozen=True, kw_only=True):
    """An incident in a list."""

    id: str
    url: str
    story: str | None
    title: str
    type: str
    label: str
    modes: tuple[str, ...]
    quad: str | None
    status: Status
    hedged: bool
    actors: tuple[Entity, ...]
    recipients: tuple[Entity, ...]
    targets: tuple[str, ...]
    places: tuple[PlaceShown, ...]
    when: When | None
    first_reported: str | None
    last_reported: str | None
    minted: int
    changed: int
    standing: tuple[Facet, ...]
    support: str | None
    contested: bool
    voices: tuple[Voice, ...]
    tolls: tuple[TollShown, ...]
    reports: tuple[str, ...]
    events: tuple[str, ...]
    publishers: tuple[str, ...]


class Incidents(Struct, frozen=True):
    """A page of incidents."""

    n: int
    items: tuple[IncidentItem, ...]
    coverage: Coverage
    given: Given
    next: str | None = None


class Correction(Struct, frozen=True):
    """A decision of an analyst."""

    n: int
    at: str
    kind: str
    subject: str
    field: str | None
    value: str | None
    because: str
    undone: bool
    can_undo: bool


class Proof(Struct, frozen=True):
    """What backs a line of the ledger."""

    kind: str
    verification: str | None
    verified_by: str | None
    holder: str | None
    words: Span


class Line(Struct, frozen=True):
    """One thing that a voice said on a facet, and the words."""

    at: str | None
    stance: str
    way: Way
    name: str | None
    event: str
    report: str
    publisher: str | None
    words: Span
    quote: str | None
    hedged: bool
    evidence: tuple[Proof, ...]


class Cell(Struct, frozen=True):
    """What a voice says on a facet: the stance it has now, since when, and all it said."""

    voice: str
    facet: Literal["occurrence", "responsibility", "toll"]
    way: Way
    stance: str
    since: str | None
    lines: tuple[Line, ...]


class VoiceToll(Struct, frozen=True):
    """The figure of one voice."""

    voice: str
    name: str
    alignment: Alignment
    low: int | None
    high: int | None
    text: str
    vague: bool
    hedged: bool
    since: str | None
    event: str
    report: str
    words: Span


class TollRow(Struct, frozen=True):
    """The figures of all voices for one kind of harm, and the range they span."""

    what: str
    who: str | None
    scope: str
    low: int | None
    high: int | None
    text: str
    voices: tuple[VoiceToll, ...]


class Ledger(Struct, frozen=True):
    """Who says what: facets and voices, a cell for each pair where the voice speaks of the facet."""

    facets: tuple[str, ...]
    voices: tuple[Voice, ...]
    cells: tuple[Cell, ...]
    tolls: tuple[TollRow, ...]


class Told(Struct, frozen=True):
    """One event of an incident, with its report and what became of both."""

    event: Event
    incident: str
    statement: str
    report: ReportRef
    fate: str | None
    counted: bool
    hidden: bool
    corrections: tuple[Correction, ...]
    diff: str | None


class Step(Struct, frozen=True):
    """A change of an incident's standing."""

    at: str | None
    facet: str
    support: str | None
    phrase: str
    reports: tuple[str, ...]


class Incident(IncidentItem, frozen=True, kw_only=True):
    """An incident with all that is told of it."""

    n: int
    address: str
    as_of: str | None
    hidden: bool
    coverage: Coverage
    given: Given
    ledger: Ledger
    tellings: tuple[Told, ...]
    history: tuple[Step, ...]
    decisions: tuple[Correction, ...]


class ReportItem(ReportRef, frozen=True, kw_only=True):
    """A report in a list."""

    current: bool
    fate: str | None
    incidents: tuple[str, ...]
    events: int
    views: int | None
    comments: int | None
    updated: str | None


class Reports(Struct, frozen=True):
    """A page of reports."""

    n: int
    items: tuple[ReportItem, ...]
    next: str | None = None


class SentenceShown(Struct, frozen=True):
    """A sentence of a report."""

    index: int
    start: int
    end: int
    text: str | None


class Marked(Struct, frozen=True):
    """Words of a report and what they stand for in an event."""

    role: str
    field: str
    start: int
    end: int
    text: str | None
    label: str


class EventShown(Struct, frozen=True):
    """An event of a report as it shows; `coded` is how it was coded, where it was corrected since."""

    id: str
    incident: str | None
    statement: str
    event: Event
    coded: Event | None
    hidden: bool
    corrections: tuple[Correction, ...]
    spans: tuple[Marked, ...]


class OneEvent(EventShown, frozen=True, kw_only=True):
    """The answer to a question about one event."""

    n: int
    report: str


class DiffLine(Struct, frozen=True):
    """A line of two versions."""

    op: Literal["same", "removed", "added"]
    text: str | None


class VersionShown(Struct, frozen=True):
    """A version of a report."""

    id: str
    published: str | None
    title: str | None
    at: str
    fate: str | None
    current: bool
    this: bool
    diff: tuple[DiffLine, ...]


class Copy(Struct, frozen=True):
    """A report with the same words."""

    id: str
    publisher: str | None
    published: str | None
    title: str | None
    first: bool


class Report(Struct, frozen=True, kw_only=True):
    """A report with what was coded from it."""

    n: int
    id: str
    url: str
    source_url: str | None
    title: str | None
    publisher: str | None
    agency: str | None
    published: str | None
    updated: str | None
    language: str | None
    category: str | None
    views: int | None
    comments: int | None
    page: str | None
    fetched: str | None
    current: bool
    fate: str | None
    hidden: bool
    full_text: bool
    text: str | None
    sentences: tuple[SentenceShown, ...]
    events: tuple[EventShown, ...]
    quotations: tuple[Quotation, ...]
    findings: tuple[Finding, ...]
    versions: tuple[VersionShown, ...]
    copies: tuple[Copy, ...]
    stored: bool


class Quote(Quotation, frozen=True, kw_only=True):
    """A quotation with its report."""

    report: ReportRef
    stories: tuple[str, ...]


class Quotes(Struct, frozen=True):
    """A page of quotations."""

    n: int
    items: tuple[Quote, ...]
    next: str | None = None


class Speaker(Struct, frozen=True):
    """Somebody who is quoted."""

    speaker: str | None
    country: str | None
    quotes: int
    latest: str | None


class Speakers(Struct, frozen=True):
    """Who is quoted."""

    n: int
    items: tuple[Speaker, ...]


class Day(Struct, frozen=True):
    """Incidents of a day by quad, and reports."""

    day: str
    VC: int = 0
    MC: int = 0
    VX: int = 0
    MX: int = 0
    reports: int = 0


class Daily(Struct, frozen=True):
    """Days."""

    n: int
    days: tuple[Day, ...]
    undated: int


class FacetValue(Struct, frozen=True):
    """A value to filter by."""

    value: str
    label: str
    count: int


class Facets(Struct, frozen=True):
    """What can be filtered by."""

    n: int
    type: tuple[FacetValue, ...]
    actor: tuple[FacetValue, ...]
    country: tuple[FacetValue, ...]
    status: tuple[FacetValue, ...]
    support: tuple[FacetValue, ...]
    publisher: tuple[FacetValue, ...]
    contested: int
    total: int


class MapFeature(Struct, frozen=True):
    """A place of an incident; no geometry where it is an area."""

    id: str
    geometry: dict[str, Any] | None
    properties: MapProperties
    type: Literal["Feature"] = "Feature"


class MapProperties(Struct, frozen=True):
    """What is known of it."""

    incident: str
    title: str
    type: str
    label: str
    quad: str | None
    status: Status
    support: str | None
    contested: bool
    when: When | None
    place: str | None
    admin1: str | None
    country: str | None
    precision: str | None
    role: str
    area: bool
    contested_place: bool
    changed: int


class Map(Struct, frozen=True):
    """GeoJSON of the places of incidents."""

    n: int
    features: tuple[MapFeature, ...]
    type: Literal["FeatureCollection"] = "FeatureCollection"


class Log(Struct, frozen=True):
    """A page of the log."""

    n: int
    items: tuple[Correction, ...]
    next: str | None = None


class Changes(Struct, frozen=True):
    """What changed after a number."""

    n: int
    after: int
    last: int
    items: tuple[Change, ...]


class Noted(Struct, frozen=True):
    """A decision that was noted."""

    n: int
    correction: Correction


class Code(Struct, frozen=True):
    """A code and what to call it."""

    id: str
    label: str


class TypeCode(Struct, frozen=True):
    """A type of event."""

    id: str
    label: str
    quad: str
    modes: tuple[Code, ...]


class Codebook(Struct, frozen=True):
    """What codes are called."""

    version: str
    types: tuple[TypeCode, ...]
    quads: dict[str, str]
    statuses: dict[str, str]
    supports: dict[str, str]
    facets: dict[str, str]
    stances: dict[str, str]
    alignments: dict[str, str]
    correctable: tuple[str, ...]


class Meta(Struct, frozen=True):
    """What the page needs to know before anything else."""

    n: int
    version: str
    store: str
    full_text: bool
    can_write: bool
    token: str
    watching: bool
    codebook: Codebook


class Correct(Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="correct"):
    """A field of an event that should read otherwise."""

    subject: str
    field: str
    value: Any
    because: str


class Hide(Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="hide"):
    """Something that should not show."""

    subject: str
    because: str


class Undo(Struct, frozen=True, forbid_unknown_fields=True):
    """Why a decision no longer holds."""

    because: str


class Try(Struct, frozen=True, forbid_unknown_fields=True):
    """A text to code, which is not kept."""

    text: str
    title: str | None = None
    published: str | None = None
    publisher: str | None = None


class Hello(Struct, frozen=True):
    """The first message of a live line."""

    n: int = field(default=0)
