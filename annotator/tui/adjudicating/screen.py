"""The screen in which the disagreements of an article are decided."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from annotator.text.plain import isolated
from annotator.tui.adjudicating import bulk, deciding, going, keys, sending
from annotator.tui.adjudicating.card_panel import LEAST, WIDTH, CardPanel
from annotator.tui.adjudicating.editor import DecisionEditor
from annotator.tui.adjudicating.going import Walk, Whence
from annotator.tui.adjudicating.sending import count_back, names_awaited, names_back, show_case_notes
from annotator.tui.adjudicating.sentences import no_case
from annotator.tui.editor import Outcome
from annotator.tui.keys import ARTICLES, DECIDING, EDGES, NOTING, SHOWING
from annotator.tui.notes.lines import open_notes
from annotator.tui.notes.showing import read_anew
from annotator.tui.screens.jumping import JumpingScreen

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from annotator.text.navigation import Range
    from annotator.tui.adjudicating.app import AdjudicatorApp
    from annotator.tui.keys import Key, KeyTable, Press
    from annotator.tui.palette import Palette


_DECIDES = frozenset({DECIDING, EDGES, ARTICLES, NOTING})
_MARKING = frozenset("123456789b") | {"enter", "escape", "tab", "shift+tab"}
"""The keys that may be used while several versions are being marked."""
_NARROW = 100
"""In a line of less cells, how many are open is told once."""
_LETTERS = (24, 16, 10, 6)
"""How many letters of an article's id are shown where there is less and less room for all of it."""


class AdjudicateScreen(JumpingScreen[DecisionEditor, DecisionEditor]):
    """One article with its disagreements."""

    KEYS: ClassVar[KeyTable[Any]] = keys.ARTICLE
    SIDE: ClassVar[int] = WIDTH
    SIDE_FROM: ClassVar[int] = 84
    SIDE_LINES: ClassVar[int] = LEAST

    def __init__(
        self, program: AdjudicatorApp, palette: Palette, editor: DecisionEditor, message: str = ""
    ) -> None:
        cards = CardPanel(editor, palette, logical=program.logical)
        super().__init__(program, palette, editor, cards, message)
        self.program: AdjudicatorApp = program
        self._has_decided = False  # since the article was shown
        self._warned_of = ""  # who has still to finish the article
        self.has_just_sent_back = False  # nothing was pressed since
        self._whence: Whence | None = None  # where < and u go back to, as long as nothing is decided

    @property
    def editor(self) -> DecisionEditor:
        """The editor of the article that is shown."""
        return self.opened

    @property
    def facts(self) -> Sequence[str]:
        """The left part of the status line: which article this is, which of its places, and how many other articles are left.

        In shorter wordings it is counted with how many the article is back, there is less and less of its id, and how many are left is not told at last.
        """
        editor, id_ = self.editor, self.article.id
        whole, short = self._state(names_back(editor)), self._state(count_back(editor))
        rest = [*short, *self._left]
        cut = [f"{isolated(id_[:count])}…" for count in _LETTERS if count < len(id_)]
        begun = [isolated(id_), *whole, *self._left]
        wordings = [begun, *([id_, *rest] for id_ in (isolated(id_), *cut)), rest, short]
        return [", ".join(parts) for parts in wordings]

    def _state(self, back: str) -> list[str]:
        editor = self.editor
        tally = editor.adjudication.tally
        parts = ["settled"] if editor.adjudication.settled is not None else []
        parts.append(going.position(editor))
        if tally.open and editor.walk is not Walk.OPEN:
            parts.append(f"{tally.open} open")
        if tally.stale:
            parts.append(f"{tally.stale} stale")
        if back:
            parts.append(f"back to {back}")
        if notes := open_notes(editor.notes):
            parts.append(notes.removeprefix(", "))
        return parts

    @property
    def _left(self) -> list[str]:
        left = self.program.left
        return [f"{left} article{'s' if left > 1 else ''} left"] if left else []

    @property
    def status_message(self) -> str:
        """The right part of the status line: how to end what was begun, else the last message, in a narrow line without what the left part says."""
        message = self._message
        if self.size.width < _NARROW:
            message = message.removeprefix(f"{self.editor.adjudication.tally.open} open. ")
        return ("" if self._is_urgent else self.editor.mode) or message

    @property
    def hints(self) -> Sequence[str]:
        """The keys to begin with, where nothing is decided: wordings for the status line, the longest first."""
        if self.editor.adjudication.tally.decided:
            return ()
        return (
            "n goes to what is open, 1-9 take a version, Enter settles; ? helps",
            "n next, 1-9 take, Enter settles, ? helps",
            "n next, 1-9 take, ? helps",
            "? helps",
        )

    @property
    def status_is_taken(self) -> bool:
        """Whether the status line shows how to end what was begun, so that only an urgent message is seen."""
        return bool(self.editor.mode)

    def show_status(self) -> None:
        """Show the status line as it should be now, and the keys that are in force."""
        if self.editor.at_once is not None:
            self.use_table(keys.AT_ONCE)
        else:
            self.use_table(self.KEYS if self.editor.editing is None else keys.EDITING)
        super().show_status()

    def perform(self, entry: Key[Any], press: Press | None = None) -> None:
        """Do what an entry of the table says; where a list of what can be taken is shown, nothing else is decided, and other keys leave it first."""
        is_for_list = entry.group == SHOWING or any(entry is one for one in keys.AT_ONCE.entries)
        if self.editor.at_once is not None and not is_for_list:
            if entry.group in {DECIDING, EDGES}:
                self.tell("First: Enter takes all that is lit, Esc takes nothing.", urgent=True)
                return
            self.apply(bulk.leave(self.editor))
        if self.editor.marked is not None and entry.group in _DECIDES and not {*entry.keys} & _MARKING:
            self.tell(f"First end what you have begun. {self.editor.mode}", urgent=True)
            return
        super().perform(entry, press)
        self.has_just_sent_back = False

    def show_article(self, opened: DecisionEditor, message: str = "", top: int = 0) -> None:
        """Show another article and tell a message."""
        self._has_decided, self._warned_of, self.has_just_sent_back = False, "", False
        self._whence = None
        opened.walk = Walk.OPEN
        opened.repaints()  # the whole article is painted
        super().show_article(opened, message, top)

    def place_side(self, width: int, height: int) -> None:
        """Put the cards beside the article, or over it where that is too narrow."""
        super().place_side(width, height)
        self.side.display = True

    def save(self, outcome: Outcome) -> Sequence[Range]:
        """Save the step, if there is one; return the ranges that look different."""
        if outcome.step is not None:
            self._has_decided = True
            self.program.save_step(outcome.step)
        return self.editor.repaints()

    def read_again(self, reason: str) -> None:
        """Show the article as the project has it, and tell the reason."""
        self._refusal = ""
        self.program.read_again(reason)

    # --- deciding ---------------------------------------------------------------------------------

    def use_label(self, label: str) -> None:
        """Take the chosen version with a label, or add a span with it."""
        if self.editor.at_once is not None:
            self.tell("First: Enter takes all that is lit, Esc takes nothing.", urgent=True)
            return
        self.apply(deciding.relabel(self.editor, label))

    def take_version(self, number: int) -> None:
        """Take the version with a number, from 1."""
        self.apply(deciding.take(self.editor, number))

    def on_card_panel_chosen(self, event: CardPanel.Chosen) -> None:
        """Light what was clicked of what can be taken at once."""
        self.apply(bulk.choose_number(self.editor, event.index + 1))

    def undo(self) -> None:
        """Take back the last step; right after another article was gone on to, go back to where that was.

        Sending an article back is no step: right after it, which key takes that back is told.
        """
        if self.has_just_sent_back:
            self.tell("g takes the sending back back; u again undoes the last decision.", urgent=True)
        elif self._whence is not None and not self._has_decided:
            message = "where you settled: u takes that back." if self._whence.settled else "where you were."
            self._go_back(f"Back {message}")
        else:
            self.apply(self.editor.undo())

    def open_previous(self) -> None:
        """Go back to where another article was gone on from, else open the previous article of the list."""
        if self._whence is not None:
            self._go_back("")
        else:
            super().open_previous()

    def _go_back(self, message: str) -> None:
        place = self._whence
        assert place is not None
        self._whence = None  # so that a place that can't be opened any more is not gone back to again
        self.program.open_article(place.article, message)
        if self.article.id == place.article:  # else why is told
            going.go_back(self.editor, place)
            self.show_anew()
            self.show_status()

    def write_note(self) -> None:
        """Ask for the note on the current case."""
        case = self.editor.case
        if case is None:
            self.apply(Outcome(no_case(self.editor.adjudication)))
            return
        self.ask(
            "Note:",
            self.editor.adjudication.note_of(case),
            lambda text: self.apply(deciding.set_note(self.editor, text.strip())),
        )

    def show_notes(self) -> None:
        """Show the notes at the case."""
        show_case_notes(self)

    def send_back(self) -> None:
        """Ask to whom the article goes back, with which note."""
        sending.send_back(self)

    # --- going on ---------------------------------------------------------------------------------

    def go(self, by: int) -> None:
        """Go to the next (1) or previous (-1) place of the walk, here; from an article with nothing to do, to another one."""
        editor = self.editor
        outcome = going.go_around(editor, by)
        if outcome is not None:
            self.apply(outcome)
            return
        tally, settled = editor.adjudication.tally, editor.adjudication.settled
        if editor.walk is not Walk.OPEN:
            what = "decided" if editor.walk is Walk.DECIDED else "marked"
            self.apply(Outcome(f"Nothing is {what} here yet. r lets n go through something else."))
        elif tally.decided and (settled is None or not tally.is_complete):
            self.apply(Outcome(self._nothing_open()))
        elif self._cross(lambda: self.program.open_other(by, "Another article: u or < leads back.")):
            return
        elif uncounted := self._uncounted():
            self.apply(Outcome(f"Nothing is open here; {uncounted}."))
        else:
            self.apply(Outcome(self._nothing_open()))

    def _cross(self, leave: Callable[[], bool], *, settled: bool = False) -> bool:
        """Go on to another article, if there is one, and remember where that was; return whether there is one."""
        place = going.whence(self.editor, settled=settled)
        is_left = leave()
        if is_left:
            self._whence = place
        return is_left

    def _uncounted(self) -> str:
        """Return a clause on why the open cases of other articles are not counted; empty if they are."""
        if self.program.counting:
            return "the other articles are still being counted"
        return "the other articles could not be counted" if self.program.uncounted else ""

    def _nothing_open(self) -> str:
        adjudication, others = self.editor.adjudication, self.program.unsettled()
        if adjudication.settled is None or not adjudication.tally.is_complete:
            looking = ", r and n look at what is decided" if adjudication.tally.decided else ""
            return f"Nothing is open: Enter settles the article{looking}."
        if not others:
            return "Nothing is open any more, and all articles are settled."
        are = "1 other article is" if others == 1 else f"{others} other articles are"
        return f"Nothing is open any more; {are} still to be settled: Enter goes on."

    def accept(self) -> None:
        """Keep the edit or take what is marked; else settle the article, and open the next one."""
        if self.editor.editing is not None:
            self.apply(deciding.keep_edit(self.editor))
        elif self.editor.marked is not None:
            self.apply(deciding.several(self.editor))
        elif self.editor.adding or self.editor.caret.anchor is not None:
            self.tell(
                "Something is selected: a label's key adds it, Esc leaves it. Then Enter settles.",
                urgent=True,
            )
        elif not self.program.is_outdated(self.editor) and not self._warns_of_awaited():
            self._settle()

    def _warns_of_awaited(self) -> bool:
        """Show once who has still to finish the article, again where it is somebody else; return whether it was shown now."""
        if self.editor.adjudication.open_cases():
            return False
        read_anew(self)
        names = names_awaited(self.editor, self.program.awaited(self.article.id))
        if not names or names == self._warned_of:
            return False
        self._warned_of = names
        self.tell(f"Still to finish this article: {names}. Enter again settles it all the same.", urgent=True)
        return True

    def _settle(self) -> None:
        outcome = deciding.settle(self.editor)
        self.apply(outcome)
        if outcome.refused:
            return
        if self._cross(lambda: self.program.open_unsettled("Settled; < goes back to it."), settled=True):
            return
        if uncounted := self._uncounted():
            self.tell(f"Settled; {uncounted}: Enter goes on.")
        else:
            self.tell("Settled. No other article is left to settle.")
