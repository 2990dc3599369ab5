"""An article that gets a text again that it had before its last corrections."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.model import Span, Status
from annotator.project.checking import checked
from tests.store.helpers import HUDA, adding, make
from tests.store.importing.test_correcting import (
    AFTER,
    ALTERED,
    BEFORE,
    DELEGATION,
    MOVED,
    PORT,
    YESTERDAY,
    everything,
    one,
    project,
    record,
    update,
)
from tests.store.importing.test_correcting_any import TEXTS
from tests.store.importing.test_same_text import change, marks
from tests.store.importing.test_texts_with_spans import span
from tests.store.importing.test_whole_export_without_a_label import layers, settle

if TYPE_CHECKING:
    import pytest

    from annotator.project import Project

__all__ = ["project"]

SECOND = "خبر: " + AFTER.replace("وفد المجلس ", "")
THIRD = "خبر آخر."


def test_any_former_text_comes_back_with_its_spans_and_gold(project: Project) -> None:
    layers(project, [DELEGATION, PORT, YESTERDAY], [PORT])
    settle(project, ([(HUDA, DELEGATION)], [DELEGATION]), ([(HUDA, YESTERDAY)], [YESTERDAY]))
    states = [everything(project)]
    for text in (AFTER, SECOND, THIRD):
        update(project, text)
        states.append(everything(project))
    assert one(update(project, BEFORE)).back
    assert everything(project) == states[0]
    for text, state in ((SECOND, states[2]), (AFTER, states[1]), (THIRD, states[3])):
        assert one(update(project, text)).back
        assert everything(project) == state


def test_what_was_done_since_a_former_text_stays_done(project: Project) -> None:
    layers(project, [DELEGATION, PORT, YESTERDAY], [])
    update(project)
    change(project, MOVED, to=None)
    change(project, ALTERED, to=(*ALTERED[:2], "weapon"))
    record(project, adding(0, 3, "actor"))
    record(project, adding(4, 9, "weapon"))  # characters that only this text has
    update(project, THIRD)
    assert marks(project) == set()
    report = one(update(project, BEFORE))
    assert marks(project) == {(0, 3, "actor"), YESTERDAY}
    assert report.layers[0].back == 2


def test_spans_that_only_a_correction_dropped_may_come_in_again(project: Project) -> None:
    layers(project, [DELEGATION, PORT, YESTERDAY], [])
    change(project, PORT, to=None)
    update(project, THIRD)
    update(project, BEFORE + " " + BEFORE)
    file = [span(*mark) for mark in (DELEGATION, PORT, YESTERDAY)]
    report = update(project, BEFORE + " " + BEFORE, *file)
    assert (report.spans, report.changed_since) == (2, 1)  # what somebody removed stays away


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=12)
@given(
    texts=st.lists(TEXTS, min_size=2, max_size=4, unique=True),
    back=st.integers(0, 2),
    ranges=st.lists(
        st.tuples(st.integers(0, 60), st.integers(1, 20), st.sampled_from(["actor", "claim"])), max_size=6
    ),
)
def test_any_former_text_comes_back_with_all_that_was_in_it(
    tmp_path_factory: pytest.TempPathFactory,
    texts: list[str],
    back: int,
    ranges: list[tuple[int, int, str]],
) -> None:
    text = texts[0]
    path = tmp_path_factory.mktemp("back") / "annotator.db"
    there = {
        (start, min(start + length, len(text)), label) for start, length, label in ranges if start < len(text)
    }
    with make(path, text) as project:
        project.layers.add("1.txt", HUDA, [Span.new(*mark, HUDA) for mark in sorted(there)], Status.DONE)
        settle(project, *(([(HUDA, mark)], [mark]) for mark in sorted(there)[:3]))
        states = [everything(project)]
        for new in texts[1:]:
            update(project, new)
            states.append(everything(project))
        which = min(back, len(texts) - 2)
        assert one(update(project, texts[which])).back
        assert everything(project) == states[which]
        assert one(update(project, texts[-1])).back
        assert everything(project) == states[-1]
    with checked(path) as found:
        assert not list(found.faults())
