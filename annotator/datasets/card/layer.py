"""Whose spans a data set has, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.datasets.card.tables import cell, listed
from annotator.model import EVERYONE, GOLD, MARKS, LayerKind, Source

if TYPE_CHECKING:
    from collections.abc import Sequence

    from annotator.datasets.dataset_json import DataSet

_KINDS = {
    None: "as {} marked them",
    LayerKind.MODEL: "as the model {} marked them",
    LayerKind.REFERENCE: "as they came in under the name {}, a reference that nobody here marked",
}


def layers(facts: DataSet) -> str:
    """Return a clause on whose spans these are, that follows "articles with labelled spans, "."""
    match facts.selection.layers:
        case (layer,) if layer == GOLD:
            return _gold(facts)
        case (layer,) if layer == EVERYONE:
            return _everybody(facts)
        case (layer,) if layer == MARKS:
            return "each distinct mark with who made it and the share of those who could have"
        case names:
            said = [_KINDS[None].format(listed(people))] if (people := _of_kind(facts, names, None)) else []
            return ", ".join([*said, *_others(facts, names)])


def _everybody(facts: DataSet) -> str:
    others = _others(facts, [other.name for other in facts.statistics.others])
    said = [] if others and not facts.statistics.people.people else [_KINDS[None].format("each annotator")]
    return ", ".join([*said, *others])


def _others(facts: DataSet, names: Sequence[str]) -> list[str]:
    return [
        _KINDS[kind].format(name)
        for kind in (LayerKind.MODEL, LayerKind.REFERENCE)
        for name in _of_kind(facts, names, kind)
    ]


def _of_kind(facts: DataSet, names: Sequence[str], kind: LayerKind | None) -> list[str]:
    return [cell(name) for name in names if facts.layer_kinds.get(name) is kind]


def _gold(facts: DataSet) -> str:
    single = sum(split.sources.get(Source.SINGLE.value, 0) for split in facts.splits.values())
    settled = sum(sum(split.sources.values()) for split in facts.splits.values()) - single
    if not single + settled:
        return "of which these articles have none"
    if not single:
        return "as they were settled"
    if not settled:
        return "each as the one person marked them who was to mark the article; nothing was settled"
    return f"{settled:,} as they were settled, {single:,} as the one person marked them who was to mark the article"
