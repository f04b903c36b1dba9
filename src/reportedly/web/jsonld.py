"""Pages in schema.org's words: a story is a LiveBlogPosting with an update for each incident, a report a NewsArticle, what a voice
says a Claim. Never a ClaimReview: nothing here is a verdict."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from reportedly.export.account import voice_name
from reportedly.records import ReportRef
from reportedly.web import answers as a
from reportedly.web.plain_text import tidy

CONTEXT = "https://schema.org"
Node = dict[str, Any]


def _node(kind: str, **properties: Any) -> Node:
    return {"@type": kind, **properties}


def _whole(node: Node) -> Node:
    """A node as a document of its own; what is unknown is left out."""
    return {"@context": CONTEXT, **tidy(node)}


def _moment(text: str | None) -> str | None:
    """A date or a date and time; nothing else is one."""
    return text if text and text[:4].isdigit() and len(text) >= 10 else None


def article(report: ReportRef, base: str) -> Node:
    """Return a report, without its text."""
    publisher = _node("Organization", name=report.publisher) if report.publisher else None
    return _node(
        "NewsArticle", url=f"{base}/report/{report.id}", headline=report.title, datePublished=_moment(report.published), publisher=publisher,
        inLanguage=report.language, articleSection=report.category, isBasedOn=report.url if (report.url or "").startswith(("http://", "https://")) else None,
    )  # fmt: skip


def places(found: Sequence[a.PlaceShown]) -> list[Node]:
    """Return places; only a point has coordinates."""
    out = []
    for p in found:
        geo = None if p.area else _node("GeoCoordinates", latitude=p.lat, longitude=p.lon)
        where = _node("PostalAddress", addressCountry=p.country, addressRegion=p.admin1) if p.country or p.admin1 else None
        out.append(_node("Place", name=p.name or p.text, geo=geo, address=where))
    return out


def happening(one: a.IncidentItem, base: str) -> Node:
    """Return what an incident is about; only what is said to have happened, or to be planned, has dates."""
    when = one.when if one.status in ("happened", "planned") else None
    return _node(
        "Event", url=f"{base}{one.url}", name=one.title, location=places(one.places), startDate=when and when.from_, endDate=when and when.to
    )


def update(one: a.IncidentItem, base: str) -> Node:
    """Return an incident as an update of a live page: its standing in words, never more certain than that."""
    words = "; ".join(f.phrase for f in one.standing if f.phrase)
    return _node(
        "BlogPosting", url=f"{base}{one.url}", headline=one.title, datePublished=_moment(one.first_reported), dateModified=_moment(one.last_reported),
        articleBody=f"{one.title}. {words[:1].upper()}{words[1:]}.", about=happening(one, base), citation=[f"{base}/report/{r}" for r in one.reports],
    )  # fmt: skip


def claims(one: a.Incident, base: str) -> Iterator[Node]:
    """Yield what each voice says on each facet, with the reports that it appears in."""
    by_report = {t.report.id: t.report for t in one.tellings}
    names = {v.id: v.name for v in one.ledger.voices}
    for cell in one.ledger.cells:
        who = voice_name(cell.voice, names)
        told = list(dict.fromkeys(line.report for line in cell.lines))
        words = next((line.words.text or line.quote for line in reversed(cell.lines) if line.words.text or line.quote), None)
        author = _node("Organization", name=who) if cell.voice.startswith(("outlet:", "state:")) else None
        yield _node(
            "Claim", name=f"{who} {cell.stance.replace('_', ' ')}: {cell.facet}", text=words, creditText=who, author=author,
            datePublished=_moment(cell.since), about=_node("Thing", name=one.title, url=f"{base}{one.url}"), firstAppearance=article(by_report[told[0]], base) if told[0] in by_report else None,
            appearance=[article(by_report[r], base) for r in told if r in by_report],
        )  # fmt: skip


def story(one: a.Story, items: Sequence[a.IncidentItem], base: str) -> Node:
    """Return a story with its newest updates."""
    return _whole(_node(
        "LiveBlogPosting", url=f"{base}{one.url}", headline=one.title, description=" ".join(s.text for s in one.state),
        datePublished=_moment(min((i.first_reported for i in items if i.first_reported), default=None)), dateModified=_moment(one.last_reported),
        coverageStartTime=_moment(min((i.first_reported for i in items if i.first_reported), default=None)), coverageEndTime=_moment(one.last_reported),
        about=[_node("Thing", name=x) for x in one.actors], contentLocation=[_node("Place", name=x) for x in one.places],
        liveBlogUpdate=[update(i, base) for i in items],
    ))  # fmt: skip


def query(items: Sequence[a.IncidentItem], address: str, base: str) -> Node:
    """Return the incidents that fit a query."""
    return _whole(_node("LiveBlogPosting", url=address, headline="What is reported", liveBlogUpdate=[update(i, base) for i in items],
                        dateModified=_moment(max((i.last_reported for i in items if i.last_reported), default=None))))  # fmt: skip


def incident(one: a.Incident, base: str) -> Node:
    """Return an incident as an update with what every voice says of it."""
    return _whole(update(one, base) | {"hasPart": [*claims(one, base)]})


def report(one: a.Report, base: str) -> Node:
    """Return a report; of its text only what is quoted in it."""
    ref = ReportRef(**{f: getattr(one, f) for f in ("id", "publisher", "agency", "title", "published", "language", "category")}, url=one.source_url)
    quoted = [_node("Quotation", text=q.text, creditText=(q.speaker.name or q.speaker.text) if q.speaker else None) for q in one.quotations]
    return _whole(article(ref, base) | {"dateModified": _moment(one.updated), "hasPart": quoted})
