"""The application: what lives as long as the program does, and which screen is shown."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import msgspec
from textual import events
from textual.app import App, SystemCommand
from textual.message import Message

from annotator import config, keys
from annotator.errors import AnnotatorError
from annotator.text.plain import plain
from annotator.tui.palette import Depth, Palette
from annotator.tui.saver import Report, Saver
from annotator.tui.screens.annotate import AnnotateScreen
from annotator.tui.screens.keyed import KeyedScreen, deliver
from annotator.tui.screens.library import LibraryScreen
from annotator.tui.screens.pager import Pager, guideline_lines, help_lines
from annotator.tui.screens.question import Question
from annotator.tui.work import Work

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from textual.driver import Driver
    from textual.screen import Screen

    from annotator.model import LibraryRow, Status
    from annotator.project import Project

DARK, LIGHT = "textual-dark", "textual-light"


class Saved(Message):
    """The saver has something to tell."""

    def __init__(self, report: Report) -> None:
        super().__init__()
        self.report = report


class AnnotatorApp(App[None]):
    """Library and articles of one project, for one annotator.

    `reader` is the connection of this thread; everything is written by the saver's.
    """

    CSS = """
    Screen { layout: vertical; }
    #desk { height: 1fr; }
    #panel { width: 26; height: 1fr; }
    #article { width: 1fr; height: 1fr; }
    #table, #pager, #question { height: 1fr; }
    #status, #keys, #prompt { height: 1; }
    """
    TITLE = "annotator"

    def __init__(
        self,
        reader: Project,
        annotator: str,
        *,
        article: str | None = None,
        logical: bool = False,
        settings: config.Settings | None = None,
        notice: str = "",
        driver_class: type[Driver] | None = None,
    ) -> None:
        # Textual then strips colours for NO_COLOR, where it would turn them to greys.
        super().__init__(driver_class=driver_class, ansi_color="NO_COLOR" in os.environ)
        self.reader = reader
        self.schema = reader.schema
        self.annotator = annotator
        self.logical = logical
        self.settings = settings or config.Settings()
        self.theme = self.settings.theme if self.settings.theme in {DARK, LIGHT} else DARK
        self.palette = self._palette()
        if self.palette.depth is Depth.SIXTEEN:
            self.ansi_color = True  # the sixteen as they are, not rounded to by way of others
        self._first = article
        self._notice = notice
        self._rows: list[LibraryRow] | None = None
        self._places: dict[str, int] = {}
        self._saver = Saver(reader.path, lambda report: self.post_message(Saved(report)))
        self._report = Report(0)
        self._leaving = False
        # What is not written yet and so can't be read: open articles as they were left, and lines of the library.
        self._left: dict[str, Work] = {}
        self._noted: dict[str, tuple[Status, int]] = {}

    def _palette(self) -> Palette:
        system = self.console.color_system
        depth = (
            Depth.NONE
            if self.no_color or system is None
            else Depth.SIXTEEN
            if system in {"standard", "windows"}
            else Depth.MANY
        )
        names = {label.name: label.color for label in self.schema.labels}
        return Palette(names, dark=self.theme == DARK, depth=depth)

    async def on_event(self, event: events.Event) -> None:
        """Give each key to the screen that is shown once all earlier keys are dealt with."""
        if not (isinstance(event, events.Key) and await self._taken(event)):
            await super().on_event(event)

    async def _taken(self, key: events.Key) -> bool:
        if key.is_forwarded or not self.screen_stack:
            return False
        return await self._check_bindings(key.key, priority=True) or deliver(self, key)

    def on_mount(self) -> None:
        """Show the library, or the article that was asked for."""
        if self._first is None:
            self.push_screen(self._library_screen())
        else:
            self.open_article(self._first)
        if not self.reader.writable:
            sentence = "This project can be read, not written: what you tag here is not saved."
            self.notify(sentence, severity="warning", timeout=12)
        if self._notice:
            self.notify(self._notice, title="This terminal", timeout=12, markup=False)

    # --- what screens ask for ---------------------------------------------------------------------

    @property
    def unsaved(self) -> int:
        """How many changes are not written yet."""
        return self._saver.waiting

    @property
    def trouble(self) -> str:
        """Why changes can't be written, or nothing."""
        return self._report.error if self._saver.waiting else ""

    def library(self) -> list[LibraryRow]:
        """Read all articles as the annotator sees them."""
        try:
            self._rows = self.reader.library(self.annotator)
        except AnnotatorError as error:
            self._warn(str(error))
            self._rows = self._rows or []
        self._places = {row.id: place for place, row in enumerate(self._rows)}
        for article, (status, spans) in self._noted.items():
            self.note_row(article, status, spans)
        return self._rows

    def rows(self) -> list[LibraryRow]:
        """Return the articles as they were read last, with what was done since."""
        return self.library() if self._rows is None else self._rows

    def place_of(self, article: str) -> int:
        """Return the place of an article among `rows`, from 0."""
        self.rows()
        return self._places.get(article, -1)

    def note_row(self, article: str, status: Status, spans: int) -> None:
        """Remember what was done to an article."""
        self._noted[article] = (status, spans)
        rows, place = self.rows(), self.place_of(article)
        if place >= 0:
            rows[place] = msgspec.structs.replace(rows[place], status=status, spans=spans)

    def save(self, job: Callable[[Project], None], article: str) -> None:
        """Have a change of an article written, after all earlier ones."""
        self._saver.put(job, article)

    def _warn(self, sentence: str) -> None:
        self.notify(plain(sentence), severity="error", timeout=20, markup=False)

    def open_article(self, article: str, message: str = "") -> None:
        """Show an article in place of the one that is shown, if any, and say something with it."""
        showing = self._leave_article()
        left = self._left.get(article)
        try:
            opened = self.reader.article(article)
            if showing is not None:
                showing.put(opened, message, left)
            else:
                work = left or Work(self, opened, AnnotateScreen.columns(self.size.width))
                screen = AnnotateScreen(self, self.palette, work, self.size.width)
                screen.view.show_lanes(not self.palette.colored)
                self.push_screen(screen)
        except AnnotatorError as error:
            self._warn(str(error))
        else:
            self._left.pop(article, None)

    def _leave_article(self) -> AnnotateScreen | None:
        """Put away the article that is shown, and keep it as long as not all of it can be read from the project."""
        showing = self.screen if isinstance(self.screen, AnnotateScreen) else None
        if showing is not None:
            work = showing.leave()
            if self._saver.waiting:
                self._left[work.article.id] = work
        return showing

    def back_to_library(self) -> None:
        """Show the library."""
        left = self._leave_article()
        library = next((screen for screen in self.screen_stack if isinstance(screen, LibraryScreen)), None)
        if library is not None:
            self.pop_screen()
        if library is None or library.palette is not self.palette:
            library = self._library_screen(library)
            self.switch_screen(library)
        if left is not None:
            library.came_from = left.article.id

    def _library_screen(self, before: LibraryScreen | None = None) -> LibraryScreen:
        """Return a library, with the filter and the cursor of the one before."""
        screen = LibraryScreen(self, self.palette)
        if before is not None:
            screen.filter, screen.came_from = before.filter, before.at
        return screen

    def show_help(self) -> None:
        """Show all keys."""
        tables = [("Reading and tagging", keys.ANNOTATE), ("Library: type to filter", keys.LIBRARY)]
        if isinstance(self.screen, LibraryScreen):
            tables.reverse()
        self.push_screen(
            Pager(lambda width: help_lines(tables, self.schema, self.palette, width), self.palette)
        )

    def show_guidelines(self) -> None:
        """Show what the labels mean."""
        self.push_screen(
            Pager(
                lambda width: guideline_lines(self.schema, self.palette, width, logical=self.logical),
                self.palette,
            )
        )

    def change_theme(self) -> None:
        """Change between dark and light, now and from now on."""
        self.theme = LIGHT if self.theme == DARK else DARK
        self.palette = self._palette()
        self.settings = msgspec.structs.replace(self.settings, theme=self.theme)
        try:
            config.save(self.settings)
        except AnnotatorError as error:
            self._warn(str(error))
        showing = self.screen
        if isinstance(showing, AnnotateScreen):
            screen = AnnotateScreen(self, self.palette, showing.leave(), self.size.width)
            screen.view.lanes, screen.view.top = showing.view.lanes, showing.view.top
            self.switch_screen(screen)
        elif isinstance(showing, LibraryScreen):
            self.switch_screen(self._library_screen(showing))

    def leave(self) -> None:
        """End the program, once everything is written; ask if that fails."""
        if isinstance(self.screen, AnnotateScreen):
            self.screen.leave()
        self._leaving = True
        self._leave_or_ask()

    def _leave_or_ask(self) -> None:
        waiting = self._saver.waiting
        if not waiting:
            self.exit()
        elif self._report.error and not isinstance(self.screen, Question):
            changes = "1 change is" if waiting == 1 else f"{waiting} changes are"
            lines = [
                f"{changes} not saved: {self._report.error}",
                "",
                "Enter: try again.   Esc: go back.   x: leave without them.",
            ]
            answers = {"enter": self._try_again, "escape": self._stay, "x": self._abandon}
            self.push_screen(Question(lines, answers, self.palette))

    def suspend_program(self) -> None:
        """Stop until the shell lets the program go on."""
        self.action_suspend_process()

    async def action_quit(self) -> None:
        """Leave as every way out does."""
        self.leave()

    def _try_again(self) -> None:
        self.pop_screen()
        self._report = Report(self._saver.waiting)
        self._saver.retry_now()

    def _stay(self) -> None:
        self._leaving = False
        self.pop_screen()

    def _abandon(self) -> None:
        self._saver.close(abandon=True)
        self.exit()

    def close(self) -> None:
        """Write what is waiting, as far as that succeeds now; to be called when the screens are gone."""
        self._saver.close(abandon=True)

    # --- what happens -----------------------------------------------------------------------------

    def on_saved(self, event: Saved) -> None:
        """Hand the saver's report to the screens, and leave if that was waited for."""
        self._report = event.report
        if not self._saver.waiting:
            self._left.clear()
            self._noted.clear()
        refused = event.report.refused
        for screen in self.screen_stack:
            if isinstance(screen, LibraryScreen):
                screen.report(event.report)
            elif isinstance(screen, AnnotateScreen):
                mine = screen.article.id == event.report.article
                screen.report(event.report if mine else event.report._replace(refused=""))
                refused = "" if mine and not self._leaving else refused
        if refused:
            self._tell_refused(event.report)
        elif self._leaving:
            self._leave_or_ask()

    def _tell_refused(self, report: Report) -> None:
        """Tell of a change that the project could not take, in an article that is not shown any more."""
        self._left.pop(report.article, None)
        sentence = f"A change in {report.article} was not taken. {report.refused}"
        if self._leaving and not isinstance(self.screen, Question):
            lines = [sentence, "", "Enter: leave.   Esc: go back."]
            self.push_screen(
                Question(lines, {"enter": self._leave_after_all, "escape": self._stay}, self.palette)
            )
        else:
            self._warn(sentence)

    def _leave_after_all(self) -> None:
        self.pop_screen()
        self._leave_or_ask()

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """Offer the screen's keys in the palette of commands."""
        if isinstance(screen, KeyedScreen):
            for entry, action in screen.entries():
                yield SystemCommand(entry.help, "", lambda action=action: screen.perform(action))
