"""The screen that lists what lint finds in the annotator's own layer."""

from __future__ import annotations

import time
from contextlib import closing
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, Self

from annotator.errors import AnnotatorError
from annotator.model import LintKind
from annotator.text.plain import isolated
from annotator.tui import places
from annotator.tui.annotating import lint_keys
from annotator.tui.annotating.finding_list import FindingList, told
from annotator.tui.annotating.proposal_taker import ProposalTaker
from annotator.tui.latest import Failed, LatestReader
from annotator.tui.screens.keyed import HELP_HINT
from annotator.tui.screens.over import OverScreen
from annotator.tui.widgets.key_bar import KeyBar
from annotator.tui.widgets.status_line import StatusLine
from annotator.tui.widgets.title_bar import TitleBar

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual import events
    from textual.app import ComposeResult

    from annotator.model import Finding
    from annotator.project import Project
    from annotator.tui.annotating.app import AnnotatorApp
    from annotator.tui.keys import KeyTable
    from annotator.tui.palette import Palette
    from annotator.tui.places import Contexts
    from annotator.tui.saver import Report
    from annotator.tui.widgets.place_list import PlaceList

_KEY_SECONDS = 0.015
_QUICK_SECONDS = 1.0
"""Looking again after each proposal that is taken may last so long; where it lasts longer, the finding alone goes away."""


class _Found(NamedTuple):
    """What was found, and how many seconds that took."""

    findings: tuple[Finding, ...]
    seconds: float


class LintScreen(OverScreen):
    """The findings of all articles, those of the article from which it was opened first under the cursor."""

    KEYS: ClassVar[KeyTable[Any]] = lint_keys.LINT
    results: FindingList

    def __init__(self, program: AnnotatorApp, palette: Palette) -> None:
        super().__init__(program, palette)
        self.app_of_annotator = program
        logical = program.logical
        self.title_bar = TitleBar(palette, logical=logical)
        self.results = FindingList(palette, logical=logical)
        self.what = TitleBar(palette, logical=logical, id="what")
        self.status = StatusLine(palette, logical=logical)
        self.keys = KeyBar(self.KEYS, palette)
        self.taker = ProposalTaker(program.reader, program.annotator)
        self._found: tuple[Finding, ...] | None = None  # None: nothing was read yet
        self._left: set[Finding] = set()
        self._goes_to: Finding | None = None  # the finding to which the cursor goes once it is shown
        self._seconds = 0.0
        self._asked: object = None  # what is being read
        self._waits = False  # whether it is to be read once all is saved
        self._sees_all = False  # whether all that was done before it was shown is saved
        self._message = ""
        self._is_urgent = False
        self._findings_reader: LatestReader[_Found] = LatestReader(program.reader, program.tell_over_read)
        self._places_reader: LatestReader[Contexts] = LatestReader(program.reader, program.tell_over_read)

    def compose(self) -> ComposeResult:
        """Yield the title, the findings, what is the matter with the one under the cursor, then status line and keys."""
        yield self.title_bar
        yield self.results
        yield self.what
        yield self.status
        yield self.keys

    def on_mount(self) -> None:
        """Begin to look."""
        self.results.styles.height = "1fr"
        self.title_bar.styles.height = self.what.styles.height = 1
        self.make_room(self.app.size.width, self.app.size.height)
        if self._found is None:
            self.read()
        else:
            self._show(self._found)

    def on_unmount(self) -> None:
        """End the threads that read."""
        self._findings_reader.stop()
        self._places_reader.stop()

    def on_resize(self, event: events.Resize) -> None:
        """Leave out what has no room."""
        self.make_room(event.size.width, event.size.height)

    def make_room(self, width: int, height: int) -> None:
        """Show the parts that a screen of this many cells has room for."""
        self.results.make_room(width)
        self.keys.display = height > 7
        self.title_bar.display = height > 5
        self.status.display = height > 3

    def in_palette(self, palette: Palette) -> Self:
        """Return a new screen that shows the same in other colours."""
        screen = type(self)(self.app_of_annotator, palette)
        screen.origin, screen._left, screen.taker = self.origin, self._left, self.taker
        screen._found, screen._seconds, screen._sees_all = self._found, self._seconds, self._sees_all
        screen._goes_to = self.results.finding
        if self._asked is not None or self._waits:
            screen._found = None
        return screen

    # --- reading ----------------------------------------------------------------------------------

    @property
    def is_settled(self) -> bool:
        """Whether all that was asked for is shown."""
        return self._asked is None and not self._waits and not self.results.unknown

    def read(self) -> None:
        """Look again, once all that was done before is saved; what is shown stays until then."""
        program = self.program
        self._waits = bool(program.unsaved and not program.trouble)
        if not self._waits:
            self._asked = object()
            self._findings_reader.ask(self._asked, partial(_read, program.annotator))
            self.take(_KEY_SECONDS)
        self.show_status()

    def take(self, seconds: float = 0.0) -> None:
        """Show what was read; wait so many seconds at most."""
        for answer in self._findings_reader.take(seconds):
            if isinstance(answer, Failed):
                if answer.asked is self._asked:
                    self._asked = None
                    self._found = self._found or ()
                    self.tell(answer.reason, urgent=True)
            elif self._asked is not None:
                self._asked, self._seconds = None, answer.seconds
                self.results.forget()
                self._show(answer.findings)
        for contexts in self._places_reader.take():
            if isinstance(contexts, Failed):
                self.tell(contexts.reason, urgent=True)
            else:
                self.results.know(contexts)
        self.show_status()

    def _show(self, found: tuple[Finding, ...]) -> None:
        """Show findings but for those that are left, the cursor on that on which it was, else on the one behind that."""
        is_first = self._found is None
        self._found = found
        shown = [one for one in found if one not in self._left]
        here = self._goes_to or self.results.finding
        self._goes_to = None
        cursor = 0
        if here is not None:
            cursor = next((at for at, one in enumerate(shown) if one.order >= here.order), len(shown) - 1)
        elif is_first and self.origin is not None:
            article = self.origin.article
            at = next((at for at, one in enumerate(shown) if one.article == article), None)
            if at is None and shown:
                self.tell("Nothing was found in this article; these are in others.")
            cursor = at or 0
        self.results.show_findings(shown, max(cursor, 0))

    def on_place_list_wanting(self) -> None:
        """Read the places in sight in context."""
        unknown, width = self.results.unknown, self.results.context_width
        if unknown and width and self.is_mounted:
            places.ask(self._places_reader, unknown, width, logical=self.program.logical)

    def came_back(self) -> None:
        """Look again: the article may have been changed."""
        self._sees_all = False
        self.read()

    def report(self, report: Report) -> bool:
        """Show how saving went, and look at what waited for it; return whether this screen tells what was refused."""
        is_ours = bool(report.refused) and self.taker.is_of(report.article)
        if is_ours:
            self.taker.forget()
            self.taker.taken.clear()
            self.tell(f"It was left as before. {report.refused}", urgent=True)
            self._waits = True
        if self._waits and (not self.program.unsaved or report.error):
            self.read()
        if self.is_mounted:
            self.show_status()
        return is_ours

    # --- showing ----------------------------------------------------------------------------------

    def tell(self, message: str, *, urgent: bool = False) -> None:
        """Show a message in the status line."""
        self._message, self._is_urgent = message, urgent
        self.show_status()

    def tell_of_help(self) -> bool:
        """Show that there is a help, until the next key."""
        self.tell(HELP_HINT)
        return True

    def show_status(self) -> None:
        """Show how much was found, the last message, and what is the matter with the finding under the cursor."""
        if not self.is_mounted:
            return
        trouble = self.program.trouble
        urgent = bool(trouble) or self._is_urgent
        self.status.say(self._facts(), trouble or self._message, self.program.saving, urgent=urgent)
        finding, count = self.results.finding, len(self.results.places)
        if finding is None:
            self.title_bar.say("What is likely wrong", is_active=True)
            self.what.say("", is_active=False)
            return
        kind = f"{self.results.cursor + 1:,} of {count:,}, {isolated(finding.article)}: {finding.kind}"
        self.title_bar.say(f"{kind}, {isolated(finding.label)}", is_active=True)
        self.what.say(told(finding), is_active=False)

    def _facts(self) -> str:
        if self._found is None:
            return "Waiting until all is saved" if self._waits else "Looking…"
        count = len(self.results.places)
        facts = "1 finding" if count == 1 else f"{count:,} findings" if count else "Nothing was found"
        left = sum(one in self._left for one in self._found)
        facts += f", {left:,} left" if left else ""
        return f"{facts}, looking again…" if self._asked is not None else facts

    # --- keys and mouse ---------------------------------------------------------------------------

    def press_key(self, event: events.Key) -> bool:
        """Do what the table says."""
        self._message, self._is_urgent = "", False
        is_known = super().press_key(event)
        self.show_status()
        return is_known

    def move(self, by: int) -> None:
        """Move the cursor by lines."""
        self.results.move(by)
        self.show_status()

    def on_place_list_scrolled(self, event: PlaceList.Scrolled) -> None:
        """Move the cursor as the wheel says."""
        self.move(event.by)

    def on_place_list_clicked(self) -> None:
        """Show what is the matter with the finding that was clicked."""
        self.show_status()

    def on_place_list_chosen(self) -> None:
        """Open the article at the finding that was double-clicked."""
        self.open_selected()

    def open_selected(self) -> None:
        """Open the article at the finding under the cursor; what is not marked is selected there."""
        finding = self.results.finding
        if finding is not None:
            self.app_of_annotator.open_finding(finding, is_marked=finding.kind is not LintKind.UNMARKED)

    def leave_finding(self) -> None:
        """Show the finding no more for now."""
        finding = self.results.finding
        if finding is not None and self._found is not None:
            self._left.add(finding)
            self._show(self._found)

    def take_proposal(self) -> None:
        """Do what is proposed for the finding under the cursor."""
        finding = self.results.finding
        if finding is None:
            return
        if finding.proposal is None:
            self.tell("Nothing is proposed: Enter opens the article.")
        elif self._may_change():
            try:
                change = self.taker.take(finding)
                consequences = self._consequences(finding)
            except AnnotatorError as error:
                self.tell(str(error), urgent=True)
                self.read()
                return
            self.program.save_aside(change)
            self._drop(finding)
            self.tell(f"Taken. u takes it back.{consequences}")

    def undo(self) -> None:
        """Take back the last proposal that was taken here."""
        if not self.taker.taken:
            self.tell("Nothing that was done here is left to take back.")
        elif self._may_change():
            try:
                change = self.taker.take_back()
            except AnnotatorError as error:
                self.tell(str(error), urgent=True)
                return
            if change is None:
                self.tell("The article was changed since: undo there goes back step by step.", urgent=True)
                return
            self.program.save_aside(change)
            self.tell("Taken back.")
            self._waits = True

    def _may_change(self) -> bool:
        """Return whether anything can be changed now; tell why where it can't."""
        program = self.program
        if not program.unsaved:
            self._sees_all = True
            self.taker.forget()
        why = ""
        if not program.reader.writable:
            why = "The project can only be read: nothing can be changed."
        elif not self._sees_all:
            why = f"Not all is saved yet: try again once it is. {program.trouble}".strip()
        if why:
            self.tell(why, urgent=True)
        return not why

    def _consequences(self, finding: Finding) -> str:
        """Return what a change means for an article that has gold; empty for any other."""
        source = self.app_of_annotator.source()
        standing = source.standing(self.program.reader, [finding.number])
        return "  This article is settled: its gold counts as changed now." if standing.settled else ""

    def _drop(self, finding: Finding) -> None:
        """Show no more what was found of a span that is another one now; look again where that is quick."""
        mark = (finding.number, finding.start, finding.end, finding.label)
        self._show(
            tuple(one for one in self._found or () if (one.number, one.start, one.end, one.label) != mark)
        )
        if self._seconds <= _QUICK_SECONDS:
            self._waits = True


def _read(annotator: str, project: Project) -> Iterator[_Found]:
    began = time.monotonic()
    if annotator not in project.people.names():
        yield _Found((), 0.0)
        return
    with closing(project.linting.findings(annotator)) as findings:
        found = tuple(findings)
    yield _Found(found, time.monotonic() - began)
