"""More of the real texts that plover_real was cut from, annotated under our codebook; their words stay out of the repository.

    python -m training.corpora.real_more.prepare DATA                 checks the annotation against the texts
    python -m training.corpora.real_more.prepare DATA --out FOLDER    writes reports and annotation together, to read or to edit
    python -m training.corpora.real_more.prepare DATA --take FOLDER   keeps the annotation of such files in notes/

A note file is a corpus file (corpus/FORMAT.md) without its sentences: `origin: ewt/DOCUMENT 3..9` (UD_English-EWT, the
sentences of a document counted from 0), `origin: gum/DOCUMENT 3..9` or `origin: re3d/FOLDER/DOCUMENT 3..9` (as our segmenter cuts it) tells where they are.
"""

from __future__ import annotations

import argparse
import functools
import gzip
import json
import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from corpus.parse import Gold, parse_text
from reportedly.coding.segment import sentences
from training.corpora.plover_real import prepare as plover_real

NOTES = Path(__file__).parent / "notes"


@functools.cache
def _treebank(file: Path) -> dict[str, list[tuple[str, bool]]]:
    documents: dict[str, list[tuple[str, bool]]] = {}
    here: list[tuple[str, bool]] = []
    new = False
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        for line in lines:
            if line.startswith("# newdoc id = "):
                here = documents.setdefault(line[14:].strip(), [])
            elif line.startswith("# newpar"):
                new = True
            elif line.startswith("# text = "):
                here.append((line[9:].strip(), new))
                new = False
    return documents


@functools.cache
def _re3d(data: Path, folder: str) -> dict[str, list[tuple[str, bool]]]:
    lines = (data / "re3d" / folder / "documents.json").read_text(encoding="utf-8").splitlines()
    return {d["_id"]: [(s.text, True) for s in sentences(d["text"], None)] for d in map(json.loads, lines)}


def written(words: str) -> str:
    """Return a sentence in the letters that the form of corpus files allows (curly quotes, round brackets)."""
    words = re.sub(r"\s+", " ", words.replace("[", "(").replace("]", ")").replace("...", "…"))
    return re.sub(r'(^|[\s(—-])"', r"\1“", words).replace('"', "”")


def text(origin: str, data: Path) -> str:
    """Return the numbered sentences that `origin` names."""
    where, _, span = origin.rpartition(" ")
    first, last = (int(n) for n in span.split(".."))
    kind, _, document = where.partition("/")
    if kind == "ewt":
        found = _treebank(data / "ud_ewt/en_ewt-ud-train.conllu.gz")[document]
    elif kind == "gum":
        found = _treebank(data / f"gum/gum_{document.split('_')[1]}.conllu.gz")[document]
    else:
        folder, _, document = document.partition("/")
        found = _re3d(data, folder)[document]
    lines = []
    for n, (words, new) in enumerate(found[first : last + 1], 1):
        lines += [""] * (new and n > 1) + [f"{n}| {written(words)}"]
    return "\n".join(lines)


def whole(note: str, data: Path) -> str:
    """Return a note file with its sentences put in before the line `---`."""
    origin = re.search(r"^origin: (.+)$", note, re.MULTILINE)
    if not origin:
        raise ValueError(f"{note.splitlines()[0]}: no line 'origin:'")
    return re.sub(r"^---$", lambda _: f"{text(origin[1], data)}\n---", note, count=1, flags=re.MULTILINE)


def load(data: Path) -> Iterator[Gold]:
    """Yield the annotated reports."""
    for file in sorted(NOTES.glob("*.txt")):
        golds, faults = parse_text(whole(file.read_text(encoding="utf-8"), data), file.name)
        if faults:
            raise faults[0]
        yield from golds


class source:
    """All reports, or those whose document gives no report to one fold of plover_real."""

    labels: dict[str, list[str]] = {}

    def __init__(self, folder: Path, without: int | None = None) -> None:
        golds = list(plover_real.load(folder / "plover_real"))
        fold = plover_real.folds(golds)
        lines = (folder / "plover_real/reports.jsonl").read_text(encoding="utf-8").splitlines()
        held = {r["origin"].rpartition("/")[2] for r in map(json.loads, lines) if fold[r["id"]] == without}
        self.golds = [g for g in load(folder) if g.header["origin"].partition(" ")[0].rpartition("/")[2] not in held]

    def examples(self, rng: random.Random) -> list[Any]:
        from training.corpora.reportedly.prepare import varied

        return varied(self.golds, rng)


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("data", type=Path)
    ask.add_argument("--out", type=Path)
    ask.add_argument("--take", type=Path)
    args = ask.parse_args()
    if args.take:
        for file in sorted(args.take.glob("*.txt")):
            kept = re.sub(r"^(\d+\| .*\n|\n)+(?=---$)", "\n", file.read_text(encoding="utf-8"), flags=re.MULTILINE)
            (NOTES / file.name).write_text(re.sub(r"\n{2,}", "\n", kept).strip() + "\n", encoding="utf-8")
    if args.out:
        args.out.mkdir(parents=True, exist_ok=True)
        for file in sorted(NOTES.glob("*.txt")):
            (args.out / file.name).write_text(whole(file.read_text(encoding="utf-8"), args.data), encoding="utf-8")
    golds = list(load(args.data))
    print(f"{len(golds)} reports, {sum(len(g.coding.events) for g in golds)} events")


if __name__ == "__main__":
    main()
