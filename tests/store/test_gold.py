"""What the gold of an article may hold, and how its history grows."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from annotator.errors import (
    DuplicateSpanError,
    NoSuchArticleError,
    NotAProjectError,
    ProjectError,
    SpanRangeError,
    StaleSpanError,
    UsageError,
)
from annotator.model import Choice, Decision, DecisionEdit, Gold, GoldSpan, GoldStep, Move, Settled, Span, now
from annotator.project import Project
from tests.store.helpers import HUDA, SAMI, TEXT, raw

if TYPE_CHECKING:
    from pathlib import Path

LENGTH = len(TEXT)
MARYAM = "مريم"


def gold_span(start: int, end: int, label: str = "actor") -> GoldSpan:
    return GoldSpan(id=Span.new(start, end, label, "").id, start=start, end=end, label=label)


def decision(*spans: GoldSpan, **fields: Any) -> Decision:
    """A decision of maryam's about what huda and sami marked."""
    known: dict[str, Any] = {
        "id": Span.new(0, 1, "", "").id,
        "article": "1.txt",
        "adjudicator": MARYAM,
        "when": now(),
        "choice": Choice.TAKEN if spans else Choice.NONE,
        "people": (HUDA, SAMI),
        "sources": tuple(Span.new(span.start, span.end, span.label, HUDA) for span in spans),
        "spans": spans,
    }
    return Decision(**{**known, **fields})


def step(*edits: DecisionEdit, settled: tuple[bool, bool] = (False, False), **fields: Any) -> GoldStep:
    known: dict[str, Any] = {"article": "1.txt", "adjudicator": MARYAM, "when": now(), "move": Move.DO}
    return GoldStep(edits=edits, settled=settled, **{**known, **fields})


def making(*decisions: Decision, **fields: Any) -> GoldStep:
    return step(*(DecisionEdit(before=None, after=made) for made in decisions), **fields)


def changing(before: Decision, after: Decision | None, **fields: Any) -> GoldStep:
    return step(DecisionEdit(before=before, after=after), **fields)


def test_there_is_no_gold_at_first(project: Project) -> None:
    assert project.gold.get("1.txt") == Gold(article="1.txt")
    assert project.gold.steps("1.txt") == []
    for reading in (project.gold.get, project.gold.steps):
        with pytest.raises(NoSuchArticleError):
            reading("7.txt")


def test_a_decision_comes_back_as_it_was_made(project: Project) -> None:
    spans = (
        gold_span(30, 35, "claim"),
        msgspec.structs.replace(gold_span(5, 12), attributes={"دور": "متحدث"}),
    )
    made = decision(*spans, choice=Choice.SEVERAL, policy="adjudicator:هدى", note="كما في الأصل")
    project.gold.decide(making(made))
    assert project.gold.get("1.txt") == Gold(article="1.txt", decisions=(made,))
    assert project.gold.get("2.txt") == Gold(article="2.txt")


def test_it_is_there_when_the_project_is_opened_again(project: Project) -> None:
    done = making(decision(gold_span(5, 12)), settled=(False, True))
    project.gold.decide(done)
    with Project.open(project.path) as again:
        assert again.gold.get("1.txt") == project.gold.get("1.txt")
        assert again.gold.steps("1.txt") == [done]


def test_decisions_are_listed_oldest_first(project: Project) -> None:
    moment = datetime(2026, 3, 1, 12, 0, 0, tzinfo=UTC)
    late, early, middle = (
        decision(when=moment + timedelta(milliseconds=after), sources=()) for after in (1000, 0, 1)
    )
    for made in (late, early, middle):
        project.gold.decide(making(made))
    assert project.gold.get("1.txt").decisions == (early, middle, late)


def test_the_history_says_who_when_and_what(project: Project) -> None:
    first = decision(gold_span(5, 12))
    wider = msgspec.structs.replace(
        first, spans=(gold_span(5, 20),), choice=Choice.EDITED, adjudicator=SAMI, when=now()
    )
    made = [
        making(first, decision()),
        changing(first, wider, adjudicator=SAMI, settled=(False, True)),
        changing(wider, first, adjudicator=SAMI, move=Move.UNDO, settled=(True, False)),
        changing(first, wider, adjudicator=SAMI, move=Move.REDO, settled=(False, True)),
        step(settled=(True, False)),
        changing(wider, None),
    ]
    for each in made:
        project.gold.decide(each)
    assert project.gold.steps("1.txt") == made
    assert project.gold.steps("2.txt") == []
    assert [found.choice for found in project.gold.get("1.txt").decisions] == [Choice.NONE]
    assert project.gold.get("1.txt").settled is None


def test_who_settled_an_article_and_when(project: Project) -> None:
    settling = step(settled=(False, True))
    project.gold.decide(settling)
    assert project.gold.get("1.txt").settled == Settled(adjudicator=MARYAM, when=settling.when)
    project.gold.decide(making(decision(), settled=(True, True), adjudicator=SAMI))
    assert project.gold.get("1.txt").settled == Settled(adjudicator=MARYAM, when=settling.when)


def test_edits_apply_in_their_order(project: Project) -> None:
    first = decision(gold_span(5, 12))
    project.gold.decide(making(first))
    other = decision(gold_span(5, 12), sources=())
    project.gold.decide(step(DecisionEdit(before=first, after=None), DecisionEdit(before=None, after=other)))
    assert project.gold.get("1.txt").decisions == (other,)
    again = step(DecisionEdit(before=None, after=first), DecisionEdit(before=other, after=None))
    with pytest.raises(DuplicateSpanError):
        project.gold.decide(again)
    assert project.gold.get("1.txt").decisions == (other,)


def refused(project: Project, bad: GoldStep, kind: type[BaseException]) -> str:
    """What is said of a step that is refused; nothing is changed by it."""
    before = project.gold.get("1.txt"), project.gold.steps("1.txt"), project.people.names()
    with pytest.raises(kind) as caught:
        project.gold.decide(bad)
    assert (project.gold.get("1.txt"), project.gold.steps("1.txt"), project.people.names()) == before
    return str(caught.value)


def test_the_same_range_and_label_twice_is_refused_with_a_sentence(project: Project) -> None:
    project.gold.decide(making(decision(gold_span(5, 12))))
    for bad in (
        making(decision(gold_span(20, 25)), decision(gold_span(5, 12), sources=())),
        making(decision(gold_span(13, 14), gold_span(13, 14))),
    ):
        said = refused(project, bad, DuplicateSpanError)
    assert said == (
        "The gold of 1.txt has a span labelled actor at 13–14 already. Choose another label or another range."
    )
    project.gold.decide(making(decision(gold_span(5, 12, "claim"), gold_span(5, 11))))


@pytest.mark.parametrize(("start", "end"), [(-1, 3), (4, 4), (5, 4), (0, LENGTH + 1)])
def test_offsets_outside_the_text_are_refused(project: Project, start: int, end: int) -> None:
    said = refused(
        project, making(decision(gold_span(5, 12)), decision(gold_span(start, end))), SpanRangeError
    )
    assert said == (
        f"A span labelled actor at {start}–{end} is outside 1.txt, which has {LENGTH} characters. "
        "Choose a range inside the text, of one character or more."
    )


def test_what_was_changed_elsewhere_is_not_changed_again(project: Project) -> None:
    first = decision(gold_span(5, 12))
    project.gold.decide(making(first))
    noted = msgspec.structs.replace(first, note="متفق عليه")
    project.gold.decide(changing(first, noted))
    for bad in (
        changing(first, None),
        changing(first, msgspec.structs.replace(first, note="غيره")),
        making(first),
        making(decision(first.spans[0], gold_span(1, 2))),
        making(decision(gold_span(20, 25)), settled=(True, True)),
        step(settled=(True, False)),
    ):
        assert "elsewhere since it was read, so nothing was changed." in refused(project, bad, StaleSpanError)
    assert refused(project, changing(first, None), StaleSpanError) == (
        "What was decided at 5–12 of 1.txt was changed elsewhere since it was read, so nothing was changed. "
        "Open the article again to see its gold as it is."
    )
    assert refused(project, step(settled=(True, False)), StaleSpanError).startswith("1.txt was opened again")
    project.gold.decide(step(settled=(False, True)))
    assert refused(project, changing(noted, None), StaleSpanError).startswith("1.txt was settled elsewhere")


def test_of_several_steps_those_that_are_outdated_are_left_out_whole(project: Project) -> None:
    """Its first edit would do, and brings in somebody new, who is gone with it."""
    first, second = decision(gold_span(5, 12)), decision(gold_span(0, 3), article="2.txt")
    gone = decision(gold_span(20, 24), adjudicator="سلمى")
    outdated = step(
        DecisionEdit(before=None, after=gone), DecisionEdit(before=decision(gold_span(13, 16)), after=None)
    )
    good = [making(first), making(second, article="2.txt")]
    assert project.gold.decide_each([outdated, *good]) == [outdated]
    assert [project.gold.get(article).decisions for article in ("1.txt", "2.txt")] == [(first,), (second,)]
    assert project.gold.steps("1.txt") == [good[0]]
    assert "سلمى" not in project.people.names()


def test_a_decision_belongs_to_one_article(project: Project) -> None:
    first = decision(gold_span(5, 12))
    project.gold.decide(making(first))
    elsewhere = msgspec.structs.replace(first, article="2.txt")
    with pytest.raises(StaleSpanError):
        project.gold.decide(changing(elsewhere, None, article="2.txt"))
    with pytest.raises(NoSuchArticleError):
        project.gold.decide(making(decision(article="7.txt"), article="7.txt"))
    assert project.gold.get("1.txt").decisions == (first,)


@pytest.mark.parametrize("name", ["", " ", "a\nb", "all", "Gold"])
def test_names_that_nobody_can_have(project: Project, name: str) -> None:
    refused(project, making(decision(), adjudicator=name), UsageError)
    refused(project, making(decision(adjudicator=name)), UsageError)


def test_mistakes_of_a_program_are_refused(project: Project) -> None:
    first = decision(gold_span(5, 12))
    for bad in (
        step(),
        step(settled=(True, True)),
        step(DecisionEdit(before=None, after=None)),
        changing(first, decision()),
        making(first, article="2.txt"),
    ):
        refused(project, bad, ValueError)


def test_half_a_character_in_a_note_is_refused(project: Project) -> None:
    assert "U+DCFF, half a character" in refused(project, making(decision(note="\udcff")), ProjectError)


def test_an_interrupted_step_leaves_nothing(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(span: GoldSpan, _length: int, _article: str) -> None:
        if span.start == 20:
            raise KeyboardInterrupt

    bad = making(decision(gold_span(5, 12)), decision(gold_span(20, 25)), settled=(False, True))
    with monkeypatch.context() as patch:
        patch.setattr("annotator.store.gold.check_range", interrupted)
        refused(project, bad, KeyboardInterrupt)
    project.gold.decide(bad)
    assert len(project.gold.get("1.txt").decisions) == 2


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE gold_step SET at = 'never'",
        "DELETE FROM gold_step",
        "REPLACE INTO gold_step SELECT * FROM gold_step",
    ],
)
def test_nobody_alters_the_history(project: Project, statement: str) -> None:
    project.gold.decide(making(decision(gold_span(5, 12))))
    before = project.gold.steps("1.txt")
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        raw(project.path, statement)
    assert project.gold.steps("1.txt") == before


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        (
            "UPDATE decision SET sources = '[1]'",
            r"table (decision|settled), row .* \(article 1.txt\): it can't be read",
        ),
        (
            "UPDATE decision SET people = '{}'",
            r"table (decision|settled), row .* \(article 1.txt\): it can't be read",
        ),
        (
            "UPDATE decision SET at = 'never'",
            r"table (decision|settled), row .* \(article 1.txt\): it can't be read",
        ),
        (
            "UPDATE settled SET at = 'never'",
            r"table (decision|settled), row .* \(article 1.txt\): it can't be read",
        ),
        (
            "INSERT INTO gold_step SELECT 9, article, adjudicator, at, move, '[1]', 0, 0, people, 0, 0 FROM gold_step",
            r"table gold_step, row 9 \(article 1.txt\): it can't be read",
        ),
    ],
)
def test_gold_that_can_not_be_read_is_told(project: Project, statement: str, what: str) -> None:
    first = decision(gold_span(5, 12))
    project.gold.decide(making(first, settled=(False, True)))
    raw(project.path, statement)
    with pytest.raises(NotAProjectError, match=what):
        (project.gold.steps if "gold_step" in statement else project.gold.get)("1.txt")


def test_two_adjudicators_at_once_decide_nothing_twice(project: Project, tmp_path: Path) -> None:
    assert project.path.parent == tmp_path
    with Project.open(project.path) as other:
        first = decision(gold_span(5, 12))
        project.gold.decide(making(first))
        theirs = changing(
            first, msgspec.structs.replace(first, note="نعم", adjudicator=SAMI), adjudicator=SAMI
        )
        other.gold.decide(theirs)
        refused(project, changing(first, None), StaleSpanError)
        with pytest.raises(DuplicateSpanError):
            other.gold.decide(making(decision(gold_span(5, 12), sources=()), adjudicator=SAMI))
        tagged_again = (Span.new(5, 12, "actor", HUDA),)
        with pytest.raises(StaleSpanError, match=r"What was marked at 5–12 of 1\.txt was decided elsewhere"):
            other.gold.decide(making(decision(sources=tagged_again), adjudicator=SAMI))
        assert project.gold.get("1.txt") == other.gold.get("1.txt")
        assert len(project.gold.steps("1.txt")) == 2
