"""In every form, for every text: places lead to the words that stand beside them."""

from __future__ import annotations

import csv
import re
from html import unescape
from io import StringIO

from hypothesis import example, given, settings
from hypothesis import strategies as st

from sayso.analyse import Analysis, analyse
from sayso.export import encodable
from sayso.export.languagetool import Annotated, to_languagetool
from sayso.export.page import to_html
from sayso.export.table import to_csv
from sayso.export.web_annotation import to_web_annotation
from sayso.wire import OFFSETS

# What moves offsets, and what could be taken for markup or for a formula.
ODD = [
    "🙂", "👩‍👩‍👧 ", "\r\n", "\r\n\r\n", "e\u0301 ", "\u202e", "שלום ", "مرحبا ", "Åse ", "—", "\u00a0",
    "\u200b", "\ud800", "\x00", "\t", "=1+1 ", "@x ", "<b>", "</p>", "&amp; ", '"', "'", "{{ x }}",
]  # fmt: skip
PLAIN = [
    "The wall may fail. ", "Marit Oslund said it could last. ", "Two officials, ",
    "according to Tor Håkan Lie, ", "It is believed to be old. ", "reportedly ", "Sources said ",
    "“We do not know,” Oslund said. ", "\n\n",
]  # fmt: skip
TEXTS = (
    st.lists(st.sampled_from([*ODD, *PLAIN, *PLAIN]), min_size=1, max_size=20)
    .map("".join)
    .filter(str.strip)
)


def cut(text: str, unit: str, start: int, end: int) -> str:
    if unit == "code-point":
        return text[start:end]
    code, width = ("utf-16-le", 2) if unit == "utf-16" else ("utf-8", 1)
    units = text.encode(code, "surrogatepass")
    return units[width * start : width * end].decode(code, "surrogatepass")


def check(analysis: Analysis) -> int:
    """Compare every place in every form with its words, and return how many there were."""
    text = analysis.text
    count = 0
    for unit in OFFSETS:
        rows = list(csv.DictReader(StringIO(to_csv(analysis, offsets=unit), newline="")))
        assert len(rows) == len(analysis.notes)
        for row in rows:
            if row["start"]:
                words = encodable(cut(text, unit, int(row["start"]), int(row["end"])))
                assert row["text"] in {words, f"'{words}"}
                count += 1
    for item in to_web_annotation(analysis)["first"]["items"]:
        for target in item["target"] if isinstance(item["target"], list) else []:
            quote, place = target["selector"]
            around = quote["prefix"] + quote["exact"] + quote["suffix"]
            begin = place["start"] - len(quote["prefix"])
            assert encodable(text[begin : begin + len(around)]) == around
            assert encodable(text[place["start"] : place["end"]]) == quote["exact"]
            count += 1
    for match in to_languagetool(analysis, Annotated(text, text), language="en")["matches"]:
        words = cut(text, "utf-16", match["offset"], match["offset"] + match["length"])
        context = match["context"]
        end = context["offset"] + context["length"]
        shown = cut(context["text"], "utf-16", context["offset"], end)
        assert shown == re.sub(r"\s", " ", encodable(words))
        count += 1
    html = to_html(analysis, everything=True)
    html.encode()
    blocks = re.findall(r'<(?:h1|p) class="text [a-z-]+">(.*?)</(?:h1|p)>\n<div', html, re.DOTALL)
    shown_words = [unescape(re.sub(r"<[^>]*>", "", block)) for block in blocks]
    assert [plain(words) for words in shown_words] == [
        plain(encodable(text[s.start : s.end])) for s in analysis.segments
    ]
    return count


def plain(words: str) -> str:
    """Words as a page can hold them: HTML has no NUL, and one kind of line end."""
    return re.sub(r"\s+", " ", words.replace("\x00", "").replace("\ufffd", ""))


@settings(max_examples=60, deadline=None)
@given(TEXTS)
@example("🙂 Marit Oslund said <b>it</b> could &amp; may last.")
@example("Wall may fail\r\n\r\nMarit Oslund 🙂 said it could\r\nlast e\u0301 long.")
@example("שלום. Sources said \ud800 it may fail.")
@example("=1+1 may fail, sources said.")
def test_places_lead_to_words_in_every_form(text: str) -> None:
    check(analyse(text))


def test_an_article_has_places_to_compare(analysis: Analysis) -> None:
    assert check(analysis) > 20
