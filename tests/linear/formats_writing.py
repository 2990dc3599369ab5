"""Articles with the worst spans, written as CoNLL, tables, WebAnno TSV and brat."""

from __future__ import annotations

import tempfile
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from annotator.formats import writer
from annotator.formats.losses import Losses
from annotator.formats.options import parse_options
from tests.formats.cases import WRITING, record
from tests.formats.ways import Way
from tests.linear.cases import Case

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from annotator.formats.base import Format
    from tests.linear.cases import Worst


def one_after_another(n: int) -> Iterable[tuple[int, int]]:
    return ((2 * i, 2 * i + 1) for i in range(n))


def overlapping(n: int) -> Iterable[tuple[int, int]]:
    return ((i, min(i + 1 + i % 20, 2 * n)) for i in range(n))


def nested(n: int) -> Iterable[tuple[int, int]]:
    return ((40 * place + depth, 40 * place + 40 - depth) for place in range(n // 20) for depth in range(20))


SHAPES: dict[str, Callable[[int], Iterable[tuple[int, int]]]] = {
    "spans one after another": one_after_another,
    "spans that overlap": overlapping,
    "spans within others": nested,
}
WAYS = {
    "conll": Way(writer("conll")),
    "conll in columns": Way(writer("conll"), (("columns", 9),)),
    "conll in all columns": Way(writer("conll"), (("columns", 0),)),
    "conll, short spans first": Way(writer("conll"), (("columns", 2), ("nested", "innermost"))),
    "csv": Way(writer("csv")),
    "webanno": Way(writer("webanno")),
    "brat": Way(writer("brat")),
}


def writing(way: Way, shape: Callable[[int], Iterable[tuple[int, int]]]) -> Callable[[int], Case]:
    """Return what makes the case of writing an article with so many spans."""
    kind: Format = way.kind
    how = msgspec.structs.replace(WRITING, options=parse_options(kind, dict(way.given)))

    def make(size: int) -> Case:
        spans = [(start, end, "claim") for start, end in shape(size)]
        # Titles are short; here the text would be the title otherwise, and tables repeat it in each row.
        given = [msgspec.structs.replace(record("a", "a " * size, spans), title="a")]
        place = tempfile.TemporaryDirectory()

        def call() -> None:
            with place:
                if kind.folder:
                    kind.write_folder(given, Path(place.name), how, Losses())
                else:
                    kind.write(given, BytesIO(), how, Losses())

        return Case(call)

    return make


WORST: Worst = {
    f"write: {name}, {shape}": writing(way, spans)
    for name, way in WAYS.items()
    for shape, spans in SHAPES.items()
}
