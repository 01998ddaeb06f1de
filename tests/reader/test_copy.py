"""The copy in which the article is looked for: what is in it, and what is left out."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.reader.conftest import Show

_COPY = """(() => {
  const { elements, parts } = sayso.atOnce(sayso.copying(document));
  const inBody = (element) => sayso.holds(document.body, element);
  return { parts, names: elements.filter(inBody).map(({ localName }) => localName) };
})()"""


def copied(show: Show, body: str) -> dict[str, Any]:
    """Entries of the body, and the names of the elements beside them."""
    found = show(f"<body>{body}</body>").js(_COPY)
    entries = [entry for part in found["parts"] for entry in json.loads(part)]
    first = next(n for n, entry in enumerate(entries) if entry[1] == "body" and len(entry) > 2)
    return {"entries": entries[first:], "names": found["names"]}


@pytest.mark.parametrize(
    ("body", "entries"),
    [
        pytest.param('<p class=a id=b title=c>One', [[2, "p", {"class": "a", "id": "b"}], [3, "One"]], id="classes"),
        pytest.param("<p>One<!-- no --> two", [[2, "p", {}], [3, "One"], [3, " two"]], id="comment"),
        pytest.param("<p>One</p>\n\n\n<p>two", [[2, "p", {}], [3, "One"], [2, " "], [2, "p", {}], [3, "two"]], id="space"),
        pytest.param('<a href="https://vellmar.example/">x</a>', [[2, "a", {}], [3, "x"]], id="addresses stay"),
        pytest.param('<a href="#note">x</a>', [[2, "a", {"href": "#note"}], [3, "x"]], id="links within the page"),
        pytest.param('<img src="data:," alt=x>', [[2, "img", {"data-src": ""}]], id="that there is a picture"),
        pytest.param("<img alt=x>", [[2, "img", {}]], id="no picture"),
        pytest.param("<p hidden>x</p><p>y", [[2, "p", {}], [3, "y"]], id="not displayed"),
        pytest.param('<p style="visibility: hidden">x', [[2, "p", {"hidden": ""}], [3, "x"]], id="not visible"),
        pytest.param("<script>1</script><style>p {}</style><template>x</template>", [], id="no words"),
        pytest.param("<svg><text>x</text></svg>", [[2, "svg", {}, "http://www.w3.org/2000/svg"]], id="drawing"),
        pytest.param("<video><p>x</p></video>", [[2, "video", {}]], id="film"),
        pytest.param(
            '<script type="application/ld+json">{"a": 1}</script>',
            [[2, "script", {"type": "application/ld+json"}], [3, '{"a": 1}']],
            id="who wrote it",
        ),
        pytest.param(
            "<x-story><template shadowrootmode=open><p>One</p><slot><b>none</b></slot><p>three</p></template>two</x-story>",
            [
                [2, "x-story", {}], [3, "p", {}], [4, "One"], [3, "slot", {}], [4, "two"],
                [3, "p", {}], [4, "three"],
            ],
            id="open shadow root",
        ),
        pytest.param(
            "<x-story><template shadowrootmode=open><slot name=a><b>One</b></slot></template><p>never</p></x-story>",
            [[2, "x-story", {}], [3, "slot", {}], [4, "b", {}], [5, "One"]],
            id="slot that stands empty",
        ),
        pytest.param(
            "<x-story><template shadowrootmode=closed><p>One</p></template></x-story>",
            [[2, "x-story", {}]],
            id="closed shadow root",
        ),
    ],
)  # fmt: skip
def test_what_is_copied(show: Show, body: str, entries: list[Any]) -> None:
    found = copied(show, body)
    assert found["entries"][1:] == entries
    assert found["names"] == [entry[1] for entry in found["entries"] if len(entry) > 2]


def test_a_page_that_changes_under_the_copy_is_copied_anew(show: Show) -> None:
    tab = show("<body>" + "<p>One</p>" * 400 + "</body>")
    copied = tab.js(
        """(() => {
          const steps = sayso.copying(document);
          for (let count = 0; count < 5; count += 1) steps.next();
          const fresh = document.createElement("p");
          fresh.textContent = "Other";
          document.body.replaceChildren(fresh);
          const { elements } = sayso.atOnce(steps);
          return elements.filter((element) => document.body.contains(element)).map((element) => element.textContent);
        })()"""
    )
    assert copied == ["Other", "Other"]
