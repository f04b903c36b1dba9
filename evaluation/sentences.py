"""How well sentences are found: ours beside nupunkt and sentencex, on gold sentences inside gold paragraphs.

    python -m evaluation.sentences [PATH] [--errors]

PATH is a CoNLL-U file of GUM, the folder of GUM (then its news) or a folder of our corpus. A boundary is the end of a
sentence inside a paragraph; the end of the paragraph is given and not counted. Paragraphs of one sentence take part,
as a split there is an error. Intervals are 95 % by bootstrap over paragraphs, seeded; the last but one column is the
difference of F to ours on the same resamples. The rules were written against tests/coding/test_segment.py and
corrected on GUM's interviews, court and academic texts; never on its news, nor on the corpus, but for the titles
Eng., Adv. and Hj.
"""

from __future__ import annotations

import argparse
import gzip
import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from reportedly.coding.segment import paragraphs, sentences

SEED, ROUNDS = 20250515, 2000
Paragraph = tuple[str, frozenset[int]]  # text, where its sentences end but the last
Splitter = Callable[[str], list[tuple[int, int]]]


def gum(path: Path) -> Iterator[Paragraph]:
    """Yield each paragraph of a CoNLL-U file with the ends of its sentences."""
    text, ends, glued = "", [], False
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in [*lines, "# newpar\n"]:
            if line == "# newpar\n" and text:
                yield text, frozenset(ends[:-1])
                text, ends = "", []
            elif line.startswith("# text = "):
                text += ("" if glued or not text else " ") + line.removeprefix("# text = ").strip()
                ends.append(len(text))
            elif line[:1].isdigit():
                glued = "SpaceAfter=No" in line


def corpus(folder: Path) -> Iterator[Paragraph]:
    """Yield each paragraph of the faultless reports of our corpus, titles left out."""
    from corpus.parse import parse_file

    for report in (report for file in sorted(folder.rglob("*.txt")) for report in parse_file(file)[0]):
        text = report.coding.report.text
        ends = [s.end for s in report.sentences]
        for start, end in paragraphs(text)[bool(report.coding.report.title) :]:
            yield text[start:end], frozenset(at - start for at in ends if start < at < end)


def splitters() -> dict[str, Splitter]:
    """Return the systems that are compared, each from a text to the spans of its sentences."""
    import nupunkt
    import sentencex

    return {
        "ours": lambda text: [(s.start or 0, s.end or 0) for s in sentences(text)],
        "nupunkt": nupunkt.sent_spans,
        "nupunkt adaptive": nupunkt.sent_spans_adaptive,
        "sentencex": lambda text: [
            (b["start_index"], b["end_index"]) for b in sentencex.get_sentence_boundaries("en", text)
        ],
    }


def found(text: str, split: Splitter) -> frozenset[int]:
    """Return where the sentences end but the last, space behind them not counted."""
    ends = {len(text[:end].rstrip()) for _, end in split(text)}
    return frozenset(ends - {0, len(text.rstrip())})


def f1(rows: list[tuple[int, int, int]]) -> tuple[float, float, float]:
    """Return precision, recall and F of rows of (hits, found, gold)."""
    hit, pred, true = (sum(column) for column in zip(*rows, strict=True))
    return hit / (pred or 1), hit / (true or 1), 2 * hit / (pred + true or 1)


def interval(values: list[float]) -> str:
    """Return the middle 95 % of the values."""
    values = sorted(values)
    return f"{values[int(0.025 * len(values))]:+.3f}..{values[int(0.975 * len(values)) - 1]:+.3f}"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("path", type=Path, nargs="?", default=Path("../shared/data/train/gum"))
    parser.add_argument("--errors", action="store_true", help="show what ours gets wrong")
    args = parser.parse_args()
    news = args.path / "gum_news.conllu.gz"
    path = news if news.exists() else args.path
    gold = list(corpus(path) if path.is_dir() else gum(path))
    print(f"{path.name}: {len(gold)} paragraphs, {sum(len(ends) for _, ends in gold)} boundaries inside them")
    draw = random.Random(SEED)
    draws = [draw.choices(range(len(gold)), k=len(gold)) for _ in range(ROUNDS)]
    ours: list[float] = []
    print(f"{'':18}{'P':>6}{'R':>6}{'F':>6}  {'95 % of F':16}{'exact':>6}  {'F minus ours':16}{'MB/s':>6}")
    for name, split in splitters().items():
        split("Warm. Up.")
        begun = time.perf_counter()
        answers = [found(text, split) for text, _ in gold]
        speed = sum(len(text) for text, _ in gold) / 1e6 / (time.perf_counter() - begun)
        rows = [(len(a & ends), len(a), len(ends)) for a, (_, ends) in zip(answers, gold, strict=True)]
        scores = [f1([rows[i] for i in sample])[2] for sample in draws]
        ours = ours or scores
        exact = sum(a == ends for a, (_, ends) in zip(answers, gold, strict=True))
        p, r, f = f1(rows)
        apart = interval([a - b for a, b in zip(scores, ours, strict=True)]) if name != "ours" else ""
        print(f"{name:18}{p:6.3f}{r:6.3f}{f:6.3f}  {interval(scores):16}{exact:6}  {apart:16}{speed:6.1f}")
        if args.errors and name == "ours":
            for answer, (text, ends) in zip(answers, gold, strict=True):
                for at in sorted(answer ^ ends):
                    kind = "split" if at in answer else "missed"
                    print(f"  {kind}: …{text[max(0, at - 50) : at]} | {text[at : at + 40]}…")


if __name__ == "__main__":
    main()
