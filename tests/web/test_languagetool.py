"""The routes of a LanguageTool server, field by field, with everything that clients send."""

from __future__ import annotations

import gzip
import json
import logging
import re
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from sayso import marked
from sayso.export.languagetool import (
    CATEGORIES,
    LANGUAGES,
    Piece,
    Wanted,
    annotated,
    category_id,
    rule_id,
)
from sayso.notes import NOTE_TYPES
from sayso.web import create_app
from sayso.web.languagetool_schema import (
    CheckAnswer,
    CheckRequest,
    ConfigurationAnswer,
    LanguageListed,
    SoftwareAnswer,
)
from sayso.web.other_languages import is_in_another
from sayso.web.settings import Settings

CANARY = "Quillwort-Ankersund"
TEXT = (
    "🙂 Two officials said that the ferry may stop. Critics say 🙂 it has lost more than 300 boats."
)
TOKEN = "0123456789abcdef"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    return create_app(
        Settings(site=tmp_path_factory.mktemp("site"), cache_bytes=0, languagetool=True)
    )


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def post(client: FlaskClient, kind: str | None = None, **fields: str) -> TestResponse:
    body = "&".join(f"{key}={quote_plus(value)}" for key, value in fields.items())
    kind = "application/x-www-form-urlencoded" if kind is None else kind
    return client.post("/v2/check", data=body, content_type=kind)


def checked(client: FlaskClient, **fields: str) -> dict[str, Any]:
    response = post(client, **{"language": "en-US"} | fields)
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.get_json()
    CheckAnswer.model_validate(answer)
    return answer


def words(text: str, match: dict[str, Any]) -> str:
    units = text.encode("utf-16-le", "surrogatepass")
    start, length = match["offset"], match["length"]
    return units[2 * start : 2 * (start + length)].decode("utf-16-le", "surrogatepass")


def by_rule(answer: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {match["rule"]["id"]: match for match in answer["matches"]}


def test_it_is_off_unless_asked_for(tmp_path: Path) -> None:
    client = create_app(Settings(site=tmp_path)).test_client()
    for path in ("/v2/check", "/v2/languages", "/v2/info", "/api/v2/check"):
        assert client.post(path).status_code == 404
    assert "/v2/check" not in client.get("/openapi.json").get_json()["paths"]


def test_a_check_has_all_that_clients_read(client: FlaskClient) -> None:
    answer = checked(client, text=TEXT)
    assert answer["software"]["apiVersion"] == 1
    assert answer["language"]["code"] == "en-US"
    assert answer["language"]["detectedLanguage"]["name"] == "English (US)"
    assert answer["warnings"] == {"incompleteResults": False}
    match = by_rule(answer)["SAYSO_MODAL_HEDGE"]
    assert words(TEXT, match) == "may"
    assert match["type"] == {"typeName": "Hint"}
    assert match["replacements"] == []
    rule = match["rule"]
    assert rule["issueType"] == "style"
    assert rule["category"] == {"id": "HEDGING", "name": "How sure"}
    assert rule["urls"] == [{"value": "http://localhost/types/modal-hedge.html"}]
    note_type = next(t for t in NOTE_TYPES if t.id == "modal-hedge")
    assert match["shortMessage"] == note_type.title
    assert match["message"].endswith(note_type.question)
    assert match["sentence"].endswith("may stop.")


def test_no_id_is_one_that_editors_draw_as_a_mistake() -> None:
    ids = [rule_id(note_type.id) for note_type in NOTE_TYPES]
    assert len(set(ids)) == len(ids)
    for word in ("SPELLER_RULE", "MORFOLOGIK_RULE", "HUNSPELL_RULE"):
        assert not any(word in each for each in ids)
    for category in CATEGORIES:
        assert not any(word in category for word in ("GRAMMAR", "PUNCTUATION", "TYPOGRAPHY"))
    assert {category_id(note_type) for note_type in NOTE_TYPES} <= CATEGORIES.keys()


def test_context_and_ranges_are_in_utf_16(client: FlaskClient) -> None:
    text = "🙂 " * 30 + TEXT + " 🙂" * 30
    answer = checked(client, text=text)
    assert len(answer["matches"]) >= 3
    for match in answer["matches"]:
        context = match["context"]
        assert words(context["text"], context) == words(text, match)
    for start, end in answer["sentenceRanges"]:
        assert words(text, {"offset": start, "length": end - start}).strip()
    offsets = [(match["offset"], -match["length"]) for match in answer["matches"]]
    assert offsets == sorted(offsets)


def test_a_note_on_the_whole_article_stands_at_its_first_block(client: FlaskClient) -> None:
    text = "Ferry may stop, officials say\n\n" + "Two officials said that the ferry may stop. " * 12
    found = [
        m for m in checked(client, text=text)["matches"] if m["rule"]["category"]["id"] == "ARTICLE"
    ]
    assert found
    assert all(match["length"] > 0 for match in found)


@pytest.mark.parametrize(
    "kind", ["application/x-www-form-urlencoded", "text/plain;charset=UTF-8", "text/plain", ""]
)
def test_forms_are_read_whatever_they_say_they_are(client: FlaskClient, kind: str) -> None:
    response = post(client, kind, text=TEXT, language="en-US")
    assert by_rule(response.get_json())["SAYSO_MODAL_HEDGE"]


def test_the_other_address_answers_too(client: FlaskClient) -> None:
    body = {"text": TEXT, "language": "en-US"}
    one, two = (client.post(f"{at}/v2/check", data=body).get_json() for at in ("", "/api"))
    assert one == two
    assert one["matches"]


DATA = {
    "text alone": ({"text": TEXT}, TEXT),
    "annotation of text alone": ({"annotation": [{"text": TEXT}]}, TEXT),
    "markup": (
        {"annotation": [
            {"markup": "<p>"}, {"text": "🙂 The ferry "}, {"markup": "<b>", "interpretAs": ""},
            {"text": "ma"}, {"markup": "<i>"}, {"text": "y"}, {"markup": "</i></b>"},
            {"text": " stop."}, {"markup": "</p>", "interpretAs": "\n\n"}, {"text": "Sources said no."},
        ]},
        "<p>🙂 The ferry <b>ma<i>y</i></b> stop.</p>Sources said no.",
    ),
    "markup read as words": (
        {"annotation": [
            {"text": "Ferry "}, {"markup": "\\may{}", "interpretAs": "may"}, {"text": " stop."},
        ]},
        "Ferry \\may{} stop.",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("data", "whole"), DATA.values(), ids=DATA)
def test_places_count_in_the_text_with_its_markup(
    client: FlaskClient, data: dict[str, Any], whole: str
) -> None:
    answer = checked(client, data=json.dumps(data))
    found = words(whole, by_rule(answer)["SAYSO_MODAL_HEDGE"])
    assert found in {"may", "ma<i>y", "\\may{}"}


PIECES = st.lists(
    st.one_of(
        st.builds(Piece, st.sampled_from(["🙂 It ", "may ", "rain. ", "Sources ", "said ", "é", "\r\n"])),
        st.builds(
            Piece,
            st.sampled_from(["<b>", "🙂", "&amp;", "</b>", "\u200f", ""]),
            st.sampled_from([None, "", "\n\n", "&", "may be "]),
            st.just(True),
        ),
    ),
    max_size=20,
)  # fmt: skip


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(PIECES)
def test_every_match_lies_inside_the_text(app: Flask, pieces: list[Piece]) -> None:
    whole = "".join(piece.words for piece in pieces)
    text = annotated(pieces)
    assert text.whole == whole
    listed = [
        {"markup": p.words} | ({} if p.read is None else {"interpretAs": p.read})
        if p.markup else {"text": p.words}
        for p in pieces
    ]  # fmt: skip
    answer = checked(app.test_client(), data=json.dumps({"annotation": listed}))
    length = len(whole.encode("utf-16-le")) // 2
    for match in answer["matches"]:
        assert 0 <= match["offset"] < match["offset"] + match["length"] <= length
        words(whole, match).encode()


def test_words_that_empty_markup_is_read_as_have_no_match(client: FlaskClient) -> None:
    listed = [{"markup": "", "interpretAs": "Rain may fall. "}, {"text": "Snow might fall."}]
    answer = checked(client, data=json.dumps({"annotation": listed}))
    assert {words("Snow might fall.", match) for match in answer["matches"]} == {"might"}


WRONG: dict[str, tuple[bytes, int, str]] = {
    "nothing": (b"", 400, "Send either 'text' or 'data'"),
    "both": (b"text=a&data=%7B%7D&language=en", 400, "and not both"),
    "no language": (b"text=a", 400, "'language' is missing"),
    "no JSON": (b"data=nonsense&language=en", 400, "not JSON"),
    "deep JSON": (b"data=" + b"[" * 50_000 + b"&language=en", 400, "not JSON"),
    "a list": (b"data=[]&language=en", 400, "not an object"),
    "empty data": (b"data={}&language=en", 400, "annotation"),
    "annotation a string": (b'data={"annotation":"a"}&language=en', 400, "annotation"),
    "text and annotation": (b'data={"text":"a","annotation":[]}&language=en', 400, "annotation"),
    "a piece of neither": (b'data={"annotation":[{}]}&language=en', 400, "annotation[0]"),
    "a piece of both": (
        b'data={"annotation":[{"text":"a"},{"text":"a","markup":"b"}]}&language=en', 400,
        "annotation[1]",
    ),
    "a piece of numbers": (b'data={"annotation":[{"text":1}]}&language=en', 400, "annotation[0]"),
    "bad UTF-8": (b"text=%ff&language=en", 400, "UTF-8"),
    "raw bad UTF-8": (b"text=\xff&language=en", 400, "UTF-8"),
    "a surrogate": (b"text=%ed%a0%80&language=en", 400, "UTF-8"),
    "many fields": (b"&".join(b"a=1" for _ in range(200)), 400, "more than 100 fields"),
    "an object": (b' {"text": "a", "language": "en"}', 415, "The body is JSON."),
    "an object after a mark": (b'\xef\xbb\xbf{"text": "a&b=c"}', 415, "The body is JSON."),
    "text twice": (b"text=a&language=en&text=b", 400, "'text' is given twice"),
    "rules twice": (
        b"text=a&language=en&disabledRules=A&disabledRules=B", 400, "'disabledRules' is given twice",
    ),
    "too long": (b"language=en&text=" + b"a+" * 100_500, 413, "201,000 characters"),
    "too large": (b"language=en&text=" + b"a" * 6_000_000, 413, "bytes"),
}  # fmt: skip


@pytest.mark.parametrize(("body", "status", "words_"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_a_line_of_text(
    client: FlaskClient, body: bytes, status: int, words_: str
) -> None:
    response = client.post("/v2/check", data=body, content_type="application/x-www-form-urlencoded")
    assert response.status_code == status
    assert response.mimetype == "text/plain"
    assert response.text.startswith("Error: ")
    assert words_ in response.text
    assert response.headers["X-Request-Id"] in response.text


def test_an_object_is_refused_as_one_that_says_so(client: FlaskClient) -> None:
    response = client.post("/v2/check", json={"text": TEXT, "language": "en"})
    assert (response.status_code, response.mimetype) == (415, "text/plain")
    assert "URL-encoded" in response.text


def test_a_compressed_form_is_refused_as_such(client: FlaskClient) -> None:
    response = client.post(
        "/v2/check",
        data=gzip.compress(b"text=a&language=en"),
        headers={"Content-Encoding": "gzip"},
        content_type="application/x-www-form-urlencoded",
    )
    assert (response.status_code, response.mimetype) == (415, "text/plain")
    assert "not compressed" in response.text


def test_a_byte_order_mark_is_no_part_of_a_field(client: FlaskClient) -> None:
    response = client.post("/v2/check", data=b"\xef\xbb\xbflanguage=en&text=It+may+rain.")
    assert words("It may rain.", by_rule(response.get_json())["SAYSO_MODAL_HEDGE"]) == "may"


def test_a_field_that_is_not_read_may_come_twice(client: FlaskClient) -> None:
    response = client.post("/v2/check", data=b"language=en&level=a&text=It+may+rain.&level=b")
    assert response.get_json()["matches"]


def test_a_form_of_parts_is_refused(client: FlaskClient) -> None:
    response = client.post(
        "/v2/check", data={"text": "a", "language": "en"}, content_type="multipart/form-data"
    )
    assert (response.status_code, response.mimetype) == (415, "text/plain")


def test_a_text_in_the_address_is_refused(client: FlaskClient) -> None:
    response = client.get("/v2/check?text=a&language=en")
    assert (response.status_code, response.mimetype) == (405, "text/plain")
    assert "POST" in response.headers["Allow"]


@pytest.mark.parametrize("path", ["/v2", "/v2/", "/v2/chekc", "/api/v2/check/en", "/api/v2"])
def test_what_is_not_there_is_told_in_a_line(client: FlaskClient, path: str) -> None:
    response = client.post(path, data={"text": "a"})
    assert (response.status_code, response.mimetype) == (404, "text/plain")
    assert response.text.startswith("Error: Nothing is at this address.")
    assert response.headers["X-Request-Id"] in response.text


@pytest.mark.parametrize("path", ["/v1/analyze", "/v20/check", "/api/v20", "/api/check"])
def test_elsewhere_errors_are_documents_all_the_same(client: FlaskClient, path: str) -> None:
    for host in ({}, {"Host": "evil.example"}):
        assert client.post(path, headers=host).mimetype == "application/problem+json"


@pytest.mark.parametrize(
    "code", ["de-DE", "fr", "pt-BR", "eng", "enm", "x" * 40, "en" + "-x" * 50_000, "??"]
)
def test_other_languages_have_no_matches(client: FlaskClient, code: str) -> None:
    answer = checked(client, text=TEXT, language=code)
    assert answer["matches"] == []


@pytest.mark.parametrize("code", LANGUAGES)
def test_variants_of_english_are_known_by_name(client: FlaskClient, code: str) -> None:
    answer = checked(client, text=TEXT, language=code)
    assert answer["language"]["name"] == LANGUAGES[code]
    assert answer["matches"]


@pytest.mark.parametrize(
    ("code", "told", "name"),
    [
        ("en_US", "en-US", "English (US)"),
        ("EN-us", "en-US", "English (US)"),
        (" EN ", "en", "English"),
        ("en-IN", "en-IN", "English"),
        ("en-US-x-simple-language", "en-US-x-simple-language", "English (US)"),
        ("EN_in", "en-in", "English"),
    ],
)
def test_english_is_known_however_its_code_is_written(
    client: FlaskClient, code: str, told: str, name: str
) -> None:
    answer = checked(client, text=TEXT, language=code)
    assert (answer["language"]["code"], answer["language"]["name"]) == (told, name)
    assert answer["matches"]


@pytest.mark.parametrize(
    ("variants", "code"),
    [("", "en-US"), ("de_DE,en_gb", "en-GB"), ("de-DE,en-GB", "en-GB"), ("de-DE", "en-US")],
)
def test_an_open_language_is_taken_for_english(
    client: FlaskClient, variants: str, code: str
) -> None:
    answer = checked(client, text=TEXT, language="auto", preferredVariants=variants)
    assert answer["language"]["code"] == code
    assert answer["language"]["detectedLanguage"]["confidence"] == 0.0
    assert answer["matches"]


OTHER = {
    "Spanish": (
        "Es probable que el puente cierre.",
        "El puente sobre el Ossa podría cerrar en mayo, según dos personas que no dan su nombre.",
    ),
    "French": (
        "Il est possible que le pont ferme en mai.",
        "Le pont sur l'Ossa pourrait fermer, selon deux personnes qui n'ont pas donné leur nom.",
    ),
    "German": (
        "Die Brücke wird wohl im Mai geschlossen.",
        "Das ist nicht sicher, sagte Ilse Brandt, und es wird vielleicht teuer: Reportedly.",
    ),
    "Dutch": (
        "Het is possible dat de brug in mei dichtgaat.",
        "Volgens Ilse Brandt is er nog geen geld voor het werk, maar dat may nog komen.",
    ),
    "Italian": (
        "È possibile che il ponte chiuda a maggio.",
        "Ilse Brandt ha detto che non è ancora certo, e che si deciderà a maggio.",
    ),
    "Portuguese": (
        "É possível que a ponte feche em maio.",
        "Ilse Brandt disse que ainda não é certo que haja dinheiro para as obras.",
    ),
    "Danish": ("Broen over Ossa kan blive lukket, og det er ikke sikkert, siger Ilse Brandt.",),
    "Norwegian": ("Broen over Ossa kan bli stengt, og det er ikke sikkert, sier Ilse Brandt.",),
    "Swedish": ("Bron över Ossa kan stängas i maj, och det är inte säkert, säger Ilse Brandt.",),
}


@pytest.mark.parametrize("language", OTHER)
def test_an_open_language_is_not_taken_for_english_against_all_appearance(
    client: FlaskClient, language: str
) -> None:
    for text in OTHER[language]:
        answer = checked(client, text=text, language="auto", preferredVariants="en-GB")
        assert answer["matches"] == []
        assert answer["language"]["code"] == "unknown"
    # Whoever says that it is English is believed.
    said = checked(client, text=OTHER[language][0], language="en-GB")
    assert said["language"]["code"] == "en-GB"


GOLDEN = sorted((Path(__file__).parents[1] / "golden").rglob("*.txt"))


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_english_is_never_taken_for_another_language(path: Path) -> None:
    text = path.read_text("utf-8")
    for piece in (text, *text.splitlines(), *re.split(r"(?<=[.!?”,])\s+", text)):
        assert not is_in_another(piece), piece


@pytest.mark.parametrize(
    "text",
    [
        "Bridge reportedly shut",
        "Pump maker cuts forecast",
        "El Paso sheriff reportedly sues Oscar de la Renta",
        "Die Zeit, Der Spiegel hint at deal",
        "Le Monde, Le Figaro et La Croix hint at deal",
        "Van der Bellen, von der Leyen discuss plan",
        "Il Sole 24 Ore, Que Pasa deny report",
        "Gates open 8 p.m. ET, 7 p.m. EST; UN, MIT hint at delay",
        "“Je ne regrette rien,” singer reportedly said",
        "Ilse Brandt said: “Es ist nicht sicher, und es wird vielleicht teuer.”",
    ],
)
def test_names_and_quoted_words_make_no_other_language(text: str) -> None:
    assert not is_in_another(text)


def test_examples_of_notes_are_not_taken_for_another_language() -> None:
    for note_type in NOTE_TYPES:
        for example in (*note_type.examples, *note_type.near_misses):
            assert not is_in_another(marked.read(example)[0]), example


@pytest.mark.parametrize("text", ["", " ", "\n\n"])
def test_an_empty_text_has_no_matches(client: FlaskClient, text: str) -> None:
    assert checked(client, text=text)["matches"] == []


def rules(client: FlaskClient, **fields: str) -> set[str]:
    return set(by_rule(checked(client, text=TEXT, **fields)))


def test_rules_and_categories_are_switched(client: FlaskClient) -> None:
    everything = rules(client)
    assert len(everything) >= 3
    hedge, more = "SAYSO_MODAL_HEDGE", "SAYSO_APPROXIMATOR"
    assert rules(client, disabledRules=f"{hedge}, EN_A_VS_AN") == everything - {hedge}
    assert not {hedge, more} & rules(client, disabledCategories="HEDGING")
    assert rules(client, enabledRules=hedge, enabledOnly="true") == {hedge}
    assert rules(client, enabledRules=hedge) == everything
    assert {hedge, more} <= rules(client, enabledCategories="HEDGING", enabledOnly="true")
    assert rules(client, enabledOnly="true") == set()
    assert rules(client, enabledCategories="HEDGING", disabledRules=hedge, enabledOnly="true")
    for ignored in ("motherTongue", "level", "mode", "useragent", "username", "whatever"):
        assert rules(client, **{ignored: "x"}) == everything


def test_a_type_that_is_off_by_default_can_be_switched_on() -> None:
    quiet = [note_type.id for note_type in NOTE_TYPES if not note_type.default]
    assert not set(quiet) & set(Wanted().types())
    wanted = Wanted(enabled=frozenset(map(rule_id, quiet)))
    assert set(quiet) <= set(wanted.types())


def test_the_small_routes(client: FlaskClient) -> None:
    listed = client.get("/v2/languages").get_json()
    for each in listed:
        LanguageListed.model_validate(each)
    assert {each["longCode"] for each in listed} == LANGUAGES.keys()
    assert client.get("/v2/healthcheck").text == "OK"
    SoftwareAnswer.model_validate(client.get("/v2/info").get_json())
    for method in ("GET", "POST"):
        response = client.open("/v2/maxtextlength", method=method, data=b"\0")
        assert (response.text, response.mimetype) == ("200000", "text/plain")


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_what_may_be_set_is_told(client: FlaskClient, method: str) -> None:
    answer = client.open("/v2/configinfo", method=method, data={"language": "en"}).get_json()
    ConfigurationAnswer.model_validate(answer)
    assert answer["parameter"] == {"maxTextLength": 200_000}
    # Clients read rules as maps of strings.
    assert all(isinstance(value, str) for rule in answer["rules"] for value in rule.values())
    off = {rule["ruleId"] for rule in answer["rules"] if "isDefaultOff" in rule}
    assert len(answer["rules"]) == len(NOTE_TYPES)
    assert off == {rule_id(note_type.id) for note_type in NOTE_TYPES if not note_type.default}


def test_how_long_a_text_may_be_is_told_where_bodies_are_kept_short(tmp_path: Path) -> None:
    client = create_app(Settings(site=tmp_path, languagetool=True, body_bytes=1000)).test_client()
    assert client.get("/v2/maxtextlength").text == "1000"
    assert client.get("/v2/configinfo").get_json()["parameter"] == {"maxTextLength": 1000}
    for letter in ("a", "%41", "%20"):
        body = f"language=en-GB&text={letter * 960}"
        kind = "application/x-www-form-urlencoded"
        assert client.post("/v2/check", data=body, content_type=kind).status_code == 200


@pytest.mark.parametrize(
    "name", ["languages", "healthcheck", "info", "maxtextlength", "configinfo"]
)
def test_the_small_routes_are_at_the_other_address_too(client: FlaskClient, name: str) -> None:
    one, two = (client.get(f"{at}/v2/{name}") for at in ("", "/api"))
    assert (one.status_code, one.data) == (200, two.data)


def test_a_token_may_come_as_the_key_of_the_api(tmp_path: Path) -> None:
    guarded = create_app(Settings(site=tmp_path, languagetool=True, token=TOKEN, cache_bytes=0))
    client = guarded.test_client()
    body = {"text": TEXT, "language": "en"}
    refused = client.post("/v2/check", data=body)
    assert refused.status_code == 401
    assert "'apiKey'" in refused.text
    assert client.post("/v2/check", data=body | {"apiKey": "wrong"}).status_code == 401
    assert client.post("/v2/check", data=body | {"apiKey": TOKEN}).status_code == 200
    bearer = {"Authorization": f"Bearer {TOKEN}"}
    assert client.post("/v2/check", data=body, headers=bearer).status_code == 200
    assert client.get("/v2/languages").status_code == 200


def test_the_page_for_editors_names_all_that_is_read() -> None:
    page = (Path(__file__).parents[2] / "docs" / "editors.md").read_text("utf-8")
    for name in (*CheckRequest.model_fields, *CATEGORIES):
        assert f"`{name}`" in page
    for rule in create_app(Settings(site=Path("nowhere"), languagetool=True)).url_map.iter_rules():
        if rule.rule.startswith("/v2/"):
            assert f"{rule.rule}`" in page


@pytest.mark.parametrize("name", ["answered", "broken", *WRONG])
def test_nothing_is_kept_or_told(
    client: FlaskClient,
    name: str,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def crash(text: str, *_: object, **__: object) -> None:
        raise ValueError(text)

    if name == "broken":
        monkeypatch.setattr("sayso.web.v1.analyse", crash)
    caplog.set_level(logging.DEBUG)
    marked = quote_plus(f"{CANARY} may close. ").encode()
    body = WRONG[name][0] if name in WRONG else b"language=en&text=It"
    body = body.replace(b"text=", b"text=" + marked).replace(b"data=", b"data=" + marked)
    response = client.post("/v2/check", data=body, content_type="application/x-www-form-urlencoded")
    assert response.status_code == {"answered": 200, "broken": 500}.get(name, response.status_code)
    printed = capfd.readouterr()
    told = [str(response.headers), caplog.text, printed.out, printed.err]
    if name != "answered":
        told.append(response.text)
    for place in told:
        assert CANARY not in place
