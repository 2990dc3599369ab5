"""Taking back what lint proposed, also where the project could not be read at first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from annotator.errors import ProjectBusyError
from annotator.model import Finding, LintAction, LintKind, Proposal
from annotator.project import Project
from annotator.tui.annotating.proposal_taker import ProposalTaker
from tests.store.helpers import HUDA, TEXT, make

if TYPE_CHECKING:
    from pathlib import Path


def marking(start: int, end: int) -> Finding:
    text = TEXT[start:end]
    return Finding(
        kind=next(iter(LintKind)),
        article="1.txt",
        number=1,
        start=start,
        end=end,
        label="actor",
        text=text,
        message="",
        proposal=Proposal(action=LintAction.MARK, start=start, end=end, label="actor", text=text),
    )


def test_what_could_not_be_read_is_taken_back_the_next_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And not what was taken before it."""
    with make(tmp_path / "annotator.db", TEXT) as project:
        taker = ProposalTaker(project, HUDA)
        for start, end in ((0, 4), (5, 12)):
            project.layers.record(*taker.take(marking(start, end)).operations)
        taker.forget()

        def busy(_: Project) -> None:
            raise ProjectBusyError("The project is locked.")

        monkeypatch.setattr(Project, "refresh", busy)
        with pytest.raises(ProjectBusyError):
            taker.take_back()
        monkeypatch.undo()
        for left in (1, 0):
            back = taker.take_back()
            assert back is not None
            project.layers.record(*back.operations)
            assert [span.start for span in project.layers.get("1.txt", HUDA).spans] == [0][:left]
        assert taker.taken == []
