"""Variants of a training text, so that the model does not depend on one newsroom's typography."""

import random
from collections.abc import Sequence

STYLES = {
    "curly": ("“", "”", "‘", "’", "’"),
    "straight": ('"', '"', "'", "'", "'"),
    "doubled": ("''", "''", "'", "'", "'"),
    "british": ("‘", "’", "“", "”", "’"),
    "british-straight": ("'", "'", '"', '"', "'"),
}
_DOUBLE = frozenset(("“", "”", '"', "''", "``"))
_SINGLE_OPEN = frozenset(("‘", "`"))
_SINGLE = frozenset(("'", "’"))


def has_marks(words: Sequence[str]) -> bool:
    """True where a double quotation mark stands among the words."""
    return any(word in _DOUBLE for word in words)


def restyle(words: Sequence[str], spaces: Sequence[bool], style: str) -> list[str]:
    """Set the quotation marks and apostrophes among the words in another style of STYLES."""
    opening, closing, inner_opening, inner_closing, apostrophe = STYLES[style]
    result = []
    is_open = inner_open = False
    for i, word in enumerate(words):
        spaced_before = i == 0 or spaces[i - 1]
        if word in _DOUBLE:
            is_open = word in ("“", "``") or (word != "”" and not is_open)
            result.append(opening if is_open else closing)
        elif word in _SINGLE_OPEN or (word in _SINGLE and spaced_before and not spaces[i]):
            inner_open = True
            result.append(inner_opening)
        elif word in _SINGLE and inner_open and not spaced_before:
            inner_open = False
            result.append(inner_closing)
        else:
            result.append(word.replace("’", apostrophe).replace("'", apostrophe))
    return result


def lower(words: Sequence[str]) -> list[str]:
    """All words in lower case."""
    return [word.lower() for word in words]


def draw_style(chance: random.Random) -> str:
    """Draw a style, the common ones more often."""
    return chance.choices(list(STYLES), weights=(4, 4, 1, 2, 1))[0]
