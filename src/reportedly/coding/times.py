"""When an event happened: time words resolved against the publication date (codebook §5).

A grammar of rules, tried in order on the words of one time expression; the first that fits decides and gives its name
as the reason. Words that lean on another date ("two days later", "at dawn") take it from the expression before them.
Nothing is made finer than it was told: a month stays a month.
"""

from __future__ import annotations

import calendar
import datetime as dt
import functools
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from msgspec.structs import replace

from reportedly.coding.view import Reasons, View
from reportedly.records import Event, When

Range = tuple[dt.date | None, dt.date | None]
DAY = dt.timedelta(1)
BACKGROUND = 30  # days; what ended longer ago is history (codebook §5)
AHEAD = 100  # days; a date without a year may lie so far ahead, if the one before lies ...
LONG_AGO = 240  # ... more days than this in the past
MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
DAYS = "mon tue wed thu fri sat sun".split()
ONES = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen".split()
NUMBERS = {w: n for n, w in enumerate(ONES)} | {"a": 1, "an": 1, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30,
           "forty": 40, "fifty": 50, "sixty": 60, "couple": 2, "several": 0, "few": 0, "some": 0, "many": 0}  # fmt: skip
FIRST = "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth " \
        "sixteenth seventeenth eighteenth nineteenth twentieth"  # fmt: skip
ORDINALS = (
    {w: n for n, w in enumerate(FIRST.split())}
    | {"thirtieth": 30}
    | {f"twenty-{w}": 20 + n for n, w in enumerate(FIRST.split())}
)
M = r"(?P<{0}>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
W = r"(?P<{0}>mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:r(?:s(?:day)?)?)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?)\b\.?(?:'s)?"
D = r"(?P<{0}>\d{{1,2}}|" + "|".join(sorted(ORDINALS, key=len, reverse=True)) + r")(?:st|nd|rd|th)?"
N = r"(?P<n>\d{1,4}|" + "|".join(sorted(NUMBERS, key=len, reverse=True)) + r")(?: of)?"
Y = r"(?P<{0}>(?:1[89]|20)\d\d)"
UNIT = r"(?P<unit>hour|minute|night|day|week|month|year|decade)s?'?"
TO = r"(?: ?[-–—] ?| to | and | until | through | into )"
CLOCK = re.compile(
    r"\b(?P<h>[01]?\d|2[0-3])[:.h](?P<m>[0-5]\d)(?: ?(?P<half>[ap])\.? ?m\b\.?)?(?: hours| hrs)?"
    r"|\b(?P<h2>1[0-2]|[1-9]) ?(?P<half2>[ap])\.? ?m\b\.?|\b(?P<oclock>\w+) o'clock(?: in the (?P<part>morning|afternoon|evening))?|\b(?P<noon>noon|midday)\b"
)
SPENT = re.compile(
    r"\b(?:local time|gmt|utc|moscow time|kyiv time|est|edt|cet|at|about|around|shortly|just|before|after|between)\b"
)
PARTS = {"dawn": "05:00", "first light": "05:00", "daybreak": "05:00", "early hours": "04:00", "small hours": "03:00", "sunrise": "06:00", "morning": "09:00",
         "noon": "12:00", "midday": "12:00", "afternoon": "15:00", "dusk": "19:00", "sunset": "19:00", "nightfall": "20:00",
         "evening": "20:00", "midnight": "00:00", "daytime": "12:00"}  # fmt: skip
SEASONS = {"spring": (3, 5), "summer": (6, 8), "autumn": (9, 11), "fall": (9, 11), "winter": (12, 2)}
FUTURE = re.compile(
    r"\b(?:will|would|shall|'ll|is to|are to|was to|were to|to be (?:held|signed|opened)|due|scheduled|planned|plans|planning|set (?:for|to)|(?:fixed|slated|penned in) for|"
    r"expected|awaited|resumes?|upcoming|called? for|summoned for|convened for|invited|ultimatum|deadline|postponed|ahead of|starting|beginning|effective|"
    r"(?:promis|pledg|vow|offer|threaten|agree|refus|declin|order|urg|ask|tell|told|invit|prepar|undert(?:ake|ook)|ready)\w*\b[^,;]{0,50}? to(?! (?:the|a|an|its|their|his|her)\b))\b"
)
FORWARD = re.compile(
    r"^(?:from|by|until|till|for(?! .*\b(?:hour|day|night|week|month|year)s?\b)|starting|no later than|next|come|effective|tomorrow)\b"
)


COMMON = re.compile(r"\b(?:march|may)\b")  # small letters make no month
AWAY = re.compile(rf"\b(?<!for ){N} {UNIT} (?:after|before|later|earlier|ago)\b", re.I)
PART, EARLIER = "rule: part of a day", "rule: earlier than the report"
VAGUE = (PART, EARLIER, "rule: in or within")  # words read so give way to others of the event that name a day
CUT = re.compile(r"(?:on|in|at|since|by|until|late|early)", re.I)  # what is left of words that a span cut off
SINCE = re.compile(r",? (?:when|after) [^,;.]*")  # "since Tuesday, when armed men came"
YEAR = re.compile(r"\b(?:19|20)\d\d\b")  # a date so full says what it says
BY = re.compile(r"(?:by|from .+ (?:to|until|through))\b")  # ends what has happened, but begins what was demanded
FINE = re.compile(r"\b(?:minutes?|hours?|days?|nights?|mornings?|afternoon|evening)\b")  # leans on a day, not on a year
COARSE = 10  # days that a date may span for such words to lean on it
BACK = 2  # sentences over which a bare clock time leans on a day in a paper, whose day of printing tells little
SPEECH = frozenset(("REQUEST", "ACCUSE", "REJECT", "THREATEN", "AGREE", "SUPPORT", "CONCEDE"))
ANAPHOR = re.compile(r"\b(?:same|that|following|next|previous|later|earlier|before)\b")
LEANING = re.compile(r"\b(?:same|that|following|next|previous|later|earlier|before|after)\b")


class Frame(NamedTuple):
    """What time words lean on: the day and clock time of publication, the date told before, whether they look ahead."""

    day: dt.date | None
    clock: str | None = None
    prior: Range | None = None
    future: bool = False
    after: bool = False  # the event's own word stands behind the time words
    done: bool = False  # what has happened lies behind


class Reading(NamedTuple):
    """What time words say, and the name of the rule that read them."""

    start: dt.date | None
    end: dt.date | None
    time: str | None
    rule: str


Rule = Callable[[re.Match[str], Frame], Range | None]
RULES: list[tuple[str, re.Pattern[str], Rule, bool]] = []


def rule(pattern: str, absolute: bool = False) -> Callable[[Rule], Rule]:
    """Enter a function as the rule for words that contain `pattern`; an absolute one needs no publication date."""

    def enter(read: Rule) -> Rule:
        RULES.append(
            (read.__name__.strip("_").replace("_", " "), re.compile(rf"(?<![\w.])(?:{pattern})(?!\w)"), read, absolute)
        )
        return read

    return enter


def _month(name: str) -> int:
    return MONTHS.index(name[:3]) + 1


def _number(word: str) -> int:
    return int(word) if word.isdigit() else NUMBERS.get(word, 0)


def _ordinal(word: str) -> int:
    return int(word) if word.isdigit() else ORDINALS[word]


def _last(year: int, month: int) -> dt.date:
    return dt.date(year, month, calendar.monthrange(year, month)[1])


def _date(year: int, month: int, day: int) -> dt.date | None:
    return dt.date(year, month, day) if 1 <= day <= calendar.monthrange(year, month)[1] else None


def _year(make: Callable[[int], dt.date | None], frame: Frame) -> dt.date | None:
    """Return the date that `make` gives in the year nearest before publication (ahead: after)."""
    assert frame.day
    years = [d for y in (-1, 0, 1) if (d := make(frame.day.year + y))]
    past = max((d for d in years if d <= frame.day), default=None)
    ahead = min((d for d in years if d >= frame.day), default=None)
    if not past or not ahead:
        return past or ahead
    far, soon = (frame.day - past).days, (ahead - frame.day).days
    if frame.done:
        return past
    return ahead if (frame.future and soon <= LONG_AGO) or (far > LONG_AGO and soon <= AHEAD) else past


def _of(d: str, m: str, y: str | None, frame: Frame) -> dt.date | None:
    month, day = _month(m), _ordinal(d)
    if y:
        return _date(int(y), month, day)
    return _year(lambda year: _date(year, month, day), frame) if frame.day else None


def _weekday(name: str, frame: Frame) -> dt.date:
    assert frame.day
    back = (frame.day.weekday() - DAYS.index(name[:3])) % 7
    return frame.day + DAY * ((7 - back) % 7) if frame.future else frame.day - DAY * back


def _months(frame: Frame, by: int) -> tuple[dt.date, dt.date]:
    assert frame.day
    month = frame.day.year * 12 + frame.day.month - 1 + by
    year, month = month // 12, month % 12 + 1
    return dt.date(year, month, 1), _last(year, month)


# Dates with a day and a month


@rule(rf"{W.format('w')} (?:(?:of|in) )?(?P<which>last|this|next|the previous|the same) week")
def _weekday_of_a_week(m: re.Match[str], frame: Frame) -> Range | None:
    assert frame.day
    by = {"last": -7, "the previous": -7, "next": 7}.get(m["which"], 0)
    day = frame.day + DAY * (by + DAYS.index(m["w"][:3]) - frame.day.weekday())
    return day, day


@rule(rf"(?:(?:{D.format('d')} )?{M.format('m')} )?(?:of )?(?:that|the same) year")
def _date_of_that_year(m: re.Match[str], frame: Frame) -> Range | None:
    year = (frame.prior[0] or frame.prior[1]) if frame.prior else None
    if not year:
        return None
    if m["d"]:
        day = _date(year.year, _month(m["m"]), _ordinal(m["d"]))
        return (day, day) if day else None
    if not m["m"]:
        return dt.date(year.year, 1, 1), dt.date(year.year, 12, 31)
    return dt.date(year.year, _month(m["m"]), 1), _last(year.year, _month(m["m"]))


@rule(rf"{M.format('m')} (?:of )?(?P<which>this|last|next) year")
def _month_of_a_year(m: re.Match[str], frame: Frame) -> Range | None:
    assert frame.day
    year = frame.day.year + {"this": 0, "last": -1, "next": 1}[m["which"]]
    return dt.date(year, _month(m["m"]), 1), _last(year, _month(m["m"]))


@rule(
    rf"{D.format('d')} {M.format('m')}(?: {Y.format('y')})?{TO}{D.format('d2')} {M.format('m2')}(?:,? {Y.format('y2')})?",
    True,
)
def _two_dates(m: re.Match[str], frame: Frame) -> Range | None:
    end = _of(m["d2"], m["m2"], m["y2"], frame)
    start = end and _date(end.year - (_month(m["m"]) > _month(m["m2"])), _month(m["m"]), _ordinal(m["d"]))
    return (start, end) if start else None


@rule(
    rf"(?:{M.format('m')} {D.format('d')}{TO}{D.format('d2')}(?:,? {Y.format('y')})?(?!:)"
    rf"|{D.format('d3')}{TO}(?:the )?{D.format('d4')}(?: of)? {M.format('m2')}(?:,? {Y.format('y2')})?)",
    True,
)
def _days_of_a_month(m: re.Match[str], frame: Frame) -> Range | None:
    end = _of(m["d2"] or m["d4"], m["m"] or m["m2"], m["y"] or m["y2"], frame)
    start = end and _date(end.year, end.month, _ordinal(m["d"] or m["d3"]))
    return (start, end) if start and end and start <= end else None


@rule(r"(?P<y>(?:19|20)\d\d)-(?P<m>0?[1-9]|1[0-2])-(?P<d>\d\d?)", True)
def _iso_date(m: re.Match[str], frame: Frame) -> Range | None:
    day = _date(int(m["y"]), int(m["m"]), int(m["d"]))
    return (day, day) if day else None


@rule(
    rf"(?:{D.format('d')}(?: of)? {M.format('m')}(?:,? {Y.format('y')})?|{M.format('m2')} {D.format('d2')}(?!:)(?:,? {Y.format('y2')})?)",
    True,
)
def _day_and_month(m: re.Match[str], frame: Frame) -> Range | None:
    day = _of(m["d"] or m["d2"], m["m"] or m["m2"], m["y"] or m["y2"], frame)
    return (day, day) if day else None


@rule(r"(?P<d>\d{1,2})[/.](?P<m>0?[1-9]|1[0-2])(?:[/.](?P<y>(?:20)?\d\d))?", True)
def _day_and_month_in_figures(m: re.Match[str], frame: Frame) -> Range | None:
    year = m["y"] and str(2000 + int(m["y"]) % 100)
    day = _of(m["d"], MONTHS[int(m["m"]) - 1], year, frame)
    return (day, day) if day else None


@rule(r"(?P<feast>christmas|easter|new year)(?: day|'s day)?(?! eve)(?! (?:mass|truce|market|service))")
def _feast(m: re.Match[str], frame: Frame) -> Range | None:
    days = {"christmas": lambda y: dt.date(y, 12, 25), "easter": _easter, "new year": lambda y: dt.date(y, 1, 1)}
    day = _year(days[m["feast"]], frame)
    return (day, day) if day else None


def _easter(year: int) -> dt.date:
    """Return Easter Sunday of the Gregorian calendar (the anonymous algorithm of 1876)."""
    a, (b, c) = year % 19, divmod(year, 100)
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    rest = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    month, day = divmod(h + rest - 7 * ((a + 11 * h + 22 * rest) // 451) + 114, 31)
    return dt.date(year, month, day + 1)


# What leans on the publication date


@rule(r"day before yesterday")
def _day_before_yesterday(m: re.Match[str], frame: Frame) -> Range | None:
    return (frame.day - 2 * DAY,) * 2 if frame.day else None


@rule(
    r"yesterday|tomorrow|(?:earlier |later )?today|tonight|this (?:morning|afternoon|evening|night|a\.?m\.?|p\.?m\.?|noon)|right now|now|at this (?:moment|hour)"
)
def _day_by_name(m: re.Match[str], frame: Frame) -> Range | None:
    assert frame.day
    day = frame.day + DAY * {"yesterday": -1, "tomorrow": 1}.get(m[0], 0)
    return day, day


@rule(r"last night|(?<!on )(?<!of )overnight(?! (?:on|from|to|into|between|" + "|".join(DAYS) + r"))|over night")
def _overnight(m: re.Match[str], frame: Frame) -> Range | None:
    assert frame.day
    return frame.day - DAY, frame.day


@rule(rf"{N} {UNIT} ago")
def _ago(m: re.Match[str], frame: Frame) -> Range | None:
    return _shift(frame.day, _number(m["n"]), m["unit"], -1)


def _shift(day: dt.date | None, n: int, unit: str, sign: int) -> Range | None:
    if not day or not n:
        return None
    if unit in ("hour", "minute"):
        return day, day
    if unit in ("night", "day", "week"):
        day += DAY * sign * n * (7 if unit == "week" else 1)
        return day, day
    if unit == "month":
        return _months(Frame(day), sign * n)
    year = day.year + sign * n * (10 if unit == "decade" else 1)
    return dt.date(year, 1, 1), dt.date(year, 12, 31)


@rule(
    rf"(?:over |in |during |within |for )?(?:the )?(?:past|last|previous|preceding) (?:{N} )?{UNIT}(?<!last week)(?<!last month)(?<!last year)(?<!last night)(?! of (?:{'|'.join(MONTHS)}))"
)
def _past_stretch(m: re.Match[str], frame: Frame) -> Range | None:
    assert frame.day
    n, unit = _number(m["n"] or "one"), m["unit"]
    if m[0].startswith(("the previous", "the preceding", "previous")) and not m["n"]:
        return None
    if unit in ("hour", "minute"):
        return frame.day - DAY * -(-n // 24), frame.day
    return _back(frame.day, n, unit), frame.day


def _back(day: dt.date, n: int, unit: str) -> dt.date:
    if unit in ("night", "day", "week"):
        return day - DAY * n * (7 if unit == "week" else 1)
    month = day.year * 12 + day.month - 1 - n * {"month": 1, "year": 12, "decade": 120}[unit]
    return dt.date(month // 12, month % 12 + 1, min(day.day, 28))


@rule(
    rf"(?:the )?first (?:(?P<half>half)|{N} months) of (?:the|this) year|(?:the )?(?P<part>early|late) (?P<which>this|last|next) year"
)
def _part_of_a_year(m: re.Match[str], frame: Frame) -> Range | None:
    assert frame.day
    year = frame.day.year + {"last": -1, "next": 1}.get(m["which"] or "", 0)
    if m["part"] == "late":
        return dt.date(year, 10, 1), dt.date(year, 12, 31)
    months = 6 if m["half"] else 3 if m["part"] else _number(m["n"])
    return (dt.date(year, 1, 1), _last(year, months)) if 0 < months <= 12 else None


@rule(r"(?:earlier |later )?(?P<which>this|last|(?<!the )next|current|coming) (?P<unit>week|month|year)(?:'s)?")
def _week_month_year(m: re.Match[str], frame: Frame) -> Range | None:
    assert frame.day
    by = {"last": -1, "next": 1, "coming": 1}.get(m["which"], 0)
    if m["unit"] == "week":
        start = frame.day - DAY * frame.day.weekday() + DAY * 7 * by
        found: Range = (start, start + DAY * 6)
    elif m["unit"] == "month":
        found = _months(frame, by)
    else:
        found = (dt.date(frame.day.year + by, 1, 1), dt.date(frame.day.year + by, 12, 31))
    if by:
        return found
    return (frame.day, found[1]) if frame.future else (found[0], frame.day)


@rule(r"(?:the )?(?P<end>beginning|start|end) of (?:the|this) (?P<unit>week|month|year)")
def _start_or_end_of(m: re.Match[str], frame: Frame) -> Range | None:
    assert frame.day
    day = frame.day
    if m["unit"] == "week":
        start = day - DAY * day.weekday()
        end = start + DAY * 6
    else:
        start = day.replace(day=1) if m["unit"] == "month" else dt.date(day.year, 1, 1)
        end = _last(day.year, day.month) if m["unit"] == "month" else dt.date(day.year, 12, 31)
    return (end, end) if m["end"] == "end" else (start, start)


@rule(r"(?:(?:so far|earlier|since the start|later) (?:this|in the|of this)|during the) (?P<unit>week|month|year)")
def _so_far(m: re.Match[str], frame: Frame) -> Range | None:
    assert frame.day
    start = frame.day - DAY * frame.day.weekday() if m["unit"] == "week" else frame.day.replace(day=1)
    return (start.replace(month=1) if m["unit"] == "year" else start), frame.day


@rule(r"(?:earlier|later|late|early) (?:in|on|of) the (?:same )?day")
def _in_the_day(m: re.Match[str], frame: Frame) -> Range | None:
    day = frame.prior[1] if frame.prior else frame.day
    return (day, day) if day else None


@rule(r"(?P<which>last |this |next |the previous )?weekend")
def _weekend(m: re.Match[str], frame: Frame) -> Range | None:
    assert frame.day
    saturday = frame.day - DAY * ((frame.day.weekday() + 2) % 7)
    if frame.day.weekday() in (5, 6) and m["which"] in ("last ", "the previous "):
        saturday -= 7 * DAY
    if m["which"] == "next " or (frame.future and frame.day.weekday() < 5):
        saturday += 7 * DAY
    return saturday, saturday + DAY


@rule(
    rf"(?:for (?:a|the)|in(?:to)? its|entered its|its|on the|the|an?)? ?(?P<n>{'|'.join(FIRST.split())}|\d+(?:st|nd|rd|th)) (?:straight |consecutive |successive |full )?(?P<unit>day|night|week|month|year)(?: running| in a row)?"
)
def _nth_day(m: re.Match[str], frame: Frame) -> Range | None:
    assert frame.day
    n = _ordinal(re.sub(r"(?<=\d)\D+", "", m["n"]))
    steps = {"day": 1, "night": 1, "week": 7, "month": 30, "year": 365}[m["unit"]]
    if m[0].startswith("on the") and steps == 1 and frame.prior and frame.prior[0]:
        day = frame.prior[0] + DAY * (n - 1)
        return day, day
    return frame.day - DAY * (n - 1 if steps == 1 else (n - 1) * steps), frame.day


# What leans on a date told before


@rule(r"since(?: then)?")
def _since_then(m: re.Match[str], frame: Frame) -> Range | None:
    if not frame.prior or m.end() != len(m.string):
        return None
    return frame.prior[0] or frame.prior[1], frame.day


@rule(
    rf"(?:(?:some|a few|several) )?(?:hours|minutes|an hour|half an hour) (?:after|later|before|earlier)(?: that| this)?|(?:within|in) the hour|after (?:an|{N}) hours?"
)
def _hours_away(m: re.Match[str], frame: Frame) -> Range | None:
    day = frame.prior[1] if frame.prior else frame.day
    return (day, day) if day else None


@rule(
    r"(?:the |on the |of the )?(?:(?P<same>(?:very )?same|that(?: very)?)|(?P<next>next|following)|(?P<last>previous|preceding)) (?P<part>period|(?:24 )?hours|day|morning|afternoon|evening|night|week|weekend|month|year)(?P<of>(?: of| before| after)?)"
)
def _same_next_or_previous(m: re.Match[str], frame: Frame) -> Range | None:
    base = frame.prior
    sign = 1 if m["next"] else -1 if m["last"] else 0
    part = m["part"]
    if not base or not base[1]:
        if not frame.day:
            return None
        base = (frame.day, frame.day) if sign <= 0 else (frame.day - DAY, frame.day - DAY)
    first, last = base[0] or base[1], base[1]
    assert first and last
    if part in ("month", "year", "week", "weekend"):
        if part == "weekend":
            saturday = first - DAY * ((first.weekday() + 2) % 7)
            return saturday, saturday + DAY
        if part == "week":
            start = first - DAY * first.weekday() + DAY * 7 * sign
            return start, start + DAY * 6
        if part == "month":
            return _months(Frame(first), sign)
        return dt.date(first.year + sign, 1, 1), dt.date(first.year + sign, 12, 31)
    if part == "night":
        night = first if sign == 0 or last == first else first + DAY * sign
        night = night + DAY * sign if last == first and sign else night
        return night, night + DAY
    if sign == 0:
        return base
    day = last + DAY if sign > 0 and last == first else last if sign > 0 else first - DAY
    return day, day


@rule(r"(?<!day )(?:the |of the |on the )?(?:day|night|evening|morning|afternoon) (?P<way>before|after|earlier|later)")
def _day_before_or_after(m: re.Match[str], frame: Frame) -> Range | None:
    base = frame.prior[0] or frame.prior[1] if frame.prior else frame.day
    if not base:
        return None
    leads = m["way"] == "after" and frame.after and m.end() == len(m.string)  # "came a day after a raid"
    day = base + DAY * (1 if m["way"] in ("after", "later") and not leads else -1)
    return day, day


@rule(
    rf"(?:(?:about|some|around|nearly|almost|only|just|less than|barely) )?{N} {UNIT} (?P<way>before|earlier|previously|prior|later|after|afterwards|afterward|since|on)"
)
def _earlier_or_later(m: re.Match[str], frame: Frame) -> Range | None:
    sign = -1 if m["way"] in ("before", "earlier", "previously", "prior") else 1
    base = (frame.prior[0] or frame.prior[1]) if frame.prior else frame.day
    if (
        m["way"] in ("after", "since") and frame.after and m.end() == len(m.string)
    ):  # "came two days after a raid": the raid is the earlier of the two
        sign = -1
    elif sign > 0 and not frame.prior and frame.day:
        return (frame.day, frame.day) if not frame.future else _shift(frame.day, _number(m["n"]), m["unit"], 1)
    return _shift(base, _number(m["n"]), m["unit"], sign)


@rule(rf"(?:in|within|for another|over the next|in the next|in the coming) (?:the )?(?:next )?{N} {UNIT}(?:'s? time)?")
def _in_or_within(m: re.Match[str], frame: Frame) -> Range | None:
    assert frame.day
    n, unit = _number(m["n"]), m["unit"]
    long = DAY * (
        -(-n // 24)
        if unit == "hour"
        else 0
        if unit == "minute"
        else n * {"week": 7, "month": 30, "year": 365, "decade": 3650}.get(unit, 1)
    )
    if not n:
        return None
    if not frame.future:
        return frame.day - long, frame.day
    exact = m[0].startswith("in ") and unit in ("day", "week") and "next" not in m[0]
    return (frame.day + long, frame.day + long) if exact else (frame.day, frame.day + long)


# Weekdays


@rule(
    rf"(?:(?:between|from) )?{W.format('w')}(?: (?:night|morning|evening|afternoon))?(?P<link>{TO}|, ){W.format('w2')}"
)
def _two_weekdays(m: re.Match[str], frame: Frame) -> Range | None:
    end = _weekday(m["w2"], frame)
    start = end - DAY * ((end.weekday() - DAYS.index(m["w"][:3])) % 7)
    return start, end


@rule(
    rf"(?P<which>last |next |this |that |the same |the previous |previous |this past |past |(?:the )?(?:following|next) |coming |the coming )?{W.format('w')}"
)
def _weekday_alone(m: re.Match[str], frame: Frame) -> Range | None:
    assert frame.day
    which = (m["which"] or "").replace("the ", "").strip()
    if which in ("that", "same") and frame.prior and (told := frame.prior[0] or frame.prior[1]):
        day = told + DAY * ((DAYS.index(m["w"][:3]) - told.weekday() + 3) % 7 - 3)
    elif which in ("next", "coming", "following"):
        day = _weekday(m["w"], frame._replace(future=True))
        day += DAY * 7 * (day == frame.day)
    elif which in ("last", "previous", "past", "this past"):
        day = _weekday(m["w"], frame._replace(future=False))
        day -= DAY * 7 * (day == frame.day)
    else:
        day = _weekday(m["w"], frame)
    return day, day


# Months, seasons, years


@rule(rf"(?:between |from )?{M.format('m')}(?:,? {Y.format('y')})?{TO}{M.format('m2')}(?:,? {Y.format('y2')})?", True)
def _two_months(m: re.Match[str], frame: Frame) -> Range | None:
    end = _month_of(m["m2"], m["y2"], frame)
    if not end or not end[1]:
        return None
    year = int(m["y"]) if m["y"] else end[1].year - (_month(m["m"]) > _month(m["m2"]))
    return dt.date(year, _month(m["m"]), 1), end[1]


def _month_of(name: str, year: str | None, frame: Frame) -> tuple[dt.date, dt.date] | None:
    month = _month(name)
    if not year and not frame.day:
        return None
    if year:
        return dt.date(int(year), month, 1), _last(int(year), month)
    first = (
        _year(lambda y: dt.date(y, month, 1), frame)
        if frame.day and frame.day.month != month
        else frame.day and frame.day.replace(day=1)
    )
    return (first, _last(first.year, first.month)) if first else None


@rule(
    rf"(?P<part>early |late |mid-|mid |(?:the )?(?:last|first|final) days of |(?:the )?(?:beginning|start|middle|end) of |that |last |next |this )?{M.format('m')}(?:,? {Y.format('y')})?(?! \d{{1,2}}\b)",
    True,
)
def _month_alone(m: re.Match[str], frame: Frame) -> Range | None:
    part = (m["part"] or "").replace("the ", "").strip(" -")
    if part == "that" and frame.prior and (told := frame.prior[0] or frame.prior[1]):
        frame = frame._replace(day=told, future=False)
        return dt.date(told.year, _month(m["m"]), 1), _last(told.year, _month(m["m"]))
    if part in ("last", "next"):
        frame = frame._replace(future=part == "next")
    if part == "last" and frame.day and not m["y"]:
        year = frame.day.year - (_month(m["m"]) >= frame.day.month)
        return dt.date(year, _month(m["m"]), 1), _last(year, _month(m["m"]))
    found = _month_of(m["m"], m["y"], frame)
    if not found or not found[0] or not found[1]:
        return None
    first, last = found
    if part == "early" or part.startswith(("first", "beginning", "start")):
        return first, first.replace(day=10)
    if part.startswith("mid"):
        return first.replace(day=11), first.replace(day=20)
    if part == "late" or part.startswith(("last d", "final", "end")):
        return first.replace(day=21), last
    return first, last


@rule(
    rf"(?P<which>last |this |next |the |in |following )?(?P<season>spring|summer|autumn|winter|fall)(?P<before> before)?(?: of)?(?: {Y.format('y')})?",
    True,
)
def _season(m: re.Match[str], frame: Frame) -> Range | None:
    start, end = SEASONS[m["season"]]
    if not m["y"] and not frame.day:
        return None
    if m["y"]:
        year = int(m["y"])
        return dt.date(year, start, 1), _last(year + (end < start), end)
    assert frame.day
    which, day = (m["which"] or "").strip(), frame.day
    if which == "following" and frame.prior:
        day = frame.prior[1] or day
    years = range(day.year - 2, day.year + 3)
    every = [(dt.date(y, start, 1), _last(y + (end < start), end)) for y in years]
    if which == "last" or m["before"]:
        return max(s for s in every if s[1] < day)
    if which in ("next", "following"):
        return min(s for s in every if s[0] > day)
    return min(s for s in every if s[1] >= day) if frame.future else max(s for s in every if s[0] <= day)


@rule(rf"(?:between |from )?{Y.format('y')}{TO}{Y.format('y2')}", True)
def _two_years(m: re.Match[str], frame: Frame) -> Range | None:
    return dt.date(int(m["y"]), 1, 1), dt.date(int(m["y2"]), 12, 31)


@rule(r"(?:the )?(?P<part>early |late |mid-)?(?P<y>(?:19|20)\d0)s", True)
def _decade(m: re.Match[str], frame: Frame) -> Range | None:
    year = int(m["y"])
    first, last = {"early ": (0, 3), "mid-": (4, 6), "late ": (7, 9)}.get(m["part"] or "", (0, 9))
    return dt.date(year + first, 1, 1), dt.date(year + last, 12, 31)


@rule(rf"(?P<part>early |late |mid-|(?:the )?(?:beginning|start|end) of )?{Y.format('y')}", True)
def _year_alone(m: re.Match[str], frame: Frame) -> Range | None:
    return dt.date(int(m["y"]), 1, 1), dt.date(int(m["y"]), 12, 31)


@rule(rf"the (?:(?P<d>\d{{1,2}})(?:st|nd|rd|th)|(?P<word>{'|'.join(sorted(ORDINALS, key=len, reverse=True))})$)")
def _day_of_the_month(m: re.Match[str], frame: Frame) -> Range | None:
    assert frame.day
    months = [_months(frame, by)[0] for by in (-1, 0, 1)]
    days = [d for first in months if (d := _date(first.year, first.month, _ordinal(m["d"] or m["word"])))]
    past, soon = [d for d in days if d <= frame.day], [d for d in days if d >= frame.day]
    chosen = min(soon, default=None) if frame.future else max(past, default=None)
    return (chosen, chosen) if chosen else None


# Durations and parts of a day


@rule(
    rf"(?:for |after )?(?:(?:about|some|nearly|almost|more than|at least|over) )?{N}[ -]{UNIT}(?P<adjective>-long|-old)?"
)
def _duration(m: re.Match[str], frame: Frame) -> Range | None:
    assert frame.day
    n, unit = _number(m["n"]), m["unit"]
    if unit in ("hour", "minute"):
        return None
    if unit in ("day", "night") and n:
        return (frame.day, frame.day + DAY * n) if frame.future else (frame.day - DAY * n, frame.day)
    return (frame.day, None) if frame.future else (None, frame.day)


def hint(words: str) -> str | None:
    """Return the clock time at which a part of the day named in the words has come, to tell today from yesterday."""
    return next((clock for part, clock in PARTS.items() if part in words), None)


def clock(words: str) -> tuple[str | None, str]:
    """Return the first clock time told, as HH:MM, and the words without clock times."""
    told = None
    for m in CLOCK.finditer(words):
        hour, minute, half = m["h"] or m["h2"], m["m"] or "00", m["half"] or m["half2"]
        if m["noon"]:
            told = told or "12:00"
            continue
        if m["oclock"]:
            hour, half = (
                str(_number(m["oclock"])),
                {"morning": "a", "afternoon": "p", "evening": "p"}.get(m["part"] or ""),
            )
            half = half or ("a" if "morning" in words else "p" if re.search("afternoon|evening", words) else None)
            if hour == "0" or not half:
                continue
        n = int(hour) % 12 + 12 * (half == "p") if half else int(hour)
        told = told or f"{n:02}:{minute}"
    return told, CLOCK.sub(" ", words)


def read(words: str, frame: Frame) -> Reading:
    """Return what time words say under a frame; no dates where no rule fits them.

    >>> read("overnight", Frame(dt.date(2024, 5, 16)))[:2]
    (datetime.date(2024, 5, 15), datetime.date(2024, 5, 16))
    """
    plain = re.sub(r"\s+", " ", COMMON.sub("", words).lower().replace("’", "'")).strip(" ,.")
    time, rest = clock(plain)
    rest = re.sub(r"\s+", " ", rest).strip()
    for name, pattern, decide, absolute in RULES:
        if not absolute and not frame.day:
            continue
        m = pattern.search(rest)
        found = m and decide(m, frame)
        if m and found:
            return Reading(*_extent(rest, m, found, frame), time, f"rule: {name}")
    if frame.day and re.search(r"\b(?:at|during the|in the|by) night\b|^night$|\bafter dark\b", rest):
        return Reading(frame.day - DAY, frame.day, time, "rule: the night before publication")
    if frame.day and (time or hint(rest)):
        return Reading(*_part_of_day(rest, time or hint(rest) or "", frame), time, PART)
    if frame.day:
        if frame.future:
            return Reading(frame.day, None, time, "rule: later than the report")
        return Reading(None, frame.day, time, EARLIER)
    return Reading(None, None, time, "no publication date")


def _part_of_day(words: str, told: str, frame: Frame) -> Range:
    """Return the day of a bare clock time or part of a day: that of the date told before, else today or yesterday."""
    if frame.prior and frame.prior[1] and frame.day and frame.prior[1] <= frame.day:
        day = frame.prior[1]
    else:
        assert frame.day
        day = frame.day - DAY * (bool(frame.clock) and told > (frame.clock or "") and not frame.future)
    return (day, frame.day) if words.startswith("since") else (day, day)


def _extent(words: str, m: re.Match[str], found: Range, frame: Frame) -> Range:
    """Return the range that "since", "until", "by" and nights make of the date they stand with."""
    start, end = found
    before = words[: m.start()]
    if re.search(r"\b(?:since|ever since|as of)\b", before) or m[0].startswith("since"):
        return (
            (start, frame.day)
            if "since" in before + m[0] and not (frame.day and start and start > frame.day)
            else found
        )
    if re.search(r"\b(?:until|till|up to)\b", before):
        return (frame.day, end) if frame.day and end and end >= frame.day else (None, end)
    if re.search(r"\b(?:by|before|no later than|ahead of)(?: the)?(?: \w+){0,2} ?$", before) and not re.search(
        r"\b(?:dawn|noon|sunrise|daybreak)\b", before
    ):
        if start != end and start and before.rstrip().endswith("before") and "end" not in m[0]:
            end = start - DAY
        return (frame.day, end) if frame.day and end and end > frame.day else (None, end)
    if (
        start
        and start == end
        and re.search(r"\bnight\b|\bovernight\b", words)
        and not re.search(r"\b(?:tonight|that night|before)\b", words)
    ):
        if re.search(r"(?:night|overnight|late)(?: of)? (?:to|into|in to) (?:the )?$", before) or re.search(
            r"\binto $", before
        ):
            return start - DAY, end
        return start, start + DAY
    return found


@functools.lru_cache(maxsize=64)
def expressions(text: str, published: str | None) -> tuple[tuple[int, int, Range], ...]:
    """Return start, end and dates of the expressions in a text that name a day of their own, in order."""
    return tuple(_find(text, published))


NAMED = re.compile(
    r"\b(?:\d{1,2}(?:st|nd|rd|th)? "
    + M.format("a")
    + r"(?: \d{4})?|"
    + M.format("b")
    + r" \d{1,2}(?!\d|:)(?:, \d{4})?|"
    r"(?:(?:last|next|on|of|late|early) )?"
    + W.format("w")
    + r"(?: night)?|yesterday|today|tonight|tomorrow|this (?:morning|afternoon|evening)|last night|overnight|"
    r"(?:in |since |of )" + M.format("c") + r"(?: \d{4})?|(?:in|since|of) (?:19|20)\d\d)\b",
    re.I,
)


def _find(text: str, published: str | None) -> Iterator[tuple[int, int, Range]]:
    base = base_frame(published)
    for m in NAMED.finditer(text):
        if (m["w"] and m["w"][0].islower()) or ((m["c"] or m["b"]) or "X")[0].islower():
            continue
        begin = max(text.rfind(".", 0, m.start()), text.rfind("\n", 0, m.start())) + 1
        ahead = bool(FUTURE.search(text[max(begin, m.start() - 50) : m.start()].lower()))
        got = read(m[0], base._replace(future=ahead))
        if got.end:
            yield m.start(), m.end(), (got.start, got.end)


def base_frame(published: str | None) -> Frame:
    """Return the frame of a report published at this time (ISO 8601; its date is that of its own zone)."""
    if not published:
        return Frame(None)
    return Frame(dt.date.fromisoformat(published[:10]), published[11:16] or None)


def anchor(event: Event, view: View) -> tuple[Event, Reasons]:
    """Return the event with the dates that its time words, or else the date of publication, give."""
    base = base_frame(view.report.published)
    when, whence = event.when, ""
    if when is None and (found := lone(event, view)):
        when, whence = When(*found), ", the only time words of the sentence"
    if when and when.text and when.start is not None and when.end is not None:
        when, got = dated(when, event, view)
        if got.rule in VAGUE and (day := day_of(when, event, view)):
            whence = f", beside '{when.text}'"
            when, got = dated(day, event, view, got.time)
        start, end = (d and d.isoformat() for d in (got.start, got.end))
        when = replace(when, from_=start, to=end, time=got.time, basis="text" if start or end or got.time else None)
        return replace(event, when=when, historical=history(event, got.end, base.day)), {"when": got.rule + whence}
    if not base.day:
        return replace(event, when=None), {"when": "no publication date"}
    day_ = base.day.isoformat()
    assumed = When(None, None, None, None if event.historical else day_, day_, None, "assumed")
    return replace(event, when=assumed), {"when": "no words: publication date"}


def dated(when: When, event: Event, view: View, clock: str | None = None) -> tuple[When, Reading]:
    """Return the event's time words in full and what they say of it; `clock` is a time told elsewhere."""
    words, first, last = whole(when.text or "", when.start or 0, when.end or 0, view)
    when = When(words, first, last)
    base = base_frame(view.report.published)
    trigger = event.trigger.start or 0
    entry = view.report.text[:first].endswith("\n")  # the time of an entry of a live page is not yet past
    frame = base._replace(
        clock=None if entry else base.clock,
        prior=prior(view, first, last, words),
        future=ahead(event, view, when),
        after=trigger > last,
    )
    frame = frame._replace(done=acted(event) and not frame.future)
    if SINCE.fullmatch(view.report.text[last : max(last, trigger)]):
        words = re.sub("^since ", "", words, flags=re.I)
    got = read(words, frame)
    got = got._replace(time=got.time or clock)
    if frame.done and frame.day and got.start and got.start > frame.day and not YEAR.search(words):
        return when, Reading(None, frame.day, got.time, EARLIER)
    if got.rule == PART and frame.prior:
        return when, got._replace(rule=f"{PART} told beside it")
    return when, got


def day_of(when: When, event: Event, view: View) -> When | None:
    """Return the surest of the event's time words that name a day, for those that name none ("at dawn", "later")."""
    days = expressions(view.report.text, view.report.published)

    def names(start: int, end: int) -> bool:
        return any(a < end and start < b for a, b, _ in days)

    if names(when.start or 0, when.end or 0):
        return None
    starts = {event.trigger.start, *(m.start for m in event.mentions)}
    told = (p for t in view.markup.triggers if t.start in starts for p in t.parts if p.role == "time")
    best = max((p for p in told if names(p.start, p.end)), key=lambda p: p.score, default=None)
    return When(view.report.text[best.start : best.end], best.start, best.end) if best else None


def whole(words: str, start: int, end: int, view: View) -> tuple[str, int, int]:
    """Return time words with the rest of the expression that their span cuts off ("on" of "on Wednesday")."""
    text = view.report.text
    for a, b, _ in expressions(text, view.report.published):
        inside = a < end and start < b and not (a < start and text[a:start].casefold().startswith("since"))
        if inside or (end <= a <= end + 1 and CUT.fullmatch(text[start:end])):
            start, end = min(start, a), max(end, b)
    first, last = max(0, start - 30), end + 30
    for m in (m for words in (CLOCK, AWAY) for m in words.finditer(text, first, last)):
        if m.start() < end and start < m.end() <= last:
            start, end = min(start, m.start()), max(end, m.start() + len(m[0].rstrip(".")))
    return text[start:end], start, end


def lone(event: Event, view: View) -> tuple[str, int, int] | None:
    """Return the only expression of time of the event's sentence, if the event is the only one marked there."""
    start, end = event.sentence.start or 0, event.sentence.end or 0
    told = [e for e in expressions(view.report.text, view.report.published) if start <= e[0] < end]
    marks = [t for t in view.markup.triggers if start <= t.start < end]
    if len(told) != 1 or len(marks) != 1 or event.historical:
        return None
    a, b, _ = told[0]
    return view.report.text[a:b], a, b


def prior(view: View, start: int, end: int, words: str) -> Range | None:
    """Return the dates that bare or leaning words refer to: of the same sentence, else of what was told before."""
    today = (view.report.published or "")[:10]
    told = [e for e in expressions(view.report.text, view.report.published) if e[1] <= start or e[0] >= end]
    told = [e for e in told if str(e[2][1]) <= today or not today]
    plain = words.lower()
    if FINE.search(plain):
        told = [e for e in told if not e[2][0] or not e[2][1] or (e[2][1] - e[2][0]).days <= COARSE]
    here = view.sentence(start)
    same = [e for e in told if (here.start or 0) <= e[0] < (here.end or 0)]
    if same and not ANAPHOR.search(plain):
        return min(same, key=lambda e: min(abs(e[0] - end), abs(start - e[1])))[2]
    before = [e for e in told if e[1] <= start]
    if not LEANING.search(plain) and (CLOCK.search(plain) or hint(plain)):
        if base_frame(view.report.published).clock:
            return None  # a bare clock time is today's, or yesterday's, whatever was told before
        before = [e for e in before if (here.index or 0) - (view.sentence(e[0]).index or 0) <= BACK]
    return before[-1][2] if before else None


def ahead(event: Event, view: View, when: When) -> bool:
    """Tell whether the time words look ahead of the report: a plan, or words of the future before them."""
    words = (when.text or "").lower()
    if re.search(r"\b(?:last|ago|yesterday|earlier|past|since|previous)\b", words):
        return False
    if event.status in ("planned", "possible"):
        return True
    start = when.start or 0
    before = view.before(start, 70).lower()
    before = re.split(r"[.;:—“”]|,? (?:but|while|after|who|which) ", before)[-1]
    if FUTURE.search(before) or (FORWARD.match(words) and not (acted(event) and BY.match(words))):
        return True
    return not before.strip() and bool(
        re.match(
            r"(?:(?! that | said | warned | told )[^.;:“]){0,60}\b(?:will|is to|are to|would)\b",
            view.after(when.end or 0, 80),
        )
    )


def acted(event: Event) -> bool:
    """Tell whether the event is a deed that has happened."""
    return event.status == "happened" and event.type not in SPEECH


def history(event: Event, end: dt.date | None, day: dt.date | None) -> bool:
    """Tell whether the event is background: over 30 days before publication, or told as past history without a date."""
    if not end or not day or event.status in ("planned", "possible"):
        return event.historical
    if (day - end).days > BACKGROUND:
        return True
    return event.historical and end == day
