"""From offsets back to the page: exactly the mark's words, or no place."""

from __future__ import annotations

from typing import Any

import pytest

PAGE = """<body><article><h1>🚢 Ferry <em>late</em> again, <br>they say</h1>
<p>Mayor Ilse&nbsp;Brandt <a href="#">said</a> the town <em>could <i>not</i></em> wait.
   “We will <b>build</b> it,” she said. 𝒜 report by the <span>Dorrel <u>Gazette</u></span> followed.</p>
<ul><li>Traffic may <small>perhaps</small> be sent north.</li><li>Engineers<!-- c --> allegedly warned.</li></ul>
<table><tr><td>Cost of the bridge</td><td>about 40 million crowns</td></tr></table>
<blockquote>It is said<br>that it rains.</blockquote>
<p style="display:none">never</p><p>x\u00ady soft &amp; z</p></article></body>"""

# Every word, every pair of words and every whole segment, with what stands on the page there.
_ROUND_TRIP = r"""(() => {
  const { text, segments, map } = sayso.collect(document);
  const wrong = [];
  let count = 0;
  for (const { start, end } of segments) {
    const words = [...text.slice(start, end).matchAll(/\S+/gu)].map((m) => [start + m.index, start + m.index + m[0].length]);
    const spans = [[start, end], ...words, ...words.slice(1).map(([, to], n) => [words[n][0], to])];
    for (const [from, to] of spans) {
      const mark = { start: from, end: to, text: text.slice(from, to) };
      const range = sayso.anchor(map, mark);
      count += 1;
      if (!range || String(range).toWellFormed() !== mark.text.replaceAll("\n", String(range).includes("\n") ? "\n" : "")) wrong.push([mark, range && String(range)]);
    }
  }
  return { count, wrong };
})()"""


def test_round_trip(show: Any) -> None:
    found = show(PAGE).js(_ROUND_TRIP)
    assert found["count"] > 100
    assert found["wrong"] == []


def test_round_trip_survives_a_lone_surrogate(show: Any) -> None:
    tab = show(
        "<body><p id=p>x</p><script>p.firstChild.data = 'a\\ud800b was reportedly c'</script></body>"
    )
    assert tab.js(_ROUND_TRIP)["wrong"] == []


@pytest.mark.parametrize(
    ("mark", "why"),
    [
        ('{ start: 0, end: 3, text: "Two" }', "other words"),
        ('{ start: 0, end: 0, text: "" }', "no words"),
        ('{ start: -1, end: 3, text: "One" }', "before the text"),
        ('{ start: 0, end: 99, text: "One" }', "behind the text"),
        ('{ start: 2, end: 6, text: "e\\n\\nt" }', "ends in the gap between blocks"),
    ],
)
def test_no_place(show: Any, mark: str, why: str) -> None:
    tab = show("<body><p>One</p><p>two hidden<span hidden> not</span> words</p></body>")
    assert tab.js(f"sayso.anchor(sayso.collect(document).map, {mark})") is None, why


def test_words_changed_since_have_no_place(show: Any) -> None:
    tab = show("<body><p id=p>It reportedly rained all day.</p></body>")
    found = tab.js(
        """(() => { const { text, map } = sayso.collect(document);
          const at = text.indexOf("reportedly"), mark = { start: at, end: at + 10, text: "reportedly" };
          const before = String(sayso.anchor(map, mark));
          p.firstChild.data = "It certainly rained all day.";
          const changed = sayso.anchor(map, mark);
          p.textContent = "It reportedly rained all day.";
          return [before, changed, sayso.anchor(map, mark)]; })()"""
    )
    assert found == ["reportedly", None, None]


def test_moved_to_where_the_same_block_stands_now(show: Any) -> None:
    tab = show("<body><p>Boats may sail.</p><p id=p>Boats may sail.</p></body>")
    found = tab.js(
        """(() => { const old = sayso.collect(document).map;
          const at = old.text.lastIndexOf("may"), mark = { role: "cue", start: at, end: at + 3, text: "may" };
          document.body.prepend(Object.assign(document.createElement("p"), { textContent: "New." }));
          p.replaceWith(p.cloneNode(true));
          const fresh = sayso.collect(document).map;
          const moved = sayso.move(old, fresh, mark);
          const range = sayso.anchor(fresh, moved);
          return [String(range), range.startContainer.parentElement.id,
                  sayso.move(old, { ...fresh, blocks: [] }, mark)]; })()"""
    )
    assert found == ["may", "p", None]


def test_a_note_is_placed_whole_or_not_at_all(show: Any) -> None:
    tab = show("<body><p>Aides said boats may sail.</p></body>")
    found = tab.js(
        """(() => { const { map } = sayso.collect(document);
          const note = (id, ...marks) => ({ id, type: "named-source", family: "sourcing", marks });
          const aides = { role: "source", start: 0, end: 5, text: "Aides" };
          const said = { role: "cue", start: 6, end: 10, text: "said" };
          const placed = sayso.place(map, [note("a", aides, said), note("b", aides, { ...said, text: "wept" }), note("c")]);
          return { notes: placed.notes.map(({ note }) => note.id), lines: placed.notes[0].marks.map(({ line }) => line),
                   unplaced: placed.unplaced.map(({ id }) => id), article: placed.article.map(({ id }) => id) }; })()"""
    )
    assert found == {"notes": ["a"], "lines": [True, False], "unplaced": ["b"], "article": ["c"]}
