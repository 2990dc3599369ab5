"""The base of both wings' apps: saver, notices, help, and leaving."""

from __future__ import annotations

import os
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

import msgspec
from textual import events
from textual.message import Message

from annotator import config, labels
from annotator.errors import AnnotatorError
from annotator.sentences import joined, sentence
from annotator.text.marks import hidden
from annotator.text.plain import isolated, plain
from annotator.tui import first_painting
from annotator.tui.keys import COMMANDS_KEY
from annotator.tui.paint import drawn
from annotator.tui.rescue_offer import RescueOffer, losses
from annotator.tui.saver import Report, Saver, Saving
from annotator.tui.screens.keyed import KeyedScreen
from annotator.tui.screens.question import Question, answer
from annotator.tui.themed import DARK, LIGHT, ThemedApp

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.driver import Driver

    from annotator.model import Change
    from annotator.project import Project
    from annotator.tui.keys import KeyTable
    from annotator.tui.terminal.recognized import Recognized

_NOTICE_SECONDS = 120.0
"""How many seconds a notice about the project's file is shown; it is shown again at the end."""
_TOAST_CELLS = 54
"""How wide the text of a sentence beside the screen may be: Textual gives it 60 cells, or half of the screen."""
_BARE = (
    "Marks of letters (harakat) are left out on the screen, for this terminal does not show them right; they stay in the"
    " article. F2 or = tells those of the word under the caret."
)


class Saved(Message):
    """The saver sent a report."""

    def __init__(self, report: Report) -> None:
        super().__init__()
        self.report = report


class Program(ThemedApp):
    """Screens over one project, for one person.

    `reader` is the connection of this thread; everything is written by the saver's. A subclass has the screens.
    """

    CSS = """
    Screen { layout: vertical; }
    #parts { height: 1fr; }
    #panel { width: 26; height: 1fr; }
    #cards { width: 34; height: 1fr; }
    #article { width: 1fr; height: 1fr; }
    #table, #results, #pager, #question, #commands { height: 1fr; }
    #status, #keys, #prompt { height: 1; }
    ToastRack { margin-bottom: 2; }
    """
    TABLES: ClassVar[Sequence[KeyTable[Any]]] = ()
    """The tables of keys in the help."""

    def __init__(
        self,
        reader: Project,
        annotator: str,
        *,
        logical: bool = False,
        settings: config.Settings | None = None,
        notice: str = "",
        file_notices: Sequence[str] = (),
        marks: config.Marks = "kept",
        driver_class: type[Driver] | None = None,
    ) -> None:
        colors = {label.name: label.color for label in reader.schema.labels}
        super().__init__(colors, logical=logical, settings=settings, driver_class=driver_class)
        self.reader = reader
        self.schema = reader.schema
        self.annotator = annotator
        self._notice = notice
        self._file_notices = file_notices
        self._marks: config.Marks = marks
        self.saver = Saver(reader, annotator, lambda report: self.post_message(Saved(report)))
        self._report = Report(0)
        self._noticed = 0  # how many notices were shown
        self.leaving = False
        self.has_told_of_help = False
        self._ending = False

    def handle_input(self, event: events.Key | events.Paste) -> bool:
        """Pass a key or a paste to the current screen; return whether it was handled.

        The keys that leave the program and that show the commands do so on every screen.
        """
        if isinstance(event, events.Key) and event.key == COMMANDS_KEY:
            self.show_commands()
            return True
        return super().handle_input(event)

    def on_mount(self) -> None:
        """Ask about changes in rescue files, if there are any; then show the first screen."""
        RescueOffer(self).ask()

    def start(self) -> None:
        """Show the first screen, and with it notices about the project's file and the terminal."""
        self.run_worker(first_painting.held(self, lambda: self._noticed, then=self.begin_work))
        self.show_first_screen()
        if self.reader.read_only is not None:
            # In a path, parts in Arabic would change places: the file's name is enough.
            what = self.reader.read_only.what.replace(f"{self.reader.path.parent}{os.sep}", "")
            self.notify(
                plain(f"{what}: what you do here is not saved."), severity="warning", timeout=12, markup=False
            )
        for notice in self._file_notices:
            self.notify(plain(notice), timeout=_NOTICE_SECONDS, markup=False)
        if about_labels := labels.notice(self.schema, isolated):
            self.notify(about_labels, title="Labels", timeout=_NOTICE_SECONDS, markup=False)
        if self._notice:
            self.notify(self._notice, title="This terminal", timeout=12, markup=False)

    def begin_work(self) -> None:
        """Let other threads begin, once the first screen is painted."""
        self.saver.open()

    # --- what subclasses say ----------------------------------------------------------------------

    def show_first_screen(self) -> None:
        """Show the first screen."""
        raise NotImplementedError

    def flush(self) -> None:
        """Save what the current screen has not saved yet, before the program ends."""

    def restyle(self) -> None:
        """Show the screen in the current palette."""
        raise NotImplementedError

    def show_report(self, report: Report) -> bool:
        """Pass the saver's report to the screens; return whether one of them shows what was refused."""
        raise NotImplementedError

    def all_saved(self) -> None:
        """Run when all is saved."""

    def forget(self, article: str) -> None:
        """Drop the unsaved state of an article, because a change of it was refused."""

    # --- what screens ask for ---------------------------------------------------------------------

    @property
    def unsaved(self) -> int:
        """How many changes are not written yet."""
        return self.saver.waiting

    @property
    def trouble(self) -> str:
        """Why changes can't be written, or nothing."""
        if not self._report.error:
            return ""
        return joined(sentence(self._report.error), "It is kept, and tried again.", self._report.advice)

    @property
    def saving(self) -> Saving:
        """Whether all is saved, or can't be."""
        unsaved = self.unsaved
        if self.trouble and unsaved:
            more = ", read only" if self.saver.read_only else ""
            return Saving(f"NOT SAVED ({unsaved}){more}", is_trouble=True)
        return Saving("read only" if self.saver.read_only else "saving" if unsaved else "saved")

    def save(self, change: Change) -> None:
        """Queue a change for saving, after all earlier ones."""
        self.saver.save(change)

    def notify(self, message: str, **settings: Any) -> None:
        """Show a toast, laid out as the terminal needs it if it has Arabic letters."""
        width = min(_TOAST_CELLS, self.size.width // 2 - 4)
        self._noticed += 1
        super().notify(drawn(message, max(width, 1), logical=self.logical), **settings)

    def tell_marks(self, text: str) -> None:
        """Show once that marks are left out, if the terminal hides any of `text`."""
        if hidden(text, self._marks):
            self._marks = "kept"  # so that it is told once
            self.notify(_BARE, title="This terminal", timeout=12, markup=False)

    def on_recognized(self, event: Recognized) -> None:
        """Show what changes because a terminal answered late."""
        terminal = event.terminal
        self._marks = terminal.marks
        if (terminal.mode == "logical") != self.logical:
            self.warn(
                f"This terminal said late that it is {terminal.name}. Start annotator again: Arabic reads wrong until then."
            )
        elif terminal.notice:
            self.notify(terminal.notice, title="This terminal", timeout=12, markup=False)

    def warn(self, sentence: str) -> None:
        """Show a warning."""
        self.notify(plain(sentence), severity="error", timeout=20, markup=False)

    def show_help(self) -> None:
        """Show all keys, those of the screen that is shown first."""
        from annotator.tui.screens.pager import Pager, help_lines

        screen = self.screen
        shown = screen.table_in_force if isinstance(screen, KeyedScreen) else None
        tables = sorted(self.TABLES, key=lambda table: table is not shown)
        self.push_screen(
            Pager(lambda width: help_lines(tables, self.schema, self.palette, width), self.palette)
        )

    def show_guidelines(self) -> None:
        """Show what the labels mean."""
        from annotator.tui.screens.pager import Pager, guideline_lines

        lines = partial(guideline_lines, self.schema, self.palette, logical=self.logical)
        self.push_screen(Pager(lines, self.palette))

    def change_theme(self) -> None:
        """Change between dark and light, now and from now on."""
        self.theme = LIGHT if self.theme == DARK else DARK
        self.palette = self.new_palette()
        self.keep_settings(msgspec.structs.replace(self.settings, theme=self.theme))
        self.restyle()

    def keep_settings(self, settings: config.Settings) -> None:
        """Use other settings, now and from now on."""
        self.settings = settings
        try:
            config.save(settings)
        except AnnotatorError as error:
            self.warn(str(error))

    def show_commands(self) -> None:
        """Show the commands of the current screen with their keys, with a filter."""
        screen = self.screen
        if isinstance(screen, KeyedScreen) and screen.table_in_force.entries:
            from annotator.tui.screens.commands import Commands

            commands = screen.table_in_force.entries
            self.push_screen(Commands(commands, screen.perform, self.palette, logical=self.logical))

    def suspend_program(self) -> None:
        """Stop until the shell lets the program go on."""
        self.action_suspend_process()

    # --- the way out ------------------------------------------------------------------------------

    def leave(self) -> None:
        """End the program, once everything is written; ask if that fails. A screen may say first what would be lost."""
        if any(isinstance(one, KeyedScreen) and one.keeps_from_leaving() for one in self.screen_stack):
            return
        self.flush()
        self.leaving = True
        self._leave_or_ask()

    @property
    def _asks(self) -> bool:
        """Whether a question is shown, or behind its help."""
        return any(isinstance(screen, Question) for screen in self.screen_stack)

    def _leave_or_ask(self) -> None:
        waiting = self.saver.waiting
        if not waiting:
            self.exit()
        elif self._report.error and not self._asks:
            changes = "1 change is" if waiting == 1 else f"{waiting} changes are"
            lines = [
                joined(f"{changes} not saved: {sentence(self._report.error)}", self._report.advice),
                "",
                "Enter: try again.   Esc: go back.",
                _leaving(waiting, self.saver.not_rescued),
            ]
            answers = (
                answer("enter", "try again", self._try_again),
                answer("x", "leave", self._abandon),
                answer("escape", "go back", self._stay, stays=True),
            )
            self.push_screen(Question(self, lines, answers))

    async def action_quit(self) -> None:
        """Leave the program, also by Textual's own action for quitting."""
        self.leave()

    def _try_again(self) -> None:
        self.pop_screen()
        self._report = Report(self.saver.waiting)
        self.saver.retry_now()

    def _stay(self) -> None:
        self.leaving = False
        self.pop_screen()

    def _abandon(self) -> None:
        self.saver.close(abandon=True)
        self.exit()

    def rescue(self) -> None:
        """Write unsaved changes to a rescue file at once. May be called from any thread and from a signal handler."""
        self.saver.rescue()

    def end(self, status: int) -> None:
        """End the program with an exit status after a signal, without asking the user."""
        self._ending = True
        try:
            self.flush()
            self.rescue()
        finally:
            self.exit(return_code=status)

    def close(self) -> None:
        """Write the waiting changes; those that fail are in a rescue file then. To be called when the screens are closed."""
        self.flush()
        self.saver.close(abandon=True)

    def losses(self) -> str:
        """Return which work is not in the project, and where it is; an empty string if all of it is."""
        return losses(self.saver, self.annotator)

    @property
    def notices(self) -> list[str]:
        """Messages about the project's file while it was open."""
        return self.saver.notices

    # --- what happens -----------------------------------------------------------------------------

    def on_saved(self, event: Saved) -> None:
        """Hand the saver's report to the screens, and leave if that was waited for."""
        if event.report.notice:
            self._follow(event.report)
        self._report = event.report
        if event.report.refused and not self._ending:
            self.saver.refusals.remove(event.report)
        if not self.saver.waiting:
            self.all_saved()
        is_shown = self.show_report(event.report)
        if event.report.refused and (self.leaving or not is_shown):
            self._tell_refused(event.report)
        elif self.leaving:
            self._leave_or_ask()
        self.paint_at_once()

    def _follow(self, report: Report) -> None:
        """Read from the file that the saver moved to, and show why it moved."""
        try:
            if report.path is not None:
                self.reader.follow(report.path)
        except AnnotatorError as error:
            self.warn(str(error))
        self.notify(plain(report.notice), severity="warning", timeout=_NOTICE_SECONDS, markup=False)

    def _tell_refused(self, report: Report) -> None:
        """Show that a change was refused, in an article that is not shown any more."""
        self.forget(report.article)
        sentence = f"A change in {report.article} was not taken. {report.refused}"
        if self.leaving and not self._asks:
            lines = [sentence, "", "Enter: leave.   Esc: go back."]
            answers = (
                answer("enter", "leave", self._leave_after_all),
                answer("escape", "go back", self._stay, stays=True),
            )
            self.push_screen(Question(self, lines, answers))
        else:
            self.warn(sentence)

    def _leave_after_all(self) -> None:
        self.pop_screen()
        self._leave_or_ask()


def _leaving(count: int, failure: str) -> str:
    """Return a sentence on what happens to so many unsaved changes on leaving; `failure` is why there is no rescue file."""
    them, they = ("it", "it is") if count == 1 else ("them", "they are")
    if failure:
        return f"x: leave; {they} lost, because no rescue file can be written ({failure})."
    return f"x: leave; a rescue file keeps {them}, and {they} offered when you open the project again."
