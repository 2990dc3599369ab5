"""Choose the articles that are evaluated: those that the reference and all predictions have."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from annotator.evaluation.report import Told, What
from annotator.model import LayerKind

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from annotator.evaluation.table import MarkTable
    from annotator.model import Mark


class Absent(StrEnum):
    """What an article of the reference is taken for that the predictions lack: one in which nothing was found, or none to evaluate."""

    EMPTY = "empty"
    LEFT_OUT = "left-out"


class Chosen(NamedTuple):
    """The ids of the articles that are evaluated, what was left out, and what is to be told of those that were not."""

    articles: set[str]
    left_out: list[Told]
    told: list[Told]


def is_empty(table: MarkTable, absent: Absent | None) -> bool:
    """Return whether an article that is not in the table counts as one in which nothing was found; `absent` None: as is usual.

    A model's or a reference's layer does not say which articles were read: so it does, unless they are to be left out. A file says
    it: so it does only where that is asked for. What a person has not finished, and what is not gold, never does.
    """
    if table.is_gold or table.kind is LayerKind.PERSON:
        return False
    return absent is Absent.EMPTY if table.kind is None else absent is not Absent.LEFT_OUT


def choose(
    reference: MarkTable,
    predictions: Sequence[MarkTable],
    absent: Absent | None = None,
    wanted: Collection[str] | None = None,
) -> Chosen:
    """Choose the articles of the reference that all predictions have, among those that are `wanted`; None: all are."""

    def is_wanted(id_: str) -> bool:
        return wanted is None or id_ in wanted

    chosen = {id_ for id_ in reference if is_wanted(id_)}
    left_out: list[Told] = []
    told: list[Told] = []
    for table in predictions:
        lacks = [id_ for id_ in reference if is_wanted(id_) and id_ not in table]
        if not is_empty(table, absent):
            left_out += _told(What.NOT_PREDICTED, table, lacks, reference)
            chosen.difference_update(lacks)
        beyond = [id_ for id_ in table if is_wanted(id_) and id_ not in reference]
        left_out += _told(What.NO_REFERENCE, table, beyond, table)
        left_out += _told(What.NOT_CHOSEN, table, [id_ for id_ in table if not is_wanted(id_)], table)
    for table in predictions:
        own = [id_ for id_ in reference if id_ in chosen and is_own(reference, table, id_)]
        left_out += _told(What.OWN, table, own, reference)
        chosen.difference_update(own)
    for table in predictions:
        if is_empty(table, absent):
            lacks = [id_ for id_ in reference if id_ in chosen and id_ not in table]
            told += _told(What.EMPTY, table, lacks, reference)
        if parts := [id_ for id_ in table.lacks if id_ in chosen]:
            outside = sum(_outside(reference.marks(id_), table.lacks[id_]) for id_ in parts)
            told.append(Told(what=What.ROWS, name=table.name, articles=len(parts), spans=outside))
        if table.has_nothing:
            told += _told(What.NO_SPANS, table, chosen, reference)
    for table in (reference, *predictions):
        left_out += other_labels(table, chosen)
    return Chosen(chosen, left_out, told)


def _outside(marks: Iterable[Mark], parts: Collection[tuple[int, int]]) -> int:
    """Return how many marks reach into one of some parts."""
    return sum(any(mark[0] < end and start < mark[1] for start, end in parts) for mark in marks)


def other_labels(table: MarkTable, articles: Collection[str]) -> list[Told]:
    """Return what is to be told of marks in these articles that have other labels than those that are chosen."""
    others = [number for id_, number in table.others.items() if id_ in articles]
    if not others:
        return []
    return [
        Told(
            what=What.OTHER_LABELS,
            name=table.name,
            kind=table.kind,
            articles=len(others),
            spans=sum(others),
        )
    ]


def is_own(one: MarkTable, other: MarkTable, article: str) -> bool:
    """Return whether one of the tables is the gold, and has in an article what the person of the other one alone has marked there."""
    return any(
        person.kind is LayerKind.PERSON and is_alone(gold, article, person.name, person.marks(article))
        for gold, person in ((one, other), (other, one))
    )


def is_alone(gold: MarkTable, article: str, person: str, marks: Iterable[Mark]) -> bool:
    """Return whether the gold of an article was made from the marks of this person alone, and they are still these."""
    made = gold.made.get(article)
    return made is not None and made.alone == person and set(gold.marks(article)) == set(marks)


def _told(what: What, whose: MarkTable, articles: Iterable[str], of: MarkTable) -> list[Told]:
    sizes = [of.size(id_) for id_ in articles]
    if not sizes:
        return []
    return [Told(what=what, name=whose.name, kind=whose.kind, articles=len(sizes), spans=sum(sizes))]
