"""What a layer may hold, and what the database refuses by itself."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import msgspec
import pytest

from annotator.errors import (
    DuplicateSpanError,
    NoSuchArticleError,
    SpanRangeError,
    StaleSpanError,
    UsageError,
)
from annotator.model import Edit, Move, Span, Status
from tests.store.helpers import HUDA, SAMI, TEXT, adding, operation, raw

if TYPE_CHECKING:
    from annotator.project import Project

LENGTH = len(TEXT)


def ranges(project: Project) -> list[tuple[int, int, str]]:
    return [(span.start, span.end, span.label) for span in project.layers.get("1.txt", HUDA).spans]


def test_nested_crossing_and_equal_ranges_are_legal_and_listed_longest_first(project: Project) -> None:
    for start, end, label in [
        (5, 12, "actor"),
        (5, 25, "actor"),
        (5, 25, "claim"),
        (10, 30, "location"),
        (0, LENGTH, "claim"),
    ]:
        project.layers.record(adding(start, end, label))
    assert ranges(project) == [
        (0, LENGTH, "claim"),
        (5, 25, "actor"),
        (5, 25, "claim"),
        (5, 12, "actor"),
        (10, 30, "location"),
    ]


def test_a_span_comes_back_as_it_was_recorded(project: Project) -> None:
    span = msgspec.structs.replace(Span.new(5, 12, "actor", HUDA), attributes={"دور": "متحدث", "sure": "no"})
    project.layers.record(operation(Edit(before=None, after=span)))
    assert project.layers.get("1.txt", HUDA).spans == (span,)


def test_the_same_range_and_label_twice_is_refused_with_a_sentence(project: Project) -> None:
    project.layers.record(adding(5, 12))
    with pytest.raises(DuplicateSpanError) as caught:
        project.layers.record(adding(5, 12))
    assert str(caught.value) == (
        "There is a span labelled actor at 5–12 of 1.txt already. Choose another label or another range."
    )
    assert len(project.layers.get("1.txt", HUDA).spans) == len(project.layers.operations("1.txt", HUDA)) == 1


def test_two_people_may_mark_the_same(project: Project) -> None:
    project.layers.record(adding(5, 12))
    project.layers.record(adding(5, 12, annotator=SAMI))
    assert project.people.names() == sorted([HUDA, SAMI])
    assert [span.annotator for span in project.layers.get("1.txt", SAMI).spans] == [SAMI]


@pytest.mark.parametrize(("start", "end"), [(-1, 3), (4, 4), (5, 4), (0, LENGTH + 1), (LENGTH, LENGTH + 1)])
def test_offsets_outside_the_text_are_refused_and_nothing_changes(
    project: Project, start: int, end: int
) -> None:
    with pytest.raises(SpanRangeError) as caught:
        project.layers.record(adding(start, end))
    assert str(caught.value) == (
        f"A span labelled actor at {start}–{end} is outside 1.txt, which has {LENGTH} characters. "
        "Choose a range inside the text, of one character or more."
    )
    assert project.layers.operations("1.txt", HUDA) == []
    assert project.people.names() == []
    assert project.work.progress("1.txt", HUDA).status is Status.TODO


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("-1", "3"),
        ("4", "4"),
        ("5", "4"),
        ("0", str(LENGTH + 1)),
        ("'a'", "'b'"),
        ("1.5", "2.5"),
        ("NULL", "4"),
    ],
)
def test_the_database_refuses_bad_offsets_by_itself(project: Project, start: str, end: str) -> None:
    project.layers.record(adding(5, 12))
    values = f"'x', 1, 1, {start}, {end}, 'actor', '{{}}', '', ''"
    with pytest.raises(sqlite3.IntegrityError):
        raw(project.path, f"INSERT INTO span VALUES ({values})")
    with pytest.raises(sqlite3.IntegrityError):
        raw(project.path, f'UPDATE span SET start = {start}, "end" = {end}')
    assert ranges(project) == [(5, 12, "actor")]


def test_the_database_refuses_doubles_and_strangers_by_itself(project: Project) -> None:
    project.layers.record(adding(5, 12))
    for values in ("'x', 1, 1, 5, 12, 'actor'", "'x', 99, 1, 1, 2, 'actor'", "'x', 1, 99, 1, 2, 'actor'"):
        with pytest.raises(sqlite3.IntegrityError):
            raw(project.path, f"INSERT INTO span VALUES ({values}, '{{}}', '', '')")
    assert ranges(project) == [(5, 12, "actor")]


def test_changing_what_is_not_there_any_more_is_refused(project: Project) -> None:
    first = adding(5, 12)
    project.layers.record(first)
    span = first.edit.after
    assert span is not None
    removal = operation(Edit(before=span, after=None))
    project.layers.record(removal)
    with pytest.raises(
        StaleSpanError, match=r"^The span labelled actor at 5–12 of 1\.txt was changed elsewhere"
    ):
        project.layers.record(removal)
    assert [op.edit for op in project.layers.operations("1.txt", HUDA)] == [first.edit, removal.edit]


def test_changing_a_span_that_was_changed_is_refused(project: Project) -> None:
    first = adding(5, 12)
    project.layers.record(first)
    span = first.edit.after
    assert span is not None
    wider, other = (msgspec.structs.replace(span, end=end) for end in (20, 30))
    project.layers.record(operation(Edit(before=span, after=wider)))
    with pytest.raises(StaleSpanError):
        project.layers.record(operation(Edit(before=span, after=other)))
    assert project.layers.get("1.txt", HUDA).spans == (wider,)


def test_a_span_cannot_be_moved_or_relabelled_onto_another(project: Project) -> None:
    project.layers.record(adding(5, 12))
    second = adding(5, 25)
    project.layers.record(second)
    span = second.edit.after
    assert span is not None
    with pytest.raises(DuplicateSpanError):
        project.layers.record(operation(Edit(before=span, after=msgspec.structs.replace(span, end=12))))
    assert ranges(project) == [(5, 25, "actor"), (5, 12, "actor")]


def test_the_id_of_a_span_is_taken_once(project: Project) -> None:
    first = adding(5, 12)
    project.layers.record(first)
    span = first.edit.after
    assert span is not None
    with pytest.raises(StaleSpanError):
        project.layers.record(operation(Edit(before=None, after=msgspec.structs.replace(span, end=20))))
    elsewhere = msgspec.structs.replace(span, annotator=SAMI)
    with pytest.raises(StaleSpanError):
        project.layers.record(operation(Edit(before=None, after=elsewhere)))
    assert ranges(project) == [(5, 12, "actor")]


def test_an_unknown_article_is_refused(project: Project) -> None:
    with pytest.raises(NoSuchArticleError):
        project.layers.record(adding(5, 12, article="3.txt"))


@pytest.mark.parametrize("name", ["", " ", "a\nb", "all", "Gold", "ي" * 65])
def test_names_that_nobody_can_have(project: Project, name: str) -> None:
    with pytest.raises(UsageError, match="annotator"):
        project.layers.record(adding(5, 12, annotator=name))
    assert project.people.names() == []


def test_the_history_says_who_when_and_what(project: Project) -> None:
    first = adding(5, 12)
    project.layers.record(first)
    span = first.edit.after
    assert span is not None
    moved = msgspec.structs.replace(span, end=20)
    relabelled = msgspec.structs.replace(moved, label="claim")
    changes = [
        first,
        operation(Edit(before=span, after=moved)),
        operation(Edit(before=moved, after=relabelled)),
        operation(Edit(before=relabelled, after=moved), Move.UNDO),
        operation(Edit(before=moved, after=relabelled), Move.REDO),
        operation(Edit(before=relabelled, after=None)),
    ]
    for change in changes[1:]:
        project.layers.record(change)
    assert project.layers.operations("1.txt", HUDA) == changes
    assert project.layers.operations("1.txt", SAMI) == []
    assert project.layers.operations("2.txt", HUDA) == []
    connection = sqlite3.connect(project.path)
    words = [word for (word,) in connection.execute("SELECT what FROM operation ORDER BY number")]
    connection.close()
    assert words == ["added", "moved", "relabelled", "relabelled", "relabelled", "removed"]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE operation SET at = 'never'",
        "DELETE FROM operation",
        "REPLACE INTO operation SELECT * FROM operation",
        "UPDATE article_text SET text = text || '.'",
        "UPDATE article SET sha256 = 'x'",
    ],
)
def test_nobody_alters_history_or_text(project: Project, statement: str) -> None:
    project.layers.record(adding(5, 12))
    before = project.layers.operations("1.txt", HUDA)
    with pytest.raises(sqlite3.IntegrityError, match=r"append-only|never altered"):
        raw(project.path, statement)
    assert project.layers.operations("1.txt", HUDA) == before
    assert project.articles.get("1.txt").text == TEXT


def test_a_whole_layer_comes_in_with_its_history(project: Project) -> None:
    spans = [Span.new(5, 25, "actor", "somebody"), Span.new(5, 12, "actor", "somebody")]
    project.layers.add("1.txt", HUDA, spans, Status.DONE, "من ورقة")
    layer = project.layers.get("1.txt", HUDA)
    assert [span.id for span in layer.spans] == [span.id for span in spans]
    assert {span.annotator for span in layer.spans} == {HUDA}
    assert [(op.move, op.edit.after) for op in project.layers.operations("1.txt", HUDA)] == [
        (Move.DO, span) for span in layer.spans
    ]
    progress = project.work.progress("1.txt", HUDA)
    assert (progress.status, progress.note) == (Status.DONE, "من ورقة")


def test_one_bad_span_keeps_the_whole_layer_out(project: Project) -> None:
    spans = [Span.new(5, 25, "actor", HUDA), Span.new(5, LENGTH + 1, "actor", HUDA)]
    with pytest.raises(SpanRangeError):
        project.layers.add("1.txt", HUDA, spans, Status.DONE)
    assert ranges(project) == []
    assert project.layers.operations("1.txt", HUDA) == []
    assert project.work.progress("1.txt", HUDA).status is Status.TODO
