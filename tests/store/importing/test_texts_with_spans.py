"""Spans on their way in: whatever is in the file, all of it comes in or a sentence says why none does."""

from __future__ import annotations

import io
import json
import weakref
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.errors import AnnotatorError, ProjectReadOnlyError
from annotator.model import (
    ImportOptions,
    ImportReport,
    Incoming,
    IncomingSpan,
    Refusal,
    Selection,
    Span,
    Status,
)
from annotator.project import Project
from annotator.store.disk.rights import missing_right
from annotator.store.importing import importing
from annotator.store.importing.importing import import_articles
from tests.store.helpers import HUDA, OTHER, SAMI, SCHEMA, TEXT, adding, incoming, make
from tests.store.importing.test_whole_export import exported

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SETTINGS = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=150
)


def span(
    start: int, end: int, label: str = "actor", annotator: str | None = HUDA, **fields: Any
) -> IncomingSpan:
    return IncomingSpan(start=start, end=end, label=label, annotator=annotator, **fields)


def take(project: Project, *records: Incoming | Refusal, **how: Any) -> ImportReport:
    return import_articles(project._connection, SCHEMA, lambda: records, ImportOptions(**how))


def dump(project: Project) -> bytes:
    out = io.BytesIO()
    project.exports.write("jsonl", out, selection=Selection(layers=("all",)))
    return out.getvalue()


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A line of a whole export with spans of two people, a flag, assignments and gold."""
    with make(tmp_path_factory.mktemp("line") / "annotator.db", TEXT) as project:
        project.layers.add(
            "1.txt", HUDA, [Span.new(0, 4, "actor", HUDA), Span.new(5, 12, "claim", HUDA)], Status.DONE
        )
        project.layers.add("1.txt", SAMI, [Span.new(0, 4, "actor", SAMI)], Status.FLAGGED, "سؤال")
        project.assignments.assign([HUDA], per_article=1)
        return exported(project)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.just("9" * 400),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=4,
)


def places(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield at
    for key, inner in (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    ):
        yield from places(inner, (*at, key))


@SETTINGS
@given(st.data())
def test_whatever_stands_in_a_field_is_taken_or_told(
    tmp_path_factory: pytest.TempPathFactory, line: bytes, data: st.DataObject
) -> None:
    record = json.loads(line)
    at = data.draw(st.sampled_from([place for place in places(record) if place]))
    inner = record
    for key in at[:-1]:
        inner = inner[key]
    inner[at[-1]] = data.draw(VALUES)
    taken_or_told(tmp_path_factory.mktemp("field"), json.dumps(record).encode())


@SETTINGS
@given(st.integers(0, 3000), st.integers(0, 40), st.binary(max_size=4))
def test_a_line_with_other_bytes_in_it_is_taken_or_told(
    tmp_path_factory: pytest.TempPathFactory, line: bytes, at: int, count: int, broken: bytes
) -> None:
    taken_or_told(tmp_path_factory.mktemp("bytes"), line[:at] + broken + line[at + count :])


def taken_or_told(folder: Path, data: bytes) -> None:
    (folder / "a.jsonl").write_bytes(data)
    with Project.create(folder / "annotator.db", SCHEMA) as project:
        try:
            report = project.imports.add_files([folder / "a.jsonl"], format="jsonl")
        except AnnotatorError as error:
            pytest.fail(f"raised {error}")
        if report.stopped or report.refusals:
            assert dump(project) == b""
        else:
            (folder / "b.jsonl").write_bytes(dump(project))
            with Project.create(folder / "b.db", SCHEMA) as other:
                assert not other.imports.add_files([folder / "b.jsonl"]).refusals
                assert dump(other) == dump(project)


def test_a_span_whose_id_is_taken_gets_another(project: Project) -> None:
    project.layers.record(adding(0, 4))
    (there,) = project.layers.get("1.txt", HUDA).spans
    report = take(project, incoming(TEXT, spans=(span(5, 12, id=there.id), span(13, 15, id="mine"))))
    assert report.spans == 2
    ids = [one.id for one in project.layers.get("1.txt", HUDA).spans]
    assert ids[0] == there.id
    assert ids[2] == "mine"
    assert len(set(ids)) == 3


def test_an_id_that_a_file_name_gives_counts_in_the_check(project: Project) -> None:
    records = (incoming("نص", "x.txt"), incoming("نص آخر", id="x", spans=(span(0, 2),)))
    report = take(project, *records)
    assert report.stopped
    assert "the id x belongs to an article with another text" in report.refused[0].reason
    with pytest.raises(AnnotatorError):
        project.articles.get("x")


def test_a_project_that_can_only_be_read_says_so_before_anything_is_read(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(project._connection, "read_only", missing_right(project.path))

    def read() -> Iterator[Incoming]:
        raise AssertionError("was read")

    with pytest.raises(ProjectReadOnlyError):
        import_articles(project._connection, SCHEMA, read, ImportOptions())


def test_records_are_read_one_after_the_other(project: Project) -> None:
    """However many there are, no more than a batch is held."""
    alive = 0
    most = 0

    class Counted(Incoming, frozen=True, kw_only=True, weakref=True):
        pass

    def stream() -> Iterator[Incoming]:
        nonlocal alive, most
        for number in range(900):
            record = Counted(text=f"{OTHER}{number}", path=project.path, id=f"n{number}", spans=(span(0, 2),))
            alive += 1
            most = max(most, alive)

            def gone() -> None:
                nonlocal alive
                alive -= 1

            weakref.finalize(record, gone)
            yield record

    report = import_articles(project._connection, SCHEMA, stream, ImportOptions())
    assert report.added == 900
    assert most <= 3 * 200
    assert importing.REFUSALS_KEPT == 20
