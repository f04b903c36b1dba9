"""A corpus report with its annotation as one HTML page: spans marked in the text, events beside it."""

from __future__ import annotations

from html import escape

from corpus.parse import Gold
from reportedly.export.statement import statement
from reportedly.records import Event, Span

STYLE = """
body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:72rem;padding:0 1rem;color:#1b1b1f;background:#fff}
main{display:grid;grid-template-columns:minmax(0,3fr) minmax(0,2fr);gap:2rem}
@media(max-width:50rem){main{display:block}}
.text p{margin:0 0 1em}.meta{color:#55585f}mark{background:#fbe7a1;padding:0 .1em}mark.also{background:#fdf6dd}
mark.cue{background:#d5e8fb}.event{border-left:4px solid #c9a227;padding-left:.8rem;margin-bottom:1.2rem}
.event b{font-variant:small-caps}dl{display:grid;grid-template-columns:auto 1fr;gap:0 .8rem;margin:.3rem 0;font-size:.9rem}
dt{color:#55585f}dd{margin:0}sup{font-size:.7em;color:#7a5c00}
@media(prefers-color-scheme:dark){body{background:#17181b;color:#e6e6ea}.meta,dt{color:#a4a8b1}mark{background:#5e4c0c;color:inherit}
mark.also{background:#3a3210}mark.cue{background:#173a5c}sup{color:#e0c35a}}
"""


def page(gold: Gold) -> str:
    """Return the page of one report."""
    coding, text = gold.coding, gold.coding.report.text
    marks: list[tuple[int, int, str, str]] = []
    for n, e in enumerate(coding.events, 1):
        marks += [
            (s.start, s.end, c, str(n))
            for s, c in [(e.trigger, ""), *((m, "also") for m in e.mentions)]
            if s.start is not None and s.end is not None
        ]
    marks += [
        (a.cue.start, a.cue.end, "cue", "")
        for a in coding.attributions
        if a.cue and a.cue.start is not None and a.cue.end is not None
    ]
    out, at = [], 0
    for start, end, kind, n in sorted(set(marks)):
        if start >= at:
            out += [
                escape(text[at:start]),
                f'<mark class="{kind}">{escape(text[start:end])}</mark>' + (f"<sup>{n}</sup>" if n else ""),
            ]
            at = end
    body = "".join(out) + escape(text[at:])
    paragraphs = "".join(f"<p>{p}</p>" for p in body.split("\n\n"))
    meta = " · ".join(escape(f"{k}: {v}") for k, v in gold.header.items())
    events = "".join(_event(n, e, gold.sides.get(e.id, ())) for n, e in enumerate(coding.events, 1))
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{escape(gold.id)}</title>'
        f"<style>{STYLE}</style><h1>{escape(gold.id)}</h1><p class=meta>{meta}</p><main><div class=text>{paragraphs}</div><div>{events}</div></main></html>"
    )


def _event(n: int, e: Event, sides: tuple[str, ...]) -> str:
    def words(spans: tuple[Span, ...]) -> str:
        return "; ".join(
            escape(
                f"“{s.text}”"
                + "".join(
                    f" {v}"
                    for v in (getattr(s, "name", None), getattr(s, "country", None), *getattr(s, "sectors", ()))
                    if v
                )
            )
            for s in spans
        )

    rows = [
        ("actor", words(e.actors)),
        ("recipient", words(e.recipients)),
        ("target", words(e.targets)),
        ("place", words(e.places)),
    ]
    if e.when:
        rows.append(("time", escape(f"{e.when.text or 'not stated'} = {e.when.from_} .. {e.when.to} ({e.when.basis})")))
    rows += [
        ("voice", escape(f"“{a.source.text}” {a.stance} {', '.join(a.about)}" + (f" ({side})" if side else "")))
        for a, side in zip(e.attribution, [*sides, *[""] * len(e.attribution)], strict=False)
    ]
    rows += [("evidence", escape(f"“{v.text}” {v.kind} {v.verification or ''}")) for v in e.evidence]
    rows += [("count", escape(f"“{c.text}” {c.what} {c.low}..{c.high} {c.scope}")) for c in e.counts]
    shown = "".join(f"<dt>{k}</dt><dd>{v}</dd>" for k, v in rows if v)
    code = e.type + "".join(f"/{m}" for m in e.modes) + f" · {e.status}" + (" · historical" if e.historical else "")
    return f"<div class=event><b>{n} {escape(code)}</b><br>{escape(statement(e))}<dl>{shown}</dl></div>"
