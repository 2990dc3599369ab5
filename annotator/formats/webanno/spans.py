"""The annotations in the columns of a layer."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from annotator.formats.losses import Loss
from annotator.formats.webanno.header import Layer, Role
from annotator.formats.webanno.values import NONE, UNSET, entry, stacked
from annotator.model import IncomingSpan

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Sequence

    from annotator.formats.utf16 import Units
    from annotator.formats.webanno.body import Row
    from annotator.formats.webanno.header import Chosen

_LINK_OF_CHAIN = re.compile(r"->([0-9]+-[0-9]+)$")


class Annotation:
    """An annotation as its cells are come upon: its range in UTF-16 units so far, and the values of its features."""

    def __init__(self, row: Row) -> None:
        self.begin, self.end = row.begin, row.end
        self.values: dict[str, str] = {}

    def grow(self, row: Row) -> None:
        """Cover a further row."""
        self.begin, self.end = min(self.begin, row.begin), max(self.end, row.end)


def collect(rows: Sequence[Row], layer: Layer) -> list[Annotation]:
    """Return the annotations of a layer of spans, in the order in which they begin.

    Those in one place of a row's cells are one, and so are those of one number.
    """
    found = []
    known: dict[int, Annotation] = {}
    columns = [column for column in layer.columns if column.role is not Role.TARGET]
    first, last = layer.columns[0].place, layer.columns[-1].place + 1
    nothing = [NONE] * (last - first)
    for row in rows:
        if row.fields[first:last] == nothing:
            continue
        cells = [stacked(row.fields[column.place]) for column in layer.columns]
        entries = [list(map(entry, stacked(row.fields[column.place]))) for column in columns]
        for place in range(max(map(len, cells))):
            here = [
                (column, cell[place])
                for column, cell in zip(columns, entries, strict=True)
                if place < len(cell)
            ]
            number = next((one.number for _, one in here if one.number is not None), None)
            if number is not None and number in known:
                annotation = known[number]
                annotation.grow(row)
            else:
                annotation = Annotation(row)
                found.append(annotation)
                if number is not None:
                    known[number] = annotation
            for column, one in here:
                if column.role is Role.FEATURE and one.value is not None:
                    annotation.values.setdefault(column.feature, one.value)
    return found


def spans(rows: Sequence[Row], chosen: Chosen, units: Units, lost: Counter[str]) -> tuple[IncomingSpan, ...]:
    """Return the spans of the layer that is read; one whose label is unset has the layer's name.

    Its other features are attributes. What has no length is counted as lost.
    """
    if chosen.layer is None:
        return ()
    found = []
    for annotation in collect(rows, chosen.layer):
        values = dict(annotation.values)
        label = values.pop(chosen.feature, "") if chosen.feature else ""
        start, end = units.to_code_points(annotation.begin), units.to_code_points(annotation.end)
        if start == end:
            lost[Loss.EMPTY.value] += 1
        else:
            found.append(
                IncomingSpan(start=start, end=end, label=label or chosen.layer.short, attributes=values)
            )
    return tuple(found)


def count_others(rows: Sequence[Row], layers: Sequence[Layer], chosen: Chosen, lost: Counter[str]) -> None:
    """Count what is in the layers that are not read, and the links between spans."""
    for layer in layers:
        if layer.kind == "SP":
            if layer is not chosen.layer:
                lost[f"spans of the layer {layer.short}"] += len(collect(rows, layer))
            links = [column.place for column in layer.columns if column.role is Role.TARGET]
            lost[Loss.RELATIONS.value] += sum(_targets(row.fields[place]) for row in rows for place in links)
        elif layer.kind == "RL":
            place = layer.columns[-1].place
            lost[Loss.RELATIONS.value] += sum(len(stacked(row.fields[place])) for row in rows)
        else:
            lost[f"links of the chains {layer.short}"] += len(_links_of_chains(rows, layer))


def _targets(cell: str) -> int:
    return sum(1 for part in stacked(cell) for target in part.split(";") if target not in (UNSET, NONE))


def _links_of_chains(rows: Sequence[Row], layer: Layer) -> set[str]:
    return {
        found[1]
        for row in rows
        for column in layer.columns
        for part in stacked(row.fields[column.place])
        if (found := _LINK_OF_CHAIN.search(part))
    }
