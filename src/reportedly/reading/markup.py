"""HTML as reading needs it: paragraphs of an element, JSON-LD, meta elements, and what lies around an article."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

BLOCKS = {
    "address", "article", "aside", "blockquote", "dd", "div", "dl", "dt", "figcaption", "footer", "h1", "h2", "h3",
    "h4", "h5", "h6", "header", "hr", "li", "main", "ol", "p", "pre", "section", "table", "td", "th", "tr", "ul",
}
JUNK = {"script", "style", "noscript", "template", "figure", "aside", "nav", "form", "button", "iframe", "svg"}
AROUND = re.compile(r"comment|related|sidebar|aside|latest|footer|\bnav|menu|most-?read|promo|newsletter", re.I)


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


def unfold_tables(tree: Any) -> None:
    """Turn tables that lay out a page, known by a cell with paragraphs in it, into plain divisions."""
    for table in tree.xpath("//td[count(.//p)>1]/ancestor::table"):
        for element in table.xpath("self::table|tbody|tr|tbody/tr|tr/td|tbody/tr/td"):
            element.tag = "div"


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


def surrounding(element: Any) -> bool:
    """Return whether an element belongs to comments, sidebars, footers or lists of links by its names."""
    return any(e.tag in ("aside", "nav", "footer") or AROUND.search(f"{e.get('class', '')} {e.get('id', '')}")
               for e in (element, *element.iterancestors()) if isinstance(e.tag, str) and e.tag not in ("body", "html"))
