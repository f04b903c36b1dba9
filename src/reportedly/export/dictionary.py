"""The data dictionary of docs/formats.md: `python -m reportedly.export.dictionary` prints it from the columns themselves."""

from __future__ import annotations

from collections.abc import Iterator

from reportedly.export import package


def markdown() -> str:
    """Return what each format is and loses, and the columns of its files."""
    return "\n".join(line for name in package.NAMES for line in _format(name))


def _format(name: str) -> Iterator[str]:
    yield from (f"### `{name}`", "", package.lost(name).strip(), "")
    for file in package.load(name).files:
        yield from (f"**`{file.path}`** ({len(file.columns)} columns). {file.says}", "")
        yield from ("| column | type | what it says |", "|---|---|---|")
        yield from (f"| `{c.name}` | {c.type} | {c.says.replace('|', '&#124;')} |" for c in file.columns)
        yield ""


if __name__ == "__main__":
    print(markdown(), end="")
