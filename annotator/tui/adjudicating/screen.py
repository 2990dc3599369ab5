"""The screen in which disagreements are settled: keys to the desk, what came of them to the eyes and the project."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from annotator import keys
from annotator.text.plain import isolated
from annotator.tui.adjudicating.card_panel import LEAST, WIDTH, CardPanel
from annotator.tui.adjudicating.editor import Settling
from annotator.tui.adjudicating.messages import no_case
from annotator.tui.cursor import Outcome
from annotator.tui.screens.article import READ_AGAIN, ArticleScreen

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual import events

    from annotator.tui.cursor import Cursor
    from annotator.tui.desktop import AdjudicatingDesktop
    from annotator.tui.keymap import Action
    from annotator.tui.palette import Palette
    from annotator.tui.saver import Report

ON_DESK: dict[str, Callable[[Settling], Outcome]] = {
    "several": Settling.several,
    "none": Settling.none,
    "next_card": Settling.next_card,
    "previous_card": lambda desk: desk.next_card(-1),
    "edit": Settling.begin_edit,
    "add": Settling.begin_adding,
    "undo": Settling.undo,
    "redo": Settling.redo,
    "accept_policy": Settling.accept_policy,
    "toggle_selecting": Settling.toggle_selecting,
    "select_sentence": Settling.select_sentence,
    "grow_sentence": Settling.grow_sentence,
    "select_paragraph": Settling.select_paragraph,
    "cancel": Settling.cancel,
}
"""Actions of the table that are the desk's alone."""

_ELSEWHERE = frozenset(
    {"next_open", "previous_open", "take", "several", "none", "accept_policy", "undo", "redo", "note"}
    | {"next_article", "previous_article"}
)
"""Actions that would silently drop an edit, or what is being added."""


class AdjudicateScreen(ArticleScreen):
    """One article with its disagreements. `TABLE` has every key but those of the labels, which the schema gives."""

    TABLE: ClassVar[Sequence[keys.Key]] = keys.ADJUDICATE
    SIDE: ClassVar[int] = WIDTH
    SIDE_FROM: ClassVar[int] = 84
    LABELS_DO: ClassVar[str] = "relabel"

    def __init__(
        self, desktop: AdjudicatingDesktop, palette: Palette, desk: Settling, width: int, message: str = ""
    ) -> None:
        self.cards = CardPanel(desk, palette, logical=desktop.logical)
        super().__init__(desktop, palette, desk, self.cards, width)
        self.desktop: AdjudicatingDesktop = desktop
        self.desk = desk
        self._message = message
        self._urgent = False
        self._refused = ""
        self._came_from: str | None = None
        self._decided = False
        self._warned = False

    @property
    def cursor(self) -> Cursor:
        """The desk of the article that is shown."""
        return self.desk

    def put(self, desk: Settling, message: str = "") -> None:
        """Show another article on this screen."""
        self.desk = desk
        self.fit(desk)
        self.cards.settling = desk
        desk.changed()
        self._message, self._urgent, self._refused = message, False, ""
        self._came_from, self._decided, self._warned = None, False, False
        self.view.put(desk, 0)
        self.cards.sync()
        self.show_status()
        self.desktop.tell_marks(self.article.text)

    def make_room(self, width: int, height: int) -> None:
        """Put the cards beside the article, or over it where that is too narrow."""
        beside = width >= self.SIDE_FROM
        self.parts.styles.layout = "horizontal" if beside else "vertical"
        self.cards.styles.width = WIDTH if beside else "100%"
        self.cards.styles.height = "1fr" if beside else min(LEAST, max(height // 2 - 1, 1))
        super().make_room(width, height)
        self.cards.display = True

    def sync_side(self) -> None:
        """Show the cards."""
        self.cards.sync()

    # --- after a key ------------------------------------------------------------------------------

    def came_of(self, outcome: Outcome) -> None:
        """Save what is to be saved and paint what changed."""
        self._message, self._urgent = outcome.message, outcome.refused
        if outcome.step is not None:
            self._decided = True
            self.desktop.record(self.desk, outcome.step)
        changed = self.desk.changed()
        deeper = self.view.too_few_lanes(changed)
        if deeper:
            self.view.show_lanes(True)
        self.view.sync(changed, everything=deeper)
        self.cards.sync()
        self.show_status()

    def report(self, report: Report) -> None:
        """Tell how saving went."""
        self._refused = report.refused or self._refused
        if self._refused and not self.desktop.unsaved:
            refused, self._refused = self._refused, ""
            self.desktop.read_again(f"{refused} {READ_AGAIN}")
        self.show_status()

    def tell(self, message: str, *, urgent: bool = False) -> None:
        """Say something in the status line."""
        self._message, self._urgent = message, urgent
        self.show_status()

    @property
    def busy(self) -> bool:
        """Whether the status line says how to end what was begun."""
        return bool(self.desk.mode())

    def show_status(self) -> None:
        """Show how things stand."""
        trouble = self.desktop.trouble
        mode = "" if self._urgent else self.desk.mode()
        message = trouble or mode or self._message
        self.status.say(self._facts(), message, self.desktop.saving, urgent=self._urgent or bool(trouble))

    def _facts(self) -> str:
        desk = self.desk
        tally = desk.adjudication.tally
        settled = " settled," if desk.adjudication.settled is not None else ""
        facts = f"{isolated(self.article.id)},{settled} {tally.open} open"
        return f"{facts}, {tally.stale} stale" if tally.stale else facts

    def typed(self, name: str, event: events.Key) -> bool:  # noqa: ARG002
        """Relabel or add with a label's key."""
        label = self.labels.get(name)
        if label is not None:
            self.came_of(self.desk.label(label))
        return label is not None

    def perform(self, action: Action) -> None:
        """Do an action of the table, on the desk or here."""
        on_desk = ON_DESK.get(action.name)
        if action.name in _ELSEWHERE and (self.desk.editing is not None or self.desk.adding):
            self.tell(f"First end what you have begun. {self.desk.mode()}", urgent=True)
        elif action.name == "undo" and self._came_from is not None and not self._decided:
            self._go_back("Back where you settled: u takes that back.")
        elif on_desk is not None:
            self.came_of(on_desk(self.desk))
        else:
            super().perform(action)

    # --- keys of the table ------------------------------------------------------------------------

    def do_take(self, number: str) -> None:
        """Take the version with a number."""
        self.came_of(self.desk.take(int(number)))

    def do_next_open(self) -> None:
        """Go to the next open disagreement, here or in another article."""
        self._go(1)

    def do_previous_open(self) -> None:
        """Go to the previous open disagreement, here or in another article."""
        self._go(-1)

    def _go(self, by: int) -> None:
        if self.desk.go_to_open(by):
            self.came_of(Outcome())
        elif self.desktop.open_other(by):
            return
        elif uncounted := self._uncounted():
            self.came_of(Outcome(f"Nothing more is open on this side; {uncounted}."))
        else:
            where = "the first one" if by > 0 else "the last one"
            found = self.desk.go_to_end(by)
            said = (
                f"No other article has anything open: back to {where} here."
                if found
                else self._nothing_open()
            )
            self.came_of(Outcome(said))

    def _uncounted(self) -> str:
        """Return why it is not known what other articles lack, in a clause; nothing where it is."""
        if self.desktop.counting:
            return "the other articles are still being counted"
        return "the other articles could not be counted" if self.desktop.uncounted else ""

    def _nothing_open(self) -> str:
        adjudication, others = self.desk.adjudication, self.desktop.unsettled()
        if adjudication.settled is None or not adjudication.tally.is_complete:
            return "Nothing is open any more: Enter settles the article."
        if not others:
            return "Nothing is open any more, and all articles are settled."
        are = "1 other article is" if others == 1 else f"{others} other articles are"
        return f"Nothing is open any more; {are} still to be settled: Enter goes on."

    def do_accept(self) -> None:
        """Keep the edit or take what is marked; else the article is settled, and the next one comes."""
        if self.desk.editing is not None:
            self.came_of(self.desk.keep_edit())
        elif self.desk.marked is not None:
            self.came_of(self.desk.several())
        elif self.desk.adding or self.desk.caret.anchor is not None:
            self.tell(
                "Something is selected: a label's key adds it, Esc leaves it. Then Enter settles.",
                urgent=True,
            )
        else:
            self._settle()

    def _settle(self) -> None:
        if self.desktop.outdated(self.desk):
            return
        awaited = (
            ()
            if self._warned or self.desk.adjudication.open_cases()
            else self.desktop.awaited(self.article.id)
        )
        if awaited:
            self._warned = True
            names = ", ".join(sorted(self.desk.name(person) for person in awaited))
            self.tell(
                f"Still to finish this article: {isolated(names)}. Enter again settles it all the same.",
                urgent=True,
            )
            return
        outcome = self.desk.settle()
        self.came_of(outcome)
        if outcome.refused:
            return
        here = self.article.id
        if self.desktop.open_unsettled("Settled; < goes back to it."):
            self._came_from = here
        elif uncounted := self._uncounted():
            self.tell(f"Settled; {uncounted}: Enter goes on.")
        else:
            self.tell("Settled. No other article is left to settle.")

    def _go_back(self, message: str) -> None:
        """Open the article that was settled last again."""
        if self._came_from is not None:
            self.desktop.open_article(self._came_from, message)

    def do_note(self) -> None:
        """Ask for the note."""
        case = self.desk.case
        if case is None:
            self.came_of(Outcome(no_case(self.desk.adjudication)))
            return
        self.ask(
            "Note:",
            self.desk.adjudication.note_of(case),
            lambda text: self.came_of(self.desk.note(text.strip())),
        )

    def do_next_article(self) -> None:
        """Go to the next article."""
        self._step(1)

    def do_previous_article(self) -> None:
        """Go to the previous article."""
        if self._came_from is not None:
            self._go_back("")
        else:
            self._step(-1)

    def _step(self, by: int) -> None:
        if not self.desktop.open_beside(by):
            self.came_of(Outcome("This is the last article." if by > 0 else "This is the first article."))

    def do_back(self) -> None:
        """Go back to the list."""
        self.desktop.back_to_library()
