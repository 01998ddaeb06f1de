"""Where the article is found: not in the page, and without anything left open in between."""

from __future__ import annotations

import pytest

from tests.browser.chromium import Chromium
from tests.browser.desk import Desk
from tests.browser.pages import PageServer, news_page
from tests.browser.test_pages import HEADLINE, PARAGRAPHS, check

_UNSEEN = """chrome.runtime.getContexts({ contextTypes: ["OFFSCREEN_DOCUMENT"] })
  .then((all) => all.map(({ documentUrl }) => documentUrl.split("/").pop()))"""


@pytest.mark.parametrize("desk", ["chromium"], indirect=True)
def test_the_page_that_nobody_sees_is_opened_again_when_it_is_gone(
    desk: Desk, pages: PageServer, sayso_server: str
) -> None:
    assert isinstance(desk.browser, Chromium)
    desk.set_server(sayso_server)
    url = pages.put("/found", news_page(HEADLINE, PARAGRAPHS))
    for _ in range(2):
        done = desk.read(url)
        check(desk, done)
        done.tab.close()
        assert desk.browser.background(_UNSEEN) == ["offscreen.html"]
        desk.browser.background("chrome.offscreen.closeDocument()")
        assert desk.browser.background(_UNSEEN) == []


def test_the_page_is_given_no_article_finder(
    desk: Desk, pages: PageServer, sayso_server: str
) -> None:
    """What does its work in one go has no place where somebody scrolls."""
    desk.set_server(sayso_server)
    done = desk.read(pages.put("/found", news_page(HEADLINE, PARAGRAPHS)))
    check(desk, done)
    assert desk.inside(done, "() => typeof Readability") == "undefined"
    done.tab.close()
