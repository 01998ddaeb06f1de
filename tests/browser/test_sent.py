"""What a click sends, and to whom: one request to the server that was chosen, and nothing else."""

from __future__ import annotations

import json

from tests.browser.desk import Desk
from tests.browser.pages import PageServer, news_page
from tests.browser.test_pages import HEADLINE, PARAGRAPHS

# What may be in the request, as extension/STORE.md tells the reader.
_KEYS = {"text", "segments", "page", "offsets", "include"}
_PAGE = {"url", "byline", "published", "links"}


def test_a_click_sends_one_request_to_the_server_that_was_chosen(
    desk: Desk, pages: PageServer
) -> None:
    server = PageServer()
    bodies: list[bytes] = []

    def answer(body: bytes) -> str:
        bodies.append(body)
        return json.dumps(
            {
                **{"schema": "sayso/1.0", "engine": {"version": "0", "model": "0"}},
                **{"offsets": "utf-16", "words": 9, "notes": [], "warnings": [], "elapsed_ms": 1},
                "summary": {"notes": 0, "shown_at_first": 0},
            }
        )

    server.compute("/v1/analyze", answer)
    pages.put("/sent", news_page(HEADLINE, PARAGRAPHS))
    tab = desk.browser.tab(f"{pages.address}/sent?reader=42&token=secret#part")
    try:
        tab.js("(document.cookie = 'who=somebody', null)")
        desk.set_server(server.address + "/")
        before = len(pages.asked)
        read = desk.press(tab)
        assert read.state == "done"
        desk.send(read, type="show", all=True)
        tab.action()
    finally:
        tab.js("(document.cookie = 'who=; max-age=0', null)")
        tab.close()
        server.close()
    # The browser may fetch the site's icon; the extension asks the site for nothing.
    assert [path for _, path, _ in pages.asked[before:] if path != "/favicon.ico"] == []
    ((method, path, headers),) = server.asked
    assert (method, path) == ("POST", "/v1/analyze")
    assert {name.lower() for name in headers} & {"cookie", "referer", "authorization"} == set()
    (body,) = bodies
    sent = json.loads(body)
    assert set(sent) <= _KEYS and set(sent["page"]) <= _PAGE
    assert sent["page"]["url"] == f"{pages.address}/sent"
    assert b"secret" not in body and b"somebody" not in body
    assert "reportedly" in sent["text"] and "Most read" not in sent["text"]
