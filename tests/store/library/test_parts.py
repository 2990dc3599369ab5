"""What is kept of everybody's work for lists and sums is what can be computed from all of it, whoever wrote what."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.store.check import derived
from tests.store.assigning.test_counting import EVENTS, IDS, PEOPLE, TEXTS, do
from tests.store.helpers import make
from tests.store.lives import doings, lived

if TYPE_CHECKING:
    from annotator.project import Project
    from tests.store.lives import Doing


def faults(project: Project) -> list[str]:
    return [str(fault) for fault in derived.faults(project._connection)]


@pytest.mark.times(30)
@settings(max_examples=30, deadline=None)
@given(doings)
def test_whatever_is_done_the_derived_tables_follow(story: list[Doing]) -> None:
    with lived(story) as project:
        assert faults(project) == []


@pytest.mark.times(30)
@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(EVENTS), st.sampled_from(IDS), st.sampled_from(PEOPLE)), max_size=25)
)
def test_whatever_is_assigned_and_handed_out_the_derived_tables_follow(
    events: list[tuple[str, str, str]],
) -> None:
    with tempfile.TemporaryDirectory() as folder, make(Path(folder, "annotator.db"), *TEXTS) as project:
        for event in events:
            do(project, *event)
            assert faults(project) == []
