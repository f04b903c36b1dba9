"""Writes docs/tour.md: one report of the sample followed through every step, with the records the coder really makes.

python -m evaluation.tour [--model FOLDER]
"""

from __future__ import annotations

import argparse
import json
from functools import partial
from pathlib import Path
from typing import Any

import msgspec

from reportedly.coding.actors import People, identify
from reportedly.coding.assemble import assemble
from reportedly.coding.attribution import Said, attribute
from reportedly.coding.evidence import Marks, judge
from reportedly.coding.findings import findings
from reportedly.coding.places import Atlas, locate
from reportedly.coding.quotations import quotations
from reportedly.coding.segment import sentences
from reportedly.coding.tag import passages, tag
from reportedly.coding.times import anchor
from reportedly.coding.view import View
from reportedly.desk import load
from reportedly.export.statement import statement
from reportedly.reading import read
from reportedly.records import Report

HERE = Path(__file__).resolve().parents[1]
SOURCE = HERE / "src/reportedly/sample/pages/army-denial.html"


def short(value: Any) -> Any:
    """A record as data without empty fields, numbers rounded."""
    if isinstance(value, msgspec.Struct):
        value = {f.strip("_"): getattr(value, f) for f in value.__struct_fields__}
    if isinstance(value, dict):
        return {str(k): short(v) for k, v in value.items() if v not in (None, (), [], {}, False, "")}
    if isinstance(value, list | tuple):
        return [short(v) for v in value]
    return round(value, 3) if isinstance(value, float) else value


def block(value: Any) -> str:
    """Data as one JSON value a line of its first level."""
    data = short(value) or "none"
    rows = (
        [json.dumps(v, ensure_ascii=False) for v in data]
        if isinstance(data, list)
        else [json.dumps(data, ensure_ascii=False)]
    )
    return "```json\n" + "\n".join(rows) + "\n```"


def main() -> None:
    ask = argparse.ArgumentParser(prog="tour", description=__doc__)
    ask.add_argument("--model", type=Path)
    args = ask.parse_args()
    coder = load(args.model)
    report = next(r for r in read(str(SOURCE)) if isinstance(r, Report))
    cut = sentences(report.text, report.title)
    view = View(report, cut, tag(report, cut, coder.tagger))
    atlas = Atlas(view, coder.gazetteer)
    people = People(view, coder.roster, atlas)
    drafts = [d for d in assemble(view, coder.codebook, coder.ref) if (d[0].confidence or 0) >= coder.threshold]
    heard = [view.markup.triggers[v.trigger].start for v in view.markup.voices if v.score >= 0.5]
    event, reasons = max(drafts, key=lambda d: (heard.count(d[0].trigger.start or 0), d[0].confidence or 0))
    out = [
        "# A tour: one report through every step",
        f"<!-- written by python -m evaluation.tour; model {coder.tagger.name} -->",
        f"The report is `{SOURCE.relative_to(HERE)}`, an invented statement of an army (its page has navigation, a consent banner and a view "
        "counter). The records below are the ones the coder makes; empty fields are left out. The code is "
        "`src/reportedly/coding/__init__.py`, one screen long.",
        "## 1. read: bytes become a report",
        block(report),
        "## 2. sentences: offsets into `report.text`; sentence 0 is the title",
        block([(s.index, s.start, s.end, s.text) for s in cut]),
        f"## 3. tag: the model reads {len(passages(cut))} passage(s) and marks triggers, cues, voices, figures",
        "A trigger has its type, its status and the spans that belong to it:",
        block([{"words": report.text[t.start : t.end], "type": t.type, "score": t.score, "status": max(t.status, key=lambda s, t=t: t.status[s]), "parts": [(p.role, report.text[p.start : p.end]) for p in t.parts]} for t in view.markup.triggers]),
        "A cue has its source and content:",
        block([{"cue": report.text[c.start : c.end], "parts": [(p.role, report.text[p.start : p.end]) for p in c.parts]} for c in view.markup.cues]),
        "A voice ties a cue to a trigger with a stance:",
        block([{"cue": report.text[(c := view.markup.cues[v.cue]).start : c.end], "trigger": report.text[(t := view.markup.triggers[v.trigger]).start : t.end], "stance": v.stance, "score": v.score, "about": v.about} for v in view.markup.voices]),
        f"## 4. assemble: mentions of one happening become one event ({len(drafts)} here)",
        f"We follow the event at “{event.trigger.text}”.",
        block(event),
    ]  # fmt: skip
    said = Said(view, people, [identify(e, view, people)[0] for e, _ in drafts])
    steps = (
        (
            "5. identify: names, countries and sectors",
            partial(identify, view=view, people=people),
            ("actors", "recipients"),
        ),
        ("6. locate: the place it happened, resolved or null", partial(locate, view=view, atlas=atlas), ("places",)),
        ("7. anchor: the dates its words stand for", partial(anchor, view=view), ("when", "historical")),
        (
            "8. attribute: who vouches for what",
            partial(attribute, said=said),
            ("attribution", "status", "hedged", "hedge"),
        ),
        ("9. judge: evidence and counts", partial(judge, marks=Marks(view, people, said)), ("evidence", "counts")),
    )
    for title, step, fields in steps:
        event, more = step(event)
        reasons = {**reasons, **more}
        out += [
            f"## {title}",
            block({f: getattr(event, f) for f in fields}),
            "Why: " + (json.dumps(more, ensure_ascii=False) if more else "nothing found"),
        ]
    out += [
        "## 10. quotations and findings",
        block(quotations(view, people, said)),
        block(findings(view, [event], people)),
        "## What a person reads",
        f"> {statement(event)}",
        "## Why, field by field (`--explain`)",
        block(reasons),
    ]
    path = HERE / "docs/tour.md"
    path.write_text("\n\n".join(out) + "\n", encoding="utf-8")
    print(path)


if __name__ == "__main__":
    main()
