"""Checks of people's names and former names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator import names as rule
from annotator.command_line import command_line
from annotator.model import Fault
from annotator.store.check import rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from annotator.store.check.context import Context


def faults(context: Context) -> Iterator[Fault]:
    """Yield names that are not allowed or could be two people's; older versions accepted them."""
    path = context.connection.path
    by_key: dict[str, tuple[str, int]] = {}
    for number, name in sorted(context.names.items(), key=lambda one: one[1]):
        fault = Fault(table="annotator", row=str(number), what="", harmless=True)
        if wrong := rule.fault(name):
            how = command_line("people rename", name, "NEW", project=path)
            yield _saying(fault, f"{wrong} Rename them with: {how}")
        other, _ = by_key.setdefault(rule.key(name), (name, number))
        if other != name:
            how = command_line("people join", other, name, project=path)
            yield _saying(
                fault,
                f"{other} and {name} differ only in case or in how letters are composed; if they are one person: {how}",
            )
    found: list[Fault] = []
    made = context.tables["former_name"]
    with rows.reading(found, Fault(table="former_name", what="its rows can't be read")):
        for name, number, *_ in rows.rows_of(context.connection, made):
            fault = Fault(table="former_name", row=rows.printable(name), what="", harmless=True)
            known, who = by_key.get(rule.key(name), (name, number))
            if who != number:
                whose = context.names.get(number, "somebody else")
                found.append(_saying(fault, f"{whose} was called so before, and {known} is called so now"))
    yield from found


def _saying(fault: Fault, what: str) -> Fault:
    return Fault(table=fault.table, row=fault.row, what=what, harmless=fault.harmless)
