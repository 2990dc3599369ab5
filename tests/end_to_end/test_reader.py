"""The screens of somebody who can only read the project in which another works."""

from __future__ import annotations

import sys

import pytest

from annotator.project import Project
from tests.adding import add_articles
from tests.end_to_end.terminal import Terminal
from tests.store.helpers import adding, incoming
from tests.store.users import ROOT, A, B, given, needs_two_users, owners, shared_folder

pytestmark = [needs_two_users, pytest.mark.tried("readers without rights, beside one who writes")]


def test_the_screens_of_a_reader_show_what_others_do_and_leave_nothing() -> None:
    with shared_folder() as shared:
        path = given(shared)
        terminal = Terminal(
            "--project",
            str(path),
            "--as",
            "هدى",
            folder=B.home(shared),
            program=[*B.becoming(), sys.executable, "-m", "annotator"],
            PYTHONPATH=str(ROOT),
            TMPDIR=str(B.temporary_folder(shared)),
            LANG="C.UTF-8",
        )
        try:
            terminal.until_text("read only")
            assert owners(shared) == {"annotator.db": A.number}
            with Project.open(path) as project:
                project.layers.record(adding(5, 12, article="0.txt"))
                add_articles(project, [incoming("خبر قصير عن الميناء.", id="later.txt")])
                terminal.press("enter")
                terminal.until_text("1 span")
                terminal.press("q")
                terminal.until_text("0 of 4 done")
            assert owners(shared) == {"annotator.db": A.number}
            assert B.temporary(shared) == []
        finally:
            terminal.close()
        assert owners(shared) == {"annotator.db": A.number}
