"""Whatever a project has of an article is in what a format writes, or is entered as a loss."""

from __future__ import annotations

from datetime import UTC, datetime
from importlib.util import find_spec
from typing import TYPE_CHECKING

import msgspec
import pytest

from annotator.formats import every_format
from annotator.model import (
    Card,
    Choice,
    Handout,
    LayerKind,
    Loss,
    Record,
    RecordNote,
    RecordSpan,
    RecordThread,
    Source,
    State,
)
from tests.formats.fuller import FULLER
from tests.formats.ways import Way, write

if TYPE_CHECKING:
    from pathlib import Path

    from annotator.formats.base import Format

LIBRARIES = {"cas-json": "cassis", "cas-xmi": "cassis", "hf": "pyarrow", "spacy": "spacy"}
LATER = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)

THREAD = RecordThread(
    start=0,
    end=4,
    text="وصلت",
    annotator="huda",
    notes=[RecordNote(id="n", author="nadia", when=LATER, text="من؟", open=True)],
)

OF_ARTICLES: dict[str, tuple[object, set[Loss]]] = {
    "title": ("عنوان آخر", {Loss.METADATA}),
    "date": ("2026-03-04", {Loss.METADATA}),
    "source": ("وكالة أخرى", {Loss.METADATA}),
    "url": ("https://example.org/2", {Loss.METADATA}),
    "metadata": ({"desk": {"team": 5}}, {Loss.METADATA}),
    "state": (State(pool=Handout(people=2, return_after=1.0)), {Loss.WORK}),
    "threads": ([THREAD], {Loss.NOTES}),
    "kinds": ({"huda": LayerKind.MODEL}, {Loss.KINDS}),
    "card": (Card(title="أخبار الميناء"), {Loss.CARD}),
    "annotators": (["huda", "salim", "zaynab"], {Loss.NOTHING_FOUND, Loss.PROVENANCE}),
}
"""Another value for each field of a record, and the losses of which one says that it is not there."""

OF_SPANS: dict[str, tuple[object, set[Loss]]] = {
    "id": ("another", {Loss.IDENTITY}),
    "created": (LATER, {Loss.IDENTITY}),
    "changed": (LATER, {Loss.IDENTITY}),
    "annotator": ("zaynab", {Loss.ANNOTATOR}),
    "attributes": ({"sure": "لا"}, {Loss.ATTRIBUTES}),
    "source": (Source.SINGLE, {Loss.PROVENANCE}),
    "annotators": (["zaynab"], {Loss.PROVENANCE}),
    "adjudicator": ("zaynab", {Loss.PROVENANCE}),
    "decision": (Choice.ADDED, {Loss.PROVENANCE}),
    "note": ("لا كما في الخبر السابق", {Loss.PROVENANCE}),
    "policy": ("majority", {Loss.PROVENANCE}),
}
"""The same for the fields of a span."""

GIVEN = (
    {"id", "text", "sha256", "offset_unit", "spans", "article", "start", "end", "pseudonyms"},
    {"start", "end", "label", "text", "could", "share", "gold"},
)
"""Fields that every format holds, that follow from these, or that rows, pseudonyms or marks alone have; other tests are of them."""


def other_values(of_gold: bool) -> dict[str, tuple[Record, set[Loss]]]:
    """Return the record, of gold or of people, with another value in one field."""
    base = FULLER["gold" if of_gold else "people"]
    found = {
        name: (msgspec.structs.replace(base, **{name: value}), losses)
        for name, (value, losses) in OF_ARTICLES.items()
    }
    for name, (value, losses) in OF_SPANS.items():
        is_of_gold = Loss.PROVENANCE in losses
        if name != "id" and is_of_gold != of_gold and name not in ("created", "attributes"):
            continue
        *first, last = base.spans
        spans = [*first, msgspec.structs.replace(last, **{name: value})]
        found[f"{name} of a span"] = msgspec.structs.replace(base, spans=spans), losses
    return found


@pytest.mark.parametrize("of_gold", [True, False], ids=["gold", "people"])
@pytest.mark.parametrize("kind", [kind for kind in every_format() if kind.writes], ids=lambda kind: kind.name)
def test_a_field_is_written_or_entered(kind: Format, of_gold: bool, tmp_path: Path) -> None:
    way = Way(kind)
    if (library := LIBRARIES.get(kind.name)) is not None and find_spec(library) is None:
        pytest.skip(f"the library {library} is not installed")
    before, _ = files(way, FULLER["gold" if of_gold else "people"], tmp_path / "before")
    for number, (name, (changed, losses)) in enumerate(other_values(of_gold).items()):
        if name == "card" and kind.data_set:
            continue  # a data set has a card of its own
        after, entered = files(way, changed, tmp_path / str(number))
        assert after != before or losses & entered, f"{way} drops {name} without a word"
        assert entered <= {*kind.loses_writing}, f"{way} does not say that it loses what it enters"


def files(way: Way, given: Record, folder: Path) -> tuple[dict[str, bytes], set[Loss]]:
    """Return what is written of a record, and the losses that are entered."""
    folder.mkdir()
    entered = write(way, [given], folder).entered
    made = {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }
    return made, {one.loss for one in entered}


def test_each_field_is_tried() -> None:
    of_records, of_spans = GIVEN
    assert {*Record.__struct_fields__} == {*OF_ARTICLES, *of_records}
    assert {*RecordSpan.__struct_fields__} == {*OF_SPANS, *of_spans}
