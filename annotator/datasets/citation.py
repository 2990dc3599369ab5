"""How a data set is cited: CITATION.cff (Citation File Format 1.2.0), and BibTeX."""

from __future__ import annotations

import re
import unicodedata
from hashlib import sha256
from typing import TYPE_CHECKING, Any, NamedTuple

from annotator import spdx
from annotator.datasets import yaml

if TYPE_CHECKING:
    from collections.abc import Iterator

    from annotator.datasets.dataset_json import DataSet
    from annotator.model import CardAuthor

CITATION = "CITATION.cff"

_OF_CFF = re.compile(
    r"CC0-1\.0|CC-BY(?:-NC)?(?:-ND|-SA)?-(?:1\.0|2\.0|2\.5|3\.0|4\.0)|CC-BY-NC-ND-4\.0|CDLA-(?:Permissive|Sharing)-1\.0|ODbL-1\.0"
    r"|ODC-By-1\.0|PDDL-1\.0|MIT|Apache-2\.0|BSD-[23]-Clause|ISC|Unlicense|[AL]?GPL-3\.0(?:-only|-or-later)?|GPL-2\.0(?:-only|-or-later)?"
    r"|MPL-2\.0|EUPL-1\.[12]"
)
"""Licences that version 1.2.0 of the format lists; SPDX has listed others since."""

_DOI_OF_CFF = re.compile(r"10\.\d{4,9}(?:\.\d+)?/[A-Za-z0-9:/_;().\[\]\\-]+")
"""DOIs that its schema takes as such."""

_NOT_OF_ADDRESSES = re.compile(r"[^A-Za-z0-9_.~/:;()-]")
"""What stands in percent-encoding in an address (RFC 3986)."""

_TEX = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    **{char: f"\\{char}" for char in "$&#_%"},
}
"""What TeX would obey; braces are written without one, because BibTeX counts them also after a backslash."""


def citation_file(facts: DataSet) -> str | None:
    """Return the contents of CITATION.cff, None where the card states no title or no authors, without which there is none."""
    card = facts.card
    if not card.title or not card.authors:
        return None
    found: dict[str, Any] = {
        "cff-version": "1.2.0",
        "message": "If you use this data set, please cite it as below.",
        "type": "dataset",
        "title": card.title,
        "authors": [_person(author) for author in card.authors],
        "version": facts.data_version.version,
    }
    if card.date:
        found["date-released"] = card.date
    if _OF_CFF.fullmatch(card.licence):
        found["license"] = card.licence
    elif url := licence_url(facts):
        found["license-url"] = url
    if _DOI_OF_CFF.fullmatch(card.doi):
        found["doi"] = card.doi
    elif card.doi:
        found["identifiers"] = [{"type": "url", "value": doi_url(card.doi)}]
    if card.url:
        found["url"] = card.url
    if card.summary:
        found["abstract"] = card.summary
    return "\n".join(yaml.lines(found)) + "\n"


def licence_url(facts: DataSet) -> str:
    """Return where the licence is to be read, "" where that is not known."""
    return facts.card.licence_url or spdx.url(facts.card.licence)


def doi_url(doi: str) -> str:
    """Return the address of a DOI, with the signs in percent-encoding that an address has not."""
    return f"https://doi.org/{_NOT_OF_ADDRESSES.sub(_encoded, doi)}"


def _encoded(sign: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in sign[0].encode())


def _person(author: CardAuthor) -> dict[str, str]:
    """Return a person where the name has its parts or more is stated, else what the name stands for as a whole."""
    family, suffix, given = parts(author.name)
    more = {"orcid": f"https://orcid.org/{author.orcid}"} if author.orcid else {}
    if not given:
        return {"name": family, **more}
    return {
        "family-names": family,
        "given-names": given,
        **({"name-suffix": suffix} if suffix else {}),
        **({"affiliation": author.affiliation} if author.affiliation else {}),
        **more,
    }


class Name(NamedTuple):
    """The parts of a person's name; a name that is taken whole is in `family`."""

    family: str
    suffix: str = ""
    given: str = ""


def parts(name: str) -> Name:
    """Return the parts of "Family, Given" or "Family, Jr., Given", as BibTeX has them; any other name whole."""
    match [part.strip() for part in name.split(",")]:
        case [family, given] if family and given:
            return Name(family, given=given)
        case [family, suffix, given] if family and suffix and given:
            return Name(family, suffix, given)
        case _:
            return Name(name)


def bibtex(facts: DataSet) -> str:
    """Return an entry for BibTeX, "" where the card states no title or no authors. Arabic stands in it as it is, in UTF-8."""
    card = facts.card
    if not card.title or not card.authors:
        return ""
    fields = {
        "title": f"{{{_tex(card.title)}}}",  # a second pair of braces keeps capitals
        "author": " and ".join(_tex_name(author.name) for author in card.authors),
        "year": card.date[:4],
        "version": facts.data_version.version,
        "howpublished": "Data set",
        "doi": card.doi,
        "url": card.url,
    }
    lines = (f"  {name} = {{{value}}}," for name, value in fields.items() if value)
    return "\n".join([f"@misc{{{_key(facts)},", *lines, "}"])


def _tex(text: str) -> str:
    return "".join(_TEX.get(char, char) for char in " ".join(text.split()))


def _tex_name(name: str) -> str:
    found = parts(name)
    if not found.given:
        return f"{{{_tex(name)}}}"
    return ", ".join(f"{{{_tex(part)}}}" if " and " in f" {part} " else _tex(part) for part in found if part)


def _key(facts: DataSet) -> str:
    """Return a key of ASCII letters and digits: family name, year and a word of the title.

    Where name and title have no such letters, a hash of the two stands for them, which is the same for each version.
    """
    card = facts.card
    family, word = _ascii(parts(card.authors[0].name).family), next(_words(card.title), "")
    if family or word:
        return f"{family}{card.date[:4]}{word}"
    stands = sha256(f"{card.authors[0].name}\n{card.title}".encode()).hexdigest()
    return f"dataset{card.date[:4]}x{stands[:8]}"


def _words(text: str) -> Iterator[str]:
    return (word for word in map(_ascii, text.split()) if word)


def _ascii(text: str) -> str:
    return re.sub("[^a-z0-9]", "", unicodedata.normalize("NFKD", text).lower())
