"""What is read of a page: which words, in which blocks, in which parts."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

Collect = Callable[[str], dict[str, Any]]

LONG = "The ferry from Vellmar to the outer islands has been late on every day of this week."


@pytest.mark.parametrize(
    ("markup", "blocks"),
    [
        pytest.param("<p>One <b>two <i>three</i></b> four.</p>", ["One two three four."], id="nested"),
        pytest.param("<p>One</p><p>Two</p>", ["One", "Two"], id="two paragraphs"),
        pytest.param("<p>One<br>two</p>", ["One\ntwo"], id="one break is a line"),
        pytest.param("<p>One<br> <br>two</p>", ["One", "two"], id="two breaks part blocks"),
        pytest.param("<div>One<p>two</p>three</div>", ["One", "two", "three"], id="loose words"),
        pytest.param("<div>One<hr>two</div>", ["One", "two"], id="rule"),
        pytest.param("<ul><li>One<ul><li>two</li></ul></li></ul>", ["One", "two"], id="nested list"),
        pytest.param("<table><tr><td>One<td>two</table>", ["One", "two"], id="cells"),
        pytest.param("<p> \n One\n   two \n</p>", ["One\n   two"], id="only the ends are trimmed"),
        pytest.param("<p>a&nbsp;b&shy;c</p>", ["a\u00a0b\u00adc"], id="no-break space, soft hyphen"),
        pytest.param("<p>🚢 one 𝒜</p>", ["🚢 one 𝒜"], id="outside the basic plane"),
        pytest.param("<p>One <span hidden>never</span>two</p>", ["One two"], id="hidden words"),
        pytest.param('<p style="visibility:hidden">No</p><p>Yes</p>', ["Yes"], id="invisible"),
        pytest.param("<details><summary>Yes</summary><p>No</p></details>", ["Yes"], id="closed details"),
        pytest.param("<p>One<!-- no --> two<script>no</script></p>", ["One two"], id="script, comment"),
        pytest.param(
            "<p>One <style>p { color: red }</style>two <button>no</button></p>", ["One two"], id="style, button"
        ),
        pytest.param(
            '<p><span style="float:left">T</span>he ferry</p>', ["The ferry"], id="floated first letter"
        ),
        pytest.param("<h1><div>One</div><div>two</div></h1>", ["Onetwo"], id="a heading is one block"),
        pytest.param(
            '<div style="display:flex"><span>One</span><span>two</span></div>', ["One", "two"], id="flex items"
        ),
        pytest.param(
            '<p>One <span style="display:contents">two</span></p>', ["One two"], id="display: contents"
        ),
        pytest.param("<p></p><p> </p><p>One</p>", ["One"], id="empty blocks"),
        pytest.param("<p><ruby>字<rt>ji</rt></ruby> one</p>", ["字 one"], id="ruby"),
    ],
)  # fmt: skip
def test_blocks(collect: Collect, markup: str, blocks: list[str]) -> None:
    found = collect(f"<body>{markup}</body>")
    assert [text for _, text in found["parts"]] == blocks
    assert found["text"] == "\n\n".join(blocks)


def test_lone_surrogates_become_sendable_without_moving_anything(collect: Collect) -> None:
    found = collect(
        "<body><p id=p>x</p><script>p.firstChild.data = 'a\\ud800b reportedly'</script></body>"
    )
    assert found["text"] == "a\ufffdb reportedly"


@pytest.mark.parametrize(
    ("markup", "role"),
    [
        (f"<p>{LONG}</p>", "paragraph"),
        ("<h2>What comes next</h2>", "heading"),
        ("<p><strong>What comes next</strong></p>", "heading"),
        (f"<ul><li>{LONG}</li></ul>", "list-item"),
        (f"<ul><li><p>{LONG}</p></li></ul>", "list-item"),
        (f"<blockquote><p>{LONG}</p></blockquote>", "quote"),
        (f"<figure><figcaption>{LONG}</figcaption></figure>", "caption"),
        (f'<div class="wp-caption-text">{LONG}</div>', "caption"),
        ("<p>By Imre Toll and Ada Venn</p>", "byline"),
        ('<div class="byline">Imre Toll, Vellmar</div>', "byline"),
        ("<p>12 March 2026</p>", "dateline"),
        ("<p>Published: March 12, 2026, 10:40</p>", "dateline"),
        ('<p class="standfirst">The ferry is late again, and nobody says why.</p>', "standfirst"),
        ("<p>Advertisement</p>", "furniture"),
        ("<p>Read more: the ferry in pictures</p>", "furniture"),
        ("<p>* * *</p>", "furniture"),
        (f"<pre>{LONG}</pre>", "furniture"),
        (f'<div class="pullquote"><p>{LONG}</p></div>', "furniture"),
        ("<p>By the evening the harbour was empty.</p>", "paragraph"),
        ("<p>In March 2026 the ferry sank.</p>", "paragraph"),
        ("<p>Share prices fell, officials said.</p>", "paragraph"),
        ("<p>“No,” she said.</p>", "paragraph"),
    ],
)
def test_roles(collect: Collect, markup: str, role: str) -> None:
    assert [found for found, _ in collect(f"<body>{markup}</body>")["parts"]] == [role]


@pytest.mark.parametrize(
    ("markup", "headline"),
    [
        pytest.param(
            "<head><title>Ferry late again - The Harbour Post</title></head>"
            f"<body><h1>The Harbour Post</h1><h1>Ferry late again</h1><p>{LONG}</p>",
            "Ferry late again",
            id="title",
        ),
        pytest.param(
            '<head><title>Post</title><meta property="og:title" content="Ferry late again"></head>'
            f"<body><h1>Welcome to the site of us all</h1><h2>Ferry late again</h2><p>{LONG}</p>",
            "Ferry late again",
            id="og:title on an h2",
        ),
        pytest.param(
            f"<body><h1>Islands cut off for a week</h1><p>{LONG}</p>",
            "Islands cut off for a week",
            id="the only h1",
        ),
        pytest.param(f"<body><h1>The Post</h1><p>{LONG}</p>", None, id="a masthead is none"),
    ],
)
def test_headline(collect: Collect, markup: str, headline: str | None) -> None:
    found = [text for role, text in collect(markup)["parts"] if role == "headline"]
    assert found == ([headline] if headline else [])


def test_only_the_article_where_there_is_one(collect: Collect) -> None:
    found = collect(f"<body><nav>Home</nav><article><p>{LONG}</p></article><footer>End</footer>")
    assert found["text"] == LONG


def test_the_page_is_only_read(show: Any) -> None:
    tab = show(f"<body><p>{LONG}</p></body>")
    before = tab.js("document.documentElement.outerHTML")
    tab.js("sayso.collect(document).text")
    assert tab.js("document.documentElement.outerHTML") == before


def test_chosen_elements_and_their_words(show: Any) -> None:
    tab = show(
        f"<body><h1>Ferry late again this week</h1><div id=a><p>{LONG}</p><p>Related: boats</p></div>"
        f"<div id=b><p>Elsewhere it rained on many islands, and the people of the coast stayed in for days.</p></div>"
    )
    chosen = """(() => {
      const kept = document.querySelector("#a p");
      return { elements: new Set([document.querySelector("#a"), kept]), title: "Ferry late again this week",
               wording: kept.textContent.replace(/\\s+/g, "") };
    })()"""
    assert tab.js(f"sayso.collect(document, {{ chosen: {chosen} }}).text") == (
        f"Ferry late again this week\n\n{LONG}"
    )


def test_a_label_that_nobody_sees_is_no_part_of_the_next_word(show: Any) -> None:
    tab = show(
        "<body><p>Before <span style='position: absolute; width: 1px; overflow: hidden'>Credit</span>"
        "<span>Ilse Brandt</span> and <span style='float: left'>T</span>he rest</p></body>"
    )
    assert tab.js("sayso.collect(document).text") == "Before Credit\nIlse Brandt and The rest"
    mark = "{ start: 7, end: 18, text: 'Credit\\nIlse' }"
    assert tab.js(f"String(sayso.anchor(sayso.collect(document).map, {mark}))") == "CreditIlse"


_RANGE = """(() => {
  const range = document.createRange();
  const [first, second] = [...document.querySelectorAll("p, li")].map(({ firstChild }) => firstChild);
  range.setStart(first, 4);
  range.setEnd(second, 5);
  return range;
})()"""


def test_only_the_words_of_a_range(show: Any) -> None:
    tab = show("<body><nav><p>The ferry is late</p><li>Again today</li></nav><p>More</p></body>")
    found = tab.js(
        f"""(() => {{
          const {{ text, segments, map }} = sayso.collect(document, {{ within: [{_RANGE}] }});
          const whole = {{ start: 0, end: text.length, text }};
          return {{ text, roles: segments.map(({{ role }}) => role), anchor: String(sayso.anchor(map, whole)) }};
        }})()"""
    )
    assert found["text"] == "ferry is late\n\nAgain"
    # Furniture is read, too, when somebody asks for it.
    assert found["roles"] == ["paragraph", "paragraph"]


def test_reading_in_pieces_finds_the_same(show: Any) -> None:
    tab = show("<body>" + "".join(f"<p>{LONG} {n}</p>" for n in range(200)) + "</body>")
    assert tab.js(
        """(async () => {
          let turns = 0;
          const steps = sayso.collecting(document);
          for (;;) {
            const { done, value } = steps.next();
            turns += 1;
            if (done) return turns > 3 && value.text === sayso.collect(document).text;
          }
        })()"""
    )


def test_a_page_that_changes_between_two_pieces_is_read_from_the_start(show: Any) -> None:
    tab = show("<body>" + "".join(f"<p>{LONG} {n}</p>" for n in range(100)) + "</body>")
    text = tab.js(
        """(() => {
          const steps = sayso.collecting(document);
          steps.next();
          for (const each of [...document.querySelectorAll("p")].slice(0, 60)) each.remove();
          return sayso.atOnce(steps).text;
        })()"""
    )
    assert text == tab.js("sayso.collect(document).text")
    assert text.count(LONG) == 40


def test_an_end_between_two_pieces_ends_the_work(show: Any) -> None:
    tab = show("<body><p>Short.</p></body>")
    assert tab.js(
        """(async () => {
          const ends = new AbortController();
          let steps = 0;
          function* work() {
            for (;;) {
              const until = performance.now() + 5;
              while (performance.now() < until);
              if ((steps += 1) === 12) ends.abort();
              yield;
            }
          }
          return [await sayso.inPieces(work(), ends.signal) ?? null, steps < 40];
        })()"""
    ) == [None, True]


@pytest.mark.parametrize(
    ("body", "blocks"),
    [
        pytest.param("<p>One</p>«<p>two</p><p>three</p>»<p>four</p>", ["One", "two", "three", "four"], id="in order"),
        pytest.param("«<h2>One</h2><slot></slot><p>three</p>|<p>two</p>»", ["One", "two", "three"], id="slot"),
        pytest.param("«<slot name=b></slot><slot name=a></slot>|<p slot=a>two</p><p slot=b>One</p>»", ["One", "two"], id="slots turn the order"),
        pytest.param("«<p>One</p>|<p>nowhere to be seen</p>»", ["One"], id="what no slot shows"),
        pytest.param("<p>One «two <b>three</b>» four</p>", ["One two three four"], id="within a line"),
        pytest.param("«<div>«<p>One</p>»</div>»", ["One"], id="one in another"),
        pytest.param("«<style>.x { display: none }</style><p>One</p><p class=x>no</p>»", ["One"], id="its own style"),
    ],
)  # fmt: skip
def test_words_in_open_shadow_roots(collect: Collect, body: str, blocks: list[str]) -> None:
    """``«shadow|light»`` stands for an element with a shadow root and what lies in its slots."""
    for host in ("x-inner", "x-outer"):
        body = re.sub(
            r"«([^«»|]*)\|?([^«»]*)»",
            rf"<{host}><template shadowrootmode=open>\1</template>\2</{host}>",
            body,
        )
    assert [text for _, text in collect(f"<body>{body}</body>")["parts"]] == blocks
