"""Evaluating predictions in CoNLL."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from annotator.model import Span, Status
from annotator.project import Project

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run


def test_inner_tags_that_go_on_with_no_span_are_told_in_one_line(project: Path, here: Path, run: Run) -> None:
    assert project.exists()
    run("export", "--layer", "huda", "--format", "conll", "--articles", "first", "-o", "ner.conll")
    tags = (here / "ner.conll").read_text("utf-8")
    for wrong, told in (
        (["ذلك\tO"], "1 inner tag that goes on with no span, read as the beginning of one."),
        (["ونفى\tO", "ذلك\tO"], "2 inner tags that go on with no span, read as the beginning of one."),
    ):
        changed = tags
        for line in wrong:
            assert line in tags
            changed = changed.replace(line, line.replace("\tO", "\tI-actor"))
        (here / "ner.conll").write_text(changed, "utf-8")
        result = run("evaluate", "--against", "huda", "--predictions", "ner.conll")
        assert [line for line in result.stdout.splitlines() if "inner tag" in line] == [
            f"ner.conll has {told}"
        ]


def test_that_ranges_in_comments_count_and_not_tags_is_told(project: Path, here: Path, run: Run) -> None:
    with Project.open(project) as opened:
        opened.layers.add("second", "huda", [Span.new(6, 18, "actor", "huda")], Status.DONE)
    run("export", "--layer", "huda", "--format", "conll", "--articles", "second", "-o", "ner.conll")
    assert "# exact_spans" in (here / "ner.conll").read_text("utf-8")
    args = ("evaluate", "--against", "huda", "--predictions", "ner.conll")
    (note,) = json.loads(run(*args, "--format", "json").stdout)["notes"]
    assert "(# exact_spans)" in note
    assert note in run(*args).stdout.splitlines()
