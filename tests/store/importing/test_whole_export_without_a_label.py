"""A whole export in a project whose schema lacks a label: what is decided about the others comes in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest

from annotator.model import (
    Choice,
    Decision,
    DecisionEdit,
    GoldSpan,
    GoldStep,
    ImportOptions,
    Mark,
    Move,
    Span,
    Status,
    now,
)
from annotator.project import Project
from annotator.project.checking import checked
from tests.store.helpers import HUDA, SAMI, SCHEMA, TEXT, make
from tests.store.importing.test_whole_export import exported

if TYPE_CHECKING:
    from pathlib import Path

    from annotator.model import ImportReport

WITHOUT_CLAIM = msgspec.structs.replace(
    SCHEMA, labels=tuple(label for label in SCHEMA.labels if label.name != "claim")
)
ACTOR, OTHER_ACTOR, CLAIM = (0, 4, "actor"), (5, 12, "actor"), (13, 15, "claim")
MIXED = (13, 15, "actor")


def decided(project: Project, sources: list[tuple[str, Mark]], gold: list[Mark]) -> Decision:
    there = [
        next(span for span in project.layers.get("1.txt", name).spans if span.mark == mark)
        for name, mark in sources
    ]
    return Decision(
        id=str(len(project.gold.get("1.txt").decisions)),
        article="1.txt",
        adjudicator="مريم",
        when=now(),
        choice=Choice.TAKEN,
        people=(HUDA, SAMI),
        sources=tuple(there),
        spans=tuple(GoldSpan(id=str(mark), start=mark[0], end=mark[1], label=mark[2]) for mark in gold),
    )


def settle(project: Project, *decisions: tuple[list[tuple[str, Mark]], list[Mark]]) -> None:
    for sources, gold in decisions:
        edit = DecisionEdit(before=None, after=decided(project, sources, gold))
        step = GoldStep(article="1.txt", adjudicator="مريم", when=now(), move=Move.DO, edits=(edit,))
        project.gold.decide(step)
    project.gold.decide(
        GoldStep(
            article="1.txt",
            adjudicator="مريم",
            when=now(),
            move=Move.DO,
            edits=(),
            settled=(False, True),
            people=(HUDA, SAMI),
        )
    )


def brought(old: Project, new: Project, folder: Path) -> ImportReport:
    (folder / "out.jsonl").write_bytes(exported(old))
    return new.imports.add_files([folder / "out.jsonl"], how=ImportOptions(skip_unmapped=True))


def assert_sound(path: Path) -> None:
    with checked(path) as project:
        assert not list(project.faults())


def layers(project: Project, huda: list[Mark], sami: list[Mark]) -> None:
    for name, marks in ((HUDA, huda), (SAMI, sami)):
        project.layers.add("1.txt", name, [Span.new(*mark, name) for mark in marks], Status.DONE)


def test_only_the_decisions_on_that_label_are_left_out(tmp_path: Path) -> None:
    with (
        make(tmp_path / "old.db", TEXT) as old,
        Project.create(tmp_path / "new.db", WITHOUT_CLAIM) as new,
    ):
        layers(old, [ACTOR, OTHER_ACTOR, CLAIM], [ACTOR])
        settle(
            old,
            ([(HUDA, ACTOR), (SAMI, ACTOR)], [ACTOR]),
            ([(HUDA, OTHER_ACTOR)], [OTHER_ACTOR]),
            ([(HUDA, CLAIM)], [CLAIM]),
        )
        report = brought(old, new, tmp_path)
        assert report.lost == {"decisions on labels that are left out": 1}
        there = new.gold.get("1.txt")
        assert [span.mark for one in there.decisions for span in one.spans] == [ACTOR, OTHER_ACTOR]
        assert there.settled == old.gold.get("1.txt").settled
        (record,) = new.records.select("gold")
        assert [(span.start, span.end, span.label) for span in record.spans] == [ACTOR, OTHER_ACTOR]
        again = brought(old, new, tmp_path)
        assert (again.spans, again.lost) == (0, {"decisions on labels that are left out": 1})
    assert_sound(tmp_path / "new.db")


@pytest.mark.parametrize("gold", [[MIXED], [CLAIM], []], ids=["other label", "that label", "none"])
def test_an_article_is_not_settled_by_a_decision_that_lost_half_its_spans(
    tmp_path: Path, gold: list[Mark]
) -> None:
    with (
        make(tmp_path / "old.db", TEXT) as old,
        Project.create(tmp_path / "new.db", WITHOUT_CLAIM) as new,
    ):
        layers(old, [ACTOR, CLAIM], [ACTOR, MIXED])
        settle(old, ([(HUDA, CLAIM), (SAMI, MIXED)], gold))
        report = brought(old, new, tmp_path)
        assert report.lost == {
            "decisions on labels that are left out": 1,
            "settled articles that such decisions open again": 1,
        }
        assert new.gold.get("1.txt").settled is None
        assert not list(new.records.select("gold"))
    assert_sound(tmp_path / "new.db")


def test_a_label_that_is_mapped_is_not_left_out(tmp_path: Path) -> None:
    with (
        make(tmp_path / "old.db", TEXT) as old,
        Project.create(tmp_path / "new.db", WITHOUT_CLAIM) as new,
    ):
        layers(old, [CLAIM], [])
        settle(old, ([(HUDA, CLAIM)], [CLAIM]))
        (tmp_path / "out.jsonl").write_bytes(exported(old))
        report = new.imports.add_files(
            [tmp_path / "out.jsonl"], how=ImportOptions(labels={"claim": "weapon"})
        )
        assert report.lost == {}
        assert [span.label for one in new.gold.get("1.txt").decisions for span in one.spans] == ["weapon"]
