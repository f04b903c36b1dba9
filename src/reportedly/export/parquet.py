"""Parquet with nested columns, partitioned by the month of the event: `events/month=2025-05/part-0.parquet`.

The columns are the records themselves, lists and all, so nothing is lost but what is cut: spans have at most 120 characters, the
sentence is given as words round the trigger. Events without a first day stand under `month=__HIVE_DEFAULT_PARTITION__`, as readers
expect. Within a month the order is that of the events given. Read back month by month. Needs `reportedly[parquet]`.
"""

from __future__ import annotations

import types
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
from msgspec import Struct
from msgspec.structs import fields

from reportedly.errors import FormatError
from reportedly.export.columns import Column, event_from, said
from reportedly.export.package import File, Format, Put
from reportedly.records import Event

UNKNOWN = "__HIVE_DEFAULT_PARTITION__"
SLICE = 1_000  # events turned into plain values at once: these take far more memory than the table
BUFFER = 10_000  # events of all months that wait; when it is full the fullest month is written as a row group
ARROW = {str: pa.string(), int: pa.int64(), float: pa.float64(), bool: pa.bool_()}


def arrow(of: Any) -> pa.DataType:
    """Return the Arrow type of a record's field."""
    if get_origin(of) in (Union, types.UnionType):
        (of,) = (o for o in get_args(of) if o is not type(None))
    if get_origin(of) is Literal:
        return pa.string()
    if get_origin(of) is tuple:
        return pa.list_(arrow(get_args(of)[0]))
    if isinstance(of, type) and issubclass(of, Struct):
        return pa.struct([(f.encode_name, arrow(f.type)) for f in fields(of)])
    return ARROW[of]


SCHEMA = pa.schema([(f.encode_name, arrow(f.type)) for f in fields(Event)])
KINDS = {pa.string(): "string", pa.bool_(): "boolean", pa.float64(): "number"}
COLUMNS = tuple(
    Column(f.name, "array" if pa.types.is_list(f.type) else KINDS.get(f.type, "object"), said(Event, f.name)) for f in SCHEMA
)


@contextmanager
def opened(folder: Path) -> Iterator[Put]:
    """Give a function that writes an event into the file of its month."""
    waiting: dict[str, list[Event]] = {}
    count = 0
    with ExitStack() as stack:
        writers: dict[str, pq.ParquetWriter] = {}

        def flush(month: str) -> int:
            rows = waiting.pop(month)
            if month not in writers:
                path = folder / "events" / f"month={month}" / "part-0.parquet"
                path.parent.mkdir(parents=True)
                writers[month] = stack.enter_context(pq.ParquetWriter(path, SCHEMA, compression="zstd"))
            parts = (rows[i : i + SLICE] for i in range(0, len(rows), SLICE))
            tables = [pa.Table.from_pylist([msgspec.to_builtins(e) for e in part], SCHEMA) for part in parts]
            writers[month].write_table(pa.concat_tables(tables))
            return len(rows)

        def put(event: Event) -> bool:
            nonlocal count
            month = event.when.from_[:7] if event.when and event.when.from_ else UNKNOWN
            waiting.setdefault(month, []).append(event)
            count += 1
            if count == BUFFER:
                count -= flush(max(sorted(waiting), key=lambda m: len(waiting[m])))
            return True

        yield put
        for month in sorted(waiting):
            flush(month)


def read(folder: Path) -> Iterator[Event]:
    """Yield the events of a folder of ours, month by month."""
    for path in sorted((folder / "events").glob("*/*.parquet")):
        try:
            with pq.ParquetFile(path) as file:
                for batch in file.iter_batches(BUFFER):
                    for n, row in enumerate(batch.to_pylist()):
                        yield event_from(row, f"{path}: row {n}")
        except pa.ArrowException as e:
            raise FormatError(str(path), f"not Parquet of ours: {e}") from None


EVENTS = File("events/*/*.parquet", "Events of one month, one a row.", COLUMNS, lambda e: [e])
FORMAT = Format("parquet", "Events with attribution, as Parquet", (EVENTS,), opened, read)
