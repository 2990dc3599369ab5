"""Articles on their way in: exactly as they came, each one or none, and with a sentence for those refused."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator import limits
from annotator.errors import NoSuchArticleError
from annotator.model import Incoming, Refusal
from annotator.store.importing.storing import BATCH_CHARACTERS, BATCH_RECORDS, batches
from annotator.text.layout import Layout
from tests.store.helpers import HUDA, OTHER, TEXT, import_texts, incoming, make
from tests.store.listing import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from annotator.project import Project


@pytest.mark.parametrize(
    "text",
    [
        "سطر\r\nسطر آخر\rسطر ثالث\n\n",
        "  \t قبل السطر وبعده فراغ \u00a0\n ",
        "\ufeffأول\ufeff وسط\ufeff",
        "كـــتاب مُشَكَّل: مَدِينَةٌ، أ\u0653 و آ",
        "رمز 👩‍👩‍👧 و\u200fعلامة\u202e وهروب \x1b[31m",
        "𐎀 خارج المستوى الأول 𞸀",
        "\x01\x7f\x85\u2028\u2029خ",
    ],
)
def test_a_text_is_kept_to_the_byte(project: Project, text: str) -> None:
    assert import_texts(project, [incoming(text, id="x")]).added == 1
    assert project.articles.get("x").text == text
    with closing(sqlite3.connect(project.path)) as connection:
        query = "SELECT CAST(text AS BLOB), length FROM article_text JOIN article ON article = number WHERE id = 'x'"
        assert connection.execute(query).fetchone() == (text.encode(), len(text))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
def test_any_text_is_kept_to_the_letter_or_refused_as_empty(project: Project, text: str) -> None:
    known = {row.id for row in listed(project, HUDA)}
    report = import_texts(project, [incoming(text)])
    blank = not text.replace("\ufeff", " ").strip()
    assert (len(report.refused) == 1) == blank
    for row in listed(project, HUDA):
        if row.id not in known:
            assert project.articles.get(row.id).text == text
            assert row.title.strip()
            assert len(row.title) <= 121


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"text": ""}, "the text is empty; take the record out or give it a text."),
        ({"text": " \n\u00a0\ufeff\t"}, "the text is empty; take the record out or give it a text."),
        (
            {"text": "خبر\0"},
            "the text has a NUL character at offset 3, so it is not plain text; convert or mend it.",
        ),
        (
            {"text": "خبر \ud83d"},
            "the text has half a surrogate pair at offset 4, which is no character; mend its encoding.",
        ),
        (
            {"text": "خبر", "title": "\udc00"},
            "the title has half a surrogate pair at offset 0, which is no character; mend its encoding.",
        ),
        ({"text": "خبر", "source": "a\0"}, "the source has a NUL character; take it out."),
        (
            {"text": "خبر", "id": "a\nb"},
            "the id 'a\\nb' has control characters or is blank; give it another one.",
        ),
        (
            {"text": "خبر", "id": "1.txt"},
            "the id 1.txt belongs to an article with another text; give it another id, or correct that text with --update.",
        ),
        *(
            (
                {"text": before + "م" * 250_001 + after},
                f"paragraph {number} of the text has 250,001 characters, a paragraph may have 250,000; break it into lines.",
            )
            for number, before, after in (
                (1, "", ""),
                (2, "عنوان\u2028", "\r\nآخر"),
                (3, "عنوان\r\n\n", "\n"),
            )
        ),
    ],
)
def test_what_is_refused_and_why(project: Project, fields: dict[str, Any], reason: str) -> None:
    bad = Incoming(path=Path("أخبار.jsonl"), line=7, **fields)
    report = import_texts(project, [incoming("قبله", id="a"), bad, incoming("بعده", id="b")])
    assert (report.added, report.skipped) == (2, 0)
    assert [str(refusal) for refusal in report.refused] == [f"أخبار.jsonl, line 7: {reason}"]
    assert [row.id for row in listed(project, HUDA)] == ["1.txt", "2.txt", "a", "b"]


@pytest.mark.parametrize("separator", ["\n", "\r", "\r\n", "\x85", "\u2028", "\u2029"])
def test_lines_that_are_short_enough_come_in_however_many(project: Project, separator: str) -> None:
    line = "م" * 250_000
    report = import_texts(project, [incoming(separator.join([line, line, "م"]), id="a")])
    assert (report.added, report.refused) == (1, ())


def test_an_article_of_too_many_paragraphs_is_refused(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "PARAGRAPHS", limits.PARAGRAPHS._replace(most=10))
    fit, unfit = incoming("م" + "\n" * 10, id="a"), incoming("م" + "\n" * 10 + "م", id="b")
    report = import_texts(project, [fit, unfit])
    assert report.added == 1
    assert [one.reason for one in report.refused] == [
        "the text has 11 paragraphs, an article may have 10; split it into articles."
    ]
    assert import_texts(project, [fit]).skipped == 1


def test_an_article_that_a_project_has_already_opens_whatever_its_paragraphs(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "م" * 250_001
    with monkeypatch.context() as before:
        before.setattr(limits, "PARAGRAPH", limits.PARAGRAPH._replace(most=10**9))
        assert import_texts(project, [incoming(text, id="a")]).added == 1
    assert project.articles.get("a").text == text
    assert len(Layout(text, 80)) == 250_001 // 80 + 1


def circular() -> dict[str, Any]:
    itself: dict[str, Any] = {}
    itself["self"] = itself
    return itself


@pytest.mark.parametrize(
    "metadata",
    [{"x": float("nan")}, {"x": object()}, {"x": "\ud800"}, {"\udfff": 1}, circular()],
    ids=["nan", "object", "surrogate", "surrogate name", "circle"],
)
def test_further_fields_that_json_cannot_hold_are_refused(project: Project, metadata: dict[str, Any]) -> None:
    report = import_texts(project, [incoming("خبر", metadata=metadata)])
    assert report.added == 0
    assert report.refused[0].reason.startswith("the further fields can't be kept as JSON (")


def test_all_fields_come_back(project: Project) -> None:
    metadata = {"وسوم": ["أ", "ب"], "big": 10**30, "deep": {"x": [1.5, None, True]}}
    fields = {
        "title": "عنوان\nفي سطرين",
        "date": "2026-03-01",
        "source": "وكالة",
        "url": "https://example.org/1",
    }
    import_texts(project, [incoming(" خبر ", id="12", metadata=metadata, **fields)])
    article = project.articles.get("12")
    assert {name: getattr(article, name) for name in fields} == fields
    assert article.metadata == metadata


def test_what_a_reader_refused_is_passed_on_in_its_place(project: Project) -> None:
    refusal = Refusal(path=Path("x.txt"), reason="not UTF-8.")
    assert import_texts(project, [refusal]).refused == (refusal,)
    taken, empty = incoming("خبر", "t.txt", id="1.txt"), incoming("", "e.txt")
    report = import_texts(project, [taken, refusal, empty, incoming("خبر", id="x")])
    assert [refused.path.name for refused in report.refused] == ["t.txt", "x.txt", "e.txt"]
    assert report.added == 1


def test_the_same_text_again_is_skipped_whatever_its_name(project: Project) -> None:
    report = import_texts(project, [incoming(TEXT, id="أخرى"), incoming("جديد"), incoming("جديد", "ثان.txt")])
    assert (report.added, report.skipped, report.refused) == (1, 2, ())


def test_a_text_that_differs_by_one_space_is_another_text(project: Project) -> None:
    assert import_texts(project, [incoming(TEXT + " ", id="x")]).added == 1


def test_articles_without_an_id_are_called_after_their_file(project: Project) -> None:
    texts = [
        incoming("أ", "a/خبر.txt"),
        incoming("ب", "b/خبر.txt"),
        incoming("ج", "خبر-2.txt"),
        incoming("د", "خبر.jsonl"),
    ]
    import_texts(project, texts)
    import_texts(project, [incoming("هـ", "خبر.csv"), incoming("و", "w\udcff.txt", id="")])
    assert [row.id for row in listed(project, HUDA)][2:] == [
        "خبر",
        "خبر-2",
        "خبر-2-2",
        "خبر-3",
        "خبر-4",
        "w?".replace("?", "\ufffd"),
    ]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("\n \r\n  عاجل: وصول القافلة  \r\nالتفاصيل", "عاجل: وصول القافلة"),
        ("\ufeffعنوان", "عنوان"),
        ("عنوان\u2028تتمة", "عنوان"),
        ("كلمة " * 50, ("كلمة " * 23).rstrip() + "…"),
        ("ك" * 200, "ك" * 119 + "…"),
    ],
)
def test_the_first_line_is_the_title(project: Project, text: str, title: str) -> None:
    import_texts(project, [incoming(text, id="x", title=" ")])
    assert project.articles.get("x").title == title
    assert project.articles.get("x").text == text


def test_a_stream_is_read_as_it_is_written(project: Project) -> None:
    """What was read before a stream breaks is stored, and the rest was never asked for."""

    def stream() -> Iterator[Incoming]:
        for place in range(BATCH_RECORDS * 2 + 1):
            yield incoming(f"خبر {place}", id=f"a{place}")
        raise RuntimeError("the disk was pulled out")

    told: list[int] = []
    with pytest.raises(RuntimeError):
        import_texts(project, stream(), told.append)
    assert told == [BATCH_RECORDS, BATCH_RECORDS * 2]
    assert len(listed(project, HUDA)) == 2 + BATCH_RECORDS * 2


def test_progress_counts_every_record(project: Project) -> None:
    told: list[int] = []
    import_texts(project, [incoming("جديد"), incoming(TEXT), incoming("")], told.append)
    assert told == [3]


def test_batches_are_bounded_by_their_text_too() -> None:
    long = incoming("ا" * (BATCH_CHARACTERS // 2))
    assert [len(batch) for batch in batches(enumerate([long] * 5))] == [2, 2, 1]


def test_an_article_is_found_by_id_before_its_number(tmp_path: Path) -> None:
    with make(tmp_path / "annotator.db", TEXT, OTHER) as project:
        import_texts(project, [incoming("خبر", id="2")])
        assert project.articles.get("1").id == "1.txt"
        assert project.articles.get("2").id == "2"
        assert project.articles.get("3").id == "2"


@pytest.mark.parametrize(
    ("key", "advice"),
    [
        ("1.tx", "Did you mean 1.txt or 2.txt?"),
        ("7", "Give an id or a number from 1 to 2; all of them: annotator status"),
        ("0", "Give an id or a number from 1 to 2; all of them: annotator status"),
        ("9" * 30, "Give an id or a number from 1 to 2; all of them: annotator status"),
        ("٣", "Give an id or a number from 1 to 2; all of them: annotator status"),
    ],
)
def test_an_unknown_article(project: Project, key: str, advice: str) -> None:
    with pytest.raises(NoSuchArticleError) as caught:
        project.articles.get(key)
    said = str(caught.value).removesuffix(f" --project {project.path}")
    assert said == f"There is no article {key} in this project. {advice}"


def test_an_empty_project_says_how_to_fill_it(tmp_path: Path) -> None:
    with make(tmp_path / "annotator.db") as project, pytest.raises(NoSuchArticleError) as caught:
        project.articles.get("1")
    assert str(caught.value) == (
        "There is no article 1 in this project. The project has no articles yet; bring some in with: "
        f"annotator import PATH --project {tmp_path / 'annotator.db'}"
    )
