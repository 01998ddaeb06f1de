"""Put spaces back between tokens of English news, as a newspaper would set it."""

from collections.abc import Sequence

_NO_SPACE_BEFORE = frozenset(
    [
        ".",
        ",",
        ";",
        ":",
        "!",
        "?",
        "%",
        ")",
        "]",
        "}",
        "’s",
        "'s",
        "n't",
        "n’t",
        "'re",
        "’re",
        "'ve",
        "’ve",
        "'m",
        "’m",
        "'ll",
        "’ll",
        "'d",
        "’d",
        "…",
        "»",
        "°",
        "™",
    ]
)
_NO_SPACE_AFTER = frozenset(["(", "[", "{", "$", "€", "£", "₹", "₡", "«", "#", "@"])
_OPENING = frozenset(["“", "‘"])
_CLOSING = frozenset(("”",))
_STRAIGHT = frozenset(('"', "''", "'"))
_AFTER_APOSTROPHE = frozenset(
    ["s", "t", "re", "ve", "m", "ll", "d", "S", "T", "RE", "VE", "M", "LL", "D"]
)
_OPENS_A_CLAUSE = frozenset(
    [
        "a",
        "although",
        "an",
        "and",
        "as",
        "at",
        "because",
        "but",
        "by",
        "for",
        "from",
        "he",
        "how",
        "however",
        "i",
        "if",
        "in",
        "including",
        "is",
        "it",
        "not",
        "of",
        "on",
        "or",
        "she",
        "since",
        "so",
        "that",
        "the",
        "there",
        "these",
        "they",
        "this",
        "those",
        "though",
        "to",
        "was",
        "we",
        "what",
        "when",
        "where",
        "which",
        "while",
        "who",
        "whose",
        "with",
        "yet",
        "you",
    ]
)


def spaces_after(tokens: Sequence[str]) -> list[bool]:
    """Say for each token whether a space follows it; the last token never has one."""
    space = [True] * len(tokens)
    open_marks: set[str] = set()
    for i, token in enumerate(tokens):
        before = tokens[i - 1] if i else ""
        after = tokens[i + 1] if i + 1 < len(tokens) else ""
        glue_left, glue_right = _glue(token, before, after, open_marks)
        if glue_left and i:
            space[i - 1] = False
        if glue_right:
            space[i] = False
    if space:
        space[-1] = False
    return space


def _glue(token: str, before: str, after: str, open_marks: set[str]) -> tuple[bool, bool]:
    if token in _NO_SPACE_BEFORE:
        return True, False
    if token in _NO_SPACE_AFTER:
        return False, True
    if token in _OPENING:
        open_marks.add(token)
        return False, True
    if token in _CLOSING:
        return True, False
    if token in ("’", "'") and after in _AFTER_APOSTROPHE and before[-1:].isalnum():
        return True, True
    if token == "’":
        open_marks.discard("‘")
        return True, False
    if token in _STRAIGHT:
        if token in open_marks:
            open_marks.discard(token)
            return True, False
        if token == "'" and before.endswith("s"):
            return True, False
        open_marks.add(token)
        return False, True
    if token == "s" and before[-1:].isdigit():
        return True, False
    if token == "/":
        return True, True
    if token == "-":
        tight = _is_hyphen(before, after)
        return tight, tight
    return False, False


def _is_hyphen(before: str, after: str) -> bool:
    if not before[-1:].isalnum() or not after[:1].isalnum():
        return False
    if after.lower() in _OPENS_A_CLAUSE and before.lower() not in ("one", "two", "day", "end"):
        return (
            after.lower() in ("to", "of", "on", "in", "and")
            and before.islower()
            and len(before) < 7
        )
    if after[0].isupper() and before.islower():
        return len(before) < 6
    return True
