"""Write the measured numbers into the model card: `python -m training.card`.

Only the part between the two marker lines of MODEL_CARD.md is written.
"""

import json
from typing import Any

from training.places import MODEL, RESULTS

OPENING = "<!-- scores: written by python -m training.card -->"
CLOSING = "<!-- end of scores -->"


def main() -> None:
    """Rewrite the scores of the card from training/results.json."""
    path = MODEL / "MODEL_CARD.md"
    before, _, rest = path.read_text(encoding="utf-8").partition(OPENING)
    _, _, after = rest.partition(CLOSING)
    results = json.loads(RESULTS.read_text(encoding="utf-8"))
    lines = [*_attribution(results), *_syntax(results), *_names(results), *_speed(results)]
    path.write_text(
        "\n".join([before + OPENING, "", *lines, CLOSING]) + after,
        encoding="utf-8",
    )


def _attribution(results: dict[str, Any]) -> list[str]:
    measured = results["attribution"]
    lines = [
        f"**Source, cue, content**, PolNeAR dev, {measured['articles']} articles, all annotations:",
        "",
        "| role | P | R | exact F1 | 95 % interval | any overlap F1 | two people with each other |",
        "|---|---|---|---|---|---|---|",
    ]
    for role, people in measured["people"].items():
        exact = measured["all annotations"][role]["exact"]
        overlap = measured["all annotations"][role]["overlap"]["f1"]
        low, high = exact["interval"]
        lines.append(
            f"| {role} | {exact['precision']} | {exact['recall']} | {exact['f1']} | {low}–{high} "
            f"| {overlap} | {people} |"
        )
    whole, nobody = (measured["all annotations"][name] for name in ("triples", "without source"))
    low, high = whole["interval"]
    alone = results["roles"]["all annotations"]
    lines += [
        "",
        f"Whole attributions (cue aligned, sources overlap, half of the content shared): F1 "
        f"{whole['f1']} (P {whole['precision']}, R {whole['recall']}; 95 % {low}–{high}). "
        f"Attributions without a source: P {nobody['precision']}, R {nobody['recall']} "
        f"of {nobody['gold']}.",
        "",
        "These are the attributions of the API. The trained part alone, before any rule: "
        + ", ".join(f"{role} {alone[role]['exact']['f1']}" for role in measured["people"])
        + f" (`{results['roles']['command']}`).",
    ]
    recall = measured["slices"]["recall"]
    parts = ", ".join(f"{name} {value['recall']}" for name, value in recall.items())
    return [*lines, "", f"Exact recall by kind: {parts}.", "", _command(measured), ""]


def _syntax(results: dict[str, Any]) -> list[str]:
    measured = results["syntax"]
    keys = {
        "tag_acc": "tags",
        "pos_acc": "UPOS",
        "morph_acc": "morphology",
        "lemma_acc": "lemmas",
        "dep_uas": "UAS",
        "dep_las": "LAS",
        "sents_f": "sentences F1",
    }
    lines = [
        "**Syntax**, paragraph by paragraph, from raw text:",
        "",
        "| set | " + " | ".join(keys.values()) + " |",
        "|---" * (len(keys) + 1) + "|",
    ]
    for name in ("gum-dev", "ewt-dev", "both"):
        values = " | ".join(f"{measured[name][key]:.3f}" for key in keys)
        lines.append(f"| {name} | {values} |")
    return [*lines, "", _command(measured), ""]


def _names(results: dict[str, Any]) -> list[str]:
    measured = results["ner"]
    classes = ", ".join(f"{name} {value:.2f}" for name, value in measured["by class"].items())
    return [
        f"**Names** on English Worldwide Newswire dev: F1 {measured['f1']} "
        f"(P {measured['precision']}, R {measured['recall']}). By class: {classes}.",
        "",
        _command(measured),
        "",
    ]


def _speed(results: dict[str, Any]) -> list[str]:
    measured = results["speed"]
    rates = measured["words per second"]
    return [
        f"**Speed** on one core, {measured['articles']} articles of about 650 words, block by "
        f"block: {rates['sayso']} words a second; a stock spaCy tagger, parser and NER, "
        f"same run, {rates['stock']} (ratio {measured['ratio to stock']}), the same with "
        f"NumPy's matrix product {rates['stock, same product']} "
        f"(ratio {measured['ratio to stock with the same matrix product']}).",
        "",
        _command(measured),
        "",
    ]


def _command(measured: dict[str, Any]) -> str:
    return f"`{measured['command']}`"


if __name__ == "__main__":
    main()
