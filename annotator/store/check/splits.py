"""Checks of the splits that are kept: their seeds, and that each part is one of theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.model import Fault
from annotator.store.check import rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from annotator.store.check.context import Context


def faults(context: Context) -> Iterator[Fault]:
    """Yield splits whose seed is no number, and parts that their splits don't have."""
    if not context.tables["split"].columns:
        return
    found: list[Fault] = []
    splits: dict[int, set[str]] = {}
    with rows.reading(found, Fault(table="split", what="its rows can't be read")):
        for number, shares, seed in rows.raw_rows(
            context.connection, "SELECT number, shares, seed FROM split ORDER BY number"
        ):
            splits[number] = {part.partition("=")[0] for part in str(shares).split("/")}
            if not str(seed).removeprefix("-").isdecimal():
                found.append(Fault(table="split", row=str(number), what="its seed is no number"))
    with rows.reading(found, Fault(table="split_part", what="its rows can't be read")):
        for number, part, count in rows.raw_rows(
            context.connection,
            "SELECT split, part, count(*) FROM split_part GROUP BY split, part ORDER BY split, part",
        ):
            if number in splits and part not in splits[number]:
                what = f"articles in {rows.printable(part)}, which is no part of this split: {count}"
                found.append(Fault(table="split_part", row=str(number), what=what))
    yield from found
