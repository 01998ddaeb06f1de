"""What comes out: the API's answers, in order, for lines of every kind."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from sayso.analyse import analyse
from sayso.corpus import lines
from sayso.web.problems import KINDS
from sayso.wire import to_json
from tests.corpus.conftest import Stage, done, lines_of, read_jsonl, refused, write_jsonl


@pytest.mark.parametrize("name", ["out.jsonl", "out.jsonl.gz"])
@pytest.mark.parametrize("source", ["in.jsonl", "in.jsonl.gz"])
@pytest.mark.usefixtures("small_shards")
def test_answers_are_the_apis_in_order(tmp_path: Path, source: str, name: str) -> None:
    articles = lines_of(7)
    done(write_jsonl(tmp_path / source, articles), tmp_path / name)
    answers = read_jsonl(tmp_path / name)
    for article, answer in zip(articles, answers, strict=True):
        expected = to_json(analyse(article["text"]))
        del expected["elapsed_ms"]  # A run over the same corpus gives the same bytes.
        assert answer == {"id": article["id"], **expected}
    assert sum(len(answer["notes"]) for answer in answers) > 3
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(
        [source, name, "out.run.json"]
    )


def test_options_are_those_of_analyze(tmp_path: Path) -> None:
    article = {"id": 1, "text": "🙂 Officials say it may rain."}
    source = write_jsonl(tmp_path / "in.jsonl", [article])
    done(source, tmp_path / "a.jsonl", "--offsets", "utf-16", "--include", "sources,attributions",
         "--types", "modal-hedge,vague-authority", "--exclude", "modal-hedge")  # fmt: skip
    (answer,) = read_jsonl(tmp_path / "a.jsonl")
    assert answer["id"] == 1
    assert [(note["type"], note["start"]) for note in answer["notes"]] == [("vague-authority", 3)]
    assert answer["sources"][0]["name"] == "Officials"
    assert answer["attributions"]


def test_segments_and_page_are_read(tmp_path: Path) -> None:
    text = "🙂 It may rain.\n\nIt may snow."
    at = len(text) - len("It may snow.") + 1
    article = {
        "key": "a",
        "body": text,
        "segments": [{"start": at, "end": len(text) + 1, "role": "paragraph"}],
        "page": {"url": "https://news.example/a", "links": 0, "cms": "own"},
    }
    pages = {"key": "b", "body": "It may rain.", "page": "A3"}
    source = write_jsonl(tmp_path / "in.jsonl", [article, pages])
    done(source, tmp_path / "out.jsonl", "--offsets", "utf-16", "--id-field", "key",
         "--text-field", "body", "--types", "modal-hedge")  # fmt: skip
    first, second = read_jsonl(tmp_path / "out.jsonl")
    assert [note["start"] for note in first["notes"]] == [at + 3]
    assert len(second["notes"]) == 1


def test_an_article_that_cannot_be_analysed_is_an_error_line(tmp_path: Path, stage: Stage) -> None:
    texts = {
        "fine": "It may rain.",
        "empty": " ",
        "long": "a " * 100_001,
        "slow": "Slow.",
        "stuck": "Spin.",
        "wrong": "Err. These are words of the article.",
        "end": "It may snow.",
    }
    articles = [{"id": id, "text": text} for id, text in texts.items()]
    articles.insert(
        1, {"id": "outside", "text": "a", "segments": [{"start": 0, "end": 9, "role": "heading"}]}
    )
    source = write_jsonl(tmp_path / "in.jsonl", articles)
    told = done(source, tmp_path / "out.jsonl", "--seconds", "0.1").output
    answers = {answer["id"]: answer for answer in read_jsonl(tmp_path / "out.jsonl")}
    assert list(answers) == [article["id"] for article in articles]
    codes = {id: answer["error"]["code"] for id, answer in answers.items() if "error" in answer}
    assert codes == {
        "outside": "segment_outside_text",
        "empty": "text_empty",
        "long": "text_too_long",
        "slow": "out_of_time",
        "stuck": "out_of_time",
        "wrong": "internal",
    }
    assert set(codes.values()) < set(KINDS), "codes are the API's"
    assert answers["long"]["error"]["limit"] == 200_000
    assert "ZeroDivisionError" in answers["wrong"]["error"]["detail"]
    assert "words of the article" not in json.dumps(answers)
    assert "8 articles, 2 of them analysed" in told
    assert "out_of_time 2" in told
    counts = json.loads((tmp_path / "out.run.json").read_text())["counts"]
    assert counts["error out_of_time"] == 2


def test_bad_lines_are_kept_apart_and_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "LONGEST_LINE", 1_000)
    monkeypatch.setattr("sayso.corpus.inputs.LONGEST_LINE", 1_000)
    long = json.dumps({"id": "x", "text": "a" * 5_000}).encode()
    source = tmp_path / "in.jsonl"
    rows = [
        (b'\xef\xbb\xbf{"id": "a", "text": "It may rain."}', None),
        (b"", None),
        (b"id,text", "invalid_json"),
        (b'{"id": "b", "text": "caf\xe9"}', "not_utf8"),
        (b"[1]", "not_an_object"),
        (b'{"id": "c"}', "validation_failed"),
        (b'{"text": "No id."}', "validation_failed"),
        (b'{"id": 1.5, "text": "No id."}', "validation_failed"),
        (b'{"id": "d", "text": ["secret"]}', "validation_failed"),
        (b'{"id": "e", "text": "x", "segments": [{"start": 0, "end": 1, "role": "secret"}]}',
         "validation_failed"),
        (b'{"id": "f", "text": "x", "score": NaN}', "invalid_json"),
        (b"[" * 900, "invalid_json"),
        (long, "line_too_long"),
        (b'{"id": "g", "text": "It may snow."}', None),
    ]  # fmt: skip
    source.write_bytes(b"\r\n".join(line for line, _ in rows))
    told = done(source, tmp_path / "out.jsonl").output
    assert [answer["id"] for answer in read_jsonl(tmp_path / "out.jsonl")] == ["a", "g"]
    bad = read_jsonl(tmp_path / "out.bad.jsonl")
    assert [(each["line"], each["code"]) for each in bad] == [
        (number, code) for number, (_, code) in enumerate(rows, start=1) if code
    ]
    for each in bad:
        line = rows[each["line"] - 1][0]
        assert each["file"] == "in.jsonl"
        assert each["bytes"] == len(line)
        assert f"in.jsonl, line {each['line']}: {each['detail']}" in told
        assert "secret" not in each["detail"]
        if each["code"] == "line_too_long":
            assert each["words"] is None
        else:
            assert each["words"] == line.decode("utf-8", "backslashreplace")
    assert "11 lines hold no article and are kept apart" in told
    assert str(tmp_path / "out.bad.jsonl") in told


def test_ids_that_occur_twice_are_told(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    write_jsonl(folder / "a.jsonl", lines_of(3))
    write_jsonl(folder / "b.jsonl", [*lines_of(2), {"id": "other", "text": "It may rain."}])
    told = done(folder, tmp_path / "out.jsonl").output
    assert "2 articles have an id that an earlier one has" in told
    assert len(read_jsonl(tmp_path / "out.jsonl")) == 6
    report = json.loads((tmp_path / "out.run.json").read_text())
    assert report["repeated"][0] == {
        "first": {"file": "a.jsonl", "line": 1},
        "again": {"file": "b.jsonl", "line": 1},
    }


@pytest.mark.usefixtures("small_shards")
def test_a_folder_becomes_a_folder(tmp_path: Path) -> None:
    write_jsonl(tmp_path / "in" / "2026" / "b.jsonl.gz", lines_of(3))
    write_jsonl(tmp_path / "in" / "a.ndjson", lines_of(5))
    (tmp_path / "in" / "empty.jsonl").touch()
    (tmp_path / "in" / "read.me").write_text("left aside")
    told = done(tmp_path / "in", tmp_path / "out").output
    assert "8 articles" in told
    assert [len(read_jsonl(tmp_path / "out" / name)) for name in
            ("a.jsonl", "2026/b.jsonl", "empty.jsonl")] == [5, 3, 0]  # fmt: skip
    # A file that came later is done; the others are not done again.
    write_jsonl(tmp_path / "in" / "c.jsonl", lines_of(1))
    before = (tmp_path / "out" / "a.jsonl").stat().st_ino
    told = " ".join(done(tmp_path / "in", tmp_path / "out").output.split())
    assert "jsonl and 2 more were finished already" in told
    assert (tmp_path / "out" / "a.jsonl").stat().st_ino == before
    assert len(read_jsonl(tmp_path / "out" / "c.jsonl")) == 1


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["{tmp}/none.jsonl", "{tmp}/out.jsonl"], "no such file or folder"),
        (["{tmp}/empty", "{tmp}/out.jsonl"], "no file in this folder ends in .jsonl"),
        (["{in}", "{tmp}/out"], "name a file that ends in .jsonl"),
        (["{in}", "{tmp}/out.csv", "--form", "jsonl"], "does not end in .jsonl"),
        (["{in}", "{in}"], "Name an OUT elsewhere"),
        (["{tmp}", "{tmp}/out.jsonl"], "Name an OUT elsewhere"),
        (["{in}", "{tmp}/out.jsonl", "--types", "no-such"], "no note type 'no-such'"),
        (["{in}", "{tmp}/out.jsonl", "--include", "all"], "“all” is none of"),
        (["{in}", "{tmp}/out.csv", "--include", "sources"], "the tables have no room"),
        (["{tmp}/utf16.jsonl", "{tmp}/out.jsonl"], "is UTF-16. Save it as UTF-8"),
        (["{tmp}/cut.jsonl.gz", "{tmp}/out.jsonl"], "the compressed file is damaged"),
        (["{tmp}/not.parquet", "{tmp}/out.jsonl"], "not a Parquet file that can be read"),
        (["/dev/null", "{tmp}/out.jsonl"], "is neither a file nor a folder"),
        (["{in}", "{tmp}/not.parquet/out.jsonl"], "Sayso must be able to write there"),
        (["{in}", "{tmp}/empty.jsonl"], "is a folder; OUT must be a file here"),
        (["{twins}", "{tmp}/twins-out"], "would both become"),
        (["{twins}", "{tmp}/file"], "is a file; for a folder of articles OUT must be a folder"),
        (["{in}", "{tmp}/out.jsonl", "--scheduler", "tcp://127.0.0.1:1"], "--workers is for"),
    ],
)
def test_what_cannot_be_meant_is_told(tmp_path: Path, args: list[str], words: str) -> None:
    source = write_jsonl(tmp_path / "some" / "in.jsonl", lines_of(1))
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty.jsonl").mkdir()
    (tmp_path / "file").touch()
    (tmp_path / "utf16.jsonl").write_bytes('{"id": "a"}'.encode("utf-16"))
    (tmp_path / "cut.jsonl.gz").write_bytes(gzip.compress(b'{"id": 1, "text": "a"}')[:-9])
    (tmp_path / "not.parquet").write_bytes(b"PAR1 and then nothing of the kind")
    twins = tmp_path / "twins"
    write_jsonl(twins / "a.jsonl", [])
    write_jsonl(twins / "a.jsonl.gz", [])
    places = {"tmp": tmp_path, "in": source, "twins": twins}
    assert words in refused(*(arg.format_map(places) for arg in args))


def test_what_was_read_before_a_damaged_place_is_kept(tmp_path: Path) -> None:
    data = gzip.compress("".join(json.dumps(a) + "\n" for a in lines_of(200)).encode())
    source = tmp_path / "in.jsonl.gz"
    source.write_bytes(data[: len(data) * 9 // 10])
    assert "damaged" in refused(source, tmp_path / "out.jsonl", "--types", "modal-hedge")
    state = json.loads((tmp_path / "out.jsonl.sayso" / "state.json").read_text())
    assert not (tmp_path / "out.jsonl").exists()
    assert state["tally"]["articles"] > 0
