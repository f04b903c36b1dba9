"""Writes the card of a model from its meta.toml: `python -m training.card models/NAME [--scores SYSTEM]`.

`--scores` first puts into meta.toml what the outputs of a system (python -m evaluation.run) score on each set, with
intervals. The credits come from sets.toml; the same lines stand in NOTICE, which is brought up to date as well.
"""

from __future__ import annotations

import argparse
import hashlib
import math
import textwrap
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ROOT = HERE.parent
NOTICE = ROOT / "NOTICE"
SHOWN = {  # what the card shows of each set
    "plover_real": ("typed_F1", "detection_F1", "core_F1"),
    "corpus-dev": ("typed_F1", "core_F1"),
    "corpus-test": ("typed_F1", "core_F1"),
    "plv_dev": ("pair-type macro",),
    "cameo_spans_dev": ("actor overlap", "recipient overlap"),
    "polnear_dev": ("source overlap", "cue overlap", "content overlap"),
    "uner_dev": ("names",),
}
NOTICED = "on our own corpus and on these sets, with credit:\n"  # the line of NOTICE before the credits


def sets(corpora: Iterable[str] | None = None) -> list[dict[str, Any]]:
    """Return the sets of sets.toml, or those that the named corpora read."""
    found: list[dict[str, Any]] = tomllib.loads((HERE / "sets.toml").read_text(encoding="utf-8"))["set"]
    return [s for s in found if corpora is None or set(s["corpora"]) & set(corpora)]


def digest(paths: Iterable[Path]) -> str:
    """Return a SHA-256 over the files of folders, by name and content."""
    whole = hashlib.sha256()
    for path in paths:
        files = sorted(p for p in path.rglob("*") if p.is_file() and p.suffix != ".pyc") if path.is_dir() else [path]
        for file in files:
            whole.update(file.relative_to(path.parent).as_posix().encode() + hashlib.sha256(file.read_bytes()).digest())
    return whole.hexdigest()


def trained(corpora: Iterable[str], data: Path) -> list[dict[str, Any]]:
    """Return a row of meta.toml for each set that the corpora of a run read, with its checksum."""
    rows = []
    for s in sets(corpora):
        at = [ROOT / p if p.startswith("./") else data / p for p in s["paths"]]
        rows.append({"name": s["name"], "licence": s["licence"], "sha256": digest(at)})
    return rows


def scored(system: str, data: Path) -> list[dict[str, Any]]:
    """Return a row of meta.toml for each score of SHOWN that the system's outputs give; sets without outputs are left out."""
    from evaluation import outputs, steps
    from evaluation.gold import SETS, load
    from reportedly.errors import UsageError

    rows = []
    for name, shown in SHOWN.items():
        try:
            golds = load(name, data)
            answers = outputs.read(outputs.path(system, name), golds)
        except (OSError, UsageError) as e:
            print(f"{name}: no score: {e}")
            continue
        found = {s.measure: s for s in steps.table(SETS[name].task, golds, answers).scores()}
        for measure in shown:
            s = found[measure]
            if not math.isnan(s.value):
                value, low, high = (round(x, 1) for x in (s.value, s.low, s.high))
                rows.append(
                    {
                        "set": name,
                        "part": SETS[name].part,
                        "measure": measure,
                        "value": value,
                        "low": low,
                        "high": high,
                        "of": s.of,
                    }
                )
    return rows


def toml(meta: dict[str, Any], comment: str = "") -> str:
    """Return TOML of plain values, lists of them, tables of them, and lists of tables; `comment` goes to the end."""

    def quote(v: Any) -> str:
        if isinstance(v, list):
            return "[" + ", ".join(map(quote, v)) + "]"
        return (
            '"' + v.replace("\\", "\\\\").replace('"', '\\"') + '"'
            if isinstance(v, str)
            else str(v).lower()
            if isinstance(v, bool)
            else str(v)
        )

    lines, blocks = [], []
    for key, value in meta.items():
        if isinstance(value, dict):
            blocks.append([f"[{key}]", *(f"{quote(k)} = {quote(v)}" for k, v in value.items())])
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            blocks += [[f"[[{key}]]", *(f"{k} = {quote(v)}" for k, v in row.items())] for row in value]
        else:
            lines.append(f"{key} = {quote(value)}")
    notes = [("# " + line).rstrip() for line in comment.splitlines()]
    return "\n\n".join("\n".join(b) for b in (lines, *blocks, notes) if b) + "\n"


def table(head: Iterable[str], rows: Iterable[Iterable[Any]]) -> str:
    """Return a table in Markdown."""
    head = list(head)
    return "\n".join("| " + " | ".join(map(str, r)) + " |" for r in (head, ["---"] * len(head), *rows))


def card(meta: dict[str, Any]) -> str:
    """Return the text of CARD.md for what meta.toml says."""
    labels = meta["labels"]
    data = meta.get("data", [])
    scores = [
        (f"{s['set']} ({s['part']})", s["measure"], f"{s['value']} [{s['low']}, {s['high']}]", s["of"])
        for s in meta.get("score", [])
    ]
    costs = [
        (m, f"{full:.1f}", f"{int8:.1f}", f"{int8 - full:+.1f}") for m, (full, int8) in meta.get("cost", {}).items()
    ]
    alike = [(h, f"{100 * share:.1f}", of) for h, (share, of) in meta.get("agreement", {}).items()]
    agreement = (
        f"The same network in float32 and as released, on {meta['sentences']} sentences of dev parts: labels alike, by head (taggers and "
        "frames: of the words that either marks; the others: of all classes asked of the float32 model's spans).\n\n"
        + table(("head", "alike, %", "of"), alike)
        + "\n\nEvents and what belongs to them on our corpus' dev part, F1:\n\n"
        + table(("measure", "float32", "int8", "cost"), costs)
        if alike
        else "Not measured."
    )
    credits = [c for s in sets() if (c := s.get("credit")) and s["name"] in {d["name"] for d in data}]
    return (HERE / "card.md").read_text(encoding="utf-8").format(
        name=meta["name"], version=meta["version"], licence=meta["licence"], heads=len(labels), roles=", ".join(labels["frame_event"]),
        cue_roles=", ".join(labels["frame_cue"]), agreement=agreement,
        data=table(("set", "licence", "SHA-256"), [(d["name"], d["licence"], f"`{d['sha256'][:16]}…`") for d in data]),
        scores="95 % intervals, bootstrapped over reports; more of each set in docs/evaluation.md.\n\n"
        + table(("set, part", "measure", "score", "of"), scores),
        credits="\n".join(f"- {c}" for c in credits),
    )  # fmt: skip


def notice(text: str) -> str:
    """Return the text of NOTICE with the credits of sets.toml in it."""
    before, rest = text.split(NOTICED)
    lines = [
        textwrap.fill(s["credit"], 120, initial_indent="  ", subsequent_indent="    ") for s in sets() if "credit" in s
    ]
    return before + NOTICED + "\n".join(lines) + "\n\n" + rest.partition("\n\n")[2]


def write(folder: Path, more: dict[str, Any]) -> None:
    """Write meta.toml with `more` in it, CARD.md and NOTICE."""
    file = folder / "meta.toml"
    text = file.read_text(encoding="utf-8")
    comment = "\n".join(line[2:] for line in text.splitlines() if line.startswith("#"))
    meta = tomllib.loads(text) | more
    file.write_text(toml(meta, comment), encoding="utf-8")
    (folder / "CARD.md").write_text(card(meta), encoding="utf-8")
    NOTICE.write_text(notice(NOTICE.read_text(encoding="utf-8")), encoding="utf-8")


def main() -> None:
    ask = argparse.ArgumentParser(prog="card", description=__doc__)
    ask.add_argument("model", type=Path)
    ask.add_argument("--scores", metavar="SYSTEM", help="take the scores of its outputs, e.g. reportedly-0.1.0")
    ask.add_argument("--data", type=Path, default=ROOT.parent / "shared/data")
    args = ask.parse_args()
    write(args.model, {"score": scored(args.scores, args.data)} if args.scores else {})
    print(args.model / "CARD.md")


if __name__ == "__main__":
    main()
