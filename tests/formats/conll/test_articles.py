"""Where articles begin, and what an article is told of the file and the document that it is from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.formats.conll.test_columns import take
from tests.formats.conll.test_reading import marked
from tests.formats.tools import put

if TYPE_CHECKING:
    from pathlib import Path

FIVE = "# newdoc id = a\nزار O\n\nغزة B-location\n\nعاد O\n\n# newdoc id = b\nعمر B-actor\n\nأمس O\n"


@pytest.mark.parametrize(
    ("article", "texts"),
    [
        ("auto", ["زار\nغزة\nعاد", "عمر\nأمس"]),
        ("document", ["زار\nغزة\nعاد", "عمر\nأمس"]),
        ("sentence", ["زار", "غزة", "عاد", "عمر", "أمس"]),
        ("2", ["زار\nغزة", "عاد", "عمر\nأمس"]),
        ("file", ["زار\nغزة\nعاد\nعمر\nأمس"]),
    ],
)
def test_articles_are_what_was_asked_for(tmp_path: Path, article: str, texts: list[str]) -> None:
    good, refused = take(put(tmp_path, "a.conll", FIVE), article=article)
    assert not refused
    assert [one.text for one in good] == texts
    assert sorted(mark for one in good for mark in marked(one)) == [("عمر", "actor"), ("غزة", "location")]


def test_the_names_of_the_file_and_the_document_are_kept(tmp_path: Path) -> None:
    path = put(tmp_path, "a.conll", FIVE)
    good, _ = take(path)
    assert [(one.id, one.metadata) for one in good] == [
        ("a", {"file": "a.conll"}),
        ("b", {"file": "a.conll"}),
    ]
    good, _ = take(path, article="sentence")
    assert [(one.id, one.metadata["document"]) for one in good] == [(None, "a")] * 3 + [(None, "b")] * 2


def test_an_article_that_is_a_file_has_no_line(tmp_path: Path) -> None:
    """So it is known by the file's name where its text was corrected."""
    path = put(tmp_path, "a.conll", FIVE)
    assert [one.line for one in take(path, article="file")[0]] == [None]
    assert [one.line is None for one in take(path)[0]] == [False, False]


def test_documents_have_to_be_marked_where_they_are_asked_for(tmp_path: Path) -> None:
    good, (refusal,) = take(put(tmp_path, "a.conll", "زار O\n\nغزة B-location\n"), article="document")
    assert not good
    assert refusal.reason.startswith("marks no documents, with # newdoc, -DOCSTART- or #begin document; ")


def test_that_sentences_became_articles_is_told_once(tmp_path: Path) -> None:
    path = put(tmp_path, "a.conll", "زار O\n\nغزة B-location\n\nعاد O\n")
    good, _ = take(path)
    assert [len(one.notes) for one in good] == [1, 0, 0]
    assert "each sentence is an article, and equal sentences are one; --article 20" in good[0].notes[0]
    for article in ("sentence", "2", "file"):
        assert not any(one.notes for one in take(path, article=article)[0])


def test_sentences_of_a_file_without_blank_lines_end_after_full_stops(tmp_path: Path) -> None:
    """As in ANERcorp. A full stop inside a span ends nothing."""
    path = put(tmp_path, "a.conll", "زار O\n. O\nد B-actor\n. I-actor\nعمر I-actor\n؟ O\nعاد O\n")
    (whole,), _ = take(path)
    assert whole.text == "زار . د . عمر ؟ عاد"
    good, _ = take(path, article="2")
    assert [(one.text, one.line) for one in good] == [("زار .\nد . عمر ؟", 1), ("عاد", 7)]
    assert marked(good[0]) == [("د . عمر", "actor")]
    assert good[0].notes == ("no blank line ends a sentence, so one ends after each . ! ? ؟ or …",)


def test_a_long_file_without_blank_lines_is_told(tmp_path: Path) -> None:
    (article,), _ = take(put(tmp_path, "a.conll", "زار O\nعمر B-actor\n" * 600))
    assert "so a file is one article, here of 1,200 words; --article 20 " in article.notes[0]


def test_a_comment_parts_articles(tmp_path: Path) -> None:
    """Sentences without it go on with the article before, whose value comes with each one as metadata."""
    text = (
        "# source_id = a\nزار O\n\nغزة B-location\n\n# source_id = a\nعاد O\n\n# source_id = b\nعمر B-actor\n"
    )
    path = put(tmp_path, "a.conll", text)
    good, _ = take(path, article="comment:source_id")
    assert [(one.text, one.metadata["source_id"]) for one in good] == [("زار\nغزة\nعاد", "a"), ("عمر", "b")]
    _, (refusal,) = take(path, article="comment:doc")
    assert refusal.reason == "has no comment with the key 'doc'; its comments are: source_id."


def test_a_column_parts_articles_also_within_a_sentence(tmp_path: Path) -> None:
    path = put(tmp_path, "a.conll", "زار\tخبر1\tO\nغزة\tخبر1\tB-location\nعاد\tخبر2\tO\nعمر\tخبر2\tB-actor\n")
    good, _ = take(path, article="column:2", tag_column="3")
    assert [(one.text, one.line, one.metadata["column 2"]) for one in good] == [
        ("زار غزة", 1, "خبر1"),
        ("عاد عمر", 3, "خبر2"),
    ]


def test_comments_are_kept_where_one_value_holds_for_all_of_an_article_and_else_counted(
    tmp_path: Path,
) -> None:
    text = "# newdoc id = a\n# date = 2026-03-01\n# desk = x\n# sent_id = 1\n# كتب يدويا\nزار O\n\n# sent_id = 2\n# desk = x\nغزة O\n"
    (article,), _ = take(put(tmp_path, "a.conll", text))
    assert (article.date, article.metadata) == ("2026-03-01", {"desk": "x", "file": "a.conll"})
    assert article.lost["comments"] == 3


def test_numbers_of_sentences_are_no_ids(tmp_path: Path) -> None:
    """They begin anew in each file, and no two articles can have one id."""
    good, _ = take(put(tmp_path, "a.conll", "# sent_id = 1\nزار O\n\n# sent_id = خ-2\nغزة B-location\n"))
    assert [(one.id, one.metadata.get("sent_id")) for one in good] == [(None, "1"), ("خ-2", None)]


def test_multiconer(tmp_path: Path) -> None:
    text = (
        "# id 5239d808-f300\tdomain=ar\nقال _ _ O\nعمر _ _ B-OtherPER\n\n\n"
        "# id 6e61b2c5-18a1\tdomain=ar\nحلب _ _ B-HumanSettlement\n"
    )
    good, refused = take(put(tmp_path, "ar_dev.conll", text))
    assert not refused
    assert [(one.id, one.metadata["domain"], marked(one)) for one in good] == [
        ("5239d808-f300", "ar", [("عمر", "OtherPER")]),
        ("6e61b2c5-18a1", "ar", [("حلب", "HumanSettlement")]),
    ]
    assert all(set(one.lost) == {"white space between tokens"} for one in good)
    (whole,), _ = take(tmp_path / "ar_dev.conll", article="comment:domain")
    assert whole.text == "قال عمر\nحلب"


def test_docstart_with_a_name(tmp_path: Path) -> None:
    good, _ = take(
        put(tmp_path, "a.conll", "-DOCSTART- (1 EU) O\n\nزار O\n\n-DOCSTART- -X- -X- O\n\nغزة B-location\n")
    )
    assert [(one.id, one.text) for one in good] == [("1 EU", "زار"), (None, "غزة")]


def test_ends_of_sentences_and_tokens_that_the_text_does_not_tell_are_counted(tmp_path: Path) -> None:
    text = "# newdoc\n# text = زار غزة\nزار O\nغزة O\n\n# text = ثم عاد.\nثم O\nع O\nاد O\n. O\n\n# text = وصل.\nوصل O\n. O\n"
    (article,), _ = take(put(tmp_path, "a.conll", text))
    assert article.text == "زار غزة ثم عاد. وصل."
    assert article.lost == {
        "ends of sentences that can't be told from the text": 1,
        "tokens that can't be told from the text": 2,
    }


def test_tokens_and_sentences_of_which_an_export_makes_several_are_counted(tmp_path: Path) -> None:
    text = (
        "زار O\nغزة B-location\n$#$ O\n\n"
        "قال O\n: O\nوصلنا. B-claim\nثم I-claim\nعدنا I-claim\n\n"
        "وصل. O\nثم O\nعاد. O\nونام. O\n\n"
    )
    (article,), _ = take(put(tmp_path, "a.conll", text), article="file")
    assert article.text == "زار غزة $#$\nقال : وصلنا. ثم عدنا\nوصل. ثم عاد. ونام."
    assert article.lost == {
        "white space between tokens": 3,
        "tokens of which an export makes several": 5,
        "sentences of which an export makes several": 1,
    }
