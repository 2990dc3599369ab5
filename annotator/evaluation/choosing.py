"""Choose the articles that are evaluated: those that the reference and all predictions have."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from annotator.evaluation.report import Told, What
from annotator.model import LayerKind

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from annotator.evaluation.table import MarkTable


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
        if is_empty(table, absent):
            told += _told(What.EMPTY, table, lacks, reference)
        else:
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
        if table.has_nothing:
            told += _told(What.NO_SPANS, table, chosen, reference)
    return Chosen(chosen, left_out, told)


def is_own(one: MarkTable, other: MarkTable, article: str) -> bool:
    """Return whether one of the tables is the gold, and has in an article what the person of the other one alone has marked there."""
    return _is_alone(one, other, article) or _is_alone(other, one, article)


def _is_alone(gold: MarkTable, person: MarkTable, article: str) -> bool:
    if not gold.is_gold or person.kind is not LayerKind.PERSON or article not in gold.made:
        return False
    return gold.made[article].alone == person.name and gold.marks(article) == person.marks(article)


def _told(what: What, whose: MarkTable, articles: Iterable[str], of: MarkTable) -> list[Told]:
    sizes = [of.size(id_) for id_ in articles]
    if not sizes:
        return []
    return [Told(what=what, name=whose.name, kind=whose.kind, articles=len(sizes), spans=sum(sizes))]
