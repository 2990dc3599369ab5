"""The sample gold fits articles and layers, holds every kind of choice, and settles its articles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from annotator import labels
from annotator.adjudication import Adjudication
from annotator.adjudication.gold_export import source_of
from annotator.cli import sample_gold
from annotator.errors import InputError
from annotator.formats import sample_data
from annotator.formats.sample_data import SampleSpan
from annotator.model import Choice, Span, Status
from annotator.project import Project
from tests.sample_data import FOLDER, layers, spans, texts

if TYPE_CHECKING:
    from pathlib import Path

    from annotator.formats.sample_data import SampleGold

ADJUDICATOR = "nadia"


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with the articles and layers that the gold is of."""
    path = tmp_path_factory.mktemp("gold") / "annotator.db"
    with Project.create(path, labels.default()) as project:
        project.imports.add_files([FOLDER / "articles.jsonl"])
        for who, done in layers().items():
            for article, layer in done.items():
                made = [Span.new(*triple, who) for triple in spans(who, article)]
                project.layers.add(article, who, made, Status(layer["status"]), layer["note"])
    return path


@pytest.fixture
def project(finished: Path, tmp_path: Path) -> Project:
    path = tmp_path / "annotator.db"
    path.write_bytes(finished.read_bytes())
    return Project.open(path)


def all_gold() -> list[SampleGold]:
    return [gold for _, gold in sample_data.gold(FOLDER / "gold")]


def test_two_articles_that_three_people_finished_have_gold_of_somebody_else() -> None:
    assert [who for who, _ in sample_data.gold(FOLDER / "gold")] == [ADJUDICATOR] * 2
    articles = {gold.article for gold in all_gold()}
    assert len(articles) == 2
    assert articles < set(layers()["maryam"])
    assert ADJUDICATOR not in layers()


def test_decisions_have_the_text_of_their_articles() -> None:
    for gold in all_gold():
        text = texts()[gold.article]
        for decision in gold.decisions:
            assert all(text[span.start : span.end] == span.text for span in decision.spans)
            assert all(span.text == span.text.strip() for span in decision.spans)


def test_there_are_choices_of_many_kinds_and_notes_in_both_languages() -> None:
    choices = {decision.choice for gold in all_gold() for decision in gold.decisions}
    assert choices >= {Choice.TAKEN, Choice.SEVERAL, Choice.NONE, Choice.EDITED, Choice.ADDED}
    notes = {decision.note for gold in all_gold() for decision in gold.decisions} - {""}
    assert [note for note in notes if note.isascii()]
    assert [note for note in notes if "ا" in note]
    assert {gold.policy for gold in all_gold()} == {"unanimous", "majority"}


def test_it_becomes_decisions_and_settles(project: Project) -> None:
    with project:
        sample_gold.load(project, FOLDER / "gold")
        for gold in all_gold():
            stored = project.gold.get(gold.article)
            assert stored.settled is not None
            assert stored.settled.adjudicator == ADJUDICATOR
            noted = {decision.note for decision in stored.decisions}
            assert {decision.note for decision in gold.decisions} <= noted | {""}
            sources = {source_of(decision) for decision in stored.decisions}
            assert sources == {"unanimous", "decided"} | ({"policy"} if gold.policy == "majority" else set())
            again = Adjudication(
                project.articles.get(gold.article),
                ADJUDICATOR,
                project.finished.layers(gold.article),
                stored,
                project.gold.steps(gold.article),
            )
            assert again.open_cases() == []
            assert not [case for case in again.cases if case.stale]


def test_it_is_what_the_export_gives(project: Project) -> None:
    with project:
        sample_gold.load(project, FOLDER / "gold")
        exported = {record.id: record for record in project.records.select()}
        for gold in all_gold():
            given = {(span.start, span.end, span.label): span.note for span in exported[gold.article].spans}
            for decision in gold.decisions:
                for span in decision.spans:
                    assert given[span.start, span.end, span.label] == decision.note


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"sources": ()}, "doesn't fit the sample layers"),
        ({"choice": Choice.SEVERAL}, "doesn't fit the sample layers"),
        ({"spans": (SampleSpan(start=0, end=4, label="actor", text="نص آخر"),)}, "another text there"),
    ],
)
def test_gold_that_does_not_fit_is_refused(
    change: dict[str, Any], said: str, project: Project, tmp_path: Path
) -> None:
    gold = all_gold()[0]
    decision = msgspec.structs.replace(gold.decisions[0], **change)
    wrong = msgspec.structs.replace(gold, decisions=(decision,))
    (tmp_path / "nadia.jsonl").write_bytes(msgspec.json.encode(wrong) + b"\n")
    with project, pytest.raises(InputError, match=said):
        sample_gold.load(project, tmp_path)
