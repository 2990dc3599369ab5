"""What can be decided for many cases at once: all that one person marked, or all that differs in one small thing only."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from annotator.adjudication.case import Case, Group, Kind, Version
from annotator.adjudication.similarity import trimmed
from annotator.model import Mark, Struct

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


class BulkKind(StrEnum):
    """Which version of each case is taken."""

    PERSON = "person"
    """That of one person, in all cases in which they have one."""
    WITHOUT_SIGNS = "without signs"
    WITH_SIGNS = "with signs"
    """Where edges differ by punctuation and white space only."""
    WITHOUT_CLITIC = "without clitic"
    WITH_CLITIC = "with clitic"
    """Where starts differ by clitics only."""


class Take(NamedTuple):
    """A case and the version of it that is to be taken."""

    case: Case
    version: Version


class Bulk(Struct, frozen=True, kw_only=True):
    """Cases that can be decided in one step, in text order. `left` counts those that can't, as their version is in gold already."""

    kind: BulkKind
    person: str = ""
    takes: tuple[Take, ...]
    left: int = 0


def bulks(text: str, cases: Iterable[Case], in_gold: Callable[[Mark], object]) -> tuple[Bulk, ...]:
    """Return what can be taken at once of the cases that are open and have no decision; nothing that is about no case.

    By person, sorted by name, then by kinds. A kind has a case only where everybody has a version and all of them
    differ in nothing else. `in_gold` gives what has a mark in gold already, or None.
    """
    found: dict[tuple[BulkKind, str], list[Take]] = {}
    for case in cases:
        if case.group is None or case.decision is not None or not case.open:
            continue
        for version in case.group.versions:
            for person in version.annotators:
                found.setdefault((BulkKind.PERSON, person), []).append(Take(case, version))
        for kind, version in _by_kind(text, case.group):
            found.setdefault((kind, ""), []).append(Take(case, version))
    order = list(BulkKind)
    made = []
    for kind, person in sorted(found, key=lambda key: (order.index(key[0]), key[1])):
        takes = found[kind, person]
        free = tuple(take for take in takes if in_gold(take.version.mark) is None)
        if free:
            made.append(Bulk(kind=kind, person=person, takes=free, left=len(takes) - len(free)))
    return tuple(made)


def _by_kind(text: str, group: Group) -> Iterable[tuple[BulkKind, Version]]:
    """Yield the versions of a group in which versions differ in one small thing only, with what they are."""
    if group.kind not in {Kind.BOUNDARY, Kind.CLITIC}:
        return
    widest = next((one for one in group.versions if (one.start, one.end) == (group.start, group.end)), None)
    if group.kind is Kind.CLITIC:
        yield BulkKind.WITHOUT_CLITIC, max(group.versions, key=lambda one: one.start)
        yield BulkKind.WITH_CLITIC, min(group.versions, key=lambda one: one.start)
        return
    inner = {trimmed(text, one.start, one.end) for one in group.versions}
    if len(inner) > 1:
        return
    bare = next((one for one in group.versions if (one.start, one.end) in inner), None)
    if bare is not None:
        yield BulkKind.WITHOUT_SIGNS, bare
    if widest is not None:
        yield BulkKind.WITH_SIGNS, widest
