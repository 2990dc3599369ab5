"""The base of both editors: caret, selection, and moving a span's edges; without a screen.

A method for a key does one thing and returns an `Outcome`: a message, and what to save.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol, TypeVar

from annotator.text import moves, navigation, segment
from annotator.text.layout import NOWHERE
from annotator.text.navigation import Caret, Range
from annotator.tui.notes.held import HeldNotes

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from annotator.model import Article, GoldStep, Operation, Span
    from annotator.text.layout import Layout
    from annotator.text.moves import Move


Unit = Literal["letter", "word", "sentence"]
"""What the mouse selects as a whole."""

NONE_LIT: list[Range] = []
"""Where nothing is lit."""


class Tones(NamedTuple):
    """Ids of spans: `loud` ones are seen over all others, `quiet` ones only where no other is, `rejected` ones only where nothing else is.

    `waiting` ones are seen as others are, but without a background.
    """

    loud: frozenset[str] = frozenset()
    quiet: frozenset[str] = frozenset()
    rejected: frozenset[str] = frozenset()
    waiting: frozenset[str] = frozenset()


class LabelledRange(Protocol):
    """Anything that has a range of code points and a label: a span, a gold span, a version."""

    @property
    def start(self) -> int:
        """Its first offset."""

    @property
    def end(self) -> int:
        """The offset after its last one."""

    @property
    def label(self) -> str:
        """Its label."""


class Outcome(NamedTuple):
    """The result of an action: a sentence for the status line, and what is to be saved, if anything.

    That is operations, which are one step of undo, or a step of the gold.

    `refused`: nothing was done, and the sentence says why, so it must stay visible.
    """

    message: str = ""
    operations: tuple[Operation, ...] = ()
    step: GoldStep | None = None
    refused: bool = False


class SpanEdit(NamedTuple):
    """A span whose edges are being moved, and the label it is to get. The caret is at the edge that moves."""

    span: LabelledRange
    label: str


E = TypeVar("E", bound="ArticleEditor")


class ArticleEditor:
    """An article with a caret. `layout` is replaced when the width changes; offsets stay as they are.

    A subclass says which spans are drawn, which of them are loud or quiet, and what can be done with them.
    """

    def __init__(self, article: Article, layout: Layout) -> None:
        self.article = article
        self.layout = layout
        self.caret: Caret = navigation.first_caret(layout)
        self.selecting = False
        self.editing: SpanEdit | None = None
        self.matches: list[Range] = []
        self.to_frame: Range | None = None
        self.notes = HeldNotes()
        """The notes of the article."""

    def go_to_found(self, words: str, matches: Sequence[Range], first: Range) -> Outcome:
        """Take what a search of all articles found here as the matches, and go to one of them."""
        self.matches = sorted(set(matches))
        self.before_move()
        self.caret = navigation.select(*first, self.layout)
        return Outcome(f"Match {self.matches.index(first) + 1} of {len(self.matches)}: {words}")

    def before_move(self) -> None:
        """Forget what was chosen, because the caret is about to move."""
        self.to_frame = None

    def pop_frame(self) -> Range | None:
        """Return the range that was gone to since this was called last, and that is to be seen amid its context; else None."""
        frame, self.to_frame = self.to_frame, None
        return frame

    # --- what is shown ----------------------------------------------------------------------------

    @property
    def spans(self) -> tuple[Span, ...]:
        """All spans that are drawn."""
        raise NotImplementedError

    def spans_in(self, start: int, end: int) -> list[Span]:
        """Return the spans that are drawn and share a code point with ``[start, end)``, in the order of `Span.order`."""
        raise NotImplementedError

    @property
    def lit(self) -> list[Range]:
        """The ranges that are lit, sorted and apart from one another; the same list as long as none changes."""
        return NONE_LIT

    @property
    def current(self) -> Span | None:
        """The span that the next action would change."""
        return None

    @property
    def mode(self) -> str:
        """What was begun that a key ends, and which keys; empty where nothing was."""
        if self.editing is None:
            return ""
        label, edge = self.editing.label, self.moving_edge
        return f"Editing {label}: Enter keeps, Esc leaves; arrows move its {edge}, Tab the other edge"

    @property
    def standing(self) -> tuple[object, ...]:
        """What a move changes: caret and selection, and which span is chosen. Where a move leaves it, the same move again would, too."""
        return self.caret, self.selecting, self.current

    @property
    def is_unfinished(self) -> bool:
        """Whether something was begun that another action would silently drop."""
        return self.editing is not None

    def tones(self, spans: Sequence[Span]) -> Tones:  # noqa: ARG002
        """Return which of these spans are drawn louder than others, and which more quietly."""
        return Tones()

    @property
    def target(self) -> Range | None:
        """What a label's key would tag: the selection, else the word under the caret."""
        if self.caret.selection is not None:
            return self.caret.selection
        if not self.caret.by_letter and self.caret.end > self.caret.start:
            return self.caret.start, self.caret.end
        return navigation.word_at(self.layout, self.caret.start) if self.article.text else None

    @property
    def at_hand(self) -> Range | None:
        """The range of what the next action would change, None for nothing."""
        return (self.current.start, self.current.end) if self.current is not None else None

    @property
    def place(self) -> Range | None:
        """What a note is about: what is selected, else what is at hand, else the word or letter under the caret; None without any."""
        if self.caret.anchor is not None and self.selection_shown:
            return self.caret.selection
        if self.at_hand is not None:
            return self.at_hand
        word = navigation.word_at(self.layout, self.caret.start) if self.article.text else None
        start, end = word or navigation.letter_at(self.layout, self.caret.start)
        return (start, end) if start < end else None

    @property
    def selection_shown(self) -> bool:
        """Whether the selection is drawn as one, not only as the target of a label's key."""
        return self.caret.anchor is not None

    @property
    def moving_edge(self) -> str:
        """Which edge of the selection the caret moves: start or end."""
        anchor = self.caret.anchor
        return "start" if anchor is not None and self.caret.start < anchor[0] else "end"

    @property
    def caret_shown(self) -> bool:
        """Whether the caret is drawn."""
        return True

    @property
    def boundaries(self) -> frozenset[int]:
        """The offsets of caret and selection. A lam-alef across one of them is drawn as two letters."""
        if self.caret.selection is not None:
            return frozenset((*self.caret.selection, self.caret.start, self.caret.end))
        return frozenset((self.caret.start, self.caret.end)) if self.caret.by_letter else NOWHERE

    def text(self, start: int, end: int, limit: int = 40) -> str:
        """Return the article's text in a range, shortened to `limit` code points."""
        text = (
            self.article.text[start:end]
            if end - start <= limit
            else self.article.text[start : start + limit] + "…"
        )
        return " ".join(text.split())

    # --- moving and selecting ---------------------------------------------------------------------

    def move(self, to: Move, *, shift: bool = False, page: int = 1) -> Outcome:
        """Move the caret, or the edge of the span that is edited."""
        self.before_move()
        selecting = shift or self.selecting or self.editing is not None
        self.caret = moves.move(self.layout, self.caret, to, selecting=selecting, page=page)
        return Outcome()

    def point(self, offset: int, *, selecting: bool, word: bool = False) -> Outcome:
        """Put the caret on the letter at `offset`, or on its word; the selection grows with it where `selecting`."""
        self.before_move()
        caret = navigation.caret_at(self.layout, offset)
        range_ = (caret.start, caret.end) if word else navigation.letter_at(self.layout, offset)
        moved = self.caret.at(
            range_, by_letter=not word or caret.by_letter, selecting=selecting or self.editing is not None
        )
        self.caret = moves.anchored(self.layout, self.caret, moved)
        if word and not selecting and self.editing is None:
            self.caret = self.caret._replace(anchor=range_)
        return Outcome()

    def drag(self, start: int, offset: int, unit: Unit) -> Outcome:
        """Select whole units from the one at `start` to the one at `offset`; while editing, move the edge to the one there.

        Words and sentences are selected without white space at the edges.
        """
        if unit == "sentence":
            found = [navigation.sentence_at(self.layout, one) for one in (start, offset)]
            sentences = [sentence for sentence in found if sentence is not None]
            if sentences:
                self.before_move()
                self.stand_at_edge(min(sentences)[0], max(sentences)[1], at_end=offset >= start)
            return Outcome()
        if unit == "word":
            first, last = min(start, offset), max(start, offset)
            seen = segment.trim(self.article.text, first, last + 1)
            if seen is not None:
                start, offset = (seen[0], seen[1] - 1) if start <= offset else (seen[1] - 1, seen[0])
        if self.editing is None:
            self.point(start, selecting=False, word=unit == "word")
        return self.point(offset, selecting=True, word=unit == "word")

    def toggle_selecting(self) -> Outcome:
        """Start selecting with plain moves, or stop and keep what is selected."""
        self.selecting = not self.selecting
        if self.selecting and self.caret.anchor is None:
            self.caret = self.caret._replace(anchor=(self.caret.start, self.caret.end))
        return Outcome("Selecting: move, then a label's key. v ends it." if self.selecting else "")

    def select_sentence(self) -> Outcome:
        """Select the sentence at the caret."""
        return self._select(
            navigation.sentence_at(self.layout, self.caret.start), "There is no sentence here."
        )

    def select_sentences(self, count: int) -> Outcome:
        """Select the sentence at the caret and the next ones, `count` in all, or as many as there are."""
        outcome = self.select_sentence()
        return repeated(self, ArticleEditor.grow_sentence, count - 1) if count > 1 else outcome

    def grow_sentence(self) -> Outcome:
        """Grow the selection by the next sentence; without a selection, select the sentence."""
        selection = self.caret.selection
        if selection is None:
            return self.select_sentence()
        here = navigation.sentence_at(self.layout, selection[1] - 1)
        following = (
            here if here and here[1] > selection[1] else navigation.sentence_after(self.layout, selection[1])
        )
        return self._select((selection[0], following[1]) if following else None, "No sentence follows.")

    def select_paragraph(self) -> Outcome:
        """Select the paragraph at the caret."""
        return self._select(navigation.paragraph_at(self.layout, self.caret.start), "There is nothing here.")

    def select(self, start: int, end: int) -> Outcome:
        """Select a range."""
        return self._select((start, end), "")

    def select_paragraphs(self, count: int) -> Outcome:
        """Select the paragraph at the caret and the next ones that are not empty, `count` in all, or as many as there are."""
        outcome = self.select_paragraph()
        return repeated(self, ArticleEditor._grow_paragraph, count - 1) if count > 1 else outcome

    def _grow_paragraph(self) -> Outcome:
        """Grow the selection by the next paragraph that is not empty."""
        selection = self.caret.selection
        if selection is None:
            return self.select_paragraph()
        following = navigation.paragraph_after(self.layout, selection[1])
        return self._select((selection[0], following[1]) if following else None, "No paragraph follows.")

    def _select(self, range_: Range | None, otherwise: str) -> Outcome:
        if range_ is None:
            return Outcome(otherwise)
        self.before_move()
        self.caret = navigation.select(*range_, self.layout)
        return Outcome()

    def drop(self) -> Outcome:
        """Leave the edit without a change, else drop the selection."""
        if self.editing is not None:
            self.stop_editing(self.editing.span)
            return Outcome("Left as it was.")
        self.selecting = False
        self.caret = self.caret.dropped()
        return Outcome()

    def go_to(self, span: LabelledRange) -> None:
        """Put the caret on the start of a span."""
        self.go_to_offset(span.start)

    def go_to_offset(self, offset: int) -> None:
        """Put the caret on the word that begins at `offset`, or on the letter there where none begins."""
        self.selecting = False
        word = navigation.word_at(self.layout, offset)
        self.caret = (
            Caret(*word)
            if word is not None and word[0] == offset
            else Caret(*navigation.letter_at(self.layout, offset), by_letter=True)
        )

    # --- edges ------------------------------------------------------------------------------------

    def begin_editing(self, span: LabelledRange, *, at_end: bool = True) -> None:
        """Begin to move the edges of a span, its end first, or its start."""
        self.selecting = False
        self.editing = SpanEdit(span, span.label)
        self.stand_at_edge(span.start, span.end, at_end=at_end)

    def relabel_edit(self, label: str) -> Outcome:
        """Choose the label that the edited span is to get; do nothing where none is edited."""
        if self.editing is None:
            return Outcome()
        self.editing = self.editing._replace(label=label)
        return Outcome(f"Will be {label}. Enter keeps, Escape leaves it as it was.")

    def other_edge(self) -> Outcome:
        """While editing, move the other edge from now on."""
        selection = self.caret.selection
        if self.editing is not None and selection is not None:
            self.stand_at_edge(*selection, at_end=self.moving_edge == "start")
        return Outcome()

    def stand_at_edge(self, start: int, end: int, *, at_end: bool) -> None:
        """Select ``[start, end)`` and put the caret on its last word or letter, or on its first: moves with Shift move that edge."""
        letter = navigation.letter_at(self.layout, end - 1 if at_end else start)
        word = navigation.word_at(self.layout, letter[0])
        range_, by_letter = letter, True
        if word is not None and start <= word[0] and word[1] <= end:
            range_, by_letter = word, False
        self.caret = Caret(*range_, by_letter=by_letter, anchor=(start, start) if at_end else (end, end))

    def stop_editing(self, span: LabelledRange) -> None:
        """End the edit and go to `span`."""
        self.editing = None
        self.go_to(span)


def repeated(editor: E, do: Callable[[E], Outcome], count: int) -> Outcome:
    """Do what a key does `count` times, or until it moves nothing any more, and return what was told last. `do` changes no span."""
    outcome = Outcome()
    for _ in range(count):
        before = editor.standing
        outcome = do(editor)
        if editor.standing == before:
            break
    return outcome
