"""The history gives what is stored, however a project came to be; where it contradicts itself, that is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest
from hypothesis import given, settings

from annotator.cli.demo import _fill
from annotator.model import DecisionEdit, Edit, Operation, Span
from annotator.project import Project
from annotator.store.check import checking
from annotator.store.file.migrations import STEPS
from annotator.store.replay import gold_after, spans_after
from tests.store import lives
from tests.store.helpers import HUDA, SAMI, adding, operation
from tests.store.older import older_version
from tests.store.test_gold import changing, decision, gold_span, making, step

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.tried("histories replayed: projects made at random by every way in")


def check_replays(project: Project) -> None:
    for article in [row.id for row in project.work.status().articles]:
        for name in project.people.names():
            then = spans_after(project.layers.operations(article, name))
            assert (then.spans, then.contradiction) == (project.layers.get(article, name).spans, None)
        gold = project.gold.get(article)
        given_ = gold_after(project.gold.steps(article))
        assert (given_.decisions, given_.settled, given_.contradiction) == (
            gold.decisions,
            gold.settled,
            None,
        )


@pytest.mark.times(60)
@settings(max_examples=60)
@given(lives.doings)
def test_what_people_did_gives_what_is_stored(story: list[lives.Doing]) -> None:
    with lives.lived(story) as project:
        check_replays(project)
        assert [str(fault) for fault in checking.faults(project._connection) if not fault.harmless] == []


def test_the_demo_and_what_an_older_version_made_are_whole(tmp_path: Path) -> None:
    path = tmp_path / "annotator.db"
    _fill(path)
    for steps in range(len(STEPS), 9, -1):
        older_version(path, steps)
        with Project.open(path) as project:
            check_replays(project)
            assert list(checking.faults(project._connection)) == []


def relabelled(span: Span, label: str) -> Span:
    return msgspec.structs.replace(span, label=label)


def spans_of(*edits: tuple[Span | None, Span | None]) -> list[Operation]:
    return [operation(Edit(before=before, after=after)) for before, after in edits]


A, B = (
    msgspec.structs.replace(Span.new(at, at + 4, label, HUDA), id=id_)
    for id_, at, label in (("a", 0, "actor"), ("b", 5, "claim"))
)


@pytest.mark.parametrize(
    ("edits", "entry", "said", "left"),
    [
        ([(A, None)], 1, f"the span {A.id}, which it changes, is not there", ()),
        ([(None, A), (relabelled(A, "claim"), None)], 2, "is another than it says", ()),
        ([(None, A), (relabelled(A, "claim"), relabelled(A, "weapon"))], 2, "is another", ("weapon",)),
        ([(None, A), (A, B)], 2, "another", ("claim",)),
        ([(None, A), (None, None)], 2, "it changes no span", ("actor",)),
        ([(None, A), (B, None), (A, None), (A, None)], 2, f"the span {B.id}", ()),
    ],
)
def test_a_layer_whose_history_contradicts_itself(
    edits: list[tuple[Span | None, Span | None]], entry: int, said: str, left: tuple[str, ...]
) -> None:
    operations = [
        msgspec.structs.replace(adding(0, 1), edit=Edit(before=before, after=after))
        for before, after in edits
    ]
    then = spans_after(operations)
    assert then.contradiction is not None
    assert then.contradiction.entry == entry
    assert said in then.contradiction.what
    assert tuple(span.label for span in then.spans) == left


def test_two_histories_that_became_one_hold_what_both_had_for_a_while() -> None:
    again = msgspec.structs.replace(A, id="other")
    then = spans_after(spans_of((None, A), (None, again), (None, B), (again, None)))
    assert (then.spans, then.contradiction) == ((A, B), None)


def test_gold_whose_history_contradicts_itself() -> None:
    made, other = decision(gold_span(0, 4)), decision(gold_span(5, 9))
    fine = gold_after([making(made), changing(made, None), making(other)])
    assert (fine.decisions, fine.contradiction) == ((other,), None)
    for steps, entry, said in (
        ([changing(made, None)], 1, f"the decision {made.id}, which it changes, is not there"),
        ([making(made), step(settled=(True, False))], 2, "the article was not settled"),
        ([step(settled=(False, True)), making(made)], 2, "the article was settled"),
        ([making(made), changing(msgspec.structs.replace(made, note="؟"), other)], 2, "another"),
        ([step(DecisionEdit(before=None, after=None))], 1, "it changes no decision"),
    ):
        found = gold_after(steps).contradiction
        assert found is not None
        assert found.entry == entry
        assert said in found.what


def test_who_settled_an_article_is_who_did_last() -> None:
    steps = [
        step(settled=(False, True), people=(HUDA, SAMI)),
        step(settled=(True, False), people=(HUDA, SAMI)),
        step(settled=(False, True), people=(SAMI,), adjudicator=SAMI),
    ]
    settled = gold_after(steps).settled
    assert settled is not None
    assert (settled.adjudicator, settled.people, settled.when) == (SAMI, (SAMI,), steps[2].when)
