"""The same answers as tables: a row for each note, and a row for each article.

CSV needs nothing. For Parquet a task's rows travel as an Arrow stream with its length in front,
and are put together into one file at the end.
"""

from __future__ import annotations

import csv
import io
import struct
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any, BinaryIO

from sayso.analyse import Analysis
from sayso.corpus.trouble import Trouble
from sayso.export import encodable
from sayso.note import ROLES
from sayso.wire import Offsets, encoder, summary

Row = tuple[Any, ...]
Analysed = tuple[str | int, Analysis | None, str]

_ROLES = tuple(sorted(ROLES))
# Name and type of each column. An id is a word, also where the corpus has numbers.
COLUMNS: dict[str, dict[str, str]] = {
    "main": {
        "id": "string", "note": "string", "type": "string", "family": "string", "tone": "string",
        "rank": "int32", "start": "int64", "end": "int64", "text": "string", "message": "string",
        **{role: "string" for role in _ROLES},
    },
    "articles": {
        "id": "string", "error": "string", "words": "int64", "notes": "int64",
        "shown_at_first": "int64", "sourcing": "int64", "hedging": "int64", "article": "int64",
        "attributions": "int64", "attributions_unnamed": "int64", "sources_named": "int64",
        "sources_unnamed": "int64",
    },
}  # fmt: skip
# What a spreadsheet takes for a formula at the start of a cell.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_LENGTH = struct.Struct("<Q")
# Rows of one group in the finished file.
_GROUP = 100_000


def table_of(name: str, analyses: Sequence[Analysed], offsets: Offsets) -> list[Row]:
    """The rows of the table ``main`` (one to a note) or ``articles``."""
    if name == "articles":
        return [_article(*each) for each in analyses]
    return [
        row
        for id, analysis, _ in analyses
        if analysis is not None
        for row in _notes(str(id), analysis, offsets)
    ]


def packed(name: str, rows: Sequence[Row], form: str) -> bytes:
    """Rows as bytes that can be put after one another; nothing for no rows."""
    if not rows:
        return b""
    if form == "parquet":
        return _frame(name, rows)
    out = io.StringIO(newline="")
    csv.writer(out).writerows([_cell(value) for value in row] for row in rows)
    return out.getvalue().encode()


def header(name: str) -> bytes:
    """The first line of a CSV file."""
    return (",".join(COLUMNS[name]) + "\r\n").encode()


def to_parquet(frames: Path, to: Path, name: str) -> None:
    """Put the rows in ``frames`` into one Parquet file, a group at a time."""
    arrow = need_arrow()
    schema = _schema(arrow, name)
    with arrow.parquet.ParquetWriter(to, schema, compression="zstd") as writer:
        held: list[Any] = []
        with frames.open("rb") as source:
            for table in _tables(source, arrow):
                held.append(table)
                if sum(map(len, held)) >= _GROUP:
                    writer.write_table(arrow.concat_tables(held))
                    held.clear()
        if held:
            writer.write_table(arrow.concat_tables(held))


def need_arrow() -> ModuleType:
    """pyarrow with its Parquet part. Raises Trouble where it is not installed."""
    try:
        # pyarrow comes without types.
        import pyarrow  # type: ignore[import-untyped]
        import pyarrow.parquet  # type: ignore[import-untyped]
    except ImportError as error:
        raise Trouble(
            "Parquet needs pyarrow, which is not installed: pip install 'sayso[parquet]'."
        ) from error
    arrow: ModuleType = pyarrow
    return arrow


def _notes(id: str, analysis: Analysis, offsets: Offsets) -> Iterator[Row]:
    unit = encoder(analysis.text, offsets)
    for note in analysis.notes:
        words = {
            role: " | ".join(mark.text for mark in note.marks if mark.role == role) or None
            for role in _ROLES
        }
        yield (
            *(id, note.id, note.type, note.family, note.tone, note.rank),
            None if note.start is None else unit(note.start),
            None if note.end is None else unit(note.end),
            *(note.text, note.message, *words.values()),
        )


def _article(id: str | int, analysis: Analysis | None, error: str) -> Row:
    if analysis is None:
        return (str(id), error, *([None] * (len(COLUMNS["articles"]) - 2)))
    counts = summary(analysis)
    unnamed = sum(source.attributions for source in analysis.sources if not source.named)
    found = {"words": analysis.words, "attributions_unnamed": unnamed, **counts}
    return (str(id), None, *(found[name] for name in list(COLUMNS["articles"])[2:]))


def _cell(value: str | int | None) -> str | int:
    if value is None or isinstance(value, int):
        return "" if value is None else value
    words = encodable(value)
    return f"'{words}" if words.startswith(_FORMULA) else words


def _schema(arrow: ModuleType, name: str) -> Any:
    return arrow.schema([(key, getattr(arrow, kind)()) for key, kind in COLUMNS[name].items()])


def _frame(name: str, rows: Sequence[Row]) -> bytes:
    arrow = need_arrow()
    columns = [
        [encodable(value) if isinstance(value, str) else value for value in column]
        for column in zip(*rows, strict=True)
    ]
    table = arrow.table(dict(zip(COLUMNS[name], columns, strict=True)), _schema(arrow, name))
    sink = arrow.BufferOutputStream()
    options = arrow.ipc.IpcWriteOptions(compression="zstd")
    with arrow.ipc.new_stream(sink, table.schema, options=options) as stream:
        stream.write_table(table)
    data: bytes = sink.getvalue().to_pybytes()
    return _LENGTH.pack(len(data)) + data


def _tables(source: BinaryIO, arrow: ModuleType) -> Iterator[Any]:
    while length := source.read(_LENGTH.size):
        with arrow.ipc.open_stream(source.read(_LENGTH.unpack(length)[0])) as stream:
            yield stream.read_all()
