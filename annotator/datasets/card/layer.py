"""Whose spans a data set has, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.datasets.card.tables import cell, listed
from annotator.model import EVERYONE, GOLD, MARKS, LayerKind, Source

if TYPE_CHECKING:
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
            return "as each annotator marked them"
        case (layer,) if layer == MARKS:
            return "each distinct mark with who made it and the share of those who could have"
        case names:
            said = [_KINDS[None].format(listed(people))] if (people := _of_kind(facts, names, None)) else []
            for kind in LayerKind.MODEL, LayerKind.REFERENCE:
                said += [_KINDS[kind].format(name) for name in _of_kind(facts, names, kind)]
            return ", ".join(said)


def _of_kind(facts: DataSet, names: tuple[str, ...], kind: LayerKind | None) -> list[str]:
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
