"""Measure the pipeline as shipped, block by block.

    python -m training.evaluate attribution [FILE]  # as the API gives them; or FILE in that form
    python -m training.evaluate roles [FILE]         # what the trained part alone marks
    python -m training.evaluate syntax | ner | speed | chains | referents | all

Prints a table and keeps the numbers, with the command that gave them, in training/results.json.
"""

import json
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import spacy
from spacy.language import Language
from spacy.pipeline.dep_parser import parser_score
from spacy.scorer import Scorer
from spacy.tokens import Doc, DocBin
from spacy.training import Example
from thinc.api import NumpyOps, set_current_ops

from sayso.analyse import analyse
from sayso.network.roles import ROLES_KEY
from training import measure, sets
from training.measure import Counts, Span
from training.places import DATA, MODEL, PREPARED, RESULTS
from training.prepare import ROLES, blocks, read_polnear

DEV = DATA / "polnear" / "dev.jsonl"
PEOPLE = {"source": 77.7, "cue": 70.5, "content": 68.4}
_PRONOUNS = frozenset(
    [
        "i",
        "you",
        "he",
        "she",
        "it",
        "we",
        "they",
        "who",
        "that",
        "this",
        "these",
        "those",
        "his",
        "her",
        "their",
        "one",
    ]
)
_MARKS = "“”\"‘’'"
_SPEED_WORDS = 650
_SPEED_RUNS = 5


def main() -> None:
    what, *rest = sys.argv[1:] or ["all"]
    measures: dict[str, Callable[[], dict[str, Any]]] = {
        "attribution": lambda: attribution(Path(rest[0]) if rest else DEV),
        "roles": lambda: roles(Path(rest[0]) if rest else DEV),
        "syntax": syntax,
        "ner": ner,
        "speed": speed,
        "chains": sets.chains,
        "referents": sets.referents,
    }
    if what != "all" and what not in measures:
        sys.exit(f"unknown measure {what!r}: choose {', '.join(measures)} or all")
    for name in measures if what == "all" else (what,):
        result = measures[name]()
        _keep(name, {"command": f"python -m training.evaluate {' '.join([name, *rest])}", **result})


@cache
def pipeline() -> Language:
    """The shipped pipeline."""
    return spacy.load(os.environ.get("SAYSO_MODEL", MODEL))


def _keep(name: str, result: dict[str, Any]) -> None:
    kept = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    kept[name] = result
    RESULTS.write_text(json.dumps(kept, indent=1, ensure_ascii=False, sort_keys=True) + "\n")


# --- attribution ---------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Attribution:
    """One attribution, as spans in characters of the article; source and content may be empty."""

    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]


def model_roles(nlp: Language, text: str) -> dict[str, set[Span]]:
    """The spans of each role that the trained part marks in an article."""
    found: dict[str, set[Span]] = {role: set() for role in ROLES}
    starts, pieces = zip(*blocks(text), strict=True) if text.strip() else ((), ())
    for start, doc in zip(starts, nlp.pipe(pieces), strict=True):
        for span in doc.spans[ROLES_KEY]:
            found[span.label_.lower()].add((start + span.start_char, start + span.end_char))
    return found


def found_attributions(text: str) -> list[Attribution]:
    """The attributions of an article, the same that `sayso analyze` gives."""
    return [
        Attribution(
            **{role: tuple((m.start, m.end) for m in getattr(link, role)) for role in ROLES}
        )
        for link in analyse(text, types=()).attributions
    ]


def gold_attributions(document: dict[str, Any]) -> list[Attribution]:
    """The document's attributions that have a cue, trimmed of white space."""
    result = []
    for raw in document["attributions"]:
        parts = {
            role: tuple(
                span
                for fragment in raw[role]
                if (span := measure.trimmed(document["text"], tuple(fragment))) is not None
            )
            for role in ROLES
        }
        if parts["cue"]:
            result.append(Attribution(**parts))
    return result


def attribution(path: Path) -> dict[str, Any]:
    """Attributions as the API gives them: roles by M1 (exact) and M2 (overlap, tokens), whole
    attributions by M3, for all annotations and one per article."""
    documents = read_polnear(path)
    texts = {d["id"]: d["text"] for d in documents}
    found = {name: found_attributions(text) for name, text in texts.items()}
    result = _measured(
        path,
        documents,
        {
            name: {role: {s for a in links for s in getattr(a, role)} for role in ROLES}
            for name, links in found.items()
        },
    )
    for setting, chosen in _settings(documents).items():
        whole = triples(chosen, found)
        print(f"{setting}: {json.dumps(whole)}")
        result[setting] |= whole
    return result


def roles(path: Path) -> dict[str, Any]:
    """The roles that the trained part marks, before any rule."""
    documents = read_polnear(path)
    texts = {d["id"]: d["text"] for d in documents}
    nlp = pipeline()
    return _measured(path, documents, {n: model_roles(nlp, t) for n, t in texts.items()})


def _settings(documents: Sequence[dict[str, Any]]) -> dict[str, Sequence[dict[str, Any]]]:
    first = list({d["id"]: d for d in reversed(documents)}.values())[::-1]
    return {"all annotations": documents, "one per article": first}


def _measured(
    path: Path, documents: Sequence[dict[str, Any]], found: dict[str, dict[str, set[Span]]]
) -> dict[str, Any]:
    nlp = pipeline()
    result: dict[str, Any] = {"file": path.name, "articles": len(found), "people": PEOPLE}
    print(f"{'':22}{'P':>7}{'R':>7}{'F1':>7}   95 %          people")
    for setting, chosen in _settings(documents).items():
        result[setting] = {role: _role(nlp, chosen, found, role, setting) for role in ROLES}
    result["slices"] = _slices(documents, found)
    return result


def _role(
    nlp: Language,
    documents: Sequence[dict[str, Any]],
    cached: dict[str, dict[str, set[Span]]],
    role: str,
    setting: str,
) -> dict[str, Any]:
    exact, partial, tokens = [], [], []
    for document in documents:
        found = cached[document["id"]][role]
        gold = {span for a in gold_attributions(document) for span in getattr(a, role)}
        exact.append(measure.exact(found, gold))
        partial.append(measure.any_overlap(found, gold))
        words = [(t.idx, t.idx + len(t)) for t in nlp.make_doc(document["text"]) if not t.is_space]
        tokens.append(measure.by_token(found, gold, words))
    total = sum(exact, Counts())
    low, high = measure.interval(exact)
    print(
        f"{role:10}{setting:12.12}{100 * total.precision:7.1f}{100 * total.recall:7.1f}"
        f"{100 * total.f1:7.1f}   {low}–{high}     {PEOPLE[role]}"
    )
    return {
        "exact": {**total.as_dict(), "interval": [low, high]},
        "overlap": sum(partial, Counts()).as_dict(),
        "tokens": sum(tokens, Counts()).as_dict(),
    }


def source_kind(text: str, spans: Sequence[Span]) -> str:
    """pronoun, named, common or empty: what kind of words a source is made of."""
    if not spans:
        return "empty"
    words = text[slice(*spans[0])].split()
    if len(words) == 1 and words[0].lower().strip(".,") in _PRONOUNS:
        return "pronoun"
    if any(word[:1].isupper() for word in words[1:]) or (len(words) == 1 and words[0][0].isupper()):
        return "named"
    return "common"


def quotation_kind(text: str, spans: Sequence[Span]) -> str:
    """direct, mixed or indirect, by the quotation marks in and around the contents."""
    pieces = [text[start:end].strip(".,;:!? ") for start, end in spans]
    if pieces and all(p[:1] in _MARKS and p[-1:] in _MARKS for p in pieces if p):
        return "direct"
    return "mixed" if any(mark in p for p in pieces for mark in '“”"‘') else "indirect"


def _slices(
    documents: Sequence[dict[str, Any]], cached: dict[str, dict[str, set[Span]]]
) -> dict[str, Any]:
    """Exact recall by kind of source and of quotation; F1 by publisher."""
    hits: dict[str, list[bool]] = {}
    publishers: dict[str, Counts] = {}
    for document in documents:
        text, found = document["text"], cached[document["id"]]
        gold = gold_attributions(document)
        for one in gold:
            kind = source_kind(text, one.source)
            if one.source:
                hits.setdefault(f"source {kind}", []).append(one.source[0] in found["source"])
            hits.setdefault(f"cue, source {kind}", []).append(one.cue[0] in found["cue"])
            for span in one.content:
                name = f"content {quotation_kind(text, one.content)}"
                hits.setdefault(name, []).append(span in found["content"])
        publisher = document.get("publisher", "unknown")
        for role in ROLES:
            counts = measure.exact(found[role], {s for a in gold for s in getattr(a, role)})
            publishers[publisher] = publishers.get(publisher, Counts()) + counts
    recall = {
        name: {"recall": round(100 * statistics.fmean(values), 1), "gold": len(values)}
        for name, values in sorted(hits.items())
    }
    for name, value in recall.items():
        print(f"{name:34}{value['recall']:6.1f} of {value['gold']}")
    return {
        "recall": recall,
        "publisher, all roles": {name: c.as_dict() for name, c in sorted(publishers.items())},
    }


def triples(
    documents: Sequence[dict[str, Any]], attributions: dict[str, list[Attribution]]
) -> dict[str, Any]:
    """M3: whole attributions, those found given by the id of the document.

    Aligned one to one by the cue; right where the sources overlap or both are empty, and the
    contents share at least half of the characters of either (Jaccard). Also those without source.
    """
    parts, sourceless = [], []
    for document in documents:
        found, gold = attributions[document["id"]], gold_attributions(document)
        pairs = list(_aligned(found, gold))
        right = sum(_same(found[f], gold[g]) for f, g in pairs)
        parts.append(Counts(right=right, found=len(found), hit=right, gold=len(gold)))
        empty = sum(not found[f].source and not gold[g].source for f, g in pairs)
        sourceless.append(
            Counts(
                right=empty,
                found=sum(not a.source for a in found),
                hit=empty,
                gold=sum(not a.source for a in gold),
            )
        )
    return {
        "triples": {**sum(parts, Counts()).as_dict(), "interval": list(measure.interval(parts))},
        "without source": sum(sourceless, Counts()).as_dict(),
    }


def _aligned(
    found: Sequence[Attribution], gold: Sequence[Attribution]
) -> Iterator[tuple[int, int]]:
    weighed = sorted(
        (
            (_shared(f.cue, g.cue), _shared(f.content, g.content), i, j)
            for i, f in enumerate(found)
            for j, g in enumerate(gold)
            if _shared(f.cue, g.cue)
        ),
        reverse=True,
    )
    used_found: set[int] = set()
    used_gold: set[int] = set()
    for _, _, i, j in weighed:
        if i in used_found or j in used_gold:
            continue
        used_found.add(i)
        used_gold.add(j)
        yield i, j


def _shared(left: Sequence[Span], right: Sequence[Span]) -> int:
    return sum(measure.overlap(a, b) for a in left for b in right)


def _same(found: Attribution, gold: Attribution) -> bool:
    sources = bool(_shared(found.source, gold.source)) or not (found.source or gold.source)
    shared = _shared(found.content, gold.content)
    size = sum(e - s for s, e in (*found.content, *gold.content)) - shared
    return sources and (shared >= 0.5 * size if size else True)


# --- syntax and names ----------------------------------------------------------------------------


def _examples(nlp: Language, name: str) -> list[Example]:
    gold = list(DocBin().from_disk(PREPARED / f"{name}.spacy").get_docs(nlp.vocab))
    docs = list(nlp.pipe(doc.text for doc in gold))
    return [Example(doc, reference) for doc, reference in zip(docs, gold, strict=True)]


def syntax() -> dict[str, Any]:
    """Tags, lemmas, parse and sentences on GUM and EWT dev, paragraph by paragraph."""
    nlp = pipeline()
    keys = ("tag_acc", "pos_acc", "lemma_acc", "dep_uas", "dep_las", "sents_f", "morph_acc")
    parts = {name: _examples(nlp, f"syntax-{name}") for name in ("gum-dev", "ewt-dev")}
    parts["both"] = [example for part in parts.values() for example in part]
    result = {}
    print(f"{'':10}" + "".join(f"{key:>11}" for key in keys))
    for name, examples in parts.items():
        values = {}
        for part in ("tagger", "morphologizer"):
            values.update(nlp.get_pipe(part).score(examples))
        values.update(Scorer.score_token_attr(examples, "lemma"))
        values.update(parser_score(examples))
        result[name] = {key: round(values[key], 4) for key in keys}
        print(f"{name:10}" + "".join(f"{values[key]:11.4f}" for key in keys))
    return result


def ner() -> dict[str, Any]:
    """Names on Worldwide dev."""
    nlp = pipeline()
    values = Scorer(nlp).score_spans(_examples(nlp, "ner-dev"), "ents")
    print(f"names: P {values['ents_p']:.3f} R {values['ents_r']:.3f} F1 {values['ents_f']:.3f}")
    for label, value in sorted(values["ents_per_type"].items()):
        print(f"  {label:14}{value['p']:7.3f}{value['r']:7.3f}{value['f']:7.3f}")
    return {
        "precision": round(values["ents_p"], 4),
        "recall": round(values["ents_r"], 4),
        "f1": round(values["ents_f"], 4),
        "by class": {k: round(v["f"], 4) for k, v in sorted(values["ents_per_type"].items())},
    }


# --- speed ---------------------------------------------------------------------------------------


def speed() -> dict[str, Any]:
    """Words per second on one core beside a stock efficiency pipeline, in turns, same blocks."""
    articles = list(_articles())
    words = sum(len(block.split()) for article in articles for block in article)
    ours, stock, fast = pipeline(), stock_pipeline(blis=True), stock_pipeline(blis=False)
    rates: dict[str, list[float]] = {"sayso": [], "stock": [], "stock, same product": []}
    for run in range(_SPEED_RUNS + 1):
        for name, nlp in zip(rates, (ours, stock, fast), strict=True):
            start = time.perf_counter()
            for article in articles:
                list(nlp.pipe(article))
            if run:
                rates[name].append(words / (time.perf_counter() - start))
    middle = {name: statistics.median(values) for name, values in rates.items()}
    result = {
        "articles": len(articles),
        "words": words,
        "words per second": {name: round(value) for name, value in middle.items()},
        "ratio to stock": round(middle["sayso"] / middle["stock"], 2),
        "ratio to stock with the same matrix product": round(
            middle["sayso"] / middle["stock, same product"], 2
        ),
        "threads": os.environ.get("OPENBLAS_NUM_THREADS", "not limited"),
    }
    print(json.dumps(result, indent=1))
    return result


def _articles() -> Iterator[list[str]]:
    for document in read_polnear(DATA / "polnear/dev.jsonl")[:40]:
        article: list[str] = []
        for _, block in blocks(document["text"]):
            article.append(block)
            if sum(len(b.split()) for b in article) >= _SPEED_WORDS:
                yield article
                break


def stock_pipeline(*, blis: bool) -> Language:
    """spaCy's efficiency pipeline of tagger, parser and NER, briefly trained so that it does real
    work; `blis` says whether with the matrix product that spaCy uses unless told otherwise."""
    set_current_ops(NumpyOps(use_blis=blis))
    nlp = spacy.blank("en")
    width = 96
    listener = {"@architectures": "spacy.Tok2VecListener.v1", "width": width, "upstream": "*"}
    nlp.add_pipe(
        "tok2vec",
        config={
            "model": {
                "@architectures": "spacy.Tok2Vec.v2",
                "embed": {
                    "@architectures": "spacy.MultiHashEmbed.v2",
                    "width": width,
                    "attrs": ["NORM", "PREFIX", "SUFFIX", "SHAPE"],
                    "rows": [5000, 1000, 2500, 2500],
                    "include_static_vectors": False,
                },
                "encode": {
                    "@architectures": "spacy.MaxoutWindowEncoder.v2",
                    "width": width,
                    "depth": 4,
                    "window_size": 1,
                    "maxout_pieces": 3,
                },
            }
        },
    )
    nlp.add_pipe(
        "tagger", config={"model": {"@architectures": "spacy.Tagger.v2", "tok2vec": listener}}
    )
    for part in ("parser", "ner"):
        nlp.add_pipe(
            part,
            config={
                "model": {
                    "@architectures": "spacy.TransitionBasedParser.v2",
                    "state_type": part,
                    "extra_state_tokens": False,
                    "hidden_width": 64,
                    "maxout_pieces": 2,
                    "use_upper": True,
                    "tok2vec": listener,
                }
            },
        )
    examples = _stock_examples(nlp)
    nlp.initialize(lambda: examples)
    for start in range(0, len(examples), 16):
        nlp.update(examples[start : start + 16])
    set_current_ops(NumpyOps())
    return nlp


def _stock_examples(nlp: Language) -> list[Example]:
    """Dev paragraphs with their parse, and the shipped pipeline's names."""
    gold = list(DocBin().from_disk(PREPARED / "syntax-dev.spacy").get_docs(nlp.vocab))[:600]
    named = pipeline().pipe(Doc(pipeline().vocab, words=[t.text for t in d]) for d in gold)
    for doc, other in zip(gold, named, strict=True):
        doc.ents = [
            spacy.tokens.Span(doc, ent.start, ent.end, label=ent.label_) for ent in other.ents
        ]
    return [Example(nlp.make_doc(doc.text), doc) for doc in gold]


if __name__ == "__main__":
    main()
