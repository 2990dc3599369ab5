"""Evaluating predictions in CoNLL."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
        assert [line for line in result.stderr.splitlines() if "inner tag" in line] == [
            f"ner.conll has {told}"
        ]
