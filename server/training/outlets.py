"""Make lexicons/outlets.toml from the State Media Matrix: state-controlled and captured outlets.

Kept are rows whose typology is state-controlled (SC) or captured (CaPu, CaPr); independent public
media are not. Facts only: name, other names, country, typology.

    python -m training.outlets [CSV] [TOML]
"""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

SERVER = Path(__file__).resolve().parents[1]
CSV = SERVER.parent / "../shared/data/outlets/State_Media_Matrix.csv"
UD = SERVER.parent / "../shared/data/ud/train.conllu"
TOML = SERVER / "sayso/lexicons/outlets.toml"

KEPT = {"SC": "state-controlled", "CaPu": "captured public", "CaPr": "captured private"}
LIST_DATE = "2024"

# Known far beyond their country by this name alone, although made of plain words or few letters.
ALONE = frozenset(
    {
        "Al Arabiya", "Al Jazeera", "Anadolu", "Antara", "Arab News", "Armenpress", "Azertac",
        "BelTA", "Bernama", "CCTV", "CGTN", "Channel One Russia", "China Daily",
        "China News Service", "Daily Sabah", "Emirates News Agency", "Fars News",
        "Global Times", "Granma", "Gulf Times", "Hurriyet", "IRNA", "ITAR-TASS",
        "Islamic Republic News Agency", "Itar-Tass", "Izvestia", "KCNA", "Kazinform",
        "Khaleej Times", "Komsomolskaya Pravda", "Mehr News Agency", "Middle East News Agency",
        "People's Daily", "People’s Daily", "Phnom Penh Post", "Phoenix TV", "Pravda.ru",
        "Prensa Latina", "Press TV", "RIA Novosti", "RT", "Rodong Sinmun", "Rossiya Segodnya",
        "Rossiyskaya Gazeta", "Russia Today", "SANA", "Sputnik", "Straits Times", "TASS",
        "TRT World", "Tanjug", "Tasnim", "Tehran Times", "Telam", "TeleSUR",
        "The Straits Times", "Ukrinform", "Xinhua",
    }
)  # fmt: skip

# Said of the same outlet in English news; the list has it under another name only.
ALSO = {
    "TASS": ("Itar-Tass", "ITAR-TASS"),
    "RT International": ("RT", "Russia Today"),
    "Sputnik International": ("Sputnik",),
    "Sputnik News": ("Sputnik",),
    "RIA Novosti": ("RIA",),
    "Anadolu": ("Anadolu Agency",),
    "Fars News Agency": ("Fars News", "Fars"),
    "Tasnim News Agency": ("Tasnim",),
    "Mehr News Agency": ("Mehr",),
    "Xinhua": ("Xinhua News Agency",),
    "Korean Central News Agency": ("KCNA",),
    "People's Daily": ("People’s Daily",),
    "Syrian Arab News Agency": ("SANA",),
}

# In the list, and far better known as something else: a place, an airline, another station.
NOT = frozenset(
    {
        "ABC", "ACP", "AMI", "APP", "APS", "ARB", "ATV", "BBS", "CBC", "CBS", "CRI", "Desafio",
        "Domingo", "EBC", "Emirates", "Eurasia", "Exame", "GPB", "GTV", "Hayat", "Horizons",
        "IBC", "IDC", "IHA", "IIDO", "IMI", "ITN", "Industrial Development Corporation",
        "Informer", "Islamic Republic", "Islamic Republic of Iran", "Javan", "Khorasan", "LENA",
        "LINA", "Liter", "MENA", "MTV", "NAN", "NBC", "NPA", "NPE", "Noticias", "OneWorld",
        "Oʻzbekiston", "PBC", "PBS", "PETRA", "PIA", "PTV", "Petróleos de Venezuela S.A.",
        "Posta", "Qazaqstan", "Quds", "RBA", "RIA FAN", "RSS", "RTI", "RTM", "RTS", "RTV",
        "Russian Spring", "SBA", "SMG", "SPR", "STA", "STV", "Sabah", "Soap Box", "Suria",
        "TAK", "TAP", "TBC", "TPA", "The Islamic Ideology Dissemination Organization",
        "Turk Media", "Turkiye", "UBC", "Ukraina", "WAL", "Watan",
    }
)  # fmt: skip

# Words that name what an outlet is, in the list's languages: they tell no outlet from another.
_PLAIN = frozenset(
    {
        "agence", "agencia", "agency", "and", "broadcasting", "business", "canal", "central",
        "channel", "chronicle", "company", "corporation", "daily", "diario", "digital",
        "edition", "el", "english", "financial", "first", "fm", "for", "fresh", "gazette",
        "gold", "graphic", "group", "herald", "index", "international", "la", "le", "legal",
        "media", "mercury", "military", "mirror", "money", "monitor", "nacional", "national",
        "nationale", "network", "new", "news", "newspaper", "nice", "observer", "of", "online",
        "paper", "post", "press", "print", "public", "radio", "radiodiffusion", "real",
        "review", "royal", "service", "space", "spark", "star", "state", "station", "sun",
        "telegraph", "televisao", "television", "televisión", "the", "times", "today",
        "tribune", "tv", "télévision", "urban", "voice", "weekly", "west", "world",
    }
)  # fmt: skip
_SKIP = re.compile(
    r"\b(?:channels|dailies|unit|department|ministry|government press|itself|investments)\b", re.I
)
_LABEL = re.compile(
    r"^(?:news agency|print(?: media)?|online|television|radio|news portals?|tv)\s*:\s*", re.I
)
_ACRONYM = re.compile(r"\((?=[^)]*[A-Z][^)]*[A-Z])([A-Z][A-Za-z]{1,7})\)")
_DOMAIN = re.compile(r"\.(?:ru|com|net|org|tv|info|news|today|su|kz|hu|by)$", re.I)
_LANGUAGE = re.compile(
    r"\s+(?:English|Arabic|Spanish|French|German|Russian|Portuguese|Chinese|Turkish|Italian|Japanese|Georgian|"
    r"Serbian|Persian|Polish|Greek|Urdu|Farsi|Korean|Kurdi|Deutsch|France|Español|Français|Documentary|"
    r"Africa|America|Europe|Global|HK|USA)$"
)


@dataclass(slots=True)
class Outlet:
    """One outlet: the first name of the list, its other names, its country and typology."""

    name: str
    country: str
    typology: str
    names: set[str] = field(default_factory=set)


def read(path: Path) -> Iterator[tuple[str, str, str, str]]:
    """Yield country, company, asset and typology of the rows that are kept."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            typology = row["Typology"].strip()
            if typology in KEPT and row["Country"].strip():
                yield (
                    row["Country"].strip(),
                    row["Media company"].strip(),
                    row["Main assets"].strip(),
                    typology,
                )


def names_of(company: str, asset: str) -> Iterator[str]:
    """The names in one row, cleaned: without labels, notes and brackets; acronyms on their own."""
    for words in (company, asset):
        words = _LABEL.sub("", words.replace("*", "").strip())
        if words.startswith(
            ("Dziennik dailies", "Gazeta dailies", "Głos dailies", "Kurier dailies")
        ):
            continue
        for match in _ACRONYM.finditer(words):
            yield match.group(1)
        bare = re.sub(r"\s*\(.*$", "", words).strip(" -–,")
        # An edition in one language is the same outlet.
        if bare:
            yield _LANGUAGE.sub("", bare)


def lower_words(path: Path, least: int = 2) -> frozenset[str]:
    """Words that running English writes in small letters: they name no outlet by themselves."""
    counts: dict[str, int] = {}
    if not path.is_file():
        return frozenset()
    for line in path.read_text("utf-8").splitlines():
        cells = line.split("\t")
        if len(cells) > 3 and cells[3] != "PROPN" and cells[1].islower():
            counts[cells[1]] = counts.get(cells[1], 0) + 1
    return frozenset(word for word, count in counts.items() if count >= least)


def places(path: Path) -> frozenset[str]:
    """The countries of the list, in small letters: a country's name alone is the country."""
    return frozenset(country.lower() for country, *_ in read(path))


def usable(name: str, plain: frozenset[str], countries: frozenset[str]) -> bool:
    """Whether a name tells one outlet from any other word or body of news English."""
    if name in ALONE:
        return True
    if name in NOT or _SKIP.search(name) or " or " in name or name.endswith(")"):
        return False
    if not name.isascii() and not any(c.isascii() and c.isalpha() for c in name):
        return False
    words = re.findall(r"[^\W_][\w'’.-]*", name)
    if not words or not name[0].isupper() or len(name) < 3 or name.lower() in countries:
        return False
    if re.search(r"[\u0400-\u04ff\u0600-\u06ff]", name) or (
        any(c.isdigit() for c in name) and not _DOMAIN.search(name)
    ):
        return False
    if len(words) == 1 and name.isupper():
        return len(name) >= 3 and name.lower() not in plain
    telling = [w for w in words if w.lower().strip(".") not in plain | _PLAIN]
    if len(words) == 1:
        return bool(telling) and len(name) >= 4
    return bool(telling)


def by_itself(name: str, plain: frozenset[str]) -> bool:
    """Whether a name needs no country beside it: known everywhere, or long and telling."""
    if name in ALONE:
        return True
    words = [w for w in re.findall(r"[^\W_][\w'’.-]*", name) if w.lower() not in plain | _PLAIN]
    if _DOMAIN.search(name):
        return True
    return len(name.split()) >= 2 and not name.isupper() and bool(words) and len(name) >= 9


def collect(
    rows: Iterable[tuple[str, str, str, str]], plain: frozenset[str], countries: frozenset[str]
) -> list[Outlet]:
    """One outlet per country and asset, with its usable names; no name twice in a country."""
    found: dict[tuple[str, str], Outlet] = {}
    for country, company, asset, typology in rows:
        usable_names = [
            n for n in dict.fromkeys(names_of(company, asset)) if usable(n, plain, countries)
        ]
        own = [n for n in dict.fromkeys(names_of("", asset)) if n in usable_names]
        for name in [*own, *(n for n in usable_names if n not in own)]:
            first = next(
                (o for o in found.values() if o.country == country and name in o.names), None
            )
            if first is not None:
                continue
            outlet = found.setdefault(
                (country, own[0] if own else name),
                Outlet(own[0] if own else name, country, typology),
            )
            outlet.names.add(name)
    for outlet in found.values():
        for name in list(outlet.names):
            taken = {
                n
                for o in found.values()
                if o.country == outlet.country and o is not outlet
                for n in o.names
            }
            outlet.names.update(set(ALSO.get(name, ())) - taken)
    return sorted(found.values(), key=lambda o: (o.country, o.name))


def write(outlets: list[Outlet], plain: frozenset[str]) -> str:
    """The TOML file's text."""
    lines = [
        "# Made by training/outlets.py from the State Media Matrix; not edited by hand.",
        "",
        "[about]",
        'title = "Outlets that a published list counts as state-controlled or captured"',
        'note = "Used by annotate/outlets.py. The same words are used for every country. '
        "Not all affiliations are alike; see the list's own notes.\"",
        'origin = "State Media Matrix, Alliance for Securing Democracy at GMF (MIT); '
        "seed data by State Media Monitor, "
        'Media and Journalism Research Center"',
        f'date = "{LIST_DATE}"',
        "",
        "[typologies]",
        *(f'{code} = "{words}"' for code, words in KEPT.items()),
        "",
    ]
    for outlet in outlets:
        alone = sorted(n for n in outlet.names if by_itself(n, plain))
        local = sorted(n for n in outlet.names if not by_itself(n, plain))
        lines += [
            "[[outlet]]",
            f"name = {_text(outlet.name)}",
            f"country = {_text(outlet.country)}",
            f"typology = {_text(outlet.typology)}",
        ]
        # Names that mean this outlet anywhere, and names that do so only beside its country.
        if alone:
            lines.append(f"names = [{', '.join(map(_text, alone))}]")
        if local:
            lines.append(f"local = [{', '.join(map(_text, local))}]")
        lines.append("")
    return "\n".join(lines)


def _text(words: str) -> str:
    return '"' + words.replace("\\", "\\\\").replace('"', '\\"') + '"'


def main(arguments: list[str]) -> None:
    """Read the list, write the TOML, say how many outlets it holds."""
    source = Path(arguments[0]) if arguments else CSV
    target = Path(arguments[1]) if len(arguments) > 1 else TOML
    plain = lower_words(UD)
    outlets = collect(read(source), plain, places(source))
    target.write_text(write(outlets, plain), "utf-8")
    print(f"{target.name}: {len(outlets)} outlets, {sum(len(o.names) for o in outlets)} names")


if __name__ == "__main__":
    main(sys.argv[1:])
