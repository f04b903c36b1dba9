"""HTML pages: the article's text by trafilatura, what the page states about it, and the entries of live pages."""

from __future__ import annotations

import copy
import html
import json
import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from reportedly.errors import FormatError, ReadingError
from reportedly.reading.extract import (
    CLOCK,
    Given,
    at,
    compose,
    decode,
    field_of,
    join_url,
    moment,
    number,
    same,
    tag_language,
)
from reportedly.records import Capture, Report

BLOCKS = {
    "address", "article", "aside", "blockquote", "dd", "div", "dl", "dt", "figcaption", "footer", "h1", "h2", "h3",
    "h4", "h5", "h6", "header", "hr", "li", "main", "ol", "p", "pre", "section", "table", "td", "th", "tr", "ul",
}
JUNK = {"script", "style", "noscript", "template", "figure", "aside", "nav", "form", "button", "iframe", "svg"}
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
FLAT = {*HEADINGS, "p", "time", "strong", "b", "span", "dt"}
AROUND = re.compile(r"comment|related|sidebar|aside|latest|footer|\bnav|menu|most-?read|promo|newsletter", re.I)
CLOCK_LINE = re.compile(rf"[\[(]?{CLOCK}[\])]?\s*[-–—|:.]?\s*(?P<rest>.*)")
COUNTERS = {"ViewAction": "views", "ReadAction": "views", "WatchAction": "views", "CommentAction": "comments"}
DATES = ("article:published_time", "og:article:published_time", "datepublished", "date", "dc.date", "dc.date.issued",
         "dcterms.created", "parsely-pub-date", "sailthru.date", "pubdate")


class Entry(NamedTuple):
    """One timestamped entry of a live page, before it becomes a report."""

    lines: list[str]
    title: str | None = None
    published: str | None = None
    clock: dict[str, str | None] | None = None
    url: str | None = None
    updated: str | None = None
    credits: tuple[str, ...] = ()


def page(capture: Capture, given: Given) -> Iterator[Report | ReadingError]:
    """Yield the report of an HTML page; of a live page the report of its head, then one for each entry."""
    import trafilatura

    tree = parse(decode(capture))
    if tree is None:
        raise FormatError(capture.source, "no text found in the page", ADVICE)
    linked = list(json_ld(tree))
    post = article(linked)
    facts = {key: value for key, value in stated(tree, linked, post, capture).items() if value is not None}
    titles = [t for t in (name_of(post.get("headline")), meta(tree, "og:title"), *text_of(tree, "//h1"),
                          *text_of(tree, "//title")) if t]
    main = (trafilatura.extract(tree, fast=True, include_comments=False) or "").split("\n")
    main = [re.sub(r"^[-|] | \|$", "", line) for line in main if line.strip()]
    if not main and isinstance(post.get("articleBody"), str):
        main = html_lines(post["articleBody"])
    entries = live_entries(tree, post, main, capture.url)
    lead = main
    if not entries and (split := split_clocks(main)):
        lead, entries = split
    if entries:
        told = [line for e in entries for line in [*e.lines, e.title or "", clock_text(e)]]
        known = {re.sub(r"\W+", "", line).casefold() for line in told}
        lead = [line for line in lead if re.sub(r"\W+", "", line).casefold() not in known]
        if not [line for line in lead if len(line) > 60] and isinstance(post.get("description"), str):
            lead = [*html_lines(post["description"]), *lead]
    title = trim(titles[0], facts.get("publisher"), titles) if titles else None
    credits = [c for c in (*map(name_of, listed(post.get("author"))), meta(tree, "author")) if c]
    if not lead and not entries:
        raise FormatError(capture.source, "no text found in the page", ADVICE)
    facts["published"] = facts.get("published") or stated_by_htmldate(tree, capture)
    report = compose(capture, given, lead, title or given.title, titles=titles, credits=credits, **facts)
    if report is None and not entries:
        raise FormatError(capture.source, "no text found in the page but furniture", ADVICE)
    if report:
        yield report
    yield from live_reports(capture, given, entries, report)


ADVICE = "if a browser shows some, save the page from there or paste the text into a .txt file"


def live_reports(capture: Capture, given: Given, entries: list[Entry], head: Report | None) -> Iterator[Report]:
    """Yield a report for each entry of a live page, under `head`, the report of the page itself."""
    published = head.published if head else given.published
    for entry, told in zip(entries, entry_times(entries, published), strict=True):
        report = compose(capture, given._replace(published=None), entry.lines, entry.title, credits=entry.credits,
                         published=entry.published or told, updated=entry.updated,
                         publisher=head.publisher if head else None, language=head.language if head else None,
                         category=head.category if head else None, url=entry.url or (head.url if head else capture.url),
                         page=head.id if head else capture.id)
        if report:
            yield report


def parse(text: str) -> Any:
    """Return the lxml tree of a page, or None if there is no element in it."""
    from lxml import etree
    from lxml import html as lxml_html

    # a reference to a control character makes trafilatura lose the page without a word
    text = re.sub(r"(?i)&#(?:x0*1?[0-9a-f]|0*(?:[12]?\d|3[01]));", " ", text)
    try:
        return lxml_html.document_fromstring(text.encode("utf-8", "ignore"), lxml_html.HTMLParser(encoding="utf-8"))
    except (etree.ParserError, ValueError):
        return None


def html_lines(source: Any, without: Any = None) -> list[str]:
    """Return the paragraphs of an HTML fragment (text or element), leaving out scripts, figures, asides, `without`."""
    tree = parse(f"<div>{source}</div>") if isinstance(source, str) else source
    parts: list[str] = []

    def walk(element: Any) -> None:
        if not isinstance(element.tag, str) or element.tag in JUNK or element is without:
            return
        edge = "\n" if element.tag in BLOCKS else ""
        parts.extend((edge, re.sub(r"\s+", " ", element.text or "")))
        for child in element:
            walk(child)
            parts.append(re.sub(r"\s+", " ", child.tail or ""))
        parts.append("\n" if element.tag == "br" else edge)

    if tree is not None:
        walk(tree)
    return [line for line in (" ".join(x.split()) for x in "".join(parts).split("\n")) if line]


def json_ld(tree: Any) -> Iterator[dict[str, Any]]:
    """Yield every object that the page's JSON-LD states at the top, in lists, in @graph or as main entity."""
    for script in tree.xpath('//script[@type="application/ld+json"]'):
        raw = re.sub(r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*.*?\*/)|(?:-->|//\s*\]\]>)\s*$", "", script.text or "")
        try:
            waiting = [json.loads(raw, strict=False)]
        except (ValueError, RecursionError):
            continue
        while waiting:
            thing = waiting.pop(0)
            if isinstance(thing, list):
                waiting[:0] = thing
            elif isinstance(thing, dict):
                yield thing
                waiting += [thing[key] for key in ("@graph", "mainEntity", "mainEntityOfPage") if key in thing]


def listed(value: Any) -> list[Any]:
    """Return `value` as a list."""
    return value if isinstance(value, list) else [] if value is None else [value]


def kinds(thing: dict[str, Any]) -> list[str]:
    """Return the schema.org types of a JSON-LD object."""
    return [str(kind).rpartition("/")[2] for kind in listed(thing.get("@type"))]


def name_of(value: Any, linked: Iterable[dict[str, Any]] = ()) -> str | None:
    """Return the name in a JSON-LD value: a text, an object with a name or `@id`, or the first of a list."""
    for item in listed(value)[:1]:
        if isinstance(item, dict):
            named = item.get("name")
            if not named and (found := [x for x in linked if x.get("@id") == item.get("@id") and x.get("name")]):
                named = found[0]["name"]
            return name_of(named) if named else None
        if isinstance(item, str):
            return " ".join(html.unescape(item).split()) or None
    return None


def article(linked: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the JSON-LD object of the article itself: a live blog before a dated article before any article."""
    posts = [x for x in linked if any(kind.endswith(("Article", "Posting", "Report")) for kind in kinds(x))]
    posts.sort(key=lambda x: ("LiveBlogPosting" not in kinds(x), "datePublished" not in x))
    return posts[0] if posts else {}


def meta(tree: Any, *names: str) -> str | None:
    """Return the content of the first meta element so named (property, name or itemprop)."""
    found: dict[str, str] = {}
    for element in tree.xpath("//meta[@content]"):
        for key in ("property", "name", "itemprop"):
            if element.get(key) and element.get("content").strip():
                found.setdefault(element.get(key).strip().lower(), " ".join(element.get("content").split()))
    return next((found[name] for name in names if name in found), None)


def text_of(tree: Any, path: str) -> list[str]:
    """Return the texts of the elements at `path`."""
    return [text for text in (" ".join(e.text_content().split()) for e in tree.xpath(path)) if text]


def trim(title: str, publisher: str | None, titles: list[str]) -> str:
    """Return the title without the site's name behind a bar or dash.

    >>> trim("Shelling in Sumy | Daily", "Daily", [])
    'Shelling in Sumy'
    """
    for m in re.finditer(r"\s+[|–—·-]\s+", title):
        if (publisher and same(title[m.end():], publisher)) or any(same(title[:m.start()], t) for t in titles):
            return title[:m.start()]
    return title


def stated(tree: Any, linked: list[dict[str, Any]], post: dict[str, Any], capture: Capture) -> dict[str, Any]:
    """Return what the page states about its article, by field of the report; JSON-LD before meta before the visible."""
    times = [e for e in tree.xpath("//time[@datetime]") if not surrounding(e)]
    links = tree.xpath('//link[@rel="canonical"]/@href')
    canonical = join_url(capture.url, links[0] if links else meta(tree, "og:url"))
    if capture.url and canonical and urlsplit(canonical).netloc != urlsplit(capture.url).netloc:
        canonical = None
    crumbs = [name_of(item.get("name") or item.get("item")) for x in linked if "BreadcrumbList" in kinds(x)
              for item in listed(x.get("itemListElement")) if isinstance(item, dict)]
    headline = name_of(post.get("headline")) or ""
    crumbs = [c for c in crumbs if c and c.lower() != "home" and not same(c, headline)]
    counts: dict[str, int | None] = {}
    for item in listed(post.get("interactionStatistic")):
        if isinstance(item, dict):
            kind = item.get("interactionType")
            kind = str((kind.get("@type") or kind.get("@id")) if isinstance(kind, dict) else kind).rpartition("/")[2]
            if key := COUNTERS.get(kind):
                counts.setdefault(key, number(item.get("userInteractionCount")))
    visible = dict(c for e in tree.xpath("//*[@class][count(*)<3]") if (c := counter(e)))
    return {
        "published": next((m for m in map(moment, [post.get("datePublished"), *(meta(tree, d) for d in DATES),
                                                   *(e.get("datetime") for e in times)]) if m), None),
        "updated": moment(post.get("dateModified")) or moment(meta(tree, "article:modified_time", "datemodified")),
        "publisher": name_of(post.get("publisher"), linked) or meta(tree, "og:site_name"),
        "url": canonical or capture.url,
        "language": tag_language(tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang")),
        "category": name_of(post.get("articleSection")) or meta(tree, "article:section") or (crumbs or [None])[-1],
        "views": counts.get("views") if counts.get("views") is not None else visible.get("views"),
        "comments": next((n for n in (number(post.get("commentCount")), counts.get("comments"), visible.get("comments"))
                          if n is not None), None),
    }


def counter(element: Any) -> tuple[str, int] | None:
    """Return the field and number of an element that is a view or comment counter by its class or its words."""
    text = " ".join(element.text_content().split())
    if not text or len(text) > 30 or not re.search(r"\d", text):
        return None
    if (known := field_of(text)) and known[0] in ("views", "comments"):
        return known
    named = re.search(r"\b(views?|comments?)(?:[-_](?:count|counter|number|total))?\b", element.get("class"), re.I)
    value = number(text)
    return (named[1].lower().rstrip("s") + "s", value) if named and value is not None else None


def stated_by_htmldate(tree: Any, capture: Capture) -> str | None:
    """Return the date that htmldate finds in the page (a day, never finer), or None."""
    from htmldate import find_date

    try:
        return find_date(copy.deepcopy(tree), extensive_search=False, original_date=True, url=capture.url)
    except (ValueError, TypeError):
        return None


def surrounding(element: Any) -> bool:
    """Return whether an element belongs to comments, sidebars, footers or lists of links by its names."""
    return any(e.tag in ("aside", "nav", "footer") or AROUND.search(f"{e.get('class', '')} {e.get('id', '')}")
               for e in (element, *element.iterancestors()) if isinstance(e.tag, str) and e.tag not in ("body", "html"))


def live_entries(tree: Any, post: dict[str, Any], main: list[str], base: str | None) -> list[Entry]:
    """Return the entries of a live page from JSON-LD or from its markup, whichever tells more of them."""
    updates = [u for u in listed(post.get("liveBlogUpdate")) if isinstance(u, dict)]
    linked = [Entry(html_lines(str(u.get("articleBody") or u.get("description") or u.get("text") or "")),
                    name_of(u.get("headline")), moment(u.get("datePublished")), None, join_url(base, u.get("url")),
                    moment(u.get("dateModified")), tuple(c for c in map(name_of, listed(u.get("author"))) if c))
              for u in updates]
    marked = marked_entries(tree, main, base)
    return marked if len(marked) > len(linked) else linked


def marked_entries(tree: Any, main: list[str], base: str | None) -> list[Entry]:
    """Return the entries that the markup shows: three or more like siblings, each with a time of its own.

    Comments and lists of links have that form too; they are left out by their names, and because trafilatura does
    not take them for main text.
    """
    groups: dict[tuple[Any, ...], dict[Any, Any]] = {}
    for mark in tree.iter():
        if not isinstance(mark.tag, str) or not is_clock(mark):
            continue
        node = mark
        while (parent := node.getparent()) is not None:
            key = (parent, node.tag, tuple((node.get("class") or "").split()[:1]))
            groups.setdefault(key, {}).setdefault(node, mark)
            node = parent
    known = {re.sub(r"\W+", "", line) for line in main}
    best: list[Entry] = []
    for (parent, tag, _), holders in groups.items():
        if len(holders) < 3 or len(holders) <= len(best) or surrounding(parent):
            continue
        found = [entry(node, mark, holders, tag in FLAT, base) for node, mark in holders.items()]
        lines = [line for e in found for line in e.lines]
        shared = [line for line in lines if re.sub(r"\W+", "", line) in known]
        if all(e.lines for e in found) and 2 * sum(map(len, shared)) >= sum(map(len, lines)):
            best = found
    return best


def is_clock(element: Any) -> bool:
    """Return whether an element states a time of day: a time element or one whose whole text is a clock."""
    if element.tag == "time":
        return True
    text = (element.text or "").strip()
    return len(element) == 0 and len(text) < 30 and bool(re.fullmatch(CLOCK, text))


def entry(node: Any, mark: Any, holders: dict[Any, Any], flat: bool, base: str | None) -> Entry:
    """Return the entry that `node` holds, with what follows it up to the next holder if the page is flat."""
    boxes = [node]
    for sibling in node.itersiblings() if flat else ():
        if sibling in holders:
            break
        boxes.append(sibling)
    lines = [line for box in boxes for line in html_lines(box, without=mark)]
    heads = [" ".join(html_lines(h, without=mark)) for box in boxes for h in box.iter(*HEADINGS)]
    title = heads[0] if heads and lines and same(lines[0], heads[0]) else None
    lines = lines[1:] if title else lines
    stamp, text = moment(mark.get("datetime")), " ".join(mark.text_content().split())
    clock = re.search(CLOCK, text) or re.search(CLOCK, mark.get("datetime") or "")
    id_ = node.get("id")
    return Entry(lines, title, stamp if stamp and "T" in stamp else None, clock.groupdict() if clock else None,
                 f"{base.partition('#')[0]}#{id_}" if base and id_ else None)


def split_clocks(lines: list[str]) -> tuple[list[str], list[Entry]] | None:
    """Return the lines before the first clock and the entries that clocks at the start of lines open, or None.

    That takes three clocks that run one way (but for one midnight), and most of the text under them.
    """
    opened = [(i, m) for i, line in enumerate(lines) if (m := CLOCK_LINE.fullmatch(line))]
    minutes = [minute_of(m.groupdict()) for _, m in opened]
    steps = [b - a for a, b in pairwise(minutes)]
    if len(opened) < 3 or min(sum(s < 0 for s in steps), sum(s > 0 for s in steps)) > 1:
        return None
    under = lines[opened[0][0]:]
    if 2 * sum(map(len, under)) < sum(map(len, lines)):
        return None
    ends = [i for i, _ in opened[1:]] + [len(lines)]
    entries = []
    for (i, m), end in zip(opened, ends, strict=True):
        body = [line for line in (m["rest"], *lines[i + 1:end]) if line]
        if not body:
            return None
        entries.append(Entry(body, clock={key: m[key] for key in ("hour", "minute", "half", "zone")}))
    return lines[:opened[0][0]], entries


def minute_of(clock: dict[str, str | None]) -> int:
    """Return the minute of the day of a clock."""
    hour = int(clock["hour"] or 0)
    if clock["half"]:
        hour = hour % 12 + (12 if clock["half"] in "Pp" else 0)
    return 60 * hour + int(clock["minute"] or 0)


def clock_text(entry: Entry) -> str:
    """Return the clock of an entry as digits only."""
    return f"{entry.clock['hour']}{entry.clock['minute']}" if entry.clock else ""


def entry_times(entries: list[Entry], published: str | None) -> list[str | None]:
    """Return when each entry was published: its clock on the page's date, a day later after each midnight passed."""
    told: list[str | None] = [None] * len(entries)
    if not published:
        return told
    minutes = [minute_of(e.clock) if e.clock else None for e in entries]
    seen = [m for m in minutes if m is not None]
    falling = sum(b < a for a, b in pairwise(seen))
    order = range(len(entries) - 1, -1, -1) if 2 * falling > len(seen) - 1 else range(len(entries))
    day, before = date.fromisoformat(published[:10]), None
    zone = m[0] if (m := re.search(r"[+-]\d\d:\d\d$", published[10:])) else None
    for i in order:
        if (clock := entries[i].clock) and (minute := minutes[i]) is not None:
            if before is not None and minute < before:
                day += timedelta(days=1)
            before = minute
            told[i] = at(day, clock, zone)
    return told
