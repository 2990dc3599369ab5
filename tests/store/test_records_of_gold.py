"""Which articles are exported as gold, and why the others are not."""

from __future__ import annotations

from collections import Counter
from contextlib import closing
from typing import TYPE_CHECKING

import msgspec
import pytest

from annotator.errors import NotAProjectError
from annotator.model import Choice, Edit, LeftOut, Record, Source, Span, Status, now
from tests.adding import add_articles
from tests.store.helpers import HUDA, SAMI, TEXT, adding, incoming, operation, ours, raw
from tests.store.test_gold import MARYAM, changing, decision, gold_span, making, step

if TYPE_CHECKING:
    from annotator.model import Decision
    from annotator.project import Project

DONE, DOING, FLAGGED = Status.DONE, Status.DOING, Status.FLAGGED

WHEN = "2026-01-01T00:00:00+00:00"


def gold(project: Project) -> tuple[list[Record], dict[LeftOut, int]]:
    """The records, and how many articles were left out for which reason."""
    left: Counter[LeftOut] = Counter()
    found = list(project.records.select(leave=lambda reason: left.update([reason])))
    assert len(found) + left.total() == len(project.articles.select(None)), (
        "each article is written or counted"
    )
    return found, dict(left)


def sources(project: Project) -> list[tuple[str, list[str], list[Source | None]]]:
    return [
        (record.id, record.annotators, [span.source for span in record.spans]) for record in gold(project)[0]
    ]


def assign(project: Project, name: str, article: int, *, dynamic: bool = False) -> None:
    ours(
        project.path,
        f"INSERT OR IGNORE INTO annotator (name, created) VALUES ('{name}', '{WHEN}')",
        f"INSERT INTO assignment (annotator, article, dynamic, given, touched) SELECT number, {article}, {int(dynamic)}, '{WHEN}', '{WHEN}' FROM annotator WHERE name = '{name}'",
    )


def pool(project: Project, article: int, people: int) -> None:
    ours(project.path, f"INSERT INTO pool (article, people, return_after) VALUES ({article}, {people}, 60)")


@pytest.fixture
def marked(project: Project) -> Project:
    """Huda finished the first article with two spans; the second is untouched."""
    spans = [Span.new(5, 12, "actor", HUDA), Span.new(5, 25, "claim", HUDA)]
    project.layers.add("1.txt", HUDA, spans, DONE)
    return project


def test_the_finished_articles_of_the_only_one_who_works_here(marked: Project) -> None:
    records, left = gold(marked)
    (record,) = records
    spans = marked.layers.get("1.txt", HUDA).spans
    assert record.annotators == [HUDA]
    assert [(span.id, span.text, span.created) for span in record.spans] == [
        (span.id, TEXT[span.start : span.end], span.created) for span in spans
    ]
    for span in record.spans:
        assert (span.source, span.annotators, span.annotator) == (Source.SINGLE, [HUDA], None)
        assert (span.adjudicator, span.decision, span.note) == (None, None, "")
    assert left == {LeftOut.UNFINISHED: 1}
    for status in (DOING, FLAGGED, Status.TODO):
        marked.work.set_status("1.txt", HUDA, status)
        assert gold(marked) == ([], {LeftOut.UNFINISHED: 2})


def test_who_only_looks_on_works_not(marked: Project) -> None:
    marked.work.add_time("2.txt", SAMI, 20)
    marked.work.set_status("2.txt", SAMI, Status.TODO)
    assert [record.id for record in gold(marked)[0]] == ["1.txt"]


@pytest.mark.parametrize("status", [DONE, FLAGGED, None])
def test_two_who_work_here_without_assignments(marked: Project, status: Status | None) -> None:
    if status is None:
        marked.layers.record(adding(0, 3, article="2.txt", annotator=SAMI))
        marked.work.set_status("2.txt", SAMI, Status.TODO)
    else:
        marked.work.set_status("2.txt", SAMI, status)
    _, left = gold(marked)
    assert left == (
        {LeftOut.ONE_OF_SEVERAL: 2} if status is DONE else {LeftOut.ONE_OF_SEVERAL: 1, LeftOut.UNFINISHED: 1}
    )
    marked.work.set_status("1.txt", SAMI, DONE)
    assert gold(marked)[1][LeftOut.UNSETTLED] == 1


def test_an_article_that_is_assigned_to_one_is_theirs_alone(marked: Project) -> None:
    marked.work.set_status("2.txt", SAMI, DONE)
    assign(marked, HUDA, 1)
    assign(marked, SAMI, 2)
    assert sources(marked) == [("1.txt", [HUDA], [Source.SINGLE] * 2), ("2.txt", [SAMI], [])]


def test_what_others_began_in_it_does_not_leave_with_it(marked: Project) -> None:
    assign(marked, HUDA, 1)
    marked.layers.record(adding(0, 3, annotator=SAMI))
    assert sources(marked) == [("1.txt", [HUDA], [Source.SINGLE] * 2)]
    marked.work.set_status("1.txt", SAMI, DONE)
    assert gold(marked) == ([], {LeftOut.UNSETTLED: 1, LeftOut.NOBODYS: 1})


def test_all_to_whom_it_is_assigned_are_waited_for(marked: Project) -> None:
    assign(marked, HUDA, 1)
    assign(marked, SAMI, 1)
    assert gold(marked)[1] == {LeftOut.WAITING: 1, LeftOut.NOBODYS: 1}
    marked.work.set_status("1.txt", MARYAM, DONE)
    assert gold(marked)[1] == {LeftOut.WAITING: 1, LeftOut.NOBODYS: 1}
    marked.work.set_status("1.txt", SAMI, DONE)
    assert gold(marked)[1] == {LeftOut.UNSETTLED: 1, LeftOut.NOBODYS: 1}


def test_an_article_nobody_is_to_mark_is_nobodys_alone_where_others_are_assigned(marked: Project) -> None:
    assign(marked, HUDA, 2)
    assert gold(marked)[1] == {LeftOut.ONE_OF_SEVERAL: 1, LeftOut.UNFINISHED: 1}


def test_an_article_that_is_handed_out_when_asked_for(marked: Project) -> None:
    pool(marked, 1, 1)
    assert sources(marked) == [("1.txt", [HUDA], [Source.SINGLE] * 2)]
    assign(marked, HUDA, 1, dynamic=True)
    assert sources(marked) == [("1.txt", [HUDA], [Source.SINGLE] * 2)]
    ours(marked.path, "UPDATE pool SET people = 2")
    assert gold(marked)[1] == {LeftOut.WAITING: 1, LeftOut.NOBODYS: 1}
    marked.work.set_status("1.txt", SAMI, DONE)
    assert gold(marked)[1] == {LeftOut.UNSETTLED: 1, LeftOut.NOBODYS: 1}


# --- settled --------------------------------------------------------------------------------------


def taking(project: Project, *spans: Span, choice: Choice = Choice.TAKEN, policy: str = "") -> Decision:
    """The decision to take the first of these spans."""
    assert project.gold.get("1.txt").settled is None
    first = spans[0]
    return decision(
        gold_span(first.start, first.end, first.label), sources=spans, choice=choice, policy=policy
    )


@pytest.fixture
def settled(marked: Project) -> Project:
    """Huda and sami finished the first article; maryam settled what both have and what huda alone has."""
    marked.layers.add("1.txt", SAMI, [Span.new(5, 12, "actor", SAMI)], DONE)
    claim, actor = marked.layers.get("1.txt", HUDA).spans
    (agreed,) = marked.layers.get("1.txt", SAMI).spans
    marked.gold.decide(
        making(
            taking(marked, actor, agreed, policy="unanimous"),
            taking(marked, claim),
            decision(gold_span(0, 4), sources=(), choice=Choice.ADDED, note="لم يره أحد"),
            settled=(False, True),
        )
    )
    return marked


def test_settled_articles_leave_with_where_each_span_comes_from(settled: Project) -> None:
    records, left = gold(settled)
    (record,) = records
    assert left == {LeftOut.UNFINISHED: 1}
    assert record.annotators == sorted([HUDA, SAMI])
    assert [
        (span.start, span.end, span.label, span.source, span.annotators, span.decision, span.note)
        for span in record.spans
    ] == [
        (0, 4, "actor", Source.DECIDED, [], Choice.ADDED, "لم يره أحد"),
        (5, 25, "claim", Source.DECIDED, [HUDA], Choice.TAKEN, ""),
        (5, 12, "actor", Source.UNANIMOUS, sorted([HUDA, SAMI]), Choice.TAKEN, ""),
    ]
    assert {(span.adjudicator, span.annotator) for span in record.spans} == {(MARYAM, None)}
    stored = {span.id for made in settled.gold.get("1.txt").decisions for span in made.spans}
    assert {span.id for span in record.spans} == stored


@pytest.mark.parametrize("name", [HUDA, SAMI])
def test_somebody_who_opens_a_settled_article_again_changes_nothing_yet(settled: Project, name: str) -> None:
    before, _ = gold(settled)
    settled.work.set_status("1.txt", name, DOING)
    assert gold(settled)[0] == before


def test_a_settled_article_with_nothing_in_it(project: Project) -> None:
    for name in (HUDA, SAMI):
        project.work.set_status("1.txt", name, DONE)
    assert gold(project)[1] == {LeftOut.UNSETTLED: 1, LeftOut.UNFINISHED: 1}
    project.gold.decide(step(settled=(False, True), people=(HUDA, SAMI)))
    assert sources(project) == [("1.txt", sorted([HUDA, SAMI]), [])]


def test_a_span_in_what_was_settled_empty_keeps_it_back(project: Project) -> None:
    for name in (HUDA, SAMI):
        project.work.set_status("1.txt", name, DONE)
    project.gold.decide(step(settled=(False, True), people=(HUDA, SAMI)))
    project.work.set_status("1.txt", SAMI, DOING)
    assert sources(project) == [("1.txt", sorted([HUDA, SAMI]), [])]
    addition = adding(5, 12, annotator=SAMI)
    project.layers.record(addition)
    assert gold(project) == ([], {LeftOut.CHANGED: 1, LeftOut.UNFINISHED: 1})
    project.work.set_status("1.txt", HUDA, DOING)
    assert gold(project) == ([], {LeftOut.CHANGED: 1, LeftOut.UNFINISHED: 1})
    project.layers.record(operation(Edit(before=addition.edit.after, after=None)))
    assert sources(project) == [("1.txt", sorted([HUDA, SAMI]), [])]


def test_a_layer_that_changed_keeps_the_article_back_until_it_is_settled_again(settled: Project) -> None:
    before, _ = gold(settled)
    addition = adding(30, 33, annotator=SAMI)
    settled.layers.record(addition)
    assert gold(settled) == ([], {LeftOut.CHANGED: 1, LeftOut.UNFINISHED: 1})
    assert addition.edit.after is not None
    refusal = decision(sources=(addition.edit.after,))
    settled.gold.decide(making(refusal, settled=(True, True)))
    assert gold(settled)[0] == before
    settled.gold.decide(changing(refusal, None, settled=(True, False)))
    assert gold(settled)[1] == {LeftOut.UNSETTLED: 1, LeftOut.UNFINISHED: 1}


@pytest.mark.parametrize("label", ["actor", "location"])
def test_each_change_of_a_source_is_noticed(settled: Project, label: str) -> None:
    (agreed,) = settled.layers.get("1.txt", SAMI).spans
    moved = msgspec.structs.replace(agreed, end=agreed.end + (label == "actor"), label=label, changed=now())
    settled.layers.record(operation(Edit(before=agreed, after=moved)))
    assert gold(settled)[1] == {LeftOut.CHANGED: 1, LeftOut.UNFINISHED: 1}
    settled.layers.record(operation(Edit(before=moved, after=agreed)))
    assert gold(settled)[1] == {LeftOut.UNFINISHED: 1}
    settled.layers.record(operation(Edit(before=agreed, after=None)))
    assert gold(settled)[1] == {LeftOut.CHANGED: 1, LeftOut.UNFINISHED: 1}


def test_what_all_agreed_on_is_not_unanimous_when_another_finishes_without_it(settled: Project) -> None:
    settled.work.set_status("1.txt", "ليلى", DONE)
    assert gold(settled)[1] == {LeftOut.CHANGED: 1, LeftOut.UNFINISHED: 1}


def test_gold_outside_the_text_is_not_exported(settled: Project) -> None:
    raw(settled.path, 'UPDATE gold_span SET "end" = 5000 WHERE "end" = 25')
    with pytest.raises(
        NotAProjectError,
        match=r"is damaged \(table decision, row .* \(article 1\.txt\): it is not as the history has it",
    ):
        gold(settled)


def test_gold_is_of_one_moment(settled: Project) -> None:
    add_articles(settled, [incoming("خبر ثالث", id="3")])
    for name in (HUDA, SAMI):
        settled.work.set_status("3", name, DONE)
    settled.gold.decide(step(settled=(False, True), article="3"))
    with closing(settled.records.select()) as records:  # type: ignore[type-var]
        assert next(records).id == "1.txt"
        settled.layers.record(adding(0, 3, article="3"))
        assert [record.id for record in records] == ["3"]
    assert gold(settled)[1] == {LeftOut.CHANGED: 1, LeftOut.UNFINISHED: 1}
