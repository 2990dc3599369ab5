"""Operations that were made together are written together, and undone together by any later run of the program."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.editing import Session
from annotator.errors import DuplicateSpanError, SpanError, SpanRangeError, StaleSpanError
from annotator.model import Edit, Layer, Operation, Span
from annotator.project import Project
from annotator.project.checking import checked
from annotator.store import operations
from annotator.store.file.connection import Connection
from annotator.store.file.keep_steps import keep_steps
from annotator.store.file.migrations import STEPS
from tests.store.helpers import HUDA, SAMI, TEXT, adding, make, operation
from tests.store.older import older_version

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from annotator.model import Mark

LENGTH = len(TEXT)


def opened(project: Project, who: str = HUDA) -> Session:
    """Return the layer as the screen opens it."""
    layer, history = project.layers.get("1.txt", who), project.layers.history("1.txt", who)
    return Session("1.txt", who, LENGTH, layer, history, project.articles.get("1.txt").edition)


def edits(*starts: int, label: str = "actor", who: str = HUDA) -> list[Edit]:
    return [Edit(before=None, after=Span.new(start, start + 2, label, who)) for start in starts]


def made_together(*all_: Edit, step: str = "together") -> list[Operation]:
    return [msgspec.structs.replace(operation(edit), step=step) for edit in all_]


def test_a_later_run_undoes_and_redoes_a_whole_step(project: Project) -> None:
    project.layers.record(*opened(project).change_all(edits(0, 5, 10)))
    project.layers.record(*opened(project).add(20, 24, "claim"))
    states = [project.layers.get("1.txt", HUDA).spans]
    for _ in range(2):
        project.layers.record(*opened(project).undo())
        states.append(project.layers.get("1.txt", HUDA).spans)
    assert [len(spans) for spans in states] == [4, 3, 0]
    assert opened(project).undo() == ()
    for spans in (states[1], states[0]):
        project.layers.record(*opened(project).redo())
        assert project.layers.get("1.txt", HUDA).spans == spans
    assert opened(project).redo() == ()


@pytest.mark.parametrize("bad", [(5, 7, "actor"), (LENGTH - 1, LENGTH + 1, "actor")])
def test_of_operations_that_do_not_all_fit_none_is_written(
    project: Project, bad: tuple[int, int, str]
) -> None:
    project.layers.record(adding(5, 7))
    before = project.layers.get("1.txt", HUDA), project.layers.operations("1.txt", HUDA)
    unfit = Edit(before=None, after=Span.new(*bad, HUDA))
    with pytest.raises((DuplicateSpanError, SpanRangeError)):
        project.layers.record(*made_together(*edits(10, 20), unfit, *edits(30)))
    assert (project.layers.get("1.txt", HUDA), project.layers.operations("1.txt", HUDA)) == before


def test_a_span_of_somebody_else_is_no_part_of_a_step(project: Project) -> None:
    theirs = adding(5, 7, annotator=SAMI)
    project.layers.record(theirs)
    assert theirs.edit.after is not None
    taken = msgspec.structs.replace(theirs.edit.after, annotator=HUDA, start=30, end=32)
    for edit in (Edit(before=None, after=taken), Edit(before=taken, after=None)):
        with pytest.raises(StaleSpanError):
            project.layers.record(*made_together(*edits(10, 20), edit))
    assert project.layers.get("1.txt", HUDA).spans == ()


def test_operations_of_two_layers_are_no_step(project: Project) -> None:
    for other in (adding(5, 7, annotator=SAMI), adding(5, 7, article="2.txt")):
        with pytest.raises(ValueError, match="of one layer"):
            project.layers.record(adding(1, 3), other)
    assert project.layers.get("1.txt", HUDA).spans == ()


PLACES = st.tuples(st.integers(0, 6), st.integers(-1, 4), st.sampled_from(["actor", "claim"])).map(
    lambda one: (one[0], one[0] + one[1], one[2])
)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(PLACES, max_size=4, unique=True),
    st.lists(st.tuples(st.none() | st.integers(0, 8), st.none() | PLACES), min_size=2, max_size=8),
)
def test_together_they_do_what_they_do_one_after_the_other(
    first: list[tuple[int, int, str]], changes: list[tuple[int | None, tuple[int, int, str] | None]]
) -> None:
    """Whatever fits is stored, and what doesn't is refused with the same words."""
    spans = [Span.new(*place, HUDA) for place in first if place[0] < place[1]]
    known, made = list(spans), list[Operation]()
    for which, place in changes:
        before = known[which % len(known)] if which is not None and known else None
        if before is None and place is None:
            continue
        after = None if place is None else Span.new(*place, HUDA)
        if before is not None and after is not None:
            after = msgspec.structs.replace(after, id=before.id)
        known += [after] if after else []
        made.append(operation(Edit(before=before, after=after)))
    if len(made) < 2:
        return
    with tempfile.TemporaryDirectory() as folder:
        told, layers, histories = [], [], []
        for together in (False, True):
            with make(Path(folder) / f"{together}.db", TEXT) as project:
                for span in spans:
                    project.layers.record(operation(Edit(before=None, after=span)))
                told.append(_try(project, made, together=together))
                layers.append(project.layers.get("1.txt", HUDA))
                histories.append([one.edit for one in project.layers.operations("1.txt", HUDA)])
        assert told[0] == told[1]
        assert layers[0] == layers[1]
        assert histories[0] == histories[1]


def _try(project: Project, made: Sequence[Operation], *, together: bool) -> str:
    """Apply operations in one transaction, and return what was said against them."""
    connection = project._connection
    try:
        with connection.writing():
            for step in [made] if together else [[one] for one in made]:
                operations.apply(connection, step)
    except SpanError as error:
        return f"{type(error).__name__}: {error}"
    return ""


def test_a_step_of_thousands_takes_no_more_queries_than_one_of_two(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.layers.record(adding(60, 64, "weapon"))  # so that the person is there
    counts = list[int]()
    for count in (2, 40):
        step = opened(project).change_all(edits(*range(count), label=("actor", "claim")[count > 2]))
        calls: list[str] = []
        for name in ("row", "rows", "execute"):
            monkeypatch.setattr(Connection, name, _counted(getattr(Connection, name), calls))
        project.layers.record(*step)
        monkeypatch.undo()
        counts.append(len(calls))
    assert counts[0] == counts[1]


def _counted(whole: Callable[..., Any], calls: list[str]) -> Callable[..., Any]:
    def counted(*given: Any) -> Any:
        calls.append(str(given[1]))
        return whole(*given)

    return counted


KEYS = st.sampled_from(["one", "two", "five", "remove all", "relabel all", "undo", "redo", "reopen"])


@settings(max_examples=30, deadline=None)
@given(st.lists(KEYS, max_size=16))
def test_whatever_is_done_in_whatever_runs_a_layer_goes_through_the_same_states(keys: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "annotator.db"
        project = make(path, TEXT)
        try:
            editing = opened(project)
            states, later = [project.layers.get("1.txt", HUDA)], list[Layer]()
            for place, key in enumerate(keys):
                if key == "reopen":
                    project.close()
                    project = Project.open(path)
                    editing = opened(project)
                made = _press(editing, key, place * 3)
                project.layers.record(*made)
                now = project.layers.get("1.txt", HUDA)
                assert now == editing.layer
                if key == "undo":
                    assert bool(made) == (len(states) > 1)
                    later += [states.pop()] if made else []
                elif key == "redo":
                    assert bool(made) == bool(later)
                    states += [later.pop()] if made else []
                elif made:
                    states, later = [*states, now], []
                assert now.spans == states[-1].spans
        finally:
            project.close()
        with checked(path) as there:
            assert list(there.faults()) == []


def _press(editing: Session, key: str, place: int) -> tuple[Operation, ...]:
    spans = editing.layer.spans
    if key in {"undo", "redo"}:
        step = editing.undo() if key == "undo" else editing.redo()
        assert editing.skipped == 0
        return step
    if key == "remove all":
        return editing.change_all([Edit(before=span, after=None) for span in spans])
    if key == "relabel all":
        label = "claim" if place % 2 else "weapon"
        free: dict[Mark, Edit] = {}
        for span in spans:
            after = msgspec.structs.replace(span, label=label)
            if editing.find(*after.mark) is None:
                free.setdefault(after.mark, Edit(before=span, after=after))
        return editing.change_all(list(free.values()))
    if key == "reopen":
        return ()
    count = ("one", "two", "", "", "five").index(key) + 1
    untagged = [
        start for start in range(place, place + count) if editing.find(start, start + 2, "actor") is None
    ]
    return editing.change_all(edits(*untagged))


def test_a_history_from_before_steps_is_undone_one_by_one_and_goes_on_with_steps(tmp_path: Path) -> None:
    path = tmp_path / "annotator.db"
    with make(path, TEXT) as project:
        project.layers.record(adding(0, 4))
        project.layers.record(adding(5, 12))
    older_version(path, STEPS.index(keep_steps))
    with Project.open(path) as project:
        project.layers.record(*opened(project).change_all(edits(20, 30, 40)))
    with Project.open(path) as project:
        editing = opened(project)
        assert [len(editing.undo()) for _ in range(4)] == [3, 1, 1, 0]
        assert editing.count() == 0
