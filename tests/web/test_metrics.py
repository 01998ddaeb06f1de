"""Numbers for Prometheus: right over several workers, few, and without a word of what is read."""

from __future__ import annotations

import os
import random
import re
import signal
import string
import sys
from collections.abc import Callable, Iterator
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient
from openapi_spec_validator import OpenAPIV31SpecValidator
from prometheus_client.parser import text_string_to_metric_families

from sayso.analyse import analyse
from sayso.pipeline import model_version
from sayso.web import create_app, pressure, serve
from sayso.web.problems import KINDS
from sayso.web.settings import Settings

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "serving.md"
TOKEN = "0123456789abcdef"
CANARY = "Quillwort-Ankersund"
TEXT = f"The mayor of {CANARY} may resign, Ada Moss said."

Problem = Callable[..., dict[str, Any]]
Labels = frozenset[tuple[str, str]]


class Told:
    """What /metrics tells: each series with its value."""

    def __init__(self, words: str) -> None:
        self.words = words
        self.series: dict[tuple[str, Labels], float] = {
            (sample.name, frozenset(sample.labels.items())): sample.value
            for family in text_string_to_metric_families(words)
            for sample in family.samples
        }

    def __getitem__(self, name: str) -> float:
        """The sum of all series of this name."""
        return sum(value for (each, _), value in self.series.items() if each == name)

    def of(self, name: str, **labels: str) -> float:
        """The sum of the series that have at least these labels."""
        wanted = labels.items()
        return sum(
            value
            for (each, has), value in self.series.items()
            if each == name and has >= frozenset(wanted)
        )


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    settings = Settings(site=tmp_path, metrics=True, languagetool=True, cache_bytes=0)
    return create_app(settings, workers=2)


class Client(FlaskClient):
    """A client that reads answers to their end and closes them, as servers do; then they count."""

    def open(self, *rest: Any, **more: Any) -> Any:
        return super().open(*rest, **{"buffered": True} | more)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    app.test_client_class = Client
    return app.test_client()


def told(client: FlaskClient) -> Told:
    response = client.get("/metrics")
    assert response.status_code == 200, response.text
    assert response.mimetype == "text/plain"
    assert response.headers["Cache-Control"] == "no-store"
    return Told(response.text)


def test_nothing_is_told_unless_asked_for(tmp_path: Path, problem: Problem) -> None:
    client = create_app(Settings(site=tmp_path)).test_client()
    problem(client.get("/metrics"), "not_found")
    assert "/metrics" not in client.get("/openapi.json").get_json()["paths"]


def test_what_is_counted(client: FlaskClient) -> None:
    for path in ("/v1/types/modal-hedge", "/v1/types/nothing", "/v1/types"):
        client.get(path)
    assert client.post("/v1/analyze", json={"text": TEXT}).status_code == 200
    client.post("/v1/compare", json={"first": {"text": TEXT}, "second": {"text": TEXT}})
    client.post("/v2/check", data={"text": TEXT, "language": "en"})
    client.post("/v2/check", data={"language": "en"})
    client.post("/v1/analyze", data=b"[", content_type="application/json")
    lines = b'{"text": "It may rain."}\n{"text": ""}\n'
    assert client.post("/v1/batch", data=lines, content_type="application/x-ndjson").data
    client.get("/healthz", headers={"Host": "evil.example"})
    client.get("/healthz", headers={"Origin": "https://evil.example"})
    client.open("/healthz", method="BREW")
    found = told(client)
    requests = {
        (dict(labels)["method"], dict(labels)["route"], dict(labels)["status"]): value
        for (name, labels), value in found.series.items()
        if name == "sayso_requests_total"
    }
    assert requests == {
        ("GET", "/v1/types/<id>", "200"): 1,
        ("GET", "/v1/types/<id>", "404"): 1,
        ("GET", "/v1/types", "200"): 1,
        ("POST", "/v1/analyze", "200"): 1,
        ("POST", "/v1/analyze", "400"): 1,
        ("POST", "/v1/compare", "200"): 1,
        ("POST", "/v2/check", "200"): 1,
        ("POST", "/v2/check", "400"): 1,
        ("POST", "/v1/batch", "200"): 1,
        ("GET", "other", "400"): 1,
        ("GET", "/healthz", "403"): 1,
        ("other", "other", "405"): 1,
    }
    words = analyse(TEXT).words
    assert found["sayso_texts_read_total"] == 5
    assert found["sayso_words_read_total"] == 4 * words + analyse("It may rain.").words
    assert found["sayso_texts_incomplete_total"] == 0
    assert {
        dict(labels)["code"]: value
        for (name, labels), value in found.series.items()
        if name == "sayso_problems_total" and value
    } == {
        "not_found": 1,
        "invalid_json": 1,
        "bad_request": 1,
        "text_empty": 1,
        "host_not_allowed": 1,
        "origin_not_allowed": 1,
        "method_not_allowed": 1,
    }
    assert found["sayso_request_seconds_count"] == sum(requests.values())
    assert found.of("sayso_request_seconds_bucket", route="/v1/batch", le="+Inf") == 1
    assert {dict(labels).get("code") for _, labels in found.series} - {None} == KINDS.keys()
    # The request that asks is in hand.
    assert found["sayso_requests_now"] == 1


def test_what_is_looked_at(app: Flask, client: FlaskClient) -> None:
    pressure.on_waiting(app, lambda: 7)
    give_back = app.extensions["sayso-pressure"].batches.take()
    found = told(client)
    give_back()
    assert found["sayso_requests_waiting"] == 7
    assert found["sayso_batches_now"] == 1
    assert found["sayso_workers"] == 1
    assert found["sayso_workers_wanted"] == 2
    assert 30_000_000 < found["sayso_largest_worker_resident_bytes"] < 100_000_000_000
    assert found.of("sayso_info", model=model_version()) == 1


def test_a_part_and_a_refusal_are_counted(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        real = analyse
        patched.setattr(
            "sayso.web.v1.analyse",
            lambda *rest, **more: real(*rest, **more | {"spent": lambda: 0.99}),
        )
        body = {"text": "It may rain."}
        assert client.post("/v1/analyze", json=body).get_json()["incomplete"] is True
    pressure.on_waiting(app, lambda: 10_000)
    assert client.post("/v1/analyze", json=body).status_code == 503
    found = told(client)
    assert found["sayso_texts_incomplete_total"] == 1
    assert found.of("sayso_problems_total", code="busy") == 1
    assert found.of("sayso_requests_total", route="/v1/analyze", status="503") == 1


# --------------------------------------------------------------------------- few series


def test_paths_that_nobody_has_make_no_series(client: FlaskClient) -> None:
    chance = random.Random(7)

    def word() -> str:
        return "".join(chance.choices(string.ascii_letters + string.digits + "-._~%é/", k=12))

    for path in ("/v1/types/x", "/x"):
        client.get(path)
    client.open("/x", method="BREW")
    told(client)
    before = told(client)
    for number in range(1_000):
        if number % 3 == 0:
            client.get(f"/v1/types/{word().replace('/', '')}")
        elif number % 3 == 1:
            client.get(f"/x{word()}?{word()}={word()}")
        else:
            client.open(f"/x{word()}", method="X" + word()[:5].upper().translate(_PLAIN))
    after = told(client)
    assert after.series.keys() == before.series.keys()
    assert after["sayso_requests_total"] - before["sayso_requests_total"] == 1_001


_PLAIN = {ord(letter): "A" for letter in "-._~%É/" + string.digits}


def test_labels_are_ours(client: FlaskClient, app: Flask) -> None:
    test_what_is_counted(client)
    rules = {rule.rule for rule in app.url_map.iter_rules()} | {"other"}
    allowed: dict[str, Callable[[str], object]] = {
        "method": {"GET", "HEAD", "POST", "OPTIONS", "other"}.__contains__,
        "route": rules.__contains__,
        "status": re.compile(r"[2-5]\d\d").fullmatch,
        "code": KINDS.__contains__,
        "le": re.compile(r"[\d.]+|\+Inf").fullmatch,
    }
    for name, labels in told(client).series:
        for label, value in labels:
            assert name == "sayso_info" or allowed[label](value), (name, label, value)


# --------------------------------------------------------------------------- nothing of anybody


def test_nothing_that_is_sent_is_told(client: FlaskClient) -> None:
    page = {"url": f"https://{CANARY}.example/x", "byline": CANARY}
    headers = {"User-Agent": CANARY, "Referer": f"https://{CANARY}.example/", "Cookie": CANARY}
    sent: dict[str, Any] = {"headers": headers, "environ_overrides": {"REMOTE_ADDR": "127.0.0.77"}}
    client.post(f"/v1/analyze?{CANARY}", json={"text": TEXT, "page": page}, **sent)
    client.post("/v1/analyze", json={"text": TEXT, CANARY: 1}, **sent)
    client.post("/v1/analyze", data=TEXT, content_type=f"text/{CANARY}", **sent)
    client.post("/v2/check", data={"text": TEXT, "language": CANARY}, **sent)
    client.get(f"/{CANARY}", **sent)
    client.get(f"/v1/types/{CANARY}", **sent)
    client.open(f"/{CANARY}", method=CANARY.replace("-", "").upper(), **sent)
    client.get("/", headers={"Host": f"{CANARY}.example"})
    client.get("/", headers={"Origin": f"https://{CANARY}.example"})
    found = told(client).words.lower()
    for word in (*CANARY.lower().split("-"), "ada", "moss", "mayor", "127.0.0", "example"):
        assert word not in found


# --------------------------------------------------------------------------- who is told


@pytest.mark.parametrize(
    "more",
    [
        {"environ_overrides": {"REMOTE_ADDR": "192.0.2.7"}},
        {"environ_overrides": {"REMOTE_ADDR": ""}},
        {"headers": {"Host": "sayso.school.example"}},
        {"headers": {"X-Forwarded-For": "192.0.2.7"}},
        {"headers": {"Forwarded": "for=192.0.2.7"}},
        {"headers": {"Via": "1.1 proxy"}},
    ],
    ids=str,
)
def test_others_are_told_nothing_without_a_token(
    tmp_path: Path, problem: Problem, more: dict[str, Any]
) -> None:
    hosts = ("127.0.0.1", "localhost", "sayso.school.example")
    settings = {"site": tmp_path, "metrics": True, "hosts": hosts}
    open_ = create_app(Settings(**settings)).test_client()
    assert open_.get("/metrics").status_code == 200
    assert "SAYSO_TOKEN" in problem(open_.get("/metrics", **more), "unauthorized")["detail"]
    guarded = create_app(Settings(**settings, token=TOKEN)).test_client()
    problem(guarded.get("/metrics"), "unauthorized")
    problem(guarded.get("/metrics", **more), "unauthorized")
    headers = more.get("headers", {}) | {"Authorization": f"Bearer {TOKEN}"}
    assert guarded.get("/metrics", **more | {"headers": headers}).status_code == 200


def test_pages_of_others_are_told_nothing(client: FlaskClient, problem: Problem) -> None:
    problem(client.get("/metrics", headers={"Host": "evil.example"}), "host_not_allowed")
    headers = {"Origin": "https://evil.example"}
    problem(client.get("/metrics", headers=headers), "origin_not_allowed")
    assert "Access-Control-Allow-Origin" not in client.get("/metrics").headers


def test_prometheus_gets_the_form_that_it_likes_best(client: FlaskClient) -> None:
    headers = {"Accept": "application/openmetrics-text;version=1.0.0,text/plain;q=0.5"}
    response = client.get("/metrics", headers=headers)
    assert response.mimetype == "application/openmetrics-text"
    assert response.text.endswith("# EOF\n")


def test_it_is_described(client: FlaskClient) -> None:
    document = client.get("/openapi.json").get_json()
    assert list(OpenAPIV31SpecValidator(document).iter_errors()) == []
    answers = document["paths"]["/metrics"]["get"]["responses"]
    assert {"200", "401"} <= answers.keys()
    response = client.get("/metrics")
    assert response.mimetype in answers["200"]["content"]


def test_a_package_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serve, "find_spec", lambda name: None)
    result = CliRunner().invoke(serve.serve, ["--metrics", "--port", "0"])
    assert result.exit_code == 2
    assert "'.[metrics]'" in " ".join(result.output.split())


def test_the_guide_tells_of_each_number_and_its_rules_can_work(client: FlaskClient) -> None:
    client.post("/v1/analyze", json={"text": TEXT})
    client.get("/v1/nothing")
    names = {name for name, _ in told(client).series} | {"sayso_parent_resident_bytes"}
    guide = GUIDE.read_text("utf-8")
    listed = set(re.findall(r"^\| `(sayso_\w+)", guide, re.MULTILINE))
    assert listed == {re.sub(r"_(?:bucket|sum|count)$", "", name) for name in names}
    blocks = [yaml.safe_load(block) for block in re.findall(r"```yaml\n(.*?)```", guide, re.DOTALL)]
    (scraped,) = next(block for block in blocks if "scrape_configs" in block)["scrape_configs"]
    (target,) = scraped["static_configs"][0]["targets"]
    assert target == "127.0.0.1:7297"
    assert scraped.get("metrics_path", "/metrics") == "/metrics"
    rules = next(block for block in blocks if "groups" in block)["groups"][0]["rules"]
    assert len(rules) >= 3
    for rule in rules:
        used = set(re.findall(r"sayso_\w+", rule["expr"]))
        assert used and used <= names
        for code in re.findall(r'code="(\w+)"', rule["expr"]):
            assert code in KINDS
        assert rule["annotations"]["summary"]


# --------------------------------------------------------------------------- several workers


@pytest.fixture
def held(tmp_path: Path) -> Iterator[Any]:
    """Two real workers, which can be held over a text."""
    if sys.platform == "win32":
        pytest.skip("Windows has one process.")
    from tests.web.test_gunicorn import stop
    from tests.web.test_gunicorn_load import Held

    running = Held(tmp_path, "--metrics", "--cache-bytes", "0")
    yield running
    running.go()
    stop(running.server)
    running.pool.shutdown()


def test_counts_outlive_their_workers(held: Any) -> None:
    from tests.web.test_gunicorn_load import LONG, until

    server = held.server

    def scrape() -> Told:
        connection = HTTPConnection("127.0.0.1", server.port, timeout=LONG)
        try:
            connection.request("GET", "/metrics")
            response = connection.getresponse()
            assert response.status == 200
            return Told(response.read().decode())
        finally:
            connection.close()

    def in_hand(count: int) -> bool:
        return scrape()["sayso_requests_now"] == count

    words = analyse(TEXT).words
    count = 0
    for victim in ("Wait a", "Wait b", "Wait c"):
        for _ in range(4):
            assert server.analyze(TEXT)[0] == 200
            count += 1
        (lost,) = held.hold(victim)
        # One worker holds the text, the other answers this.
        until(lambda: in_hand(2))
        os.kill(held.holder(victim), signal.SIGKILL)
        with pytest.raises((ConnectionError, HTTPException)):
            lost.result(LONG)
        until(lambda: scrape()["sayso_workers"] == 2)
        # What the killed one had in hand is in nobody's.
        until(lambda: in_hand(1))
        found = scrape()
        assert found["sayso_texts_read_total"] == count
        assert found["sayso_words_read_total"] == count * words
        assert found.of("sayso_requests_total", route="/v1/analyze", status="200") == count
        assert found.of("sayso_request_seconds_count", route="/v1/analyze") == count
    assert found["sayso_workers_wanted"] == 2
    assert found["sayso_parent_resident_bytes"] > 50_000_000
    resident = found["sayso_largest_worker_resident_bytes"]
    assert 50_000_000 < resident < found["sayso_workers_resident_bytes"]
    assert CANARY.lower() not in found.words.lower()

    # Three workers have gone and three have come; there are the files of two, and the parent's.
    folder = counted_in(server.process.pid)
    names = {file.name for file in folder.iterdir()}
    assert {"counter_0.db", "counter_1.db", "histogram_0.db"} <= names
    assert {re.split(r"[_.]", name)[-2] for name in names} == {"0", "1", "parent"}
    server.process.terminate()
    assert server.process.wait(LONG) == 0
    assert not folder.exists()
    assert "Traceback" not in server.log.read_text()


def counted_in(pid: int) -> Path:
    """The folder with the files that a process counts in."""
    maps = Path(f"/proc/{pid}/maps")
    if not maps.exists():
        pytest.skip("Only Linux tells which files a process has mapped.")
    return Path(re.findall(r"(/\S*sayso-metrics-\w+)/", maps.read_text())[0])
