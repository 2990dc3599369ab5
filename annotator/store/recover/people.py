"""Recovering people; everything else belongs to people and articles."""

from __future__ import annotations

from collections import Counter, defaultdict
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import msgspec

from annotator.model import LayerKind, now
from annotator.store.file import json_columns
from annotator.store.recover import bit_flips

if TYPE_CHECKING:
    from collections.abc import Mapping

    from annotator.store.recover.draft import Draft
    from annotator.store.recover.findings import Findings
    from annotator.store.recover.tables import ReadTables


_WORK = {"work": "annotator", "assignment": "annotator"}
_GOLD = {"decision": "adjudicator", "settled": "adjudicator", "gold_step": "adjudicator"}
"""The columns in which only people stand, by table."""


def recover_people(tables: ReadTables, draft: Draft, findings: Findings) -> dict[int, str]:
    """Insert the people; return names by number. A lost name is taken from the history of that person's spans."""
    table = tables.tables["annotator"]
    history = _names_in_history(tables)
    works, decides = _named_in(tables, _WORK), _named_in(tables, _GOLD)
    numbers = {key[0] for key in (*table.rows, *table.lost)} | (set() if table.whole else set(history))
    found: dict[int, str] = {}
    for number in sorted(one for one in numbers if isinstance(one, int)):
        row = table.rows.get((number,), {})
        indexed = table.indexed.rows.get((number,), {})
        name, sure = _name(row, indexed.get("name"), history[number])
        if name is None:
            findings.add(
                f"Person {number} of the project can't be read, and is left out with all that they did."
            )
            continue
        created = row.get("created")
        whole = isinstance(created, str)
        kind, known = _kind(row, name, works=number in works, decides=number in decides)
        why = draft.insert(
            "annotator",
            {
                "number": number,
                "name": name,
                "created": created if whole else now().isoformat(),
                "kind": kind.value,
            },
        )
        if why:
            findings.add(
                f"Person {number} of the project, {name}, can't be taken ({why}), nor what they did."
            )
            continue
        found[number] = name
        if not sure or not whole:
            findings.add(f"Person {number} of the project is called {name} by what is left to tell it.")
        if not known:
            findings.add(f"{name} counts as {kind.noun} by what is left to tell it.")
    return found


def _name(row: Mapping[str, Any], indexed: object, history: Counter[str]) -> tuple[str | None, bool]:
    """Return the name that most sources give, and whether all agree."""
    stored = row.get("name")
    votes = Counter({name: 1 for name, _ in history.most_common(1)})
    votes.update(name for name in (stored, indexed) if isinstance(name, str))
    for name in votes:
        if bit_flips.checksum_matches("annotator", {**row, "name": name}):
            return name, True
    if not votes:
        return None, False
    return votes.most_common(1)[0][0], len(votes) == 1 and stored is not None and bit_flips.checksum_matches(
        "annotator", row
    ) is not False


def _kind(row: Mapping[str, Any], name: str, *, works: bool, decides: bool) -> tuple[LayerKind, bool]:
    """Return the kind of a name, and whether it is known.

    The checksum proves it. Only people decide gold, which is not to be lost; who `works` is a person where nothing proves
    another kind; a file of an older version has people only.
    """
    if row and "kind" not in row:
        return LayerKind.PERSON, True
    stored = next((kind for kind in LayerKind if kind.value == row.get("kind")), None)
    for kind in LayerKind:
        if bit_flips.checksum_matches("annotator", {**row, "name": name, "kind": kind.value}):
            return (LayerKind.PERSON, kind is LayerKind.PERSON) if decides else (kind, True)
    if works or decides:
        return LayerKind.PERSON, stored in (None, LayerKind.PERSON)
    return stored or (LayerKind.MODEL if "@" in name else LayerKind.PERSON), False


def _named_in(tables: ReadTables, columns: Mapping[str, str]) -> set[int]:
    """Return the numbers of those who stand in a column of some tables, given as its name by table."""
    found: set[int] = set()
    for table, column in columns.items():
        numbers = (row.get(column) for row in tables.tables[table].rows.values())
        found.update(number for number in numbers if isinstance(number, int))
    return found


def _names_in_history(tables: ReadTables) -> defaultdict[int, Counter[str]]:
    found: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for row in tables.tables["operation"].rows.values():
        side = row.get("after") or row.get("before")
        number = row.get("annotator")
        if isinstance(side, str) and isinstance(number, int):
            with suppress(msgspec.MsgspecError, ValueError, RecursionError):
                found[number][json_columns.span(side).annotator] += 1
    for row in tables.tables["gold_step"].rows.values():
        edits, number = row.get("edits"), row.get("adjudicator")
        if isinstance(edits, str) and isinstance(number, int):
            with suppress(msgspec.MsgspecError, ValueError, RecursionError):
                found[number].update(
                    edit.after.adjudicator
                    for edit in json_columns.edits(edits)
                    if edit.after and not edit.before
                )
    return found
