"""Lays out reports for a second, independent annotation: `python -m corpus.second` writes their texts without notes.

A seeded 15 % of each writer's reports goes to corpus/second/WRITER.txt; files that exist are left as they are. Agreement
with the first annotation: `python -m evaluation.agreement corpus/reports corpus/second`.
"""

from __future__ import annotations

import random
from pathlib import Path

from corpus.grid import WRITERS
from corpus.parse import HERE

SHARE, SEED = 0.15, 11  # w6 to w8 were laid out at 0.16, so that the whole comes to 15 %


def chosen(ids: list[str]) -> list[str]:
    """Return the ids to annotate again, in order; the same for the same ids."""
    return sorted(random.Random(SEED).sample(sorted(ids), round(len(ids) * SHARE)))


def bare(folder: Path) -> dict[str, str]:
    """Return the reports of a writer without annotation, by id."""
    out = {}
    for path in sorted(folder.glob("*.txt")):
        for block in path.read_text(encoding="utf-8").split("=== ")[1:]:
            text = block.partition("\n---")[0]
            out[text.partition("\n")[0].strip()] = f"=== {text}\n---\n"
    return out


def main() -> None:
    target = HERE / "second"
    target.mkdir(exist_ok=True)
    for writer in WRITERS:
        reports = bare(HERE / "reports" / writer)
        path = target / f"{writer}.txt"
        if reports and not path.exists():
            path.write_text("\n".join(reports[i] for i in chosen(list(reports))), encoding="utf-8")
            print(path.name, len(chosen(list(reports))))


if __name__ == "__main__":
    main()
