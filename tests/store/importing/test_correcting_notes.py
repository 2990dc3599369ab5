"""What correcting a text does to the notes on it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.cli.import_corrections import corrections
from annotator.errors import StaleSpanError
from annotator.model import CorrectedNotes, CorrectedSpan, Note
from annotator.project.checking import checked
from annotator.text.correction import Correction
from tests.store.helpers import HUDA, make
from tests.store.importing.test_correcting import (
    AFTER,
    ALTERED,
    BEFORE,
    DELEGATION,
    MOVED,
    PORT,
    YESTERDAY,
    one,
    project,
    update,
)
from tests.store.importing.test_correcting_any import TEXTS

if TYPE_CHECKING:
    from annotator.project import Project

__all__ = ["project"]

THIRD = "خبر آخر."


def write(project: Project, start: int, end: int, text: str = "أهذا كله؟", edition: int = 0) -> Note:
    made = Note.new("1.txt", start, end, HUDA, "ليلى", text, edition=edition)
    project.notes.write(made)
    return made


def ranges(project: Project) -> list[tuple[int, int]]:
    return sorted((note.start, note.end) for note in project.notes.of_article("1.txt"))


def test_notes_move_with_their_characters_as_spans_do(project: Project) -> None:
    write(project, *DELEGATION[:2])
    write(project, *PORT[:2])
    report = one(update(project))
    assert ranges(project) == [MOVED[:2], ALTERED[:2]]
    assert report.notes == CorrectedNotes(stay=0, move=2)


def test_a_thread_that_loses_its_place_is_at_the_nearest_word_and_told(project: Project) -> None:
    write(project, *YESTERDAY[:2])
    report = update(project)
    (place,) = ranges(project)
    word = AFTER[slice(*place)]
    assert word in AFTER.split()[-1]
    assert one(report).notes == CorrectedNotes(
        stay=0,
        move=0,
        lost=(CorrectedSpan(start=YESTERDAY[0], end=YESTERDAY[1], label="", text="أمس", now=word),),
    )
    lines = [*corrections(report, Path("annotator.db"), kept=True)]
    assert "  notes: 0 threads stay, 0 move, 1 loses its place" in lines
    assert f"    31–34 “أمس” falls away; the thread is at “{word}” now" in lines


def test_they_are_again_where_they_were_where_the_text_goes_back(project: Project) -> None:
    was = [DELEGATION[:2], PORT[:2], YESTERDAY[:2]]
    for place in was:
        write(project, *place)
    update(project)
    corrected = ranges(project)
    update(project, THIRD)
    project.imports.undo_updates(["1.txt"])
    assert ranges(project) == corrected
    update(project, BEFORE)
    assert ranges(project) == was


def test_a_note_on_the_text_of_now_is_refused_where_it_was_read_before(project: Project) -> None:
    update(project)
    with pytest.raises(StaleSpanError, match="was corrected since"):
        write(project, 0, 4)
    write(project, *MOVED[:2], edition=1)
    project.imports.undo_updates(["1.txt"])
    assert ranges(project) == [DELEGATION[:2]]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(TEXTS, max_size=3))
def test_a_note_has_a_place_in_any_text_and_its_own_in_its_own(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str]
) -> None:
    path = tmp_path_factory.mktemp("any") / "annotator.db"
    with make(path, BEFORE) as project:
        write(project, *DELEGATION[:2])
        write(project, *YESTERDAY[:2])
        for text in [*texts, BEFORE]:
            update(project, text)
            for start, end in ranges(project):
                assert 0 <= start < end <= len(text)
        assert ranges(project) == [DELEGATION[:2], YESTERDAY[:2]]
    with checked(path) as found:
        assert not list(found.faults())


def test_the_nearest_place_is_where_what_is_before_it_went() -> None:
    correction = Correction("قال إن الوفد وصل.", "قال.")
    assert correction.moved(7, 12) is None
    assert correction.nearest(7, 12) in {(0, 3), (3, 4)}
    with pytest.raises(ValueError, match="empty"):
        Correction("قال", "").nearest(0, 3)
