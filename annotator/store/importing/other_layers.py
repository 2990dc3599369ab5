"""What an import makes of layers that no person made: the kinds of the names in a record, and the scores of spans."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from annotator import names
from annotator.errors import UsageError
from annotator.model import LayerKind
from annotator.store.people import names_in_values

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Callable, Mapping

    from annotator.model import ImportOptions, Incoming, IncomingSpan, State

SCORE = "score"
"""The attribute in which the score of a span is kept."""

LOST_SCORES = "scores of spans"
_OTHER_SCORES = "scores of spans that are there already with others"
_OTHER_ATTRIBUTES = "attributes of spans that are there already without them or with others"
_NO_SCORES = "scores of spans that are there already without"


def kinds_of(record: Incoming, how: ImportOptions, clean: Callable[[str], str]) -> dict[str, LayerKind]:
    """Return the kinds of those names that are no people's, by cleaned name. Raises `UsageError` for a model without a version."""
    if how.annotator is not None:
        return {} if how.kind is LayerKind.PERSON else {how.annotator: how.kind}
    for name, kind in record.kinds.items():
        if kind is LayerKind.MODEL:
            names.require_version(name)
    return {clean(name): kind for name, kind in record.kinds.items() if kind is not LayerKind.PERSON}


def with_score(span: IncomingSpan, record: Incoming, kind: LayerKind, lost: Counter[str]) -> IncomingSpan:
    """Return the span with its score among its attributes, for a layer of this kind; a person's has none, which is counted in `lost`.

    A record of ours has the score there already where no person made the span.
    """
    score, attributes = span.score, span.attributes
    made_by = record.kinds.get(span.annotator or "", LayerKind.PERSON)
    if score is None and made_by is not LayerKind.PERSON and SCORE in attributes:
        score = attributes[SCORE]
        attributes = {name: value for name, value in attributes.items() if name != SCORE}
    if score is None:
        return span
    if kind is LayerKind.PERSON or SCORE in attributes:
        lost[LOST_SCORES] += 1
    else:
        attributes = {**attributes, SCORE: score}
    return msgspec.structs.replace(span, attributes=attributes, score=None)


def count_lost_attributes(there: Mapping[str, str], coming: Mapping[str, str], lost: Counter[str]) -> None:
    """Count in `lost` the score and the attributes of a span that comes in where an equal one is already, unless that has the same."""
    score, stored = coming.get(SCORE), there.get(SCORE)
    if score is not None and not _is_same(score, stored):
        lost[_NO_SCORES if stored is None else _OTHER_SCORES] += 1
    others = sum(there.get(name) != value for name, value in coming.items() if name != SCORE)
    if others:
        lost[_OTHER_ATTRIBUTES] += others


def _is_same(score: str, other: str | None) -> bool:
    """Return whether two scores are equal as numbers, or as they are written."""
    try:
        return score == other or (other is not None and float(score) == float(other))
    except ValueError:
        return False


def refuse_in_state(state: State, kinds: Mapping[str, LayerKind]) -> None:
    """Raise `UsageError` for work, an assignment or gold of a model or a reference."""

    def check(name: str) -> str:
        if name in kinds:
            raise UsageError(
                f"{name} is {kinds[name].noun}, and only people have a status, assignments and a part in gold; take it out of the state."
            )
        return name

    names_in_values.state(state, check)
