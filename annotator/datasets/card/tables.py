"""Tables and text in Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def table(heads: Sequence[str], rows: Iterable[Sequence[str | int]]) -> str:
    """Return a table in Markdown."""
    lines = [
        [cell(head) for head in heads],
        ["---"] * len(heads),
        *([cell(value) for value in row] for row in rows),
    ]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def cell(value: str | int) -> str:
    """Return a value as the text of one line in which nothing is markup."""
    if isinstance(value, int):
        return f"{value:,}"
    return " ".join(value.replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;").split())


def listed(things: Sequence[str]) -> str:
    """Return things as words of a sentence."""
    return things[0] if len(things) == 1 else f"{', '.join(things[:-1])} and {things[-1]}"
