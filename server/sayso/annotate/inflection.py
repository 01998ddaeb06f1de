"""The forms of regular verbs: the trained lemmatizer guesses at rare ones (*underscored*)."""

from __future__ import annotations

from functools import cache

_DOUBLED = frozenset({"admit"})
_IRREGULAR = {
    "feel": ("felt",),
    "prove": ("proven",),
    "say": ("said",),
    "swear": ("swore", "sworn"),
    "tell": ("told",),
    "think": ("thought",),
    "understand": ("understood",),
    "write": ("wrote", "written"),
}


@cache
def verb_forms(lemmas: frozenset[str]) -> dict[str, str]:
    """Every form of the verbs, in small letters, with its lemma."""
    return {
        form: lemma for lemma in lemmas for form in (*_regular(lemma), *_IRREGULAR.get(lemma, ()))
    }


def _regular(lemma: str) -> tuple[str, ...]:
    if lemma in _DOUBLED:
        stem = lemma + lemma[-1]
        return lemma, f"{lemma}s", f"{stem}ed", f"{stem}ing"
    if lemma.endswith("e"):
        return lemma, f"{lemma}s", f"{lemma}d", f"{lemma[:-1]}ing"
    if lemma.endswith("y") and lemma[-2] not in "aeiou":
        return lemma, f"{lemma[:-1]}ies", f"{lemma[:-1]}ied", f"{lemma}ing"
    if lemma.endswith(("s", "x", "z", "ch", "sh")):
        return lemma, f"{lemma}es", f"{lemma}ed", f"{lemma}ing"
    if lemma == "signal":
        return lemma, "signals", "signaled", "signaling", "signalled", "signalling"
    return lemma, f"{lemma}s", f"{lemma}ed", f"{lemma}ing"
