"""What a rescue file holds comes in once, in order, as far as it fits."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.editing import Session
from annotator.model import Change, Decided, ImportOptions, Operation, Recorded, Status, StatusSet, TimeAdded
from annotator.store.importing.importing import import_articles
from tests.store.helpers import HUDA, SCHEMA, TEXT, adding, incoming, make
from tests.store.kept import RUN, _own_state, keep, numbered, project
from tests.store.test_gold import MARYAM, changing, decision, gold_span, making

if TYPE_CHECKING:
    from annotator.project import Project

pytestmark = pytest.mark.tried("rescue files: every place of a kill, damaged and hostile ones")

__all__ = ["_own_state", "project"]


def snapshot(project: Project) -> Any:
    return (
        [msgspec.structs.replace(span) for span in project.layers.get("1.txt", HUDA).spans],
        project.layers.operations("1.txt", HUDA),
        project.work.progress("1.txt", HUDA),
        project.gold.get("1.txt"),
        project.gold.steps("1.txt"),
    )


def worked(keys: str) -> list[Change]:
    """Return what a person changes who does one thing for each letter."""
    session = Session("1.txt", HUDA, len(TEXT), make_layer(), ())
    status, changes = Status.TODO, list[Change]()
    for place, key in enumerate(keys):
        operations: tuple[Operation, ...] = ()
        if key == "a":
            operations = session.add(place % 40, place % 40 + 2, "actor")
        elif key == "r" and session.layer.spans:
            operations = session.remove(session.layer.spans[0])
        elif key in "uU":
            operations = session.undo() if key == "u" else session.redo()
        elif key == "t":
            changes.append(TimeAdded(article="1.txt", annotator=HUDA, seconds=30.25))
        elif key in "df":
            after = Status.DONE if key == "d" else Status.FLAGGED
            note = "انظر السطر الأخير" if key == "f" else ""
            changes.append(StatusSet(article="1.txt", annotator=HUDA, before=status, status=after, note=note))
            status = after
        if operations:
            changes.append(Recorded(operations=operations))
            status = Status.DOING if status is Status.TODO else status
    return changes


def make_layer() -> Any:
    from annotator.model import Layer

    return Layer(article="1.txt", annotator=HUDA)


@pytest.mark.times(100)
@given(st.text("aaarutUdf", min_size=1, max_size=25), st.data())
def test_whatever_was_written_before_the_end_all_is_there_once(keys: str, data: st.DataObject) -> None:
    changes = numbered(worked(keys))
    kept_from = data.draw(st.integers(0, len(changes)), label="in the project when the file was written")
    written = data.draw(st.integers(kept_from, len(changes)), label="in the project at the kill")
    with tempfile.TemporaryDirectory() as folder:
        whole, path = make(Path(folder) / "whole.db", TEXT), Path(folder) / "part.db"
        with whole, make(path, TEXT) as part:
            for change in changes:
                whole.changes.write(RUN, change)
            for change in changes[:written]:
                part.changes.write(RUN, change)
            if kept_from == len(changes):
                return
            file = keep(part, changes[kept_from:])
            copy = Path(shutil.copy(file, Path(folder) / "copy"))
            for _ in range(2):
                for rescue in part.rescues.find(HUDA).rescues:
                    brought = part.rescues.bring_in(rescue)
                    assert brought.came == len(changes) - written
                    assert not brought.unfit
                assert snapshot(part) == snapshot(whole)
                assert part.rescues.find(HUDA) == ((), ())
                assert not file.exists()
                shutil.copy(copy, file)  # as if the program had been killed before it removed the file


def test_a_change_that_was_written_is_not_written_again(project: Project) -> None:
    (change,) = numbered([TimeAdded(article="1.txt", annotator=HUDA, seconds=5)])
    project.changes.write(RUN, change)
    project.changes.write(RUN, change)
    assert project.work.progress("1.txt", HUDA).seconds == 5
    project.changes.write("another run", change)
    assert project.work.progress("1.txt", HUDA).seconds == 10


def test_decisions_come_in(project: Project) -> None:
    first = decision(gold_span(0, 5))
    steps = [making(first), changing(first, None), making(decision(gold_span(6, 9)), settled=(False, True))]
    keep(project, numbered([Decided(step=step) for step in steps]), person=MARYAM)
    (rescue,) = project.rescues.find(MARYAM).rescues
    assert project.rescues.bring_in(rescue).came == 3
    assert project.gold.steps("1.txt") == steps
    assert project.gold.get("1.txt").settled is not None


@pytest.mark.parametrize("opens", ["Selma", "selma", HUDA])
def test_who_was_renamed_meanwhile_still_has_them(project: Project, opens: str) -> None:
    project.work.set_status("1.txt", HUDA, Status.DOING)
    keep(project, numbered(worked("aa")))
    project.people.rename(HUDA, "Selma")
    (rescue,) = project.rescues.find(project.people.named(opens)).rescues
    assert project.rescues.bring_in(rescue).came == 2
    assert len(project.layers.get("1.txt", "Selma").spans) == 2


def test_what_does_not_fit_any_more_is_counted_and_stays_in_a_file(project: Project) -> None:
    elsewhere, mine = adding(0, 5), adding(0, 5)
    changes: list[Change] = [
        Recorded(operations=(mine,)),
        Recorded(operations=(adding(6, 9),)),
        StatusSet(article="1.txt", annotator=HUDA, before=Status.TODO, status=Status.DONE),
        TimeAdded(article="1.txt", annotator=HUDA, seconds=7),
    ]
    file = keep(project, numbered(changes))
    project.layers.record(elsewhere)
    (rescue,) = project.rescues.find(HUDA).rescues
    brought = project.rescues.bring_in(rescue)
    assert (brought.came, brought.unfit, brought.there, brought.lost) == (2, 2, 0, 0)
    assert "already" in brought.why
    assert brought.aside is not None
    assert not file.exists()
    held = brought.aside.read_text("utf-8").splitlines()
    assert len(held) == 3
    assert mine.edit.after is not None
    assert mine.edit.after.id in held[1]
    assert '"before":"todo"' in held[2]
    assert project.layers.operations("1.txt", HUDA)[0] == elsewhere
    assert project.work.progress("1.txt", HUDA).status is Status.DOING
    assert project.rescues.find(HUDA) == ((), ())
    brought.aside.rename(file)
    assert len(project.rescues.find(HUDA).rescues[0].changes) == 2


@pytest.mark.parametrize(
    "change",
    [
        Recorded(operations=(adding(0, 5, "nobody's label"),)),
        Recorded(operations=(adding(0, 5_000),)),
        Recorded(operations=(adding(-3, 5),)),
        Recorded(operations=(adding(0, 2**70),)),
        Recorded(operations=(adding(0, 5, article="7.txt"),)),
        TimeAdded(article="7.txt", annotator=HUDA, seconds=3),
        StatusSet(article="7.txt", annotator=HUDA, before=Status.TODO, status=Status.DONE),
        StatusSet(article="1.txt", annotator=HUDA, before=Status.FLAGGED, status=Status.DONE),
    ],
)
def test_a_change_that_makes_no_sense_does_not_come_in(project: Project, change: Change) -> None:
    fitting = adding(6, 9)
    good = Recorded(operations=(fitting,))
    keep(project, numbered([change, good]))
    (rescue,) = project.rescues.find(HUDA).rescues
    brought = project.rescues.bring_in(rescue)
    assert (brought.came, brought.unfit) == (1, 1)
    assert [operation.edit for operation in project.layers.operations("1.txt", HUDA)] == [fitting.edit]


def test_changes_of_a_text_that_was_corrected_since_stay_in_a_file(project: Project) -> None:
    step = making(decision(gold_span(5, 12), adjudicator=HUDA), adjudicator=HUDA)
    keep(project, numbered([Recorded(operations=(adding(6, 9),)), Decided(step=step)]))
    record = incoming(f"عاجل. {TEXT}", id="1.txt")
    import_articles(project._connection, SCHEMA, lambda: [record], ImportOptions(update=True))
    (rescue,) = project.rescues.find(HUDA).rescues
    brought = project.rescues.bring_in(rescue)
    assert (brought.came, brought.unfit) == (0, 2)
    assert "was corrected since it was read" in brought.why
    assert brought.aside is not None
    assert not project.layers.get("1.txt", HUDA).spans
