from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.formats import find, text_files
from annotator.formats.base import Reading
from annotator.formats.conll import Conll, ConllOptions, article, sentences, survey
from annotator.limits import FILE
from annotator.model import Incoming, Loss
from tests.formats.tools import put, read, read_one, refused_one

if TYPE_CHECKING:
    from pathlib import Path

SPACES = {Loss.SPACES.value: 1}


def marked(article: Incoming) -> list[tuple[str, str]]:
    return [(article.text[span.start : span.end], span.label) for span in article.spans]


def test_a_sentence_is_an_article_where_the_file_marks_none(tmp_path: Path) -> None:
    good, refused = read(put(tmp_path, "a.conll", "زار B-actor\nغزة\tB-location\n\n\nعاد O\n. O\n"))
    assert not refused
    assert [(article.text, article.line, article.lost) for article in good] == [
        ("زار غزة", 1, SPACES),
        ("عاد .", 5, SPACES),
    ]
    assert marked(good[0]) == [("زار", "actor"), ("غزة", "location")]


def test_or_all_of_it_is_one(tmp_path: Path) -> None:
    path = put(tmp_path, "a.conll", "زار O\nغزة B-location\n\nعاد B-claim\n. O\n")
    (article,) = Conll().read(path, Reading(options=ConllOptions(article="file")))
    assert isinstance(article, Incoming)
    assert article.text == "زار غزة\nعاد ."
    assert marked(article) == [("غزة", "location"), ("عاد", "claim")]


@pytest.mark.parametrize("mark", ["-DOCSTART- O", "-DOCSTART- -X- -X- O", "-DOCSTART-", "# newdoc"])
def test_documents_are_articles(tmp_path: Path, mark: str) -> None:
    text = f"قبل O\n\nوحده O\n\n{mark}\n\nزار O\nغزة O\n\nعاد O\n\n{mark}\nبلا O\nسطر O\n"
    if mark.startswith("#"):
        text = text.replace(f"{mark}\n\n", f"{mark}\n")
    good, refused = read(put(tmp_path, "a.conll", text))
    assert not refused
    assert [article.text for article in good] == ["قبل", "وحده", "زار غزة\nعاد", "بلا سطر"]


def test_comments_give_ids_texts_and_white_space(tmp_path: Path) -> None:
    article = read_one(
        put(
            tmp_path,
            "a.conll",
            "# newdoc id = n 1 = O\n# sent_id = s1\n# text = زار  غزة.\n# spaces_before = \\s\nزار O\nغزة B-location\n. O\n"
            "\n# text = ثم\\tعاد\n# spaces_after = \\r\\n\\u2028\nثم O\nعاد O\n\n# text = أمس\n# spaces_after = \\n\nأمس O\n",
        )
    )
    assert (article.id, article.text, article.lost) == ("n 1 = O", " زار  غزة. ثم\tعاد\r\n\u2028أمس\n", {})
    assert marked(article) == [("غزة", "location")]


@pytest.mark.parametrize("text", ["زار", "زار غزة كلها", "غزة زار", "زار غزه"])
def test_a_comment_with_another_text_is_not_believed(tmp_path: Path, text: str) -> None:
    article = read_one(put(tmp_path, "a.conll", f"# text = {text}\nزار O\nغزة O\n"))
    assert article.text == "زار غزة"
    assert article.lost == {**SPACES, "comments with a text that does not consist of the words": 1}


def test_a_hash_is_a_word_where_a_tag_comes_after_it(tmp_path: Path) -> None:
    article = read_one(put(tmp_path, "a.conll", "# O\n#ERROR! B-claim\n# by hand\n#\tO\nقال O\n"))
    assert article.text == "# #ERROR! # قال"
    assert marked(article) == [("#ERROR!", "claim")]


def test_nested_columns_may_be_ragged(tmp_path: Path) -> None:
    article = read_one(
        put(tmp_path, "a.conll", "محكمة B-org\nحكومة I-org B-org\nغزة I-org I-org B-loc\nقالت O\n")
    )
    assert marked(article) == [("محكمة حكومة غزة", "org"), ("حكومة غزة", "org"), ("غزة", "loc")]


def test_of_columns_that_are_no_tags_the_last_counts(tmp_path: Path) -> None:
    good, _ = read(put(tmp_path, "a.conll", "EU NNP B-NP B-ORG\nrejects VBZ B-VP O\n\nIt PRP B-NP O\n"))
    assert [marked(article) for article in good] == [[("EU", "ORG")], []]
    assert good[0].lost == {**SPACES, "fields of words in columns that are not read": 4}


def test_columns_can_be_named(tmp_path: Path) -> None:
    text = "# global.columns = ID FORM NER\n1\tزار\tO\n2\tO\tB-org\n\n1\t#\tB-org\n"
    good, _ = read(put(tmp_path, "a.conllup", text))
    assert [marked(article) for article in good] == [[("O", "org")], [("#", "org")]]


@pytest.mark.parametrize("tags", ["I-a I-a B-a O", "B-a E-a S-a O", "B-a L-a U-a O", "B-a I-a B-a O"])
def test_the_scheme_is_found_out(tmp_path: Path, tags: str) -> None:
    lines = [f"{word} {tag}" for word, tag in zip(["قال", "عمر", "هند", "أمس"], tags.split(), strict=True)]
    article = read_one(put(tmp_path, "a.conll", "\n".join(lines)))
    assert marked(article) == [("قال عمر", "a"), ("هند", "a")]
    assert article.lost == SPACES


def test_an_inner_tag_that_goes_on_with_no_span_is_told_with_file_and_line(tmp_path: Path) -> None:
    article, later = read(put(tmp_path, "a.conll", "قال O\nعمر I-actor\n\nهند B-actor\n"))[0]
    assert marked(article) == [("عمر", "actor")]
    assert article.lost == {
        **SPACES,
        "a.conll, line 2: the inner tag of 'actor' goes on with no span, read as the beginning of one": 1,
    }
    assert later.lost == SPACES


def test_many_of_them_are_counted(tmp_path: Path) -> None:
    path = put(tmp_path, "a.conll", "قال B-a\n\n" + "قال I-b\n\n" * 50)
    told = {words for article in read(path)[0] for words in article.lost}
    assert len(told) == 22


def test_equal_spans_of_two_columns_are_one(tmp_path: Path) -> None:
    article = read_one(put(tmp_path, "a.conll", "عمر B-a B-a\n"))
    assert marked(article) == [("عمر", "a")]
    assert article.lost == {**SPACES, "spans that stand in two columns": 1}


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("عمر", "'عمر' has no tag; write the word, a tab and its tag, O for none."),
        (" O", "'O' has no tag; write the word, a tab and its tag, O for none."),
        (
            "عمر B- ",
            "'B-' is no tag; a tag is O, or one of B I E S L U M W with a dash and a label.",
        ),
        ("\tO", "has no word before its tags"),
        (" \tO", "has no word before its tags"),
        ("ع\0مر O", "the line has a NUL at offset 1, so it looks like a binary file"),
    ],
)
def test_a_line_that_is_none_stops_nothing_but_its_article(tmp_path: Path, line: str, reason: str) -> None:
    good, (refusal,) = read(put(tmp_path, "a.conll", f"قال O\n\nقال O\n{line}\nثم O\n\nعاد O\n"))
    assert [article.text for article in good] == ["قال", "عاد"]
    assert refusal.line == 4
    assert refusal.reason.startswith(reason)
    good, (refusal,) = read(
        put(tmp_path, "b.conll", f"# newdoc\nقال O\n\nقال O\n{line}\n\nثم O\n\n# newdoc\nعاد O\n")
    )
    assert [article.text for article in good] == ["عاد"]
    assert refusal.line == 5


def test_other_bytes_stop_nothing_but_their_article(tmp_path: Path) -> None:
    good, (refusal,) = read(
        put(tmp_path, "a.conll", "قال O\n\n".encode() + b"\xd3 O\n\n" + "عاد O\n".encode())
    )
    assert [article.text for article in good] == ["قال", "عاد"]
    assert (refusal.line, refusal.reason.split(";")[0]) == (
        3,
        "is not UTF-8: byte 0xD3 at character 1 can't be read",
    )


def test_a_document_that_breaks_off_is_none(tmp_path: Path) -> None:
    data = "# newdoc\nقال O\n\n# newdoc\nثم O\n\nعاد O\n".encode("utf-16-le")
    good, (refusal,) = read(put(tmp_path, "a.conll", data[:-1]), encoding="utf-16-le")
    assert [article.text for article in good] == ["قال"]
    assert "from here on" in refusal.reason


def test_a_file_without_words(tmp_path: Path) -> None:
    for text in ("# newdoc id = a\n\n", "-DOCSTART- O\n\n", "# text = قال\n"):
        assert refused_one(put(tmp_path, "a.conll", text)).reason == "has no line with a word and its tag."
    assert refused_one(put(tmp_path, "a.conll", "\n \n")).reason == "the file is empty."


def test_lines_and_articles_that_are_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (text_files, article, sentences, survey):
        monkeypatch.setattr(module, "FILE", FILE._replace(most=100))
    many = "قال O\n" * 30
    for text in (f"{'ا' * 200} O\n", many, "# newdoc\n" + "قال O\n\n" * 60):
        good, (refusal,) = read(put(tmp_path, "a.conll", f"عمر O\n\n{text}\n-DOCSTART- O\n\nعاد O\n"))
        assert [one.text for one in good] == ["عمر", "عاد"]
        assert "larger than 20 MB" in refusal.reason


@pytest.mark.parametrize(
    ("head", "sure"),
    [
        ("قال O\nعمر\tB-actor I-x\n\n", 0.9),
        ("# global.columns = FORM NER\n", 1.0),
        ("# newdoc id = a\r\nقال O\r\n", 0.9),
        ("قال\to\nعمر\tb-actor\n", 0.9),
        ("قال O\nعمر actor-B\n", 0.9),
        ("قال O\nعمر Person\nعاد O\n. O\nثم O\n", 0.9),
        ("1\tقال\t_\tVERB\t_\t_\t0\troot\t_\tNE=O\n", 0.9),
        ("#begin document (bc/x); part 000\nbc/x 0 0 حلب", 1.0),
        ("قال عمر إن\nالوفد وصل\n", 0.0),
        ("قال عمر O\nالوفد\nثم وصل\nوقال عمر\nإن الوفد\nعاد أمس\n", 0.0),
        ('{"text": "قال O"}\n', 0.0),
        ('{"text": "قال عمر", "tags": "O B-actor"}\n', 0.0),
        ('\n[{"text": "قال عمر",\n"tags": "O B-actor"},\n{"tags": "O B-actor"}]\n', 0.0),
        ("[ O\nقال O\n{ O\n} O\n] B-actor\n", 0.9),
        ("نفى O\n", 0.0),
        ("فيتامين B-12", 0.0),
        ("نفى O\nثم O\n", 0.0),
        ("قال فيتامين O\nعمر B-12\n", 0.0),
        ("قال O\nعمر B-actor", 0.9),
        ("قال O\rعمر B-actor\r", 0.9),
        ("", 0.0),
    ],
)
def test_how_sure_it_is(tmp_path: Path, head: str, sure: float) -> None:
    assert Conll().sniff(tmp_path / "a.txt", head.encode()) == sure


def test_its_name_counts_where_there_are_few_lines(tmp_path: Path) -> None:
    for name in ("a.conll", "a.conllu"):
        assert Conll().sniff(tmp_path / name, "نفى O\n".encode()) == 0.9
    named = [
        put(tmp_path, "a.txt", "نفى O\n"),
        put(tmp_path, "a.jsonl", '{"text": "قال عمر", "tags": "O B-actor"}\n'),
    ]
    assert [find([path]).files[0].kind.name for path in named] == ["txt", "jsonl"]


def test_a_json_object_is_no_word(tmp_path: Path) -> None:
    (_, refused) = read(put(tmp_path, "a.conll", 'زار O\n\n{"text": "قال عمر", "tags": "O B-actor"}\n'))
    assert [(one.line, one.reason) for one in refused] == [
        (3, "is a JSON object, and no word with its tags; say what the file is with --format.")
    ]


def test_lines_that_end_in_carriage_returns(tmp_path: Path) -> None:
    text = "# newdoc id = أ\nزار O\nغزة B-loc\n\nعاد O\n\n# newdoc id = ب\nعمر B-actor\n"
    for end in ("\r", "\r\n", "\r\r\n"):
        good, refused = read(put(tmp_path, "a.conll", text.replace("\n", end)))
        assert not refused
        assert [(article.id, article.text, marked(article)) for article in good] == [
            ("أ", "زار غزة\nعاد", [("غزة", "loc")]),
            ("ب", "عمر", [("عمر", "actor")]),
        ]


def test_ends_of_lines_of_two_kinds(tmp_path: Path) -> None:
    good, (refusal,) = read(put(tmp_path, "a.conll", "زار O\rغزة B-loc\n\nعاد O\n"))
    assert [article.text for article in good] == ["عاد"]
    assert (refusal.line, refusal.reason) == (
        1, "has a carriage return or a line feed in it; end all lines alike.",
    )  # fmt: skip


LINES = st.lists(
    st.lists(
        st.sampled_from(
            ["قال", "#", "O", "B-a", "I-a", "E-a", "S-b", "U-b", "L-a", "-DOCSTART-", "=", " ", "\t", "\r", "\\", "\\n",
             "# text = ", "# newdoc id = ", "# global.columns = ", "ID", "FORM", "NER", "# spaces_after = ", "\\s", "1", "\xa0"]
        ),
        max_size=7,
    ).map("".join),
    max_size=14,
).map("\n".join)  # fmt: skip


@given(LINES, st.booleans())
def test_whatever_the_lines_spans_are_in_the_text(
    tmp_path_factory: pytest.TempPathFactory, text: str, whole: bool
) -> None:
    path = put(tmp_path_factory.mktemp("any"), "a.conll", text)
    options = ConllOptions(article="file" if whole else "sentence")
    found = list(Conll().read(path, Reading(options=options)))
    assert found
    for one in found:
        if isinstance(one, Incoming):
            assert one.text.strip()
            for span in one.spans:
                assert 0 <= span.start < span.end <= len(one.text)
                assert one.text[span.start : span.end].strip()
