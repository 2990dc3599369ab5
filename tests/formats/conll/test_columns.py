"""Lines of many columns, tags that are numbers, CoNLL-U, and lines that can't be read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from annotator.errors import UsageError
from annotator.formats.base import Reading
from annotator.formats.conll import Conll, ConllOptions
from annotator.formats.options import parse_options
from annotator.model import Incoming, Loss, Refusal
from tests.formats.conll.test_reading import marked
from tests.formats.tools import put

if TYPE_CHECKING:
    from pathlib import Path

UNREAD = "fields of words in columns that are not read"
ONTONOTES = """\
#begin document (bc/cctv/00/cctv_0001); part 000
bc/cctv 0 0 زار VB (TOP(S* - - - - * (V*) -
bc/cctv 0 1 وزير NN (NP* - - - - (PERSON* (ARG0* (3
bc/cctv 0 2 دفاع NN * - - - - * * -
bc/cctv 0 3 غزة NN *)))) - - - - (GPE)) *) 3)

#end document
#begin document (bc/cctv/00/cctv_0001); part 001
bc/cctv 0 0 عاد VB (TOP(S*)) - - - - * * -

#end document
"""
CONLLU = """\
# newdoc id = خبر-1
# sent_id = s-1
# text = وفي حلب، قالت للجنة.
1-2\tوفي\t_\t_\t_\t_\t_\t_\t_\t_
1\tو\tو\tCCONJ\t_\t_\t0\troot\t_\t_
2\tفي\tفي\tADP\t_\t_\t1\tcase\t_\t_
3\tحلب\tحلب\tPROPN\t_\t_\t1\tobl\t_\tNE=B-location|SpaceAfter=No
4\t،\t،\tPUNCT\t_\t_\t1\tpunct\t_\t_
4.1\tهي\t_\t_\t_\t_\t_\t_\t_\tNE=B-actor
5\tقالت\tقال\tVERB\t_\t_\t1\tx\t_\tNE=O
6-7\tللجنة\t_\t_\t_\t_\t_\t_\t_\tSpaceAfter=No
6\tل\tل\tADP\t_\t_\t1\tx\t_\t_
7\tالجنة\tلجنة\tNOUN\t_\t_\t1\tx\t_\tNE=B-actor
8\t.\t.\tPUNCT\t_\t_\t1\tpunct\t_\t_

"""


def take(path: Path, *, skip_bad: bool = False, **options: Any) -> tuple[list[Incoming], list[Refusal]]:
    kind = Conll()
    found = list(
        kind.read(path, Reading(options=parse_options(kind, options, reading=True), skip_bad=skip_bad))
    )
    return [one for one in found if isinstance(one, Incoming)], [
        one for one in found if isinstance(one, Refusal)
    ]


def test_which_columns_are_meant_is_asked_with_what_they_hold(tmp_path: Path) -> None:
    path = put(tmp_path, "a.conll", ONTONOTES)
    good, (refusal,) = take(path)
    assert not good
    assert refusal.line == 2
    assert refusal.reason == (
        "which column has the words is not plain; the columns are 1 'bc/cctv', 2 '0', 3 '0', 4 'زار', 5 'VB', 6 '(TOP(S*', "
        "7 '-', 8 '-', 9 '-', 10 '-', 11 '*', 12 '(V*)', 13 '-': say which with --word-column 4 and --tag-column 11."
    )


def test_ontonotes(tmp_path: Path) -> None:
    text = ONTONOTES.replace("(GPE))", "(GPE)*)").replace("(GPE)*)", "(GPE))")
    good, refused = take(put(tmp_path, "a.conll", text), word_column="4", tag_column="11")
    assert not refused
    assert [(one.id, one.text) for one in good] == [
        ("bc/cctv/00/cctv_0001; part 000", "زار وزير دفاع غزة"),
        ("bc/cctv/00/cctv_0001; part 001", "عاد"),
    ]
    assert sorted(marked(good[0])) == [("غزة", "GPE"), ("وزير دفاع غزة", "PERSON")]
    assert good[0].metadata == {"file": "a.conll"}


def test_a_column_without_any_tag_is_not_taken_where_another_has_them(tmp_path: Path) -> None:
    """One column too far to the left would bring the text in without its spans."""
    path = put(
        tmp_path,
        "a.conll",
        "bc/x 0 0 حلب NN (TOP* - - - - * (location) -\nbc/x 0 1 قالت VB *) - - - - * * -\n",
    )
    good, (refusal,) = take(path, word_column="4", tag_column="11")
    assert not good
    assert refusal.reason.startswith(
        "has no tag of a span in --tag-column 11, but such tags in --tag-column 12; "
    )
    ((article,), _) = take(path, word_column="4", tag_column="12")
    assert marked(article) == [("حلب", "location")]


@pytest.mark.parametrize("lines", ["حلب (location\nقالت *\n", "حلب *)\nقالت (actor)\n"])
def test_brackets_without_a_partner(tmp_path: Path, lines: str) -> None:
    path = put(tmp_path, "a.conll", f"عمر (actor)\n\n{lines}\n")
    good, (refusal,) = take(path)
    assert [one.text for one in good] == ["عمر"]
    assert refusal.line == 3
    good, (refusal,) = take(path, skip_bad=True)
    assert [one.text for one in good] == ["عمر", "حلب قالت"]
    assert refusal.line == 3
    assert "bracket" in refusal.reason


def test_the_last_column_where_lines_differ_in_width(tmp_path: Path) -> None:
    good, refused = take(put(tmp_path, "a.conll", "قال O O\nعمر NN B-actor\nأمس O\n\nحلب NN B-location\n"))
    assert not refused
    assert [marked(one) for one in good] == [[("عمر", "actor")], [("حلب", "location")]]


def test_columns_by_number_name_and_from_the_end(tmp_path: Path) -> None:
    text = "# global.columns = ID FORM UPOS MARK LEMMA\n1\tزار\tVB\tO\tx\n2\tغزة\tNN\tB-location\ty\n"
    path = put(tmp_path, "a.conllup", text)
    for column in ("4", "-2", "MARK", "mark"):
        (article,), _ = take(path, tag_column=column)
        assert (article.text, marked(article)) == ("زار غزة", [("غزة", "location")])
    with pytest.raises(
        UsageError, match=r"--tag-column X names no column: write its number, from 1; a\.conllup has ID, FORM"
    ):
        take(path, tag_column="X")


def test_columns_of_tags_can_be_several(tmp_path: Path) -> None:
    path = put(tmp_path, "a.conll", "مجلس NN B-org B-x O\nغزة NN I-org B-x B-loc\n")
    (article,), _ = take(path, tag_column="3,5")
    assert sorted(marked(article)) == [("غزة", "loc"), ("مجلس غزة", "org")]
    assert article.lost[UNREAD] == 4


def test_a_column_that_a_line_does_not_have(tmp_path: Path) -> None:
    _, (refusal,) = take(put(tmp_path, "a.conll", "زار VB O\nغزة NN\nعمر NN B-actor\n"), tag_column="3")
    assert (refusal.line, refusal.reason) == (
        2, "'غزة' has no tag in column 3; write the word, a tab and its tag, O for none.",
    )  # fmt: skip


def test_the_number_of_a_word_is_no_word(tmp_path: Path) -> None:
    (article,), _ = take(put(tmp_path, "a.conll", "1 زار O\n2 غزة B-location\n"))
    assert (article.text, marked(article)) == ("زار غزة", [("غزة", "location")])
    assert article.notes == ("the first column numbers the words, so the second was read as the words",)


@pytest.mark.parametrize("numbers", ["1 2 3", "0 1 2", "1 2 1", "0 1 0", "01 02 03"])
def test_nor_is_one_that_counts_on_or_from_0(tmp_path: Path, numbers: str) -> None:
    one, two, three = numbers.split()
    good, refused = take(put(tmp_path, "a.conll", f"{one}\tزار\tO\n{two}\tغزة\tB-loc\n\n{three}\tعمر\tO\n"))
    assert not refused
    assert [(article.text, marked(article)) for article in good] == [
        ("زار غزة", [("غزة", "loc")]),
        ("عمر", []),
    ]


@pytest.mark.parametrize(
    "names",
    [
        "1-1 1-2 2-1",
        "s1 s2 s3",
        "1. 2. 3.",
        "7 9 4",
        "d1 d2 d1",
        "١ ٢ ٣",
        "[1] [2] [3]",
        "رقم 1 2 3",
        "n w1 w2 w3",
    ],
)
def test_other_numbers_and_names_are_no_words_either(tmp_path: Path, names: str) -> None:
    words = ["زار", "غزة", "عمر", "أمس"]
    lines = [f"{name} {word} B-a" for name, word in zip(names.split(), words, strict=False)]
    path = put(tmp_path, "a.conll", "\n".join([*lines, ""]))
    good, (refusal,) = take(path)
    assert not good
    assert refusal.reason.startswith("which column has the words is not plain; the columns are 1 ")
    assert refusal.reason.endswith(": say which with --word-column 2 and --tag-column 3.")
    (article,), refused = take(path, word_column="2", article="file")
    assert not refused
    assert article.text == " ".join(words[: len(lines)])


def test_numbers_are_words_where_all_that_follows_them_is_tags(tmp_path: Path) -> None:
    (article,), refused = take(put(tmp_path, "a.conll", "1 O O\n2 B-a O\n"))
    assert not refused
    assert (article.text, marked(article), article.notes) == ("1 2", [("2", "a")], ())


def test_the_column_that_parts_articles_has_no_words(tmp_path: Path) -> None:
    path = put(tmp_path, "a.conll", "أ زار O\nأ غزة B-loc\nب عمر O\n")
    for column in ("1", "-3"):
        good, (refusal,) = take(path, article=f"column:{column}")
        assert not good
        assert refusal.reason.endswith(": say which with --word-column 2 and --tag-column 3.")
    good, refused = take(path, article="column:1", word_column="2")
    assert not refused
    assert [article.text for article in good] == ["زار غزة", "عمر"]


@pytest.mark.parametrize("names", ["word\ttag", "Token\tNER", "TAG\tFORM", "Sentence #\tWord\tPOS\tTag"])
def test_a_first_line_with_the_names_of_the_columns(tmp_path: Path, names: str) -> None:
    rows = {"word": ("زار", "غزة"), "tag": ("O", "B-location")}
    rows |= {"token": rows["word"], "form": rows["word"], "ner": rows["tag"]}
    lines = [
        "\t".join(rows.get(name.lower(), ("x", "x"))[at] for name in names.split("\t")) for at in range(2)
    ]
    (article,), refused = take(put(tmp_path, "a.conll", "\n".join([names, *lines])))
    assert not refused
    assert (article.text, marked(article)) == ("زار غزة", [("غزة", "location")])
    assert article.notes == (f"the first line, {names.replace(chr(9), ' ')!r}, names the columns",)


def test_several_tags_of_a_word_in_one_column(tmp_path: Path) -> None:
    (article,), refused = take(put(tmp_path, "a.conll", "مجلس B-org\nغزة I-org|B-loc\nقال O\n"))
    assert not refused
    assert sorted(marked(article)) == [("غزة", "loc"), ("مجلس غزة", "org")]
    assert "were read as spans inside others" in article.notes[0]


@pytest.mark.parametrize(
    ("lines", "options"),
    [
        ("B-actor\tعمر\nO\tقال\n", "--word-column 2 and --tag-column 1"),
        ("قال VB\nعمر NN\n", "--tag-column 2"),
        ("قال VB -\nعمر NN -\n", "--tag-column N"),
        ("قال O 0.98\nعمر B-actor 0.7\n", "--word-column 1 and --tag-column 2"),
        ("قال O 1\nعمر B-actor 0\n", "--word-column 1 and --tag-column 2"),
    ],
)
def test_columns_that_are_none_of_tags_are_not_taken_for_labels(
    tmp_path: Path, lines: str, options: str
) -> None:
    good, (refusal,) = take(put(tmp_path, "a.conll", lines))
    assert not good
    assert refusal.reason.endswith(f"{options}.")


def test_labels_of_a_column_that_was_named_are_taken(tmp_path: Path) -> None:
    (article,), _ = take(put(tmp_path, "a.conll", "عمر actor\nهند actor\nغزة location\n"), tag_column="2")
    assert marked(article) == [("عمر هند", "actor"), ("غزة", "location")]


def test_a_letter_alone_has_a_label_of_its_own(tmp_path: Path) -> None:
    (article,), _ = take(put(tmp_path, "a.conll", "قال O\nعمر B\nهند I\n"))
    assert marked(article) == [("عمر هند", "span")]
    assert article.notes == ("tags without a label, such as 'B', were read with the label 'span'",)


def test_a_first_column_that_never_changes_has_no_words(tmp_path: Path) -> None:
    path = put(
        tmp_path,
        "a.conll",
        "خبر1\tزار\tO\nخبر1\tغزة\tB-location\nخبر2\tعاد\tO\n".replace("\nخبر2", "\n\nخبر2"),
    )
    _, (refusal,) = take(path)
    assert "--word-column 2 and --tag-column 3" in refusal.reason
    good, _ = take(path, word_column="2", article="column:1")
    assert [(one.text, one.metadata["column 1"]) for one in good] == [("زار غزة", "خبر1"), ("عاد", "خبر2")]


def test_numbers_as_tags_need_names(tmp_path: Path) -> None:
    path = put(tmp_path, "a.conll", "زار 0\nوفد 1\nغزة 2\n\nعاد 0\n")
    good, (refusal,) = take(path)
    assert not good
    assert refusal.reason == (
        "its tags are numbers, from 0 to 2: give the name of each, from that of 0 on, with --tag-names, "
        "as in --tag-names O,B-actor,I-actor."
    )
    good, refused = take(path, tag_names="O,B-actor,I-actor")
    assert not refused
    assert [marked(one) for one in good] == [[("وفد غزة", "actor")], []]
    good, (refusal,) = take(path, tag_names="O,B-actor")
    assert (refusal.line, refusal.reason) == (3, "the tag 2 has no name: --tag-names has 2.")


def test_conllu_asks_for_the_column_with_the_keys_that_it_saw(tmp_path: Path) -> None:
    _, (refusal,) = take(put(tmp_path, "a.conllu", CONLLU))
    assert "10 MISC '_'" in refusal.reason
    assert refusal.reason.endswith("; MISC has the keys NE, SpaceAfter: say which with --tag-column misc:NE.")


def test_conllu(tmp_path: Path) -> None:
    _, (refusal,) = take(put(tmp_path, "a.conllu", CONLLU), tag_column="misc:NER")
    assert refusal.reason == (
        "no word has misc:NER; MISC has the keys NE, SpaceAfter: say which has the tags with --tag-column misc:NE."
    )
    (article,), refused = take(
        put(tmp_path, "a.conllu", CONLLU.replace("NE=", "Gloss=x")), tag_column="misc:NE"
    )
    assert not refused
    assert (article.spans, article.notes) == ((), ("no word has misc:NE, so there are no spans from it",))
    (article,), refused = take(put(tmp_path, "a.conllu", CONLLU), tag_column="misc:NE")
    assert not refused
    assert (article.id, article.text) == ("خبر-1", "وفي حلب، قالت للجنة.")
    assert marked(article) == [("حلب", "location"), ("للجنة", "actor")]
    assert article.lost == {
        "edges of spans inside multiword tokens, moved to the edges of these": 1,
        "empty nodes, which are not in the text": 1,
        UNREAD: 32,
        "tokens that can't be told from the text": 2,
    }


def test_conllu_without_texts_is_put_together_by_the_spaces_after_words(tmp_path: Path) -> None:
    text = "\n".join(line for line in CONLLU.split("\n") if not line.startswith("# text"))
    (article,), _ = take(put(tmp_path, "a.conllu", text), tag_column="misc:ne")
    assert article.text == "وفي حلب، قالت للجنة."
    assert Loss.SPACES.value not in article.lost


def test_a_tag_of_a_multiword_token(tmp_path: Path) -> None:
    row = "\t_\t_\t_\t_\t_\t_\t_"
    text = f"1-2\tوحلب{row}\tNE=B-location\n1\tو{row}\t_\n2\tحلب{row}\t_\n3\tأمس{row}\tNE=O\n"
    (article,), _ = take(put(tmp_path, "a.conllu", text), tag_column="10:NE")
    assert (article.text, marked(article)) == ("وحلب أمس", [("وحلب", "location")])


def test_a_tag_of_a_word_in_a_multiword_token_has_its_letters(tmp_path: Path) -> None:
    row = "\t_\t_\t_\t_\t_\t_\t_"
    text = f"1-2\tوحلب{row}\t_\n1\tو{row}\tNE=O\n2\tحلب{row}\tNE=B-location\n3\tأمس{row}\tNE=O\n"
    (article,), _ = take(put(tmp_path, "a.conllu", text), tag_column="misc:NE")
    assert (article.text, marked(article)) == ("وحلب أمس", [("حلب", "location")])


def test_a_bad_line_shows_its_columns_and_the_options(tmp_path: Path) -> None:
    text = "زار VB O\nوفد NN B-actor\n\nغزة O NN\nعاد VB O\n"
    path = put(tmp_path, "a.conll", text)
    good, (refusal,) = take(path)
    assert [one.text for one in good] == ["زار وفد"]
    assert refusal.line == 4
    assert refusal.reason == (
        "'NN' in column 3 is no tag; a tag is O, or one of B I E S L U M W with a dash and a label: say which columns are "
        "read with --word-column N and --tag-column N (-1 is the last); the columns are 1 'غزة', 2 'O', 3 'NN'."
    )


def test_only_the_bad_lines_are_left_out_when_asked(tmp_path: Path) -> None:
    """A tag without a word, as a well-known corpus has one in 77,231 lines, and what else may be wrong with a line."""
    text = "# newdoc id = a\nزار O\n\tO\nوفد B-actor\nمن\nغزة I-actor\n\nثم O\n\n# newdoc id = b\nعاد B-\nعمر B-actor\n"
    path = put(tmp_path, "a.conll", text)
    good, refused = take(path)
    assert [one.id for one in good] == []
    good, refused = take(path, skip_bad=True)
    assert [(one.id, one.text, marked(one)) for one in good] == [
        ("a", "زار وفد غزة\nثم", [("وفد غزة", "actor")]),
        ("b", "عمر", [("عمر", "actor")]),
    ]
    assert [one.line for one in refused] == [3, 5, 11]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"article": "page"}, "--article page says no way"),
        ({"article": "0"}, "--article 0 says no way"),
        ({"article": "comment:"}, "--article comment: says no way"),
        ({"article": "column:0"}, "names no column"),
        ({"word_column": "0"}, "--word-column 0 names no column"),
        ({"word_column": "misc:NE"}, "--word-column misc:NE names no column"),
        ({"tag_column": ","}, "--tag-column , names no column"),
        ({"tag_names": "O,,B-a"}, "--tag-names O,,B-a has an empty name"),
    ],
)
def test_options_that_say_nothing(options: dict[str, str], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        ConllOptions(**options)  # type: ignore[arg-type]
