"""Writing a card as TOML: the form to fill in, with what is filled in already."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.cards.fields import FIELDS, OF_ANNOTATORS, OF_AUTHORS
from annotator.model import CardAuthor
from annotator.toml import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from annotator.cards.fields import Field
    from annotator.model import Card, Struct

_HEAD = """\
# The card of this project, which goes into the data sets that are exported. Fill in what can be told: what is left
# empty stands there as "not stated". Text in several lines stands between three quotes.
"""


def dump(card: Card) -> str:
    """Return the card as TOML, which `load` reads back as the same card."""
    return "\n".join([_HEAD, *_fields(card, FIELDS), *_tables(card)])


def _tables(card: Card) -> Iterator[str]:
    yield "# The authors, in their order: a table for each."
    for number, author in enumerate(card.authors or (CardAuthor(name=""),)):
        yield "[[authors]]"
        yield from _fields(author, OF_AUTHORS, told=number == 0)
    yield "# Those who annotated, as far as the team wants to tell."
    yield "[annotators]"
    yield from _fields(card.annotators, OF_ANNOTATORS)


def _fields(of: Struct, fields: Sequence[Field], *, told: bool = True) -> Iterator[str]:
    for field in fields:
        if told:
            yield f"# {field.help}"
        yield f"{field.name} = {_value(getattr(of, field.name))}"
        if told:
            yield ""
    if not told:
        yield ""


def _value(value: str | int | tuple[str, ...] | None) -> str:
    match value:
        case None:
            return '""'
        case int():
            return str(value)
        case tuple():
            return f"[{', '.join(map(quoted, value))}]"
        case _ if "\n" in value:
            lines = (quoted(line)[1:-1] for line in value.split("\n"))
            return '"""\n{}"""'.format("\n".join(lines))
        case _:
            return quoted(value)
