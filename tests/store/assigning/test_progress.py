"""How far people are, the library, and what is exported."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from annotator.errors import NoSuchArticleError, NotAProjectError, UsageError
from annotator.model import Edit, Progress, Span, Status
from tests.adding import add_articles
from tests.store.helpers import HUDA, OTHER, SAMI, TEXT, adding, incoming, operation, raw
from tests.store.listing import listed

if TYPE_CHECKING:
    from annotator.model import Record
    from annotator.project import Project


def test_work_begins_with_the_first_span_and_other_statuses_stay(project: Project) -> None:
    assert project.work.progress("1.txt", HUDA) == Progress()
    project.layers.record(adding(0, 4))
    assert project.work.progress("1.txt", HUDA).status is Status.DOING
    project.work.set_status("1.txt", HUDA, Status.FLAGGED, "النص مبتور")
    project.layers.record(adding(5, 12))
    assert project.work.progress("1.txt", HUDA) == Progress(status=Status.FLAGGED, note="النص مبتور")
    assert project.work.progress("1.txt", SAMI) == project.work.progress("2.txt", HUDA) == Progress()
    project.work.set_status("1.txt", HUDA, Status.TODO)
    project.layers.record(adding(13, 15))
    assert project.work.progress("1.txt", HUDA) == Progress(status=Status.DOING)


def test_time_adds_up_and_changes_no_status(project: Project) -> None:
    for seconds in (1.5, 2.25, -7):
        project.work.add_time("1.txt", HUDA, seconds)
    assert project.work.progress("1.txt", HUDA) == Progress(seconds=3.75)
    project.work.set_status("1.txt", HUDA, Status.DONE)
    assert project.work.progress("1.txt", HUDA) == Progress(status=Status.DONE, seconds=3.75)


def test_unknown_articles_have_no_progress_and_no_layer(project: Project) -> None:
    for call in (project.work.progress, project.layers.get, project.layers.operations):
        with pytest.raises(NoSuchArticleError):
            call("x", HUDA)
    with pytest.raises(NoSuchArticleError):
        project.work.set_status("x", HUDA, Status.DONE)
    with pytest.raises(NoSuchArticleError):
        project.work.add_time("x", HUDA, 1)


def test_the_library_shows_each_annotator_their_own(project: Project) -> None:
    first = adding(0, 4)
    project.layers.record(first)
    project.layers.record(adding(5, 12))
    project.layers.record(operation(Edit(before=first.edit.after, after=None)))
    project.layers.record(adding(0, 3, article="2.txt", annotator=SAMI))
    project.work.set_status("2.txt", SAMI, Status.FLAGGED, "مكرر")
    add_articles(project, [incoming("خبر ثالث من ثلاث", id="3", date="2026-03-01", source="وكالة")])

    def seen(annotator: str) -> list[tuple[int, str, Status, str, int]]:
        return [(row.number, row.id, row.status, row.note, row.spans) for row in listed(project, annotator)]

    assert seen(HUDA) == [
        (1, "1.txt", Status.DOING, "", 1),
        (2, "2.txt", Status.TODO, "", 0),
        (3, "3", Status.TODO, "", 0),
    ]
    assert seen(SAMI)[1] == (2, "2.txt", Status.FLAGGED, "مكرر", 1)
    assert [row[2:] for row in seen("زائر")] == [(Status.TODO, "", 0)] * 3
    row = listed(project, HUDA)[2]
    assert (row.title, row.words, row.date, row.source) == ("خبر ثالث من ثلاث", 4, "2026-03-01", "وكالة")


@pytest.fixture
def worked(project: Project) -> Project:
    """Huda finished 1, Sami is at it; Sami looked at 2 and found nothing in it; nobody has seen 3."""
    add_articles(project, [incoming("خبر ثالث", id="3")])
    for start, end, annotator in [(5, 12, HUDA), (5, 25, HUDA), (5, 12, SAMI)]:
        project.layers.record(adding(start, end, annotator=annotator))
    project.work.set_status("1.txt", HUDA, Status.DONE)
    project.work.set_status("2.txt", SAMI, Status.FLAGGED)
    return project


def shown(records: list[Record]) -> list[tuple[str, list[str], list[tuple[str | None, str]]]]:
    return [
        (record.id, record.annotators, [(span.annotator, span.text) for span in record.spans])
        for record in records
    ]


def test_all_is_every_article_with_all_spans(worked: Project) -> None:
    records = list(worked.records.select("all"))
    assert [(record.id, record.annotators, len(record.spans)) for record in records] == [
        ("1.txt", sorted([HUDA, SAMI]), 3),
        ("2.txt", [SAMI], 0),
        ("3", [], 0),
    ]
    assert [(span.start, span.end) for span in records[0].spans] == [(5, 25), (5, 12), (5, 12)]


def test_one_annotator_is_exported(worked: Project) -> None:
    assert shown(list(worked.records.select(SAMI))) == [
        ("1.txt", [SAMI], [(SAMI, TEXT[5:12])]),
        ("2.txt", [SAMI], []),
    ]


def test_a_record_holds_all_of_the_article_and_its_spans(worked: Project) -> None:
    record = next(worked.records.select(HUDA))
    article = worked.articles.get("1.txt")
    for name in ("id", "text", "sha256", "title", "date", "source", "url", "metadata"):
        assert getattr(record, name) == getattr(article, name)
    assert record.offset_unit == "codepoint"
    spans = worked.layers.get("1.txt", HUDA).spans
    assert [(span.id, span.label, span.attributes, span.created) for span in record.spans] == [
        (span.id, span.label, span.attributes, span.created) for span in spans
    ]


def test_an_unknown_annotator_is_told_who_there_is(worked: Project) -> None:
    with pytest.raises(UsageError) as caught:
        worked.records.select("زائر")
    assert str(caught.value) == (
        f"There is no annotator called زائر in this project. There are: {', '.join(sorted([HUDA, SAMI]))}."
    )


def test_an_export_is_of_one_moment(worked: Project) -> None:
    records = worked.records.select("all")
    first = next(records)
    worked.layers.record(adding(0, 3, article="2.txt", annotator=SAMI))
    worked.layers.record(adding(0, 3, article="3"))
    add_articles(worked, [incoming("خبر رابع")])
    assert first.id == "1.txt"
    assert shown(list(records)) == [("2.txt", [SAMI], []), ("3", [], [])]
    assert [record.id for record in worked.records.select("all")] == ["1.txt", "2.txt", "3", "خبر"]


def test_an_export_that_is_given_up_holds_nothing(worked: Project) -> None:
    with closing(worked.records.select("all")) as records:  # type: ignore[type-var]
        next(records)
    worked.layers.record(adding(0, 3, article="3"))


def test_a_text_that_somebody_changed_is_not_exported(worked: Project) -> None:
    raw(
        worked.path,
        "DROP TRIGGER article_text_is_only_corrected",
        f"UPDATE article_text SET text = '{OTHER}' WHERE article = 1",
    )
    with pytest.raises(
        NotAProjectError,
        match=r"annotator\.db is damaged \(table article_text, row 1 \(article 1\.txt\): the text is not what came in",
    ):
        list(worked.records.select("all"))


def test_a_span_outside_its_text_is_not_exported(worked: Project) -> None:
    raw(
        worked.path,
        "DROP TRIGGER span_stays_inside_its_article",
        'UPDATE span SET "end" = 5000 WHERE "end" = 25',
    )
    with pytest.raises(
        NotAProjectError, match=r"table span, row .* \(article 1\.txt, .*\): 5–5000 is no range of the text"
    ):
        list(worked.records.select("all"))


def test_a_layer_of_many_spans_keeps_its_order(project: Project) -> None:
    spans = [
        Span.new(start, end, "actor", HUDA) for start in range(30, 0, -1) for end in range(start + 1, 40)
    ]
    project.layers.add("1.txt", HUDA, spans, Status.DOING)
    layer = project.layers.get("1.txt", HUDA)
    assert list(layer.spans) == sorted(spans, key=lambda span: span.order)
