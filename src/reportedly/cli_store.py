"""The commands that need a store: add, incidents, show, story, correct, hide, undo, split, merge, watch, store. `register` adds
them to the command line."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Optional

import typer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reportedly.records import Incident
    from reportedly.store.queries import Area, Page, Telling

StoreFile = Annotated[
    Optional[Path], typer.Option("--store", help="The store's file. Default: REPORTEDLY_STORE, else reportedly.sqlite.")  # noqa: UP045
]
Because = Annotated[str, typer.Option("--because", help="The reason; it is kept and shown.")]
AsOf = Annotated[Optional[str], typer.Option("--as-of", help="The state at this time, e.g. 2025-05-15T08:00.")]  # noqa: UP045
Json = Annotated[bool, typer.Option("--json", help="Write JSON lines instead of text.")]
Country = Annotated[Optional[str], typer.Option(help="ISO 3166 alpha-3, e.g. UKR.")]  # noqa: UP045
Since = Annotated[Optional[str], typer.Option(help="Reported on this day or later, e.g. 2025-05-01.")]  # noqa: UP045

story_app = typer.Typer(help="Running stories: incidents joined by who, where and when.", no_args_is_help=True)
store_app = typer.Typer(help="Prove, export, import and follow a store.", no_args_is_help=True)


class Support(StrEnum):
    """How far the occurrence of an incident is vouched for."""

    verified = "verified"
    both_sides = "both_sides"
    independent = "independent"
    one_voice = "one_voice"
    claimed = "claimed"
    alleged = "alleged"
    anticipated = "anticipated"
    not_reported_done = "not_reported_done"


def complain(error: object) -> None:
    """One line on standard error."""
    print(f"reportedly: {error}", file=sys.stderr)


def add(
    sources: Annotated[list[str], typer.Argument(help="Files, directories, globs, addresses, or - for standard input.")],
    store: StoreFile = None,
    published: Annotated[str | None, typer.Option(help="Publication date where the source states none.")] = None,
    publisher: Annotated[Optional[str], typer.Option(help="Publisher where the source states none.")] = None,  # noqa: UP045
    model: Annotated[Path | None, typer.Option(help="A model folder instead of the model of the package.")] = None,
) -> None:
    """Read sources, code their reports, and file them in the store, matched to incidents."""
    from collections import Counter

    from reportedly import filing
    from reportedly.errors import ReportedlyError

    kept = filing.open_store(store, create=True)
    did: Counter[str] = Counter()
    faults = 0
    touched: set[str] = set()
    for done in filing.add(kept, sources, filing.Shipped(model), published=published, publisher=publisher):
        if isinstance(done, ReportedlyError):
            faults += 1
            complain(done)
        else:
            did[done.did] += 1
            touched |= {*done.incidents}
    parts = [f"{n} {what}" for what, n in sorted(did.items())]
    print(f"{sum(did.values())} reports ({', '.join(parts) or 'none'}), {len(touched)} incidents new or changed")
    if faults:
        complain(f"{faults} not read")
        raise typer.Exit(1)


def incidents(
    store: StoreFile = None,
    country: Country = None,
    type: Annotated[Optional[str], typer.Option(help="ASSAULT, AGREE, …")] = None,  # noqa: UP045
    since: Since = None,
    support: Annotated[Optional[Support], typer.Option(help="Support of the occurrence.")] = None,  # noqa: UP045
    contested: Annotated[bool, typer.Option("--contested", help="Only what somebody denies or doubts.")] = False,
    text: Annotated[Optional[str], typer.Option(help="Words that a report of it holds.")] = None,  # noqa: UP045
    near: Annotated[Optional[str], typer.Option(help="LAT,LON in degrees; with --km.")] = None,  # noqa: UP045
    along: Annotated[Optional[Path], typer.Option(help="A GeoJSON file with a line; with --km.")] = None,  # noqa: UP045
    km: Annotated[float, typer.Option(min=0, max=2000, help="How far from the point or line.")] = 10.0,
    as_of: AsOf = None,
    limit: Annotated[int, typer.Option(min=1)] = 50,
    json: Json = False,
) -> None:
    """List incidents: what happened, how far it is vouched for, who contests it. Ends with how well the area is covered."""
    from reportedly import filing
    from reportedly.records import to_json
    from reportedly.store import queries

    kept = filing.open_store(store)
    area = _area(country, near, along, km)
    type, since = _code(type), _day(since)
    found = queries.incidents(kept, area=area, type=type, since=since, support=support, contested=contested, text=text, as_of=as_of, limit=limit + 1)
    for one in found[:limit]:
        print(to_json(one).decode() if json else _lines(one))
    if len(found) > limit:
        print(f"There are more than these {limit}; --limit shows them.", file=sys.stderr if json else sys.stdout)
    _end(kept, area, since, text, as_of, empty=not found, quiet=json)


def _code(type: str | None) -> str | None:
    """A type as the codebook writes it."""
    from reportedly import codebook
    from reportedly.errors import UsageError

    types = codebook.load().types
    if type is not None and type.upper() not in types:
        raise UsageError(f"--type {type!r} is none of the codebook's types: {', '.join(types)}")
    return type and type.upper()


def _country(code: str | None) -> str | None:
    """A country's code as the codebook writes it."""
    from reportedly import codebook
    from reportedly.errors import UsageError

    book = codebook.load()
    if code is not None and code.upper() not in {**book.countries, **book.special_countries}:
        like = [k for k, name in book.countries.items() if code.casefold() in name.casefold()][:3]
        raise UsageError(f"--country {code!r} is no code of ISO 3166 alpha-3" + (f"; perhaps {', '.join(like)}" if like else ", like UKR"))
    return code and code.upper()


def _day(since: str | None) -> str | None:
    """A day or time as given, if it is one."""
    from datetime import datetime

    from reportedly.errors import UsageError

    try:
        datetime.fromisoformat(since or "2025-01-01")
    except ValueError:
        raise UsageError(f"--since {since!r} is not ISO 8601; write it like 2025-05-01") from None
    return since


def _area(country: str | None, near: str | None, along: Path | None, km: float) -> Area:
    import json

    from reportedly.errors import FormatError, UsageError
    from reportedly.store.queries import Area

    if sum(x is not None for x in (country, near, along)) > 1:
        raise UsageError("give one of --country, --near and --along")
    if near is not None:
        try:
            lat, lon = (float(x) for x in near.split(","))
        except ValueError:
            raise UsageError(f"--near {near!r} is not LAT,LON in degrees, like 50.91,34.80") from None
        if not (-90 <= lat <= 90 and -180 <= lon <= 180):
            raise UsageError(f"--near {near!r}: no such place; latitude goes from -90 to 90, longitude from -180 to 180")
        return Area(lines=(((lat, lon),),), km=km)
    if along is not None:
        try:
            lines = tuple(_paths(json.loads(along.read_text(encoding="utf-8"))))
        except (OSError, ValueError, TypeError, KeyError, AttributeError, IndexError) as e:
            raise FormatError(str(along), f"no GeoJSON ({e})", "give a file with a LineString") from e
        if not lines:
            raise FormatError(str(along), "holds no line", "give a file with a LineString")
        off = next((p for line in lines for p in line if not (-90 <= p[0] <= 90 and -180 <= p[1] <= 180)), None)
        if off:
            raise FormatError(str(along), f"no place has longitude {off[1]} and latitude {off[0]}", "GeoJSON has the longitude first, in degrees")
        return Area(lines=lines, km=km)
    return Area(country=_country(country))


def _paths(node: Any) -> Iterator[tuple[tuple[float, float], ...]]:
    """Every line of a GeoJSON geometry, feature or collection as points of (lat, lon); a point is a line of one."""
    for part in [*node.get("features", []), *node.get("geometries", []), *filter(None, [node.get("geometry")])]:
        yield from _paths(part)
    rest = [node.get("coordinates", [])]
    while rest:
        at = rest.pop(0)
        if at and isinstance(at[0], int | float):
            yield ((float(at[1]), float(at[0])),)
        elif at and at[0] and isinstance(at[0][0], int | float):
            yield tuple((float(p[1]), float(p[0])) for p in at)
        else:
            rest = [*at, *rest]


def _lines(one: Incident) -> str:
    from reportedly.coding.incidents import phrase
    from reportedly.store.stories import title_of

    head = f"{one.id}  {title_of(one)}"
    facets = [f"    {s.facet}: {phrase(s)}" for s in one.standing if s.support]
    tail = f"    {len(one.reports)} report{'s' * (len(one.reports) != 1)}, last {(one.last_reported or 'undated')[:16]}"
    return "\n".join([head, *facets, tail])


def _end(
    kept: Any, area: Area | None, since: str | None = None, text: str | None = None, as_of: str | None = None, *, empty: bool, quiet: bool = False,
    what: str = "",
) -> None:  # fmt: skip
    """The line that no answer about an area or time goes without; beside JSON it goes to standard error. `what` was looked for
    among the reports that there are."""
    from reportedly.store import queries

    out = sys.stderr if quiet else sys.stdout
    covered = queries.coverage(kept, area or queries.ANYWHERE, since, text, as_of)
    if empty:
        print(queries.EMPTY.replace("reports", what) if what and covered.reports else queries.EMPTY, file=out)
    print(covered.line(as_of or kept.now()), file=out)


def show(
    id: Annotated[str, typer.Argument(help="The id of an incident or of an event in it.")],
    store: StoreFile = None,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Show an incident with every report's words, its tolls, its history, and what was decided about it."""
    from reportedly import filing
    from reportedly.records import to_json
    from reportedly.store import queries

    kept = filing.open_store(store)
    page = queries.page(kept, id, as_of)
    if json:
        print(to_json(page.incident).decode())
        return
    print(_lines(page.incident))
    if id.removeprefix("event:") not in (page.address, *page.incident.events):
        print(f"    ({id} leads here)")
    _print_page(page)
    country = next((p.country for p in page.incident.places if p.country), None)
    _end(kept, queries.Area(country=country) if country else None, as_of=as_of, empty=not page.incident.events)


def _print_page(page: Page) -> None:
    from reportedly.coding.incidents import phrase

    for toll in page.incident.tolls:
        high = "" if toll.high is None else f" to {toll.high}"
        low = "some" if toll.low is None else str(toll.low) if toll.low == toll.high else f"{toll.low}{high or ' or more'}"
        who = f" {toll.who}" if toll.who else ""
        scope = ", cumulative" if toll.scope == "cumulative" else ""
        print(f"    {toll.what}{who}: {low}{scope}, says {toll.voice.partition(':')[2] or toll.voice} ({(toll.since or 'undated')[:10]})")
    if page.story:
        print(f"    story {page.story}")
    for title, tellings in (("Reports", page.tellings), ("No longer counted", page.past)):
        if tellings:
            print(f"\n{title}")
        for told in tellings:
            _print_telling(told)
    if page.history:
        print("\nHow it came to stand so")
        for at, standing in page.history:
            print(f"  {at[:16] or 'undated'}  {standing.facet}: {phrase(standing)}")
    for row in page.decisions:
        print(f"  decision {row.n}: {row.kind} {row.subject} {row.value or ''} ({row.at[:16]}): {row.because}")


def _flat(text: str | None) -> str:
    return " ".join((text or "").split())


def _print_telling(told: Telling) -> None:
    report, event = told.report, told.event
    fate = f" [{told.fate}]" if told.fate else ""
    print(f"  {event.id}  {report.publisher or 'unknown outlet'}, {(report.published or 'undated')[:16]}{fate}  {report.url or ''}")
    print(f"      “{_flat(event.sentence.text)}”")
    for a in event.attribution:
        words = f": “{_flat(a.content.text)}”" if a.content else ""
        print(f"      {a.source.name or a.source.text or 'somebody'} {a.stance} {', '.join(a.about)}{words}")
    if told.copy_of:
        print(f"      a copy of the report of {told.copy_of.agency or told.copy_of.publisher or 'unknown outlet'}, whose voice it is")
    if told.match:
        reasons = ", ".join(f"{name.replace('_', ' ')} {weight:+.1f}" for name, weight in told.match.reasons[:5])
        nearest = f"{told.match.score:.2f} for {told.match.nearest} ({reasons})" if told.match.nearest else "nothing alike before it"
        print(f"      {'matched' if told.match.incident else 'began an incident'}: {nearest}")
    if told.moved:
        print(f"      now in {told.moved}")
    for row in told.corrections:
        print(f"      {row.kind} {row.n}: {' '.join(filter(None, (row.field, row.value)))} ({row.at[:16]}): {row.because}")
    if told.diff:
        print("\n".join(f"      {line}" for line in told.diff.splitlines()[2:]))


@story_app.command("list")
def story_list(
    store: StoreFile = None, country: Country = None, since: Since = None,
    least: Annotated[int, typer.Option(min=1, help="Incidents it has at least.")] = 2,
) -> None:  # fmt: skip
    """List running stories, the most recent first."""
    from reportedly import filing
    from reportedly.store import queries, stories

    kept = filing.open_store(store)
    country, since = _country(country), _day(since)
    found = stories.stories(kept, country=country, since=since, least=least)
    for one in found:
        print(f"{one.id}  {one.title}, {len(one.incidents)} incident{'s' * (len(one.incidents) > 1)}")
    _end(kept, queries.Area(country=country), since, empty=not found, what=f"stories of {least} incidents or more")


@story_app.command("show")
def story_show(id: str, store: StoreFile = None) -> None:
    """Show a story: who, where, when, and its incidents in the order they happened."""
    from reportedly import filing
    from reportedly.store import queries, stories

    kept = filing.open_store(store)
    one = stories.story(kept, id)
    print(f"{one.title}\n  {one.first or '?'} to {one.last or '?'}\n  who: {', '.join(one.actors)}\n  where: {', '.join(one.places)}")
    told = {v.id: v for v in queries.incidents(kept, story=one.id, limit=10_000)}
    for id_ in one.incidents:
        print(_lines(told[id_]))
    _end(kept, None, empty=False)


def correct(
    event: Annotated[str, typer.Argument(help="The id of an event.")],
    field: Annotated[str, typer.Argument(help="A field of its JSON form, e.g. type, status, places.0.country.")],
    value: Annotated[str, typer.Argument(help="JSON, or plain words.")],
    because: Because,
    store: StoreFile = None,
) -> None:
    """Correct a field of an event; the coded event is kept beside it, and the correction outlives coding anew."""
    from reportedly import filing
    from reportedly.store import writing

    print(f"correction {writing.correct(filing.open_store(store), event, field, value, because)}")


def hide(id: Annotated[str, typer.Argument(help="The id of an incident or report; event:ID for an event.")], because: Because, store: StoreFile = None) -> None:
    """Hide an event, a report or an incident; what it said is kept."""
    from reportedly import filing
    from reportedly.store import writing

    print(f"correction {writing.hide(filing.open_store(store), id, because)}")


def undo(number: Annotated[int, typer.Argument(help="The number of a correction.")], because: Because, store: StoreFile = None) -> None:
    """Undo a correction or a hiding; both stay in the log."""
    from reportedly import filing
    from reportedly.store import writing

    print(f"correction {writing.undo(filing.open_store(store), number, because)}")


def corrections(
    store: StoreFile = None,
    annotation: Annotated[bool, typer.Option("--annotation", help="Write the corrected events as JSON lines, for training.")] = False,
) -> None:
    """List what was corrected, hidden, split, merged and undone."""
    from reportedly import filing
    from reportedly.records import to_json
    from reportedly.store import queries

    kept = filing.open_store(store)
    log = queries.corrections(kept)
    undone = {row.subject for row in log if row.kind == "undo"}
    if annotation:
        for id_ in dict.fromkeys(row.subject for row in log if row.kind == "correct" and str(row.n) not in undone):
            event = queries.event_as_shown(kept, id_)
            if event:
                print(to_json(event).decode())
        return
    for row in log:
        words = " ".join(filter(None, (row.kind, row.subject, row.field, row.value)))
        print(f"{row.n}  {row.at[:16]}  {words}: {row.because}" + (" [undone]" if str(row.n) in undone else ""))


def split(
    incident: str, events: Annotated[list[str], typer.Argument(help="Events that tell of another happening.")], because: Because, store: StoreFile = None
) -> None:
    """Take events out of an incident into one of their own, for good."""
    from reportedly import filing
    from reportedly.store import writing

    print(writing.split(filing.open_store(store), incident, events, because))


def merge(first: str, second: str, because: Because, store: StoreFile = None) -> None:
    """Make two incidents one, for good; the second's address leads to the first."""
    from reportedly import filing
    from reportedly.store import writing

    print(writing.merge(filing.open_store(store), first, second, because))


def watch(
    feeds: Annotated[Path, typer.Argument(help="A TOML file that lists feeds; docs/feeds.toml is one.")],
    store: StoreFile = None,
    once: Annotated[bool, typer.Option("--once", help="Poll every feed once and end.")] = False,
    model: Annotated[Path | None, typer.Option(help="A model folder instead of the model of the package.")] = None,
    allow_private: Annotated[bool, typer.Option("--allow-private", help="Also poll private addresses.")] = False,
) -> None:
    """Poll feeds politely, code and file what is new, and go on through faults. Ctrl-C ends it."""
    from datetime import UTC, datetime

    from reportedly import filing, watching
    from reportedly.reading.polite import Polite

    reached: list[str] = []

    def tell(done: watching.Polling) -> None:
        what = "as before" if done.unchanged else f"{done.new} new, {done.known} known" + (f", {done.faults} not read" if done.faults else "")
        again = "" if once or not done.due else f"; asked again at {done.due[:19]}"
        at = datetime.now(UTC).isoformat(timespec="seconds")
        print(f"{at} {done.feed.name}: {done.error + again if done.error else what}", file=sys.stderr if done.error else sys.stdout, flush=True)
        reached.extend([] if done.error else [done.feed.url])

    listed = watching.feeds(feeds)
    kept = filing.open_store(store, create=True)
    try:
        watching.Watcher(kept, filing.Shipped(model), listed, Polite(allow_private=allow_private)).run(once=once, told=tell)
    except KeyboardInterrupt:
        complain("interrupted; what was filed is kept")
        raise typer.Exit(130) from None
    if not reached:
        complain("no feed could be read")
        raise typer.Exit(1)


@store_app.command("check")
def store_check(store: StoreFile = None) -> None:
    """Prove offsets, digests, codes and memberships, and compute every incident again."""
    from reportedly import filing
    from reportedly.store import upkeep

    faults = 0
    for fault in upkeep.check(filing.open_store(store)):
        faults += 1
        complain(fault)
    print("the store holds" if not faults else f"{faults} faults")
    if faults:
        raise typer.Exit(1)


@store_app.command("export")
def store_export(out: Annotated[Path, typer.Argument(help="A file of JSON lines to write.")], store: StoreFile = None) -> None:
    """Write the whole store, captures and log included, as JSON lines."""
    from reportedly import filing
    from reportedly.export import whole
    from reportedly.store import upkeep

    kept = filing.open_store(store)
    with whole(out) as sink:
        print(f"{upkeep.dump(kept, sink)} rows")


@store_app.command("import")
def store_import(source: Annotated[Path, typer.Argument(help="A file that `store export` wrote.")], store: StoreFile = None) -> None:
    """Fill a new store from an export."""
    from reportedly import filing
    from reportedly.store import upkeep

    print(f"{upkeep.load(filing.open_store(store, create=True), source)} rows")


@store_app.command("refold")
def store_refold(store: StoreFile = None) -> None:
    """Compute every incident again, as is needed after the owners of outlets changed."""
    from reportedly import filing
    from reportedly.store import upkeep

    print(f"{upkeep.refold(filing.open_store(store))} incidents changed")


@store_app.command("changes")
def store_changes(after: Annotated[int, typer.Argument(help="A change number.")] = 0, store: StoreFile = None) -> None:
    """List what changed after a change number; the last line is the newest number."""
    from reportedly import filing
    from reportedly.store import queries

    last, rows = queries.changes(filing.open_store(store), after)
    for row in rows:
        print(*row)
    print(last)


@store_app.command("volume")
def store_volume(store: StoreFile = None) -> None:
    """List how many reports each publisher had a day, to read counts of events against."""
    from reportedly import filing
    from reportedly.store import queries

    for publisher, day, reports in queries.volume(filing.open_store(store)):
        print(f"{day}\t{publisher or 'unknown'}\t{reports}")


def register(app: typer.Typer) -> None:
    """Add the commands of this module to the command line."""
    for command in (add, incidents, show, correct, hide, undo, corrections, split, merge, watch):
        app.command()(command)
    app.add_typer(story_app, name="story")
    app.add_typer(store_app, name="store")
