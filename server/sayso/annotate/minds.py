"""Who can want, fear and react: people, groups of people, bodies and countries."""

from __future__ import annotations

from spacy.tokens import Token

from sayso.annotate.sources import BODY, CROWD, PERSON, lemma_of
from sayso.lexicon import load

PEOPLE = load("minds").lemmas("people")
_PRONOUNS = frozenset(
    {"he", "she", "they", "who", "both", "neither", "others", "many", "some", "everyone"}
)
_NAMES = frozenset({"Person", "Organization", "Location", "NORP"})


def has_mind(token: Token, *, pronouns: bool = True) -> bool:
    """Whether a noun or pronoun stands for a person, a group of people, a body or a country."""
    if token.pos_ == "PRON":
        return pronouns and token.lower_ in _PRONOUNS
    if token.ent_type_ in _NAMES and token.pos_ == "PROPN":
        return True
    # A name that the entity recogniser left alone: what wants and fears is somebody.
    if token.pos_ == "PROPN" and not token.ent_type_ and token.dep_ == "nsubj":
        return token.text[:1].isupper()
    lemma = lemma_of(token)
    if lemma in PERSON or lemma in CROWD or lemma in PEOPLE or lemma in BODY:
        return True
    return token.pos_ == "NOUN" and lemma.endswith(("man", "men", "woman", "women", "people"))


def is_crowd(token: Token) -> bool:
    """Whether a noun stands for a class or crowd of people, none of them named."""
    lemma = lemma_of(token)
    plural = token.tag_ in ("NNS", "NNPS") or token.lower_ in (
        "people",
        "public",
        "nation",
        "world",
    )
    return plural and (lemma in PERSON or lemma in CROWD or lemma in PEOPLE)
