"""What keys do to the caret and to a tagged span, without a screen: what the search for the fewest keys goes through.

The keys are those of the program's tables, and do here what they do on its screen: each way that is found is pressed there, too.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from annotator.editing import Session
from annotator.model import Article, Layer
from annotator.text import clitics, edges, jumps, segment
from annotator.text.edges import EdgeStep
from annotator.text.layout import Layout
from annotator.tui import keys as tables
from annotator.tui.annotating import ways
from annotator.tui.annotating.editor import SpanEditor
from annotator.tui.annotating.screen import AnnotateScreen
from annotator.tui.editor import ArticleEditor
from annotator.tui.keys import Press

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from annotator.model import Span
    from annotator.text.moves import Move
    from annotator.text.navigation import Caret, Range
    from annotator.tui.editor import Outcome

COLUMNS, ROWS = 100, 30
"""The cells of the screen."""
_KEPT_IN_SIGHT = 2
_MOST, _MOST_LETTERS = 9, 3
"""How often a key is pressed in a row, or what number stands before it: of words, and of letters."""


class Place(NamedTuple):
    """The caret, and the first row in sight."""

    caret: Caret
    top: int


class Run(NamedTuple):
    """One key pressed some times, or once with a number before it, and the place where that leads."""

    keys: tuple[str, ...]
    place: Place


class _Moves:
    """In the place of a screen, takes the move of each key."""

    def __init__(self) -> None:
        self.of: dict[str, Move] = {}
        for entry in tables.MOVES:
            self._key = entry.keys[0]
            entry.does(self, Press(self._key))  # type: ignore[arg-type]

    def move(self, to: Move, *, shift: bool, count: int) -> None:  # noqa: ARG002
        """Take the move of the key."""
        self.of[self._key] = to


MOVES = _Moves().of
"""The move that each key of a caret makes."""
_SELECT: dict[str, Callable[[ArticleEditor], Outcome]] = {
    "s": ArticleEditor.select_sentence,
    "S": ArticleEditor.grow_sentence,
    "p": ArticleEditor.select_paragraph,
}
_STEPS = {
    f"{modifier}{key}": EdgeStep(
        at_end=key in {"f5", "f6"}, onward=key in {"f5", "f7"}, by_letter=bool(modifier)
    )
    for key in ("f5", "f6", "f7", "f8")
    for modifier in ("", "ctrl+")
}


class Hand:
    """The keys over one article, on a screen of `COLUMNS` by `ROWS` cells with the side panel.

    `new`: whether there are the keys that spare others: numbers, letters on words, and those that mend a span. `reach`: how many times as
    often as usually a key may be pressed in a row.
    """

    def __init__(self, text: str, *, new: bool) -> None:
        self.text, self.new = text, new
        self.layout = Layout(text, AnnotateScreen.columns(COLUMNS))
        self.rows = ROWS - 2  # without the status line and that of the keys
        session = Session("1", "1", len(text), Layer(article="1", annotator="1", spans=()), ())
        self._editor = SpanEditor(Article(id="1", text=text, sha256="", title=""), session, self.layout)
        self._moved = cache(self._move)
        self._selected = cache(self._select)
        self._leapt = cache(lambda caret, word, shift: self._do(caret, jumps.to_word(word), shift))
        self._labelled = cache(self._label)
        self.reach = 1
        self.current: Span | None = None
        self.spans: Session | None = None
        self.words = [
            word for start, stop, _ in segment.paragraphs(text) for word in segment.words(text, start, stop)
        ]

    def _most(self, key: str) -> int:
        return self.reach * (_MOST_LETTERS if key.startswith("ctrl") else _MOST)

    def target(self, caret: Caret) -> Range | None:
        """Return what a label's key would tag."""
        self._editor.caret = caret
        return self._editor.target

    def counted(self, caret: Caret, wanted: Range) -> int:
        """Return the number before a label's key that tags the wanted range from the caret on; 0 where none does."""
        if not self.new or caret.anchor is not None:
            return 0
        for count in range(2, _MOST + 1):
            self._editor.caret = caret
            ways.select_words(self._editor, count)
            if self._editor.target == wanted:
                return count
        return 0

    def pressed(self, key: str, times: int) -> tuple[str, ...]:
        """Return what is pressed so that a key does what it does some times."""
        return (*str(times), key) if self.new and times > 2 else (key,) * times

    def runs(self, place: Place, key: str, *, shift: bool = False) -> Iterator[Run]:
        """Yield where a key leads that is pressed once, twice and so on, as long as it moves something."""
        caret = place.caret
        name = _shifted(key) if shift else key
        for times in range(1, self._most(key) + 1):
            after = self._selected(caret, key) if key in _SELECT else self._moved(caret, key, shift)
            if after == caret:
                return
            caret = after
            yield Run(self.pressed(name, times), self.scrolled(Place(caret, place.top)))

    def tabs(self, place: Place) -> Iterator[Run]:
        """Yield where Tab and Shift+Tab lead from where the editor is."""
        if self.spans is None:
            return
        for key, following in (("tab", self.spans.next_span), ("shift+tab", self.spans.previous_span)):
            span, offset = self.current, place.caret.start
            for times in range(1, _MOST + 1):
                span = following(span, offset)
                if span is None:
                    break
                offset = span.start
                self._editor.go_to_offset(span.start)
                yield Run(self.pressed(key, times), self.scrolled(Place(self._editor.caret, place.top)))

    def innermost(self, offset: int) -> Range | None:
        """Return the range of the span that is the current one where the caret was moved to an offset."""
        here = self.spans.spans_at(offset) if self.spans is not None else []
        return (here[0].start, here[0].end) if here else None

    def leaps(self, place: Place, words: list[Range], *, shift: bool = False) -> Iterator[Run]:
        """Yield where the letters on those of `words` lead that are in sight."""
        if not self.new:
            return
        labels = self._labelled(place.top, place.caret.start)
        for word in words:
            if (code := labels.get(word)) is not None:
                caret = self._leapt(place.caret, word, shift)
                last = code[-1].upper() if shift else code[-1]
                yield Run(("J", *code[:-1], last), self.scrolled(Place(caret, place.top)))

    def _label(self, top: int, caret: int) -> dict[Range, str]:
        rows = range(top, min(top + self.rows, len(self.layout)))
        return jumps.assigned(jumps.words_in_sight(self.layout, rows), caret)

    def _move(self, caret: Caret, key: str, shift: bool) -> Caret:
        return self._do(caret, MOVES[key], shift)

    def _do(self, caret: Caret, to: Move, shift: bool) -> Caret:
        self._editor.caret = caret
        self._editor.move(to, shift=shift, page=max(self.rows - 1, 1))
        return self._editor.caret

    def _select(self, caret: Caret, key: str) -> Caret:
        self._editor.caret = caret
        _SELECT[key](self._editor)
        return self._editor.caret

    def scrolled(self, place: Place) -> Place:
        """Return the place once the caret is in sight, as the view scrolls."""
        row = self.layout.row_of(place.caret.start)
        kept = min(_KEPT_IN_SIGHT, (self.rows - 1) // 2)
        top = min(place.top, row - kept)
        top = max(top, row + 1 + kept - self.rows)
        return Place(place.caret, max(min(top, len(self.layout) - self.rows), 0))

    # --- a span that was tagged -------------------------------------------------------------------

    def mended(self, range_: Range, wanted: Range) -> tuple[str, ...] | None:
        """Return the fewest keys that make `wanted` of the range that was tagged: past clitics, signs off, one edge moved. None: too many."""
        best: tuple[str, ...] | None = None
        for keys, found in self._cleaned(range_):
            moved = self._one_edge(found, wanted)
            if moved is not None and (best is None or len(keys + moved) < len(best)):
                best = keys + moved
        return best

    def _cleaned(self, range_: Range) -> Iterator[tuple[tuple[str, ...], Range]]:
        start, end = range_
        keys: tuple[str, ...] = ()
        while True:
            yield keys, (start, end)
            trimmed = edges.trimmed(self.layout, (start, end))
            if trimmed is not None and trimmed != (start, end):
                yield (*keys, "'"), trimmed
            following = clitics.next_clitic(self.text, start, end)
            if following is None:
                return
            keys, start = (*keys, ";"), following

    def _one_edge(self, range_: Range, wanted: Range) -> tuple[str, ...] | None:
        if range_ == wanted:
            return ()
        found = None
        for key, step in _STEPS.items():
            after: Range | None = range_
            if range_[not step.at_end] != wanted[not step.at_end]:
                continue
            for times in range(1, self._most(key) + 1):
                after = edges.moved(self.layout, after, step) if after is not None else None
                if after == wanted and (found is None or len(self.pressed(key, times)) < len(found)):
                    found = self.pressed(key, times)
        return found


def _shifted(key: str) -> str:
    modifier, plus, name = key.rpartition("+")
    return f"{modifier}{plus}shift+{name}"
