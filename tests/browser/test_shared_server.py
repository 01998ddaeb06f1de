"""A server for several people: the token that it asks for, and what is set for a whole computer."""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from werkzeug.serving import WSGIRequestHandler, make_server

from sayso.web import create_app
from sayso.web.settings import Settings
from tests.browser.chromium import Chromium
from tests.browser.desk import Desk
from tests.browser.driver import Tab, wait
from tests.browser.firefox import Firefox
from tests.browser.fixtures import free_port
from tests.browser.pages import PageServer, news_page
from tests.browser.test_pages import HEADLINE, PARAGRAPHS

SCHOOL = "https://sayso.school.example/*"
TOKEN = "Quillwort-Ankersund.7~+/x=="

_CARD = "() => sayso.hosted.root.querySelector('.card').innerText"
_RESULT = "document.querySelector('#result').textContent"
_BOX = "document.querySelector('#token').value"


class Quiet(WSGIRequestHandler):
    """Keeps no log."""

    def log(self, *_: object) -> None:
        return None


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The real application with a token; its address."""
    app = create_app(Settings(site=tmp_path_factory.mktemp("site"), token=TOKEN, cache_bytes=0))
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def article(pages: PageServer) -> str:
    return pages.put("/shared", news_page(HEADLINE, PARAGRAPHS))


@pytest.fixture
def fresh(desk: Desk) -> Iterator[list[Tab]]:
    """Tabs to be closed, and settings to be forgotten, after the test."""
    tabs: list[Tab] = []
    yield tabs
    for tab in tabs:
        tab.close()
    desk.page.js("browser.storage.local.clear()")


def fill(options: Tab, selector: str, text: str) -> None:
    """Put a text into a box as typing would."""
    options.js(
        f"(() => {{ const box = document.querySelector({json.dumps(selector)});"
        f" box.value = {json.dumps(text)}; box.dispatchEvent(new Event('input')); }})()"
    )


def press(options: Tab, selector: str) -> str:
    """Press a button of the form; what is said then."""
    options.js("(document.querySelector('#result').textContent = '', null)")
    x, y = options.js(
        f"(() => {{ const button = document.querySelector({json.dumps(selector)});"
        " button.scrollIntoView({ block: 'center' });"
        " const { left, top, width, height } = button.getBoundingClientRect();"
        " return [left + width / 2, top + height / 2]; })()"
    )
    options.front()
    options.click(x, y)
    said: str = wait("words", lambda: (text := options.js(_RESULT)) and "…" not in text and text)
    return said


def stored(desk: Desk) -> Any:
    return desk.page.js("browser.storage.local.get('token').then(({ token }) => token)")


def test_the_token_is_typed_tested_kept_and_sent(
    desk: Desk, guarded: str, article: str, fresh: list[Tab]
) -> None:
    options = desk.settings()
    fresh.append(options)
    fill(options, "#server", guarded)
    assert "asks for a token" in press(options, "#test")
    fill(options, "#token", TOKEN + "x")
    assert "no spaces" in press(options, "#test")
    fill(options, "#token", TOKEN[:-3])
    assert "asks for another token" in press(options, "#test")
    fill(options, "#token", f" {TOKEN} ")
    assert "takes this one" in press(options, "#test")
    # Until it is saved, it is in that box alone.
    desk.set_server(guarded)
    assert stored(desk) is None
    read = desk.read(article)
    fresh.append(read.tab)
    assert read.state == "error"
    assert "none stands in Sayso's settings" in desk.inside(read, _CARD)
    assert desk.report(read)["message"] == "The server asks for a token"
    assert press(options, "#save") == "Saved."
    assert stored(desk) == {"server": guarded, "value": TOKEN}
    read = desk.read(article)
    fresh.append(read.tab)
    assert read.state == "done" and desk.report(read)["notes"]
    desk.set(token={"server": guarded, "value": TOKEN[:-3]})
    read = desk.read(article)
    fresh.append(read.tab)
    assert "does not take the token" in desk.inside(read, _CARD)


def test_it_is_hidden_until_somebody_wants_to_see_it(desk: Desk, fresh: list[Tab]) -> None:
    options = desk.settings()
    fresh.append(options)
    kind = "document.querySelector('#token').type"
    button = "document.querySelector('#token-show')"
    seen = [(options.js(kind), options.js(f"{button}.textContent"))]
    for _ in range(2):
        options.js(f"{button}.click()")
        seen.append((options.js(kind), options.js(f"{button}.textContent")))
    hidden, shown = ("password", "Show token"), ("text", "Hide token")
    assert seen == [hidden, shown, hidden]


def test_no_other_server_is_sent_it(desk: Desk, article: str, fresh: list[Tab]) -> None:
    """Another port, path or computer is another server, whichever way its address came there."""
    own, other = PageServer(), PageServer()
    problem = {"Content-Type": "application/problem+json"}
    for server in (own, other):
        body = '{"code": "unauthorized", "detail": "Send it."}'
        for path in ("/v1/info", "/v1/analyze", "/sub/v1/info", "/sub/v1/analyze"):
            server.put(path, body, status=401, headers=problem)
    options = desk.settings()
    fresh.append(options)
    try:
        fill(options, "#server", own.address)
        fill(options, "#token", TOKEN)
        assert press(options, "#save") == "Saved."
        for address in (f"{other.address}/", f"{own.address}/sub/"):
            # With its own address it is there; not with another, however that came into the box …
            fill(options, "#server", own.address)
            assert options.js(_BOX) == TOKEN
            fill(options, "#server", address)
            assert options.js(_BOX) == ""
            assert "meant for another address" in options.js(_RESULT)
            press(options, "#test")
            fill(options, "#server", own.address)
            options.js(f"(document.querySelector('#server').value = {json.dumps(address)}, null)")
            press(options, "#test")
            # … nor into the storage.
            desk.set_server(address)
            read = desk.read(article)
            fresh.append(read.tab)
            assert "none stands" in desk.inside(read, _CARD)
        sent = [
            (path, headers["Authorization"])
            for server in (own, other)
            for _, path, headers in server.asked
            if "Authorization" in headers
        ]
        assert sent == []
        assert {path for _, path, _ in other.asked} >= {"/v1/info", "/v1/analyze"}
        # And its own is, once it asks.
        fill(options, "#server", own.address)
        press(options, "#test")
        *_, (_, _, asked), (_, path, again) = own.asked
        assert path == "/v1/info" and "Authorization" not in asked
        assert again["Authorization"] == f"Bearer {TOKEN}"
        # With a new address saved, the old token is gone for good.
        fill(options, "#server", other.address)
        assert press(options, "#save") == "Saved."
        assert stored(desk) is None
    finally:
        own.close()
        other.close()


def test_a_server_that_leads_on_gets_it_alone(desk: Desk, article: str, fresh: list[Tab]) -> None:
    own, other = PageServer(), PageServer()
    own.put("/v1/analyze", "", status=307, headers={"Location": f"{other.address}/v1/analyze"})
    try:
        desk.set(server=f"{own.address}/", token={"server": f"{own.address}/", "value": TOKEN})
        read = desk.read(article)
        fresh.append(read.tab)
        assert read.state == "error"
        assert own.asked[-1][2]["Authorization"] == f"Bearer {TOKEN}"
        assert other.asked == []
    finally:
        own.close()
        other.close()


def test_a_token_where_none_is_asked_for(desk: Desk, sayso_server: str, fresh: list[Tab]) -> None:
    options = desk.settings()
    fresh.append(options)
    fill(options, "#server", sayso_server)
    fill(options, "#token", TOKEN)
    assert "asks for no token" in press(options, "#test")


# ---------------------------------------------------------------- set for the whole computer


@pytest.fixture(scope="module", params=["firefox", "chromium"])
def managed(
    request: pytest.FixtureRequest,
    extension: Path,
    guarded: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Desk]:
    """A browser on a computer that somebody looks after, with a package of their own."""
    values = {"serverAddress": guarded, "token": TOKEN, "density": "few", "cardLength": "short"}
    package = tmp_path_factory.mktemp("package") / "extension"
    shutil.copytree(extension, package)
    manifest = package / "manifest.json"
    keys = json.loads(manifest.read_text(encoding="utf-8"))
    keys["host_permissions"].append(SCHOOL)
    manifest.write_text(json.dumps(keys), encoding="utf-8")
    if request.param == "chromium":
        browser: Chromium | Firefox = Chromium(package, managed=values)
    else:
        # Chromium itself drops what its list does not know.
        browser = Firefox(package, managed={**values, "cardLength": "tall"})
    try:
        yield Desk(browser)
    finally:
        browser.close()


def test_a_package_may_bring_leave_for_one_address(managed: Desk) -> None:
    def allowed(site: str) -> Any:
        return managed.page.js(f"browser.permissions.contains({{ origins: [{json.dumps(site)}] }})")

    assert allowed(SCHOOL) is True
    assert allowed("https://other.example/*") is False


def test_what_is_set_for_the_computer_wins(managed: Desk, article: str) -> None:
    managed.set(server=f"http://127.0.0.1:{free_port()}/", density="all", card="full")
    read = managed.read(article)
    assert read.state == "done"
    report = managed.report(read)
    assert 0 < sum(note["shown"] for note in report["notes"] if note["marks"]) <= 5
    read.tab.close()


def test_what_is_set_can_be_read_and_not_changed(managed: Desk, guarded: str, shots: Path) -> None:
    options = managed.settings()
    chromium = managed.name == "chromium"
    assert options.js("document.querySelector('#server').value") == guarded
    locked = options.js(
        "[server.readOnly, token.readOnly, density.disabled,"
        " document.querySelector('#card input').disabled]"
    )
    assert locked == [True, True, True, chromium]
    marked = "[...document.querySelectorAll('[data-managed]')].filter(({ hidden }) => !hidden)"
    assert options.js(f"{marked}.map((each) => each.dataset.managed)") == [
        *("server", "token"),
        *(["card"] if chromium else []),
        "density",
    ]
    assert "whoever looks after this computer" in options.js(f"{marked}[0].textContent")
    hidden = (
        "['#save', '#default', '#token-show'].map((each) => document.querySelector(each).hidden)"
    )
    assert options.js(hidden) == [True, True, True]
    assert options.js("document.querySelector('#density').value") == "few"
    wrong = "document.querySelector('#wrong').innerText"
    assert options.js(wrong) == ("" if chromium else "“cardLength” was set for this computer and cannot be used. It has no such value.")  # fmt: skip
    assert "takes this one" in press(options, "#test")
    for scheme, width in (("light", 1280), ("dark", 1280), ("light", 320), ("dark", 320)):
        options.js(f"(document.documentElement.style.colorScheme = '{scheme}', null)")
        options.resize(width, 900)
        wait("the new size", partial(options.js, f"innerWidth === {width}"))
        assert options.js("document.documentElement.scrollWidth") <= width
        options.shot(shots / f"options-managed-{scheme}-{width}-{managed.name}.png")
    options.close()


def test_values_that_cannot_be_used_are_named(desk: Desk) -> None:
    def checked(**values: object) -> Any:
        call = f"({{ checked }}) => checked({json.dumps(values)})"
        return desk.page.js(f"import('./managed.js').then({call})")

    school = "https://sayso.school.example/"
    assert checked() == {"set": {}, "wrong": []}
    assert checked(serverAddress="https://sayso.school.example", token=TOKEN) == {
        "set": {"server": school, "token": TOKEN},
        "wrong": [],
    }
    # A token without an address would go to whatever address somebody types.
    alone = {"key": "token", "reason": "managed_alone"}
    assert checked(token=TOKEN) == {"set": {}, "wrong": [alone]}
    assert checked(serverAddress="http://sayso.school.example/", token=TOKEN) == {
        "set": {},
        "wrong": [{"key": "serverAddress", "reason": "address_http"}, alone],
    }
    assert checked(serverAddress=school, token=["a"], density=3, cardLength=None) == {
        "set": {"server": school},
        "wrong": [
            {"key": "token", "reason": "token_broken"},
            {"key": "density", "reason": "managed_unknown"},
            {"key": "cardLength", "reason": "managed_unknown"},
        ],
    }
