"""Events as JSON lines, the form of the house; `--explain` adds the field `because`."""

from __future__ import annotations

import json
from typing import TextIO

from reportedly.export import Writer
from reportedly.records import Coding, to_json


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
