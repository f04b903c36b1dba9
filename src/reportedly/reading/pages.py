"""HTML pages: the article's text by trafilatura and what the page states about it."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from reportedly.errors import FormatError, ReadingError
from reportedly.reading.extract import (
    Given,
    compose,
    decode,
    drop_titles,
    field_of,
    join_url,
    moment,
    number,
    same,
    tag_language,
)
from reportedly.reading.live import live_entries, live_reports, split_clocks, without_entries
from reportedly.reading.markup import (
    html_lines,
    json_ld,
    kinds,
    listed,
    meta,
    name_of,
    parse,
    surrounding,
    text_of,
    unfold_tables,
)
from reportedly.records import Capture, Report

COUNTERS = {"ViewAction": "views", "ReadAction": "views", "WatchAction": "views", "CommentAction": "comments"}
DATES = ("article:published_time", "og:article:published_time", "datepublished", "date", "dc.date", "dc.date.issued",
         "dcterms.created", "parsely-pub-date", "sailthru.date", "pubdate")


def page(capture: Capture, given: Given) -> Iterator[Report | ReadingError]:
    """Yield the report of an HTML page; of a live page the report of its head, then one for each entry."""
    import trafilatura

    tree = parse(decode(capture))
    if tree is None:
        raise FormatError(capture.source, "no text found in the page", ADVICE)
    unfold_tables(tree)
    linked = list(json_ld(tree))
    post = article(linked)
    facts = stated(tree, linked, post, capture)
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
        lead = without_entries(lead, entries)
        if not [line for line in lead if len(line) > 60] and isinstance(post.get("description"), str):
            lead = [*html_lines(post["description"]), *lead]
    title = trim(titles[0], facts.get("publisher"), titles) if titles else None
    credits = [c for c in (*map(name_of, listed(post.get("author"))), meta(tree, "author")) if c]
    if not lead and not entries:
        raise FormatError(capture.source, "no text found in the page", ADVICE)
    facts["published"] = facts.get("published") or stated_by_htmldate(tree, capture)
    facts = dates_above(tree, drop_titles(main, titles)) | {key: value for key, value in facts.items() if value is not None}
    report = compose(capture, given, lead, title or given.title, titles=titles, credits=credits, **facts)
    if report is None and not entries:
        raise FormatError(capture.source, "no text found in the page but furniture", ADVICE)
    if report:
        yield report
    yield from live_reports(capture, given, entries, report)


ADVICE = "if a browser shows some, save the page from there or paste the text into a .txt file"


def article(linked: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the JSON-LD object of the article itself: a live blog before a dated article before any article."""
    posts = [x for x in linked if any(kind.endswith(("Article", "Posting", "Report")) for kind in kinds(x))]
    posts.sort(key=lambda x: ("LiveBlogPosting" not in kinds(x), "datePublished" not in x))
    return posts[0] if posts else {}


def trim(title: str, publisher: str | None, titles: list[str]) -> str:
    """Return the title without the site's name behind or before a bar or dash.

    >>> trim("Shelling in Sumy | Daily", "Daily", []), trim("DAILY - Shelling in Sumy", "Daily", [])
    ('Shelling in Sumy', 'Shelling in Sumy')
    """
    for m in re.finditer(r"\s+[|–—·-]\s+", title):
        if (publisher and same(title[m.end():], publisher)) or any(same(title[:m.start()], t) for t in titles):
            return title[:m.start()]
        if publisher and same(title[:m.start()], publisher):
            return title[m.end():]
    return title


def site_name(tree: Any) -> str | None:
    """Return the part of the page's `title` element that its copyright line repeats, as written there, or None."""
    parts = re.split(r"\s+[|–—·-]\s+", " ".join(text_of(tree, "//title")[:1]))
    visible = " ".join(html_lines(tree))
    for part in (parts[-1], parts[0]) if len(parts) > 1 else ():
        if m := re.search(rf"(?:©|\(c\)|copyright)[\s\d–-]*({re.escape(part)})(?!\w)", visible, re.I):
            return m[1]
    return None


def dates_above(tree: Any, main: list[str]) -> dict[str, str]:
    """Return the dates that the last lines above the text state, by field: a dateline or "Updated: …"."""
    lines = html_lines(tree)
    start = next((i for i, line in enumerate(lines) if main and same(line, main[0])), 0)
    found: dict[str, str] = {}
    for part in (p for line in lines[max(0, start - 4):start] for p in re.split(r"\s[|·]\s", line)):
        known = field_of(part) or ("published", moment(re.sub(r"^[A-ZÀ-Þ][\w’' -]{1,40}, ", "", part)))
        if known[0] in ("published", "updated") and known[1]:
            found.setdefault(*known)
    return found


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
        "publisher": name_of(post.get("publisher"), linked) or meta(tree, "og:site_name", "dcterms.publisher", "dc.publisher")
        or site_name(tree),
        "url": canonical or capture.url,
        "language": tag_language(tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang")),
        "category": name_of(post.get("articleSection")) or meta(tree, "article:section") or (crumbs or [None])[-1],
        "views": counts.get("views") if counts.get("views") is not None else visible.get("views"),
        "comments": next((n for n in (number(post.get("commentCount")), counts.get("comments"), visible.get("comments"))
                          if n is not None), None),
    }


def counter(element: Any) -> tuple[str, int] | None:
    """Return the field and number of an element that is a view or comment counter by its class or its words."""
    text = " ".join(element.text_content().split()) or " ".join((element.tail or "").split())
    if not text or len(text) > 30 or not re.search(r"\d", text):
        return None
    if (known := field_of(text)) and known[0] in ("views", "comments"):
        return known
    named = re.search(r"\b(eye|views?|comments?)(?:[-_](?:count|counter|number|total))?\b", element.get("class"), re.I)
    value = number(text)
    return ("comments" if named[1].lower().startswith("comment") else "views", value) if named and value is not None else None


def stated_by_htmldate(tree: Any, capture: Capture) -> str | None:
    """Return the date that htmldate finds in the page (a day, never finer), or None."""
    from htmldate import find_date

    try:
        return find_date(copy.deepcopy(tree), extensive_search=False, original_date=True, url=capture.url)
    except (ValueError, TypeError):
        return None
