"""Texts that are corrected in any way: spans keep their characters unless it is told, and undo gives all back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.model import (
    Incoming,
    Mark,
    Span,
    Status,
)
from annotator.project.checking import checked
from tests.store.helpers import HUDA, make
from tests.store.importing.test_correcting import everything, one
from tests.store.importing.test_texts_with_spans import take
from tests.store.importing.test_whole_export_without_a_label import settle

if TYPE_CHECKING:
    import pytest

WORDS = st.sampled_from(["وصل", "وفد", "المجلس", "إلى", "ميناء", "الغضا", "و", "في", "\n", ".", "قَصف"])
TEXTS = st.lists(WORDS, min_size=1, max_size=25).map(" ".join).filter(lambda text: bool(text.strip(" \n")))
EDITS = st.lists(
    st.tuples(st.integers(0, 200), st.integers(0, 6), st.sampled_from(["", "ا", "وفد ", " نص طويل "])),
    max_size=4,
)


def edited(text: str, edits: list[tuple[int, int, str]]) -> str:
    for at, length, new in edits:
        place = at % (len(text) + 1)
        text = text[:place] + new + text[place + length :]
    return text


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(
    text=TEXTS,
    edits=EDITS,
    ranges=st.lists(
        st.tuples(st.integers(0, 60), st.integers(1, 20), st.sampled_from(["actor", "claim"])), max_size=8
    ),
)
def test_spans_keep_their_characters_unless_it_is_told_and_undo_gives_back_all(
    tmp_path_factory: pytest.TempPathFactory,
    text: str,
    edits: list[tuple[int, int, str]],
    ranges: list[tuple[int, int, str]],
) -> None:
    new = edited(text, edits)
    path = tmp_path_factory.mktemp("any") / "annotator.db"
    there: set[Mark] = {
        (start, min(start + length, len(text)), label) for start, length, label in ranges if start < len(text)
    }
    with make(path, text) as project:
        project.layers.add("1.txt", HUDA, [Span.new(*mark, HUDA) for mark in sorted(there)], Status.DONE)
        settle(project, *(([(HUDA, mark)], [mark]) for mark in sorted(there)[:3]))
        before = {found.id: found for found in project.layers.get("1.txt", HUDA).spans}
        state = everything(project)
        report = take(project, Incoming(text=new, path=path, id="1.txt"), update=True)
        if report.stopped:  # no text is left
            assert everything(project) == state
            return
        if new != text:
            told = {
                (found.start, found.end, found.label): found.now
                for layer in one(report).layers
                for found in (*layer.altered, *layer.fallen)
            }
            now = {found.id: found for found in project.layers.get("1.txt", HUDA).spans}
            for id_, span_before in before.items():
                after = now.get(id_)
                was = text[span_before.start : span_before.end]
                found_now = None if after is None else new[after.start : after.end]
                assert found_now == told.get(span_before.mark, was)
            for decision in project.gold.get("1.txt").decisions:
                assert {found.mark for found in decision.spans} <= {found.mark for found in now.values()}
            with checked(path) as found_faults:
                assert not list(found_faults.faults())
            project.imports.undo_updates(["1.txt"])
        assert everything(project) == state
    with checked(path) as found:
        assert not list(found.faults())
