"""Figures that a report gives in set phrases ("killing two", "a guard was hurt"), found by rule over tolls.toml."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from reportedly.codebook import table

UNITS = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
WORD = rf"(?:(?:{TENS})(?:-(?:{UNITS}))?|{UNITS})"
SCALE = r"(?:hundred|thousand|million|dozen)"
NUMBER = (
    rf"(?:nobody|no one|none|both|(?:tens|hundreds)\sof\sthousands|(?:\d+(?:[.,]\d{{3}})+|\d+(?:\.\d+)?)(?:\s{SCALE})?|"
    rf"(?:a|several|some|{WORD})\s{SCALE}(?:\sand\s{WORD})?|dozens|hundreds|thousands|millions|scores|several|{WORD})"
    r"(?![\w%]|[’']|[.:/]\d|-(?!(?:man|member|strong)\b)|\s(?:per\s?cent|January|February|March|April|May|June|July|August|September|October|November|December|"
    r"days?|weeks?|months?|years?|hours?|minutes?|times?|km|mm|kg|kilo\w+|miles?|met(?:re|er)s?|tons?|tonnes?|cent(?:s|uries)?|dollars|euros)\b)"
)
HOW = r"(?:(?:at least|more than|as many as|as high as|up to|no fewer than|no less than|fewer than|less than|about|around|some|nearly|almost|over|between|only|(?:yet )?another|the other|a further|a total of|an estimated|perhaps|possibly|all|all of the)\s)*"
SPAN = rf"{HOW}(?P<n>{NUMBER}(?:\s(?:to|or|and)\s(?:\d+|{WORD})(?=\s|[.,;]))?)"
WALL = "and|but|which|after|when|while|said|says|who|that|to|has|have|had|was|were|is|are|by|as"
ONE = r"(?:an?|another|its|his|her|their)"
MORE = rf"(?:\sand\s(?:of\s)?(?:{ONE}|{WORD})(?:\s(?!and\b)[\w’'-]+){{1,3}}?)?"
SINGLE = rf"(?P<n>{ONE}(?:\s(?!(?:{WALL}|of)\b)[\w’'-]+){{1,4}}?(?:\sof\s[\w’'-]+(?:\s[\w’'-]+)?)?{MORE})"
NOUNS = rf"(?:\s(?!(?:{WALL})\b|{NUMBER})[\w’'-]+){{0,7}}?(?:,\s[^.,;:]{{1,60}},|\s(?:who|whom|whose|which)\s[^.,;:]{{3,60}}?)?"
BE = r"(?:\s(?:who|which|that|of them|of whom|of which|others?|else|people|persons|more|was|were|is|are|has|have|had|been|being|be|also|reportedly|allegedly|later|then|got|lay|lie|remain(?:s|ed)?|still|feared|reported|said to|believed to|thought to|known to|slightly|lightly|seriously|badly|all|now|in all))*"
HAVE = r"(?:\s(?:was|is|has|had|been|also|reportedly|allegedly|later|slightly|lightly|seriously|badly|fatally))+"
PASSIVE = re.compile(r"\s(?:was|were|is|are|be|been|being|got|left|leav\w+|of them|of whom|of which|reported|feared)\b")
OBJECT = re.compile(rf"\s(?:the|an?|his|her|its|their|him|them|{HOW}{NUMBER}|(?!Mon|Tue|Wed|Thu|Fri|Sat|Sun|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[A-Z][a-z]+)\b")  # fmt: skip
FILL = r"(?:,\s(?!and\b)[^.,;:]{3,40},)?\s(?:(?:the|his|her|its|their|our|all|of)\s){0,2}"
MODAL = re.compile(r"\b(?:would|will|could|might|should|must|may(?! have)|cannot|to be)\b|[’']ll\b")
FUTURE = re.compile(
    r"\b(?:to|would|will|could|might|should|must|may|can|not|threaten\w*|attempt\w*|plan\w*)(?:\s(?!ha(?:ve|s|d)\b)\w+)? $"
)
AGE = re.compile(r"(?:\b(?:man|woman|boy|girl|child|son|daughter|youth|teenager) of|\baged?|[A-Z][\w.’'-]*,) $")
OWNED = re.compile(rf" of (?:the|its|their|our)(?: {WORD}| \d+)? $", re.I)

WORDS = ("done", "alone", "doing", "nouns", "numbers", "things", "sure", "doing_sure", "freed")
BEGIN = r"(?<![\w.,-])"
FIGURE = re.compile(rf"(?<![\w.,-])(?<!\d:)(?={HOW}{NUMBER})", re.I)  # where the words of a figure may begin
OPENS = frozenset(re.findall("[a-z]+", re.sub(r"\\.", " ", HOW + NUMBER)))  # words that begin one, and more
ONES = frozenset("a an another its his her their".split())
RUN = re.compile(r"\w+")
NUMBERED = re.compile(
    r"\b(?:sector|district|zone|unit|brigade|camp|highway|route|article|section|division|mile|kilomet\w+|number|no\.?|block|phase|gate|point|post) $",
    re.I,
)  # "in Sector 5": a name, not a count
PART = re.compile(
    rf"(?<=[,;:] )(?P<said>(?P<span>{SPAN})\sof\s(?:them|whom|these))\s(?!(?:was|were|is|are|has|have|had)\b)", re.I
)
AND_THEN = re.compile(rf"\band\s(?P<span>{SPAN})(?P<said>)\s(?=\w)", re.I)
PLAIN = re.compile(rf"(?:\s(?!(?:{WALL})\b)[\w’'-]+){{0,4}}\sand\s", re.I)
FIRST = re.compile(rf"(?<![\w.,-])(?P<span>{SPAN})(?:\s(?!(?:{WALL})\b)[\w’'-]+){{1,4}}\sand\s", re.I)
SENTENCE = re.compile(r"[.!?]\s")
YEAR = re.compile(r"(?:19|20)\d\d")


class Toll(NamedTuple):
    """Where a figure stands, what it counts, and the words that say so."""

    start: int
    end: int
    kind: str
    how: str
    said: tuple[int, int]


class Phrase(NamedTuple):
    """A pattern of a kind and how it says it: `done`, `doing`, … (the lists of tolls.toml), `one` of a single person.

    `begins` tells with what: a figure, the article or owner of one person, or its own words. Where none of these `words`
    stands in a text, in small letters, no match does.
    """

    kind: str
    how: str
    begins: str
    words: re.Pattern[str]
    pattern: re.Pattern[str]

    @property
    def active(self) -> bool:
        """Whether its word may be a verb whose subject stands before it."""
        return self.how in ("done", "sure")


def _kinds() -> dict[str, dict[str, list[str]]]:
    return {kind: words for kind, words in table("tolls").items() if kind != "echo"}


@cache
def _phrases() -> Sequence[Phrase]:
    out = []
    for kind, words in _kinds().items():
        things = f"(?:{'|'.join(words['things'])})" if "things" in words else ""
        counted = rf"(?:\s[\w’'-]+){{0,3}}?\s{things}" if things else ""
        gap = rf"{counted}(?:\s(?:of|from|carrying|with|lent)\s[^.,;:]{{1,40}}?)?" if things else NOUNS
        either = {name: "|".join(words.get(name, [])) for name in WORDS}
        done = "|".join(filter(None, (either["done"], either["alone"])))

        def add(how: str, begins: str, words: str, pattern: str, kind: str = kind) -> None:
            if words:
                given = re.compile(pattern.replace("SAID", f"(?P<said>{words})"), re.I)
                out.append(Phrase(kind, how, begins, re.compile(words.lower()), given))

        add("done", "figure", done, rf"{BEGIN}(?P<span>{SPAN}{gap}){BE}\sSAID(?!\w)")
        add("sure", "figure", either["sure"], rf"{BEGIN}(?P<span>{SPAN}){BE}\sSAID(?!\w)")
        add("noun", "figure", either["nouns"], rf"{BEGIN}(?P<span>{SPAN})(?:\s(?!of\b)[\w’'-]+){{0,2}}?\sSAID(?!\w)")
        add("doing", "words", either["doing"], rf"(?<!\w)SAID{FILL}(?P<span>{SPAN}{counted})")
        add("doing", "words", either["doing_sure"], rf"(?<!\w)SAID\s(?P<span>{SPAN})(?!\s\w+s\b)")
        add("freed", "words", either["freed"], rf"(?<!\w)SAID{FILL}(?P<span>{SPAN})")
        add("number", "words", either["numbers"], rf"(?<!\w)SAID(?P<span>{SPAN})")
        if not things:
            one = rf"(?<![\w’'-])(?P<span>{SINGLE})(?:,\s[^.,;:]{{1,60}},)?"
            add("one done", "one", done, rf"{one}{HAVE}\sSAID(?!\w)")
            add("one done", "one", either["alone"], rf"{one}\sSAID(?!\w)")
            add("one done", "words", done, rf"(?<!\w)(?:left|leaving)\s(?P<span>{SINGLE})\sSAID(?!\w)")
            add("one doing", "words", either["doing"], rf"(?<!\w)SAID\s(?P<span>(?P<n>{ONE}\s[\w’'-]+))")
    return out


@cache
def fates() -> Sequence[tuple[str, re.Pattern[str]]]:
    """Return what befalls people and the words that say so, for kinds that count people."""
    kinds = ((k, words) for k, words in _kinds().items() if "things" not in words)
    return [
        (k, re.compile("|".join([*words["done"], *words.get("alone", []), *words["doing"]]), re.I))
        for k, words in kinds
    ]


def _found(phrase: Phrase, text: str, begins: Sequence[int]) -> Iterator[re.Match[str]]:
    """The matches that `finditer` gives of a pattern, tried only where it may begin."""
    last = 0
    for at in begins:
        if at >= last and (m := phrase.pattern.match(text, at)):
            last = m.end()
            yield m


def aged(text: str, start: int, end: int) -> bool:
    """Tell whether a figure is somebody's age.

    >>> aged("The clerk, M.K., 26, was caught.", 17, 19)
    True
    """
    before = text[max(start - 30, 0) : start]
    return bool(AGE.search(before)) and (not before.endswith(", ") or text[end : end + 1] in (",", ".", ";", ")"))


def _no_count(text: str, m: re.Match[str], phrase: Phrase) -> bool:
    """Whether the figure is a year, an age or part of a name, or the doer of what its word says."""
    n, before = m["n"], text[max(m.start("n") - 30, 0) : m.start("n")]
    if YEAR.fullmatch(n) or (n.isdigit() and NUMBERED.search(before)):
        return True
    if aged(text, m.start("n"), m.end("n")):
        return True
    between = text[m.end("n") : m.start("said")]
    if MODAL.search(between) or (
        m.start("said") < m.start("n") and FUTURE.search(text[max(m.start("said") - 30, 0) : m.start("said")])
    ):
        return True
    if phrase.active and OWNED.search(between):
        return True  # "one of the nine injured"
    return (
        phrase.active
        and m["said"].endswith(("ed", "hurt", "held", "shot"))
        and not PASSIVE.search(text, m.start("n"), m.start("said"))
        and bool(OBJECT.match(text, m.end()))
    )


def told(text: str) -> list[Toll]:
    """Return the figures that stand in a set phrase, each once, in the order of the text."""
    seen: dict[int, tuple[int, Toll]] = {}
    small, runs = text.lower(), [(m.start(), m[0].lower()) for m in RUN.finditer(text)]
    begins = {
        "figure": [at for at, run in runs if (run in OPENS or run[0].isdigit()) and FIGURE.match(text, at)],
        "one": [at for at, run in runs if run in ONES],
    }
    phrases = [p for p in _phrases() if begins["one" if p.how.startswith("one") else "figure"]]
    stand = {words for words in {p.words for p in phrases} if words.search(small)}
    for phrase in phrases:
        if phrase.words not in stand:
            continue
        at = begins.get(phrase.begins)
        for m in phrase.pattern.finditer(text) if at is None else _found(phrase, text, at):
            if _no_count(text, m, phrase):
                continue
            length, n = m.end() - m.start() if phrase.how != "number" else 0, m.start("n")
            if n not in seen or length < seen[n][0]:
                seen[n] = (length, Toll(m.start("span"), m.end("n"), phrase.kind, phrase.how, m.span("said")))
    found = sorted(t for _, t in seen.values())
    for how, pattern in (("echo", _echo()), ("part", PART), ("and", AND_THEN)) if found else ():
        found = sorted([*found, *_after(text, found, how, pattern)])
    return sorted([*found, *_first(text, found)])


def _after(text: str, found: Sequence[Toll], how: str, pattern: re.Pattern[str]) -> Iterator[Toll]:
    """Figures that count what the one before them counts: another voice's ("the ministry says four"), a part, one more."""
    for m in pattern.finditer(text):
        start, end = m.span("n")
        before = next((t for t in reversed(found) if t.end <= m.start()), None)
        if not before or any(t.start < end and start < t.end for t in found):
            continue
        between = text[before.end : m.start("span")]
        if how == "echo":
            near = before.how != "echo" and len(SENTENCE.findall(between)) <= 1 and "\n" not in between
        elif how == "part":
            near = before.how != "part" and not SENTENCE.search(between) and len(between) < 120
        else:
            near = before.how in ("doing", "one doing") and bool(PLAIN.fullmatch(between))
        if near:
            yield Toll(m.start("span"), end, before.kind, how, before.said if how == "and" else m.span("said"))


def _first(text: str, found: Sequence[Toll]) -> Iterator[Toll]:
    """Figures that share the words of the next one: "two guards" of "two guards and one clerk were killed"."""
    for t in found:
        if t.how == "done":
            for m in FIRST.finditer(text, max(t.start - 60, 0), t.start):
                if m.end() == t.start and not any(f.start < m.end("n") and m.start("n") < f.end for f in found):
                    yield Toll(m.start("span"), m.end("n"), t.kind, "and", t.said)


@cache
def _echo() -> re.Pattern[str]:
    return re.compile(
        rf"\b(?P<said>{'|'.join(table('tolls')['echo'])})\s(?P<span>{SPAN})(?=[.,;:)”\n]| and | in that | of them)",
        re.I,
    )


def tolls(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield start, end and kind of the figures that stand in a set phrase, each once.

    >>> text = "The blast killed two and wounded five; nobody was arrested."
    >>> [(text[a:b], kind) for a, b, kind in tolls(text)]
    [('two', 'killed'), ('five', 'injured'), ('nobody', 'arrested')]
    """
    for t in told(text):
        yield t.start, t.end, t.kind
