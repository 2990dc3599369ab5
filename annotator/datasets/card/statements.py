"""What people state about a data set: the card of the project, field by field. What nobody filled in stands as not stated."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from annotator.cards.fields import FIELDS, OF_ANNOTATORS
from annotator.datasets.card.languages import languages
from annotator.datasets.card.tables import cell, table
from annotator.datasets.citation import bibtex, licence_url

if TYPE_CHECKING:
    from collections.abc import Iterator

    from annotator.datasets.dataset_json import DataSet
    from annotator.model import CardAuthor

NOT_STATED = "*not stated*"

_HEADINGS = {field.name: field.heading for field in FIELDS}
_MARKS_A_BLOCK = re.compile(
    r"^((?:[ \t]|>|[-*+][ \t]|\d{1,9}[.)][ \t])*)(#|```|~~~|=+[ \t]*$|-+[ \t]*$|\||:?-+:?[ \t]*\||:-|-+:)"
)
"""What would begin another part of the card, also in a quote or a list; a row such as `--- | :-:` makes a table of the line before."""

_OPENS_HTML = re.compile(r"<(?!https?://[^\s<>]*>)")
"""A sign that may begin HTML, but not a link such as <https://example.org>."""


def prose(text: str) -> str:
    """Return a text in Markdown as a part of the card: it begins no headings, tables, fences and HTML. Links stay."""
    lines = (_MARKS_A_BLOCK.sub(r"\1\\\2", _OPENS_HTML.sub("&lt;", line)) for line in text.split("\n"))
    return "\n".join(lines) if text else NOT_STATED


def details(facts: DataSet) -> str:
    """Return the table of what is said in a line each."""
    card = facts.card
    licence = card.licence
    if licence and (url := licence_url(facts)):
        licence = f"{licence} ({url})"
    tags = languages(facts)
    rows = [
        ("Version", facts.data_version.version),
        (_HEADINGS["date"], card.date),
        ("Authors", "; ".join(map(_author, card.authors))),
        (_HEADINGS["licence"], licence),
        (
            _HEADINGS["languages"],
            ", ".join(tags)
            + ("" if card.languages or not tags else " (not stated; by the letters of the texts)"),
        ),
        (_HEADINGS["url"], card.url),
        (_HEADINGS["doi"], card.doi),
        (_HEADINGS["contact"], card.contact),
        (_HEADINGS["funding"], card.funding),
    ]
    return table(("", ""), ((name, value or NOT_STATED) for name, value in rows))


def _author(author: CardAuthor) -> str:
    more = [one for one in (author.affiliation, author.orcid and f"https://orcid.org/{author.orcid}") if one]
    return f"{author.name} ({', '.join(more)})" if more else author.name


def section(facts: DataSet, name: str, level: str = "##") -> Iterator[str]:
    """Yield a field with its heading."""
    yield f"{level} {_HEADINGS[name]}"
    value = getattr(facts.card, name)
    yield prose(", ".join(map(cell, value)) if isinstance(value, tuple) else value)


def annotators(facts: DataSet) -> str:
    """Return the table of what is stated about those who annotated."""
    stated = facts.card.annotators
    rows = []
    for field in OF_ANNOTATORS:
        value = getattr(stated, field.name)
        rows.append((field.heading, NOT_STATED if not value else str(value)))
    return table(("", ""), rows)


def citation(facts: DataSet) -> Iterator[str]:
    """Yield how the data set is cited."""
    yield "## Citation"
    if entry := bibtex(facts):
        yield f"```bibtex\n{entry}\n```"
        yield "`CITATION.cff` has the same."
    else:
        yield f"Title and authors are {NOT_STATED}, without which there is no entry for BibTeX and no `CITATION.cff`."
    if facts.card.citation:
        yield prose(facts.card.citation)
