"""The corpus as it lies on disk: files, their kinds, and shards of lines, read as a stream."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import file_digest
from io import BufferedReader
from pathlib import Path
from typing import Any, BinaryIO, cast

from sayso.corpus.lines import LONGEST_LINE, Line
from sayso.corpus.options import Options
from sayso.corpus.tables import need_arrow
from sayso.corpus.trouble import Trouble, of_file

# A shard: some seconds of a core's work, small enough that a killed worker loses little.
LINES, BYTES = 20, 200_000

_NAMES = (".jsonl", ".ndjson", ".jsonl.gz", ".ndjson.gz", ".parquet")
_GZIP, _PARQUET = b"\x1f\x8b", b"PAR1"
_BYTE_ORDER = (b"\xff\xfe", b"\xfe\xff")
_UTF8_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Place:
    """How far a run has come: in which input, after which line, at which byte of the lines."""

    file: int = 0
    number: int = 0
    at: int = 0


@dataclass(frozen=True, slots=True)
class Shard:
    """Lines that are analysed together, the place after them, and the bytes of input so far."""

    lines: tuple[Line, ...]
    after: Place
    read: int


def find_inputs(given: Path) -> list[Path]:
    """The files of a corpus: the file itself, or all JSON Lines and Parquet files of a folder.

    In the order of their names, also those in folders inside. Raises Trouble where there are none.
    """
    if not given.is_dir():
        if not given.exists():
            raise Trouble(f"{given}: there is no such file or folder.")
        if not given.is_file():
            raise Trouble(
                f"{given} is neither a file nor a folder. A run must be able to read it again: "
                "write it to a file first."
            )
        return [given]
    found = sorted(
        path
        for path in given.rglob("*")
        if path.is_file() and path.name.endswith(_NAMES) and not path.name.startswith(".")
    )
    if not found:
        raise Trouble(f"{given}: no file in this folder ends in {', '.join(_NAMES)}.")
    return found


def identity(path: Path, name: str, known: dict[str, Any] | None = None) -> dict[str, Any]:
    """Size, time and SHA-256 of a file.

    Where size and time are as in ``known``, the file is not read again.
    """
    try:
        stat = path.stat()
        found = {"name": name, "bytes": stat.st_size, "modified_ns": stat.st_mtime_ns}
        if known is not None and all(known.get(key) == value for key, value in found.items()):
            return known
        with path.open("rb") as file:
            return {**found, "sha256": file_digest(file, "sha256").hexdigest()}
    except OSError as error:
        raise of_file(path, error, todo="Make it readable and give the command again.") from error


def shards(inputs: Sequence[Path], options: Options, after: Place) -> Iterator[Shard]:
    """The shards that come after a place. Never more than one shard is held.

    Raises Trouble for a file that cannot be read to its end.
    """
    before = sum(path.stat().st_size for path in inputs[: after.file])
    for file, path in enumerate(inputs[after.file :], start=after.file):
        start = after if file == after.file else Place(file)
        try:
            with path.open("rb") as raw:
                for shard in _of_file(raw, path, options, start):
                    yield Shard(shard.lines, shard.after, before + shard.read)
            before += path.stat().st_size
        except OSError as error:  # A damaged gzip header is one, too.
            raise of_file(path, error, todo="Repair the file and begin anew (--again).") from error
        except (EOFError, zlib.error) as error:
            raise Trouble(
                f"{path}: the compressed file is damaged or ends too early ({error}). Fetch it "
                "again and begin anew (--again)."
            ) from error


def _of_file(raw: BufferedReader, path: Path, options: Options, start: Place) -> Iterator[Shard]:
    magic = raw.peek(4)[:4]
    if magic == _PARQUET:
        yield from _of_parquet(path, options, start)
        return
    if magic[:2] in _BYTE_ORDER:
        raise Trouble(f"{path} is UTF-16. Save it as UTF-8 and begin anew.")
    stream = cast(BinaryIO, gzip.GzipFile(fileobj=raw)) if magic[:2] == _GZIP else raw
    stream.seek(start.at)
    yield from _cut(_lines(stream, start), start, raw)


def _lines(stream: BinaryIO, start: Place) -> Iterator[tuple[Line, int]]:
    """Lines with the byte after each. A line that is too long is passed over, not held."""
    number, at = start.number, start.at
    # Two more, for the line break.
    while words := stream.readline(LONGEST_LINE + 2):
        number += 1
        at += len(words)
        size = len(words.rstrip(b"\r\n"))
        if size > LONGEST_LINE:
            size, at = size + _passed_over(stream, words[-1:]), stream.tell()
            words = b""
        if number == 1:
            words = words.removeprefix(_UTF8_MARK)
        yield Line(number, words.rstrip(b"\r\n"), size), at


def _passed_over(stream: BinaryIO, last: bytes) -> int:
    """Bytes to the end of the line, without its line break."""
    size = 0
    while last != b"\n" and (words := stream.readline(LONGEST_LINE)):
        size += len(words.rstrip(b"\r\n"))
        last = words[-1:]
    return size


def _cut(lines: Iterator[tuple[Line, int]], start: Place, raw: BufferedReader) -> Iterator[Shard]:
    held: list[Line] = []
    size = 0
    last = place = start
    for line, at in lines:
        place = Place(start.file, line.number, at)
        if line.size > LONGEST_LINE or line.words.strip():
            held.append(line)
            size += len(line.words)
        if len(held) >= LINES or size >= BYTES:
            yield Shard(tuple(held), place, raw.tell())
            held, size, last = [], 0, place
    if place != last:
        yield Shard(tuple(held), place, raw.tell())


def _of_parquet(path: Path, options: Options, start: Place) -> Iterator[Shard]:
    arrow = need_arrow()
    try:
        # With a buffer, or a whole group of rows would be read at once.
        file = arrow.parquet.ParquetFile(path, buffer_size=1_000_000)
        with file:
            yield from _of_rows(file, path, options, start)
    except (arrow.ArrowInvalid, arrow.ArrowNotImplementedError) as error:
        raise Trouble(f"{path}: not a Parquet file that can be read ({error}).") from error


def _of_rows(file: Any, path: Path, options: Options, start: Place) -> Iterator[Shard]:
    names = set(file.schema_arrow.names)
    for name, option in ((options.id_field, "--id-field"), (options.text_field, "--text-field")):
        if name not in names:
            raise Trouble(
                f"{path} has no column '{name}'; it has {', '.join(sorted(names))}. "
                f"Say which one it is: {option} NAME."
            )
    wanted = [options.id_field, options.text_field, *({"segments", "page"} & names)]
    size, rows = path.stat().st_size, file.metadata.num_rows
    group, passed = _group_at(file.metadata, start.number)
    held: list[Line] = []
    number = passed
    for batch in file.iter_batches(
        batch_size=LINES, columns=wanted, row_groups=range(group, file.num_row_groups)
    ):
        for row in batch.to_pylist():
            number += 1
            if number <= start.number:
                continue
            words = json.dumps(_without_nulls(row), default=str).encode()
            held.append(Line(number, words if len(words) <= LONGEST_LINE else b"", len(words)))
            if len(held) >= LINES or sum(len(line.words) for line in held) >= BYTES:
                yield _rows_shard(held, start, number, size * number // rows)
                held = []
    if held:
        yield _rows_shard(held, start, number, size)


def _rows_shard(held: list[Line], start: Place, number: int, read: int) -> Shard:
    return Shard(tuple(held), Place(start.file, number, number), read)


def _group_at(metadata: Any, number: int) -> tuple[int, int]:
    """The row group that has the row after ``number``, and the rows before that group."""
    passed = 0
    for group in range(metadata.num_row_groups):
        rows = metadata.row_group(group).num_rows
        if passed + rows > number:
            return group, passed
        passed += rows
    return metadata.num_row_groups, passed


def _without_nulls(value: Any) -> Any:
    """Parquet writes null where JSON leaves a key out, and some write bytes for text.

    Bytes that are no UTF-8 become what no key may be, so that the row is kept apart.
    """
    if isinstance(value, bytes):
        try:
            return value.decode("utf-8")
        except UnicodeDecodeError:
            return {"bytes": len(value)}
    if isinstance(value, dict):
        return {key: _without_nulls(each) for key, each in value.items() if each is not None}
    if isinstance(value, list):
        return [_without_nulls(each) for each in value]
    return value
