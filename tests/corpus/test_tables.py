"""Rows instead of answers, and corpora in Parquet; what pandas and DuckDB read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pandas
import pyarrow as arrow
import pyarrow.parquet
import pytest

from sayso.corpus import inputs
from sayso.corpus.tables import COLUMNS
from tests.corpus.conftest import done, lines_of, read_jsonl, refused, write_jsonl

READ = {"csv": pandas.read_csv, "csv.gz": pandas.read_csv, "parquet": pandas.read_parquet}


@pytest.mark.usefixtures("small_shards")
@pytest.mark.parametrize("form", ["csv", "csv.gz", "parquet"])
def test_tables_have_what_the_answers_have(tmp_path: Path, form: str) -> None:
    articles = [*lines_of(5), {"id": "none", "text": " "}, {"id": 7, "text": "=Sources say so."}]
    source = write_jsonl(tmp_path / "in.jsonl", articles)
    done(source, tmp_path / "out.jsonl", "--include", "sources")
    done(source, tmp_path / f"out2.{form}")
    answers = read_jsonl(tmp_path / "out.jsonl")
    # pandas has one type for each reader; what they share is no type that mypy knows.
    notes: Any = READ[form](tmp_path / f"out2.{form}")  # type: ignore[operator]
    table: Any = READ[form](tmp_path / f"out2.articles.{form}")  # type: ignore[operator]
    assert list(notes.columns) == list(COLUMNS["main"])
    assert list(table.columns) == list(COLUMNS["articles"])

    expected = [
        (str(answer["id"]), note["id"], note["type"], note["rank"], note["start"], note["message"])
        for answer in answers
        for note in answer.get("notes", [])
    ]
    columns = ["id", "note", "type", "rank", "start", "message"]
    assert list(notes[columns].itertuples(index=False, name=None)) == expected
    assert len(expected) >= 5
    assert notes["source"].dropna().iloc[0] == "Officials"

    assert list(table["id"]) == [str(article["id"]) for article in articles]
    assert list(table["error"].dropna()) == ["text_empty"]
    whole = table[table["error"].isna()]
    analysed = [answer for answer in answers if "error" not in answer]
    assert list(whole["words"]) == [answer["words"] for answer in analysed]
    assert list(whole["hedging"]) == [answer["summary"]["hedging"] for answer in analysed]
    assert list(whole["attributions_unnamed"]) == [
        sum(source["attributions"] for source in answer["sources"] if not source["named"])
        for answer in analysed
    ]
    assert whole["attributions_unnamed"].sum() > 0


@pytest.mark.parametrize("name", ["out.jsonl", "out.jsonl.gz", "out.csv.gz", "out.parquet"])
def test_duckdb_reads_it(tmp_path: Path, small_shards: None, name: str) -> None:
    source = write_jsonl(tmp_path / "in.jsonl", lines_of(5))
    done(source, tmp_path / name)
    with duckdb.connect() as db:
        rows = db.execute(f"SELECT count(DISTINCT id) FROM '{tmp_path / name}'").fetchone()
        assert rows is not None
        # Of five articles, one has no note and hence no row.
        assert rows[0] == (5 if "jsonl" in name else 4)


def test_no_article_gives_empty_tables(tmp_path: Path) -> None:
    source = write_jsonl(tmp_path / "in.jsonl", [])
    done(source, tmp_path / "a.parquet")
    done(source, tmp_path / "b.csv")
    assert list(pandas.read_parquet(tmp_path / "a.parquet").columns) == list(COLUMNS["main"])
    assert (tmp_path / "b.csv").read_text().strip() == ",".join(COLUMNS["main"])


def test_an_apostrophe_keeps_spreadsheets_from_reckoning(tmp_path: Path) -> None:
    source = write_jsonl(tmp_path / "in.jsonl", [{"id": "=1+1", "text": "It may rain."}])
    done(source, tmp_path / "out.csv", "--types", "modal-hedge")
    assert pandas.read_csv(tmp_path / "out.csv")["id"][0] == "'=1+1"


def parquet(path: Path, rows: list[dict[str, Any]], *, group: int = 3) -> Path:
    # The first row says which columns there are.
    columns = dict.fromkeys(key for row in rows for key in row)
    table = arrow.Table.from_pylist([{**columns, **row} for row in rows])
    pyarrow.parquet.write_table(table, path, row_group_size=group)
    return path


@pytest.mark.usefixtures("small_shards")
def test_parquet_is_read_as_json_lines_are(tmp_path: Path) -> None:
    articles = lines_of(8)
    articles[1]["segments"] = [{"start": 0, "end": 5, "role": "headline"}]
    articles[2]["text"] = None
    done(write_jsonl(tmp_path / "in.jsonl", articles), tmp_path / "a.jsonl")
    done(parquet(tmp_path / "in.parquet", articles), tmp_path / "b.jsonl")
    assert (tmp_path / "a.jsonl").read_bytes() == (tmp_path / "b.jsonl").read_bytes()
    (bad,) = read_jsonl(tmp_path / "b.bad.jsonl")
    assert (bad["line"], bad["code"]) == (3, "validation_failed")


@pytest.mark.parametrize("passed", range(9))
def test_parquet_is_read_on_from_any_row(tmp_path: Path, passed: int, small_shards: None) -> None:
    from tests.corpus.conftest import usual

    path = parquet(tmp_path / "in.parquet", lines_of(8))
    place = inputs.Place(0, passed, passed)
    found = [s for s in inputs.shards([path], usual(), place)]
    rows = [line.number for shard in found for line in shard.lines]
    assert rows == list(range(passed + 1, 9))
    assert not found or found[-1].read == path.stat().st_size


def test_a_column_that_is_missing_is_named(tmp_path: Path) -> None:
    source = parquet(tmp_path / "in.parquet", [{"url": "a", "body": "It may rain."}])
    told = refused(source, tmp_path / "out.jsonl")
    assert "has no column 'id'; it has body, url. Say which one it is: --id-field NAME" in told
    done(source, tmp_path / "out.jsonl", "--id-field", "url", "--text-field", "body")
    assert len(read_jsonl(tmp_path / "out.jsonl")) == 1


def test_without_pyarrow_it_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    source = write_jsonl(tmp_path / "in.jsonl", lines_of(1))
    assert "pip install 'sayso[parquet]'" in refused(source, tmp_path / "out.parquet")
