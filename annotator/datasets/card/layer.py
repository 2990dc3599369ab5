"""Whose spans a data set has, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.datasets.card.tables import cell
from annotator.model import EVERYONE, GOLD, LayerKind, Source

if TYPE_CHECKING:
    from annotator.datasets.dataset_json import DataSet


def layer(facts: DataSet) -> str:
    """Return a clause on whose spans these are, that follows "articles with labelled spans, "."""
    if facts.layer == GOLD:
        return _gold(facts)
    if facts.layer == EVERYONE:
        return "as each annotator marked them"
    name = cell(facts.layer)
    match facts.layer_kind:
        case LayerKind.MODEL:
            return f"as the model {name} marked them"
        case LayerKind.REFERENCE:
            return f"as they came in under the name {name}, a reference that nobody here marked"
        case _:
            return f"as {name} marked them"


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
