"""Events as a table a person reads: the statement beside the sentence it rests on, under each report's headline."""

from __future__ import annotations

from typing import TextIO

from reportedly.export import Writer
from reportedly.export.statement import statement
from reportedly.records import Coding, Event


def writer(sink: TextIO, explain: bool) -> Writer:
    """Return a writer of one rich table a report; plain text of the same form where `sink` is no terminal."""
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table
    from rich.text import Text

    terminal = sink.isatty()
    console = Console(file=sink, width=None if terminal else 140)

    def words(event: Event) -> Text:
        """The sentence with its trigger marked."""
        s, t = event.sentence, event.trigger
        text = Text(s.text or "")
        if t.start is not None and s.start is not None and t.end is not None:
            text.stylize("bold underline", t.start - s.start, t.end - s.start)
        return text

    def write(coding: Coding) -> None:
        r = coding.report
        head = " · ".join(
            x for x in (r.publisher, (r.published or "date not stated")[:16], r.agency and f"agency {r.agency}") if x
        )
        console.print(f"[bold]{escape(r.title or r.text[:80])}[/bold]\n[dim]{escape(head)}[/dim]", highlight=False)
        if not coding.events:
            console.print("[dim]no events[/dim]\n", highlight=False)
            return
        table = Table(show_lines=True, expand=terminal, pad_edge=False)
        table.add_column("event", no_wrap=True)
        table.add_column("what the report says", ratio=3, max_width=None if terminal else 66)
        table.add_column("its words", ratio=3, max_width=None if terminal else 52)
        for e in coding.events:
            code = (
                e.type
                + "".join(f"\n/{m}" for m in e.modes)
                + (f"\n{e.status}" if e.status != "happened" else "")
                + f"\n{e.confidence or 0:.2f}"
            )
            said = statement(e)
            if explain:
                said += "\n" + "\n".join(f"· {k}: {v}" for k, v in coding.because.get(e.id, {}).items())
            table.add_row(code, escape(said), words(e))
        console.print(table)
        for f in coding.findings:
            console.print(f"[yellow]Finding:[/yellow] {escape(f.note)}", highlight=False)
        console.print()

    return write
