"""Nothing is written over that a run reads or did not make, and one bad file stops no other."""

from __future__ import annotations

import gzip
from pathlib import Path

import pyarrow
import pyarrow.parquet
import pytest

from sayso.corpus import run as running
from sayso.corpus.jobs import find_jobs
from sayso.corpus.pool import Outcome
from sayso.corpus.run import run
from sayso.corpus.trouble import Stopped
from tests.corpus.conftest import (
    DirectPool,
    Quiet,
    done,
    lines_of,
    read_jsonl,
    refused,
    sayso,
    usual,
    write_jsonl,
)


@pytest.mark.parametrize(
    ("source", "out"),
    [
        ("y.bad.jsonl", "y.jsonl"),
        ("y.articles.csv", "y.csv"),
        ("y.articles.parquet", "y.parquet"),
        ("y.run.json", "y.jsonl"),
    ],
)
@pytest.mark.parametrize("again", [(), ("--again",)], ids=["first", "again"])
def test_a_run_writes_over_nothing_that_it_reads(
    tmp_path: Path, source: str, out: str, again: tuple[str, ...]
) -> None:
    corpus = tmp_path / source
    write_jsonl(corpus, [*lines_of(2), {"bad": 1}])
    before = corpus.read_bytes()
    assert "is a file of the corpus" in refused(corpus, tmp_path / out, *again)
    assert corpus.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == [source]


@pytest.mark.parametrize("name", ["p.bad.jsonl", "p.run.json", "p.articles.csv"])
@pytest.mark.parametrize("words", ["precious", "{}", '{"options": 1}'])
def test_what_stands_beside_is_not_replaced_either(tmp_path: Path, name: str, words: str) -> None:
    source = write_jsonl(tmp_path / "in.jsonl", lines_of(1))
    (tmp_path / name).write_text(words)
    out = tmp_path / ("p.csv" if name.endswith("csv") else "p.jsonl")
    for again in ((), ("--again",)):
        said = refused(source, out, *again)
        assert "did not make it" in said or "not as a run leaves it" in said
    assert (tmp_path / name).read_text() == words
    assert not out.exists()


def test_two_files_of_a_folder_that_would_meet_are_named(tmp_path: Path) -> None:
    for name in ("a.jsonl", "a.bad.jsonl"):
        write_jsonl(tmp_path / "in" / name, [*lines_of(2), {"bad": 1}])
    said = refused(tmp_path / "in", tmp_path / "out")
    assert "a.bad.jsonl and a.jsonl would both write" in said
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("kind", [pyarrow.binary(), pyarrow.large_binary()], ids=str)
def test_bytes_in_parquet_are_text(tmp_path: Path, kind: pyarrow.DataType) -> None:
    articles = lines_of(3)
    columns = {
        key: pyarrow.array([str(each[key]).encode() for each in articles], kind)
        for key in ("id", "text")
    }
    pyarrow.parquet.write_table(pyarrow.table(columns), tmp_path / "in.parquet")
    done(tmp_path / "in.parquet", tmp_path / "bytes.jsonl")
    done(write_jsonl(tmp_path / "in.jsonl", articles), tmp_path / "text.jsonl")
    notes = [
        [(answer["id"], answer["notes"]) for answer in read_jsonl(tmp_path / name)]
        for name in ("bytes.jsonl", "text.jsonl")
    ]
    assert notes[0] == notes[1]


def test_bytes_that_are_no_text_are_kept_apart(tmp_path: Path) -> None:
    columns = {
        "id": pyarrow.array(["a", "b"]),
        "text": pyarrow.array([b"It may rain.", b"It may \xff rain."]),
    }
    pyarrow.parquet.write_table(pyarrow.table(columns), tmp_path / "in.parquet")
    done(tmp_path / "in.parquet", tmp_path / "out.jsonl")
    assert [answer["id"] for answer in read_jsonl(tmp_path / "out.jsonl")] == ["a"]
    assert len(read_jsonl(tmp_path / "out.bad.jsonl")) == 1


def test_one_file_of_a_folder_that_cannot_be_done_stops_no_other(tmp_path: Path) -> None:
    corpus, out = tmp_path / "in", tmp_path / "out"
    for name in ("01", "02", "03"):
        write_jsonl(corpus / f"{name}.jsonl", lines_of(2))
    done(corpus, out)
    made = (out / "03.jsonl").stat().st_mtime_ns
    write_jsonl(corpus / "01.jsonl", lines_of(3))
    damaged = gzip.compress(
        b"".join(b'{"id": "%d", "text": "It may rain."}\n' % n for n in range(9))
    )
    (corpus / "02b.jsonl.gz").write_bytes(damaged[:-9])
    write_jsonl(corpus / "04.jsonl", lines_of(2))
    said = refused(corpus, out)
    assert "01.jsonl has changed" in said
    assert "the compressed file is damaged" in said
    assert f"{out / '01.jsonl'} and 1 more were not made" in said
    assert len(read_jsonl(out / "04.jsonl")) == 2
    assert not (out / "02b.jsonl").exists()
    (corpus / "02b.jsonl.gz").unlink()
    (out / "01.jsonl").unlink()
    done(corpus, out)
    assert len(read_jsonl(out / "01.jsonl")) == 3
    assert (out / "03.jsonl").stat().st_mtime_ns == made


def test_a_file_that_can_be_read_again_is_gone_on_with(tmp_path: Path, small_shards: None) -> None:
    corpus, out = tmp_path / "in", tmp_path / "out"
    write_jsonl(corpus / "a.jsonl", lines_of(1))
    whole = b"".join(b'{"id": "%d", "text": "It may rain."}\n' % n for n in range(9))
    (corpus / "b.jsonl.gz").write_bytes(gzip.compress(whole) + b"\x1f\x8bno gzip")
    assert "not made" in refused(corpus, out)
    (corpus / "b.jsonl.gz").write_bytes(gzip.compress(whole))
    assert "b.jsonl.gz has changed" in refused(corpus, out)
    done(corpus, out, "--again")
    assert len(read_jsonl(out / "b.jsonl")) == 9


class NobodyThere(DirectPool):
    """A cluster without workers."""

    nobody = "No worker is there."

    @property
    def size(self) -> int:
        return 0

    def finished(self, seconds: float) -> list[Outcome]:
        return []


def test_that_no_worker_is_there_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "_ALONE", 0.0)
    source = write_jsonl(tmp_path / "in.jsonl", lines_of(2))
    jobs = find_jobs(source, tmp_path / "out.jsonl", None, lambda form: usual(form=form))
    watcher = Quiet()
    with pytest.raises(Stopped):
        run(jobs, NobodyThere(), watcher, stopping=lambda: bool(watcher.said))
    assert watcher.said == ["No worker is there."]


def test_a_folder_is_finished_with_when_all_is_done(tmp_path: Path) -> None:
    write_jsonl(tmp_path / "in" / "a.jsonl", lines_of(1))
    assert sayso(tmp_path / "in", tmp_path / "out", "--workers", 1).exit_code == 0
    assert [path.name for path in sorted((tmp_path / "out").iterdir())] == [
        "a.jsonl",
        "a.run.json",
    ]


def test_an_empty_corpus_makes_files_that_can_be_read(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_bytes(b"")
    done(tmp_path / "in.jsonl", tmp_path / "out.jsonl.gz")
    assert read_jsonl(tmp_path / "out.jsonl.gz") == []
    assert gzip.decompress((tmp_path / "out.jsonl.gz").read_bytes()) == b""
    assert (tmp_path / "out.jsonl.gz").stat().st_size > 0


@pytest.mark.parametrize(
    "address", ["garbage", "http://127.0.0.1:8786", "tcp://127.0.0.1", "tcp://:1"]
)
def test_an_address_that_is_none_is_refused_at_once(tmp_path: Path, address: str) -> None:
    source = write_jsonl(tmp_path / "in.jsonl", lines_of(1))
    result = sayso(source, tmp_path / "out.jsonl", "--scheduler", address)
    assert result.exit_code == 1
    assert "tcp://HOST:8786" in result.output
