"""Long lists of spans in one article, for the functions over spans, as cases of a size that can be doubled."""

from __future__ import annotations

from functools import partial
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from annotator import labels
from annotator.adjudication.grouping import groups
from annotator.agreement.counting import count
from annotator.editing.index import SpanIndex
from annotator.evaluation.counting import Counting
from annotator.formats import every_format
from annotator.formats.base import Writing
from annotator.formats.losses import Losses
from annotator.formats.tags import TokenSpan, assign_columns
from annotator.model import (
    Edit,
    ImportOptions,
    Incoming,
    IncomingSpan,
    Layer,
    Marks,
    Move,
    Operation,
    Record,
    Span,
    deepest,
)
from annotator.store.importing.records import check_record, check_size
from annotator.store.importing.same_text import compare
from annotator.store.replay import spans_after
from annotator.text.layout import Layout
from annotator.tui.widgets import lanes
from annotator.tui.widgets.cover import Cover
from tests.formats.cases import MOMENT, record
from tests.linear.cases import Case

if TYPE_CHECKING:
    from collections.abc import Callable

    from annotator.formats.base import Format
    from annotator.model import Mark
    from annotator.text.navigation import Range
    from tests.linear.cases import Worst

    Shape = Callable[[int], list[Range]]

DEEP = 10
"""How many spans lie over one character where that is bounded."""

SHAPES: dict[str, Shape] = {
    "in a chain": lambda n: [(4 * i, 4 * i + 4 * DEEP - 1) for i in range(n)],
    "in one another": lambda n: [
        (80 * (i // DEEP) + i % DEEP, 80 * (i // DEEP) + 79 - i % DEEP) for i in range(n)
    ],
    "under long ones": lambda n: [
        *((i, 8 * n - i) for i in range(DEEP)),
        *((8 * i, 8 * i + 3) for i in range(2, n - 2)),
    ],
}
"""Ranges of which no more than about `DEEP` lie over one character."""

WITHOUT_END: dict[str, Shape] = {
    "all in one another": lambda n: [(i, 8 * n - i) for i in range(n)],
    "all from one place": lambda n: [(0, i + 1) for i in range(n)],
    "all crossing": lambda n: [(i, 4 * n + i) for i in range(n)],
    "some in all": lambda n: [
        *((i, 8 * n - i) for i in range(n // 2)),
        *((4 * n + i, 4 * n + i + 1) for i in range(n // 2)),
    ],
}
"""Ranges of which all may lie over one character."""


def text_of(n: int) -> str:
    """Return a text that has all ranges of `n` spans."""
    return "قال لي \n" * (n + 20)


def spans_of(
    shape: Shape, n: int, who: str = "huda", label: str = "actor", later: int = 0
) -> tuple[Span, ...]:
    """Return spans of a shape, with ends that are `later`."""
    made = (
        Span(
            id=f"{who}-{place}",
            start=start,
            end=end + later,
            label=label,
            annotator=who,
            created=MOMENT,
            changed=MOMENT,
        )
        for place, (start, end) in enumerate(dict.fromkeys(shape(n)))
    )
    return tuple(sorted(made, key=lambda span: span.order))


def _groups(shape: Shape, label: str, n: int) -> Case:
    people = [
        Layer(article="a", annotator="huda", spans=spans_of(shape, n)),
        Layer(article="a", annotator="omar", spans=spans_of(shape, n, "omar", label, 1)),
    ]
    return Case(partial(groups, text_of(n), people))


def _agreement(shape: Shape, label: str, n: int) -> Case:
    layers: dict[str, tuple[Mark, ...]] = {
        "huda": tuple(span.mark for span in spans_of(shape, n)),
        "omar": tuple(span.mark for span in spans_of(shape, n, "omar", label, 1)),
    }
    return Case(partial(count, Marks(article="a", number=1, title="", text=text_of(n), layers=layers)))


def _evaluation(shape: Shape, label: str, n: int) -> Case:
    reference = [span.mark for span in spans_of(shape, n)]
    predicted = [span.mark for span in spans_of(shape, n, "omar", label, 1)]
    return Case(lambda: Counting(text_of(n), reference).count(predicted))


def _record(shape: Shape, n: int) -> Record:
    return record("a", text_of(n), [(start, end, "actor") for start, end in dict.fromkeys(shape(n))])


def _written(kind: Format, shape: Shape, n: int) -> Case:
    one = _record(shape, n)
    how = Writing(schema=labels.default(), options=kind.options())

    def write() -> None:
        if kind.folder:
            with TemporaryDirectory() as folder:
                kind.write_folder([one], Path(folder), how, Losses())
        else:
            kind.write([one], BytesIO(), how, Losses())

    return Case(write)


def _columns(shape: Shape, columns: int, *, innermost: bool, n: int) -> Case:
    long = record("a", "a" * (9 * n), [(0, 1, "actor")]).spans[0]
    spans = [TokenSpan(start, end, long) for start, end in shape(n)]
    return Case(partial(assign_columns, spans, columns, innermost=innermost))


def _index(shape: Shape, n: int) -> Case:
    def use() -> None:
        index = SpanIndex(spans_of(shape, n))
        for span in spans_of(shape, n):
            index.first_after(span.order)
            index.overlapping(span.start, span.start + 1)

    return Case(use)


def _drawn(shape: Shape, n: int) -> Case:
    row = Layout(text_of(n), 40).row(0)
    spans = [span for span in spans_of(shape, n) if span.start < row.end]

    def draw() -> None:
        lanes.bars(row, spans, {})
        cover = Cover(spans=spans, current=None, caret=0, target=None, selected=False, matches=[])
        cover.looks(row)

    return Case(draw)


def _depth(shape: Shape, n: int) -> Case:
    return Case(partial(deepest, spans_of(shape, n)))


def _checked(shape: Shape, n: int) -> Case:
    spans = tuple(IncomingSpan(start=start, end=end, label="actor") for start, end in shape(n))
    incoming = Incoming(text=text_of(n), path=Path("a.jsonl"), line=1, spans=spans)

    def check() -> None:
        check_size(check_record(incoming, ImportOptions(annotator="huda"), frozenset(["actor"])))

    return Case(check, (ValueError,))


def _compared(shape: Shape, n: int) -> Case:
    coming = [IncomingSpan(start=start, end=end, label="claim") for start, end in shape(n)]
    return Case(partial(compare, spans_of(shape, n), frozenset(), coming))


def _replayed(shape: Shape, n: int) -> Case:
    history = [
        Operation(
            article="a",
            annotator="huda",
            when=MOMENT,
            move=Move.DO,
            edit=Edit(before=None, after=span),
        )
        for span in spans_of(shape, n)
    ]
    return Case(partial(spans_after, history))


_ALL = SHAPES | WITHOUT_END
_WRITERS = [
    kind
    for kind in every_format()
    if kind.writes
    and (not kind.extra or find_spec({"cas": "cassis", "hf": "pyarrow"}.get(kind.extra, kind.extra)))
]

WORST: Worst = {
    **{
        f"groups of spans {name}, labelled {label}": partial(_groups, shape, label)
        for name, shape in SHAPES.items()
        for label in ("actor", "claim")
    },
    **{
        f"agreement on spans {name}, labelled {label}": partial(_agreement, shape, label)
        for name, shape in SHAPES.items()
        for label in ("actor", "claim")
    },
    **{
        f"evaluation of spans {name}, labelled {label}": partial(_evaluation, shape, label)
        for name, shape in SHAPES.items()
        for label in ("actor", "claim")
    },
    **{
        f"{kind.name} of spans {name}": partial(_written, kind, shape)
        for kind in _WRITERS
        for name, shape in SHAPES.items()
    },
    **{
        f"{columns} columns of spans {name}{', innermost' * innermost}": partial(
            lambda n, shape, columns, innermost: _columns(shape, columns, innermost=innermost, n=n),
            shape=shape,
            columns=columns,
            innermost=innermost,
        )
        for name, shape in _ALL.items()
        for columns in (1, 3)
        for innermost in (False, True)
    },
    **{f"an index of spans {name}": partial(_index, shape) for name, shape in SHAPES.items()},
    **{
        f"{what} spans {name}": partial(one, shape)
        for what, one in {
            "a row under": _drawn,
            "the depth of": _depth,
            "checking": _checked,
            "comparing": _compared,
            "replaying": _replayed,
        }.items()
        for name, shape in _ALL.items()
    },
}
