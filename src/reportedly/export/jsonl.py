"""Events as JSON lines, the form of the house; `--explain` adds the field `because`."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import TextIO

import msgspec

from reportedly.errors import FormatError
from reportedly.export import Writer
from reportedly.records import Coding, Event, to_json


def writer(sink: TextIO, explain: bool) -> Writer:
    """Return a writer of one JSON object a line."""

    def write(coding: Coding) -> None:
        for event in coding.events:
            line = to_json(event).decode()
            if explain:
                because = json.dumps(coding.because.get(event.id, {}), ensure_ascii=False)
                line = f'{line[:-1]},"because":{because}}}'
            sink.write(line + "\n")

    return write


def read(path: Path) -> Iterator[Event]:
    """Yield the events of a file of JSON lines; raises FormatError with the line that is no event, or breaks off."""
    decode = msgspec.json.Decoder(Event).decode
    for where, line in lines(path):
        try:
            yield decode(line)
        except msgspec.ValidationError as e:
            raise FormatError(where, f"not an event: {e}", "give what `reportedly code --format jsonl` wrote") from None
        except msgspec.DecodeError as e:
            cut = "" if line.endswith(b"\n") else "; the line breaks off, the file is written only in part"
            raise FormatError(where, f"not JSON: {e}{cut}", "give JSON lines of events or a folder that export wrote") from None


def lines(path: Path) -> Iterator[tuple[str, bytes]]:
    """Yield name with line number and bytes of each line that is not blank; `-` is standard input."""
    try:
        with nullcontext(sys.stdin.buffer) if str(path) == "-" else path.open("rb") as f:
            for n, line in enumerate(f, 1):
                if line.strip():
                    yield f"{path}: line {n}", line
    except OSError as e:
        raise FormatError(str(path), f"cannot be read: {e.strerror}") from None
