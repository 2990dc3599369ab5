"""Moving in text of one direction and of both: what each key does, seen on the rows as drawn."""

from __future__ import annotations

import pytest

from annotator.text import moves, navigation
from annotator.text.layout import Layout
from annotator.text.navigation import Caret
from tests.every_move import MOVES

ARABIC = "أعلنت وزارة الدفاع إصابة ناقلة"
ENGLISH = "The ministry said a convoy arrived"
MIXED = "أطلقت طائرة MQ-9 Reaper صاروخًا على الموقع"


class Walk:
    """A caret on its way."""

    def __init__(self, text: str, width: int = 200) -> None:
        self.layout = Layout(text, width)
        self.caret = navigation.first_caret(self.layout)

    @property
    def at(self) -> str:
        return self.layout.text[self.caret.start : self.caret.end]

    def go(self, action: moves.Move, *, page: int = 1) -> str:
        self.caret = moves.move(self.layout, self.caret, action, page=page)
        return self.at

    def to(self, word: str) -> None:
        self.caret = navigation.caret_at(self.layout, self.layout.text.index(word))
        assert self.at == word

    def many(self, action: moves.Move) -> list[str]:
        """Go on with one action until the caret stays."""
        seen = [self.at]
        for _ in range(len(self.layout.text) + 1):
            before = self.caret
            self.go(action)
            if self.caret == before:
                return seen
            seen.append(self.at)
        raise AssertionError(f"{action} goes round and round")


def test_left_reads_on_in_arabic_and_right_goes_back() -> None:
    walk = Walk(ARABIC)
    assert walk.many(moves.word_left) == ARABIC.split()
    assert walk.many(moves.word_right) == ARABIC.split()[::-1]


def test_right_reads_on_in_english_and_left_goes_back() -> None:
    walk = Walk(ENGLISH)
    assert walk.many(moves.word_right) == ENGLISH.split()
    assert walk.many(moves.word_left) == ENGLISH.split()[::-1]


def test_left_and_right_go_by_what_stands_on_the_screen_where_directions_meet() -> None:
    walk = Walk(MIXED)
    seen = walk.many(moves.word_left)
    assert seen == ["أطلقت", "طائرة", "Reaper", "MQ-9", "صاروخًا", "على", "الموقع"]
    assert walk.many(moves.word_right) == seen[::-1]


def test_each_letter_to_the_left_is_the_next_glyph_to_the_left() -> None:
    walk = Walk(MIXED)
    row = walk.layout.row_apart(0)
    walk.caret = Caret(0, 1, by_letter=True)
    columns = [row.column_of(walk.caret.start)]
    for _ in range(len(row.glyphs) - 1):
        walk.go(moves.letter_left)
        columns.append(row.column_of(walk.caret.start))
    assert columns == sorted((glyph.column for glyph in row.glyphs), reverse=True)


def test_letters_are_walked_one_by_one_marks_with_their_letter() -> None:
    walk = Walk("قصفَ لأحد")
    assert walk.many(moves.letter_left) == ["قصفَ", "ص", "فَ", " ", "ل", "أ", "ح", "د"]


def test_a_row_of_another_direction_is_entered_where_it_begins_and_read_on_with_the_other_arrow() -> None:
    walk = Walk("خبر أول\nTwo words\nخبر ثالث")
    assert [walk.go(moves.word_left) for _ in range(2)] == ["أول", "Two"]
    assert walk.go(moves.word_left) == "أول", "left of Two stands what was read before it"
    assert [walk.go(moves.word_left), *(walk.go(moves.word_right) for _ in range(2))] == [
        "Two",
        "words",
        "خبر",
    ]
    assert walk.go(moves.word_left) == "ثالث"
    assert [walk.go(moves.word_right) for _ in range(2)] == ["خبر", "words"]


def test_rows_are_read_on_over_their_ends() -> None:
    text = "واحد اثنان ثلاثة أربعة خمسة ستة سبعة ثمانية"
    walk = Walk(text, 12)
    assert len(walk.layout) > 3
    assert walk.many(moves.word_left) == text.split()
    assert walk.many(moves.word_right) == text.split()[::-1]


def test_blank_rows_are_passed_over() -> None:
    walk = Walk("أول\n\n\r\n   \nثان")
    assert walk.go(moves.word_left) == "ثان"
    assert walk.go(moves.word_right) == "أول"
    assert walk.go(moves.row_down).strip() in {"", "ثان"}
    for _ in range(3):
        walk.go(moves.row_down)
    assert walk.at == "ثان"
    for _ in range(4):
        walk.go(moves.row_up)
    assert walk.at == "أول"


def test_home_is_where_the_row_begins_to_be_read_and_end_where_it_ends() -> None:
    walk = Walk("واحد اثنان ثلاثة أربعة خمسة ستة", 18)
    walk.to("أربعة")
    row = walk.layout.row_of(walk.caret.start)
    start, end = walk.layout.row_range(row)
    words = walk.layout.text[start:end].split()
    assert walk.go(moves.row_end) == words[-1]
    assert walk.go(moves.row_start) == words[0]


def test_home_and_end_of_an_arabic_row_are_right_and_left_also_where_latin_stands_there() -> None:
    walk = Walk("طائرة من طراز MQ-9")
    assert walk.go(moves.row_end) == "MQ-9"
    assert walk.go(moves.row_start) == "طائرة"


def test_the_article_s_ends_are_reached_from_anywhere() -> None:
    walk = Walk("أول الخبر\nوسطه\nآخر الخبر كله\n", 12)
    walk.to("وسطه")
    assert walk.go(moves.article_end) == "كله"
    assert walk.go(moves.article_start) == "أول"


def test_up_and_down_keep_the_column() -> None:
    text = "واحد اثنان ثلاثة أربعة\nقصير\nواحد اثنان ثلاثة أربعة"
    walk = Walk(text, 40)
    walk.to("ثلاثة")
    assert walk.go(moves.row_down) == "قصير"
    assert walk.go(moves.row_down) == "ثلاثة"
    assert walk.caret.start > text.index("قصير")
    assert walk.go(moves.row_up) == "قصير"
    assert walk.go(moves.row_up) == "ثلاثة"


def test_up_on_the_first_row_and_down_on_the_last_stay() -> None:
    walk = Walk("أول الخبر\nآخره")
    assert walk.go(moves.row_up) == "أول"
    walk.to("آخره")
    assert walk.go(moves.row_down) == "آخره"


def test_a_page_is_as_many_rows_as_were_given() -> None:
    walk = Walk("\n".join(f"سطر{number}" for number in "٠١٢٣٤٥٦٧٨٩"))
    assert walk.go(moves.page_down, page=4) == "سطر٤"
    assert walk.go(moves.page_down, page=4) == "سطر٨"
    assert walk.go(moves.page_down, page=4) == "سطر٩"
    assert walk.go(moves.page_up, page=4) == "سطر٥"
    assert walk.go(moves.page_up, page=40) == "سطر٠"


@pytest.mark.parametrize("text", ["", "\n", "\n\r\n\u2028", "  ", "\u200f\u200f", "\n \n"])
def test_nothing_fails_where_there_is_no_word(text: str) -> None:
    walk = Walk(text)
    for action in MOVES:
        walk.go(action)
    assert 0 <= walk.caret.start <= walk.caret.end <= len(text)


def test_a_word_longer_than_many_rows_is_one_word_and_has_letters() -> None:
    text = "قبل " + "ب" * 100_000 + " بعد"
    walk = Walk(text, 80)
    assert len(walk.go(moves.word_left)) == 100_000
    assert walk.go(moves.word_left) == "بعد"
    assert len(walk.go(moves.word_right)) == 100_000
    assert walk.go(moves.letter_left) == "ب"
    assert walk.caret == Caret(5, 6, by_letter=True)
    for _ in range(3):
        walk.go(moves.row_down)
    assert (
        walk.caret.start == 4 + 1 + 3 * 80
        or walk.layout.row_of(walk.caret.start) == walk.layout.row_of(5) + 3
    )
    assert walk.go(moves.article_end) == "بعد"
    assert walk.go(moves.article_start) == "قبل"


def test_words_are_selected_in_reading_order_so_that_a_selection_never_jumps() -> None:
    layout = Layout(MIXED, 200)
    caret = navigation.first_caret(layout)
    grown = []
    for _ in range(5):
        caret = moves.move(layout, caret, moves.word_left, selecting=True)
        assert caret.selection is not None
        grown.append(MIXED[slice(*caret.selection)].split())
    assert [words[-1] for words in grown] == ["طائرة", "MQ-9", "Reaper", "صاروخًا", "على"]
    assert all(words[0] == "أطلقت" for words in grown)


@pytest.mark.parametrize("width", [1, 2, 5, 20])
def test_a_link_longer_than_the_row_stops_nobody(width: int) -> None:
    text = "قال المصدر https://example.org/news/2021/06/convoy-reached-the-town في بيان"
    walk = Walk(text, width)
    for _ in range(60):
        walk.go(moves.word_left)
        if walk.at == "بيان":
            break
    assert walk.at == "بيان"
    for _ in range(60):
        walk.go(moves.word_right)
        if walk.at == "قال":
            break
    assert walk.at == "قال"


def test_from_within_a_long_word_one_goes_to_its_beginning_and_beyond_its_end() -> None:
    text = "قبل " + "ب" * 50 + " بعد"
    walk = Walk(text, 10)
    walk.caret = Caret(30, 31, by_letter=True)
    assert walk.go(moves.word_left) == "بعد"
    walk.caret = Caret(30, 31, by_letter=True)
    assert walk.go(moves.word_right) == "ب" * 50
    assert walk.go(moves.word_right) == "قبل"
