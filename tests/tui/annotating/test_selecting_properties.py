"""Every way to select, by every way to extend and shrink, then tagged: what is stored is what a reader expects.

What is expected is worked out here from the words and letters of the text alone, in reading order. The texts are Arabic, so
that left is onward.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pytest
import regex
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from annotator.text import moves
from tests.tui.editors import Annotator

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.tried("every way to select, by every way to extend and shrink, tagged")

WORDS = ("قصف", "الجيش", "مدينة", "حلب", "وبالقوات", "لأحمد", "الأمـن", "مُسَلَّح", "و", "نفى", "ذلك")
SIGNS = (" ", " ", " ", "، ", ". ", " «", "» ", ".\n", "\n\n")
LABELS = ("actor", "location", "weapon", "claim")

texts = st.builds(
    lambda words, signs: "".join(word + sign for word, sign in zip(words, signs, strict=False)),
    st.lists(st.sampled_from(WORDS), min_size=2, max_size=14),
    st.lists(st.sampled_from(SIGNS), min_size=14, max_size=14),
)
widths = st.sampled_from([8, 13, 30, 200])
places = st.integers(0, 200)


class Expected(NamedTuple):
    """A selection, and the side that moves: start, end, or either where a single piece was chosen."""

    start: int
    end: int
    side: str


class Reader:
    """The words of a text, and its letters without the ends of lines, found without the program."""

    def __init__(self, text: str) -> None:
        self.words: list[tuple[int, int]] = [
            found.span() for found in regex.finditer(r"[\p{L}\p{M}\p{N}ـ]+", text)
        ]
        self.letters: list[tuple[int, int]] = [
            found.span() for found in regex.finditer(r"\X", text) if found.group() != "\n"
        ]

    def word(self, offset: int) -> tuple[int, int] | None:
        return next((word for word in self.words if word[0] <= offset < word[1]), None)

    def letter(self, offset: int) -> tuple[int, int]:
        return next(letter for letter in self.letters if letter[0] <= offset < letter[1])

    def nth(self, number: int) -> tuple[int, int]:
        return self.letters[number % len(self.letters)]

    def word_onward(self, end: int) -> int:
        return min((word[1] for word in self.words if word[1] > end), default=end)

    def word_back(self, start: int) -> int:
        return max((word[0] for word in self.words if word[0] < start), default=start)

    def moved_by_word(self, now: Expected, *, onward: bool) -> Expected:
        """The selection after Shift with an arrow: it grows by a word at the side that moves, or gives one back."""
        start, end, side = now
        if onward and side != "start":
            return Expected(start, self.word_onward(end), "end" if self.word_onward(end) > end else side)
        if not onward and side != "end":
            return Expected(self.word_back(start), end, "start" if self.word_back(start) < start else side)
        if not onward:
            last = self.letter(end - 1)
            kept = [word[1] for word in self.words if start < word[1] <= last[0]]
            if kept:
                return Expected(start, kept[-1], side)
            return self._at_the_other_side(now, Expected(start, self._piece_end(start, end), "either"))
        first = self.letter(start)
        kept = [word[0] for word in self.words if first[1] <= word[0] < end]
        if kept:
            return Expected(kept[0], end, side)
        return self._at_the_other_side(now, Expected(self._piece_start(start, end), end, "either"))

    def _at_the_other_side(self, now: Expected, piece: Expected) -> Expected:
        """The last piece of a selection grows at its other side; where nothing is there, all stays."""
        moved = self.moved_by_word(piece, onward=now.side == "start")
        return now if moved == piece else moved

    def _piece_end(self, start: int, end: int) -> int:
        word = self.word(start)
        return min(word[1], end) if word else self.letter(start)[1]

    def _piece_start(self, start: int, end: int) -> int:
        word = self.word(end - 1)
        return max(word[0], start) if word else self.letter(end - 1)[0]

    def moved_by_letter(self, now: Expected, *, onward: bool) -> Expected:
        start, end, side = now
        if side == "either":
            side = "end" if onward else "start"
        if side == "end" and onward:
            return Expected(start, min((b for _, b in self.letters if b > end), default=end), side)
        if side == "start" and not onward:
            return Expected(max((a for a, _ in self.letters if a < start), default=start), end, side)
        if side == "end":
            return Expected(start, max((b for _, b in self.letters if b < end), default=end), side)
        return Expected(min((a for a, _ in self.letters if a > start), default=start), end, side)


def _go(annotator: Annotator, offset: int) -> None:
    """Put the caret on the word at an offset, with nothing selected."""
    annotator.editor.point(offset, selecting=False, word=True)
    annotator.editor.cancel()


def _by_words(annotator: Annotator, reader: Reader, at: int, count: int) -> Expected | None:
    word = reader.words[at % len(reader.words)]
    _go(annotator, word[0])
    now = Expected(word[0], word[1], "either")
    for _ in range(count % 4):
        annotator.editor.move(moves.word_left, shift=True)
        now = reader.moved_by_word(now, onward=True)
    return now


def _backwards(annotator: Annotator, reader: Reader, at: int, count: int) -> Expected | None:
    word = reader.words[at % len(reader.words)]
    _go(annotator, word[0])
    now = Expected(word[0], word[1], "either")
    for _ in range(count % 4):
        annotator.editor.move(moves.word_right, shift=True)
        now = reader.moved_by_word(now, onward=False)
    return now


def _by_v(annotator: Annotator, reader: Reader, at: int, count: int) -> Expected | None:
    word = reader.words[at % len(reader.words)]
    _go(annotator, word[0])
    annotator.editor.toggle_selecting()
    now = Expected(word[0], word[1], "either")
    for _ in range(count % 4):
        annotator.editor.move(moves.word_left)
        now = reader.moved_by_word(now, onward=True)
    return now


def _double_click(annotator: Annotator, reader: Reader, at: int, count: int) -> Expected | None:
    word = reader.words[at % len(reader.words)]
    annotator.editor.point(word[0] + count % (word[1] - word[0]), selecting=False, word=True)
    return Expected(word[0], word[1], "either")


def _drag(annotator: Annotator, reader: Reader, at: int, count: int) -> Expected | None:
    first, last = reader.nth(at), reader.nth(at + 1 + count)
    annotator.editor.point(first[0], selecting=False)
    annotator.editor.point(last[0], selecting=True)
    side = "either" if first == last else "end" if last > first else "start"
    return Expected(min(first[0], last[0]), max(first[1], last[1]), side)


def _whole(act: str) -> Callable[[Annotator, Reader, int, int], Expected | None]:
    def way(annotator: Annotator, reader: Reader, at: int, _count: int) -> Expected | None:
        word = reader.words[at % len(reader.words)]
        _go(annotator, word[0])
        getattr(annotator.editor, act)()
        selection = annotator.editor.caret.selection
        assert selection is not None
        assert selection[0] <= word[0] < word[1] <= selection[1]
        return Expected(selection[0], selection[1], "end")

    return way


def _search(annotator: Annotator, reader: Reader, at: int, count: int) -> Expected | None:
    word = reader.words[at % len(reader.words)]
    query = annotator.text[slice(*word)]
    annotator.editor.search(query)
    for _ in range(count % 3):
        if count % 2:
            annotator.editor.next_match()
        else:
            annotator.editor.previous_match()
    selection = annotator.editor.caret.selection
    assert selection is not None
    return Expected(selection[0], selection[1], "end")


def _tagged(way: Callable[[Annotator, Reader, int, int], Expected | None]) -> Callable[..., Expected | None]:
    def then_tagged(annotator: Annotator, reader: Reader, at: int, count: int) -> Expected | None:
        now = way(annotator, reader, at, count)
        annotator.did(annotator.editor.tag("claim"))
        if count % 2:
            annotator.did(annotator.editor.undo())
        return now

    return then_tagged


def _edited(annotator: Annotator, reader: Reader, at: int, count: int) -> Expected | None:
    now = _by_words(annotator, reader, at, count)
    assert now is not None
    annotator.did(annotator.editor.tag("claim"))
    annotator.editor.edit_span()
    now = Expected(now.start, now.end, "end")
    if count % 2:
        annotator.editor.other_edge()
        now = now._replace(side="start")
    onward = count % 3 == 0
    moved = reader.moved_by_word(now, onward=onward)
    annotator.editor.move(moves.word_left if onward else moves.word_right)
    annotator.did(annotator.editor.keep_edit())
    return moved


SELECT: dict[str, Callable[..., Expected | None]] = {
    "words": _by_words,
    "words back": _backwards,
    "v": _by_v,
    "double click": _double_click,
    "drag": _drag,
    "sentence": _whole("select_sentence"),
    "paragraph": _whole("select_paragraph"),
    "search": _search,
}
SELECT |= {f"{name}, tagged": _tagged(way) for name, way in SELECT.items()} | {"edited": _edited}

EXTEND: dict[str, tuple[moves.Move, str, bool]] = {
    "word onward": (moves.word_left, "moved_by_word", True),
    "word back": (moves.word_right, "moved_by_word", False),
    "letter onward": (moves.letter_left, "moved_by_letter", True),
    "letter back": (moves.letter_right, "moved_by_letter", False),
}


@pytest.mark.times(30)
@pytest.mark.parametrize("extend", EXTEND)
@pytest.mark.parametrize("select", SELECT)
@settings(max_examples=30)  # for each of the many pairs
@given(text=texts, width=widths, at=places, count=places, times=st.integers(1, 4), by_v=st.booleans())
def test_what_is_selected_grows_and_shrinks_and_is_stored(
    select: str, extend: str, text: str, width: int, at: int, count: int, times: int, by_v: bool
) -> None:
    reader = Reader(text)
    annotator = Annotator(text, width)
    now = SELECT[select](annotator, reader, at, count)
    assert now is not None
    action, oracle, onward = EXTEND[extend]
    if by_v and not annotator.editor.selecting:
        annotator.editor.toggle_selecting()
    for _ in range(times):
        expected: Expected = getattr(reader, oracle)(now, onward=onward)
        assume(expected.start < expected.end)  # what is left of a single letter is a matter of its own
        annotator.editor.move(action, shift=not by_v)
        assert annotator.target == text[expected.start : expected.end]
        now = expected
    before = set(annotator.spans)
    annotator.did(annotator.editor.tag("weapon"))
    assert {*annotator.spans} == before | {(text[now.start : now.end], "weapon")}
    assert annotator.current == (text[now.start : now.end], "weapon")
    annotator.did(annotator.editor.tag("weapon"))
    assert {*annotator.spans} == before


@pytest.mark.times(50)
@pytest.mark.parametrize("select", SELECT)
@settings(max_examples=50)
@given(text=texts, width=widths, at=places, count=places, steps=st.lists(st.sampled_from([
    moves.word_left, moves.word_right, moves.letter_left, moves.letter_right, moves.row_up, moves.row_down, moves.page_up, moves.page_down, moves.row_start,
    moves.row_end, moves.article_start, moves.article_end, "click", "double click", "sentence",
]), max_size=6))  # fmt: skip
def test_whatever_extends_a_selection_what_is_drawn_is_what_is_stored(
    select: str, text: str, width: int, at: int, count: int, steps: list[moves.Move | str]
) -> None:
    reader = Reader(text)
    annotator = Annotator(text, width)
    now = SELECT[select](annotator, reader, at, count)
    assert now is not None
    for step in steps:
        if step == "click":
            annotator.editor.point(reader.nth(at)[0], selecting=True)
        elif step == "double click":
            annotator.editor.point(reader.nth(at)[0], selecting=True, word=True)
        elif step == "sentence":
            annotator.editor.grow_sentence()
        elif not isinstance(step, str):
            annotator.editor.move(step, shift=True)
        if annotator.editor.caret.selection is None:
            continue  # there was nowhere to go
        start, end = annotator.editor.caret.selection
        letters = {edge for letter in reader.letters for edge in letter}
        assert {start, end} <= letters, "no letter is cut"
    target = annotator.editor.target
    assert target is not None
    there = annotator.editor.session.find(*target, "weapon")
    annotator.did(annotator.editor.tag("weapon"))
    assert there is None
    stored = annotator.editor.session.find(*target, "weapon")
    assert stored is not None
    assert annotator.editor.current == stored


@pytest.mark.parametrize("way", ["search", "sentence", "double click"])
def test_a_word_is_never_stored_with_the_space_beside_it(way: str) -> None:
    text = "قصف الجيش مدينة حلب."
    annotator = Annotator(text)
    word = text.index("الجيش")
    SELECT[way](annotator, Reader(text), 1, 0)
    for _ in range(6):
        annotator.editor.move(moves.word_right, shift=True)
        assert annotator.selected is not None
        assert annotator.selected == annotator.selected.strip()
        assert word >= 0
