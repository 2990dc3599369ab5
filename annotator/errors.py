"""All errors that a user can act on.

::

    AnnotatorError                exit status 1
    ├── UsageError                exit status 2: an argument makes no sense
    ├── InputError                a file that came in, with its path and line
    │   ├── SchemaError           a label schema
    │   └── CardError             a card
    ├── OutputError               a file that should be written
    │   └── DamagedRecordError    what should be written is damaged in the project
    ├── NoSuchArticleError
    ├── StillOpenError            an article that can't be settled yet
    ├── UnfinishedError           nothing that two people have finished
    ├── UnsavedError              an article that was changed and can't be read before that is saved
    └── ChangeError               something could not be changed
        ├── ProjectError              the project file as a whole
        │   ├── NoProjectError        there is none
        │   │   └── ProjectGoneError  there was one, and it or its log is beside
        │   ├── ProjectExistsError    there is one already
        │   ├── NotAProjectError      the file is something else, or damaged
        │   │   ├── DamagedProjectError  it is damaged
        │   │   │   └── RefusedProjectError  another program added to it what could mislead or stop this one
        │   │   └── UnfitProjectsError   files can't be merged, with a list of what is wrong with them
        │   ├── ProjectNewerError     written by a newer version of the program
        │   ├── ProjectReadOnlyError  can be read, not written
        │   ├── ProjectBusyError      another program held it locked for too long
        │   ├── DamagedIndexError     the index for searching is damaged, nothing else
        │   ├── StoppedError          a query whose answer is not wanted any more
        │   └── DifferentProjectError two projects that can't become one
        └── SpanError                 a span that can't be stored
            ├── SpanRangeError        offsets outside the article
            ├── DuplicateSpanError    the same range and label twice in a layer
            ├── StaleSpanError        the span was changed or removed elsewhere
            └── NoteError             a note that can't be stored, or an article that can't be sent back with it

Each message is one sentence or two: what is wrong, where, and what to do about it.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from annotator.sentences import joined, sentence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path


class AnnotatorError(Exception):
    """The base class; its text, followed by the notes that were added to it, is shown to users."""

    exit_status = 1

    def __str__(self) -> str:
        text = super().__str__()
        return joined(sentence(text), *notes(self)) if notes(self) else text


def notes(error: BaseException) -> list[str]:
    """Return the sentences that were added to an error."""
    return list(getattr(error, "__notes__", ()))


@contextmanager
def telling(done: Callable[[], str], nothing: str = "") -> Iterator[None]:
    """Add a note on what was done, and stays, to any exception in the block.

    `done` returns that sentence, or "" if nothing was done; `nothing` is the note for Ctrl+C in that case.
    """
    try:
        yield
    except BaseException as error:
        said = done() or (nothing if isinstance(error, KeyboardInterrupt) else "")
        if said:
            error.add_note(said)
        raise


class UsageError(AnnotatorError):
    """An argument makes no sense."""

    exit_status = 2


class InputError(AnnotatorError):
    """A file that came in can't be used; `path` and the 1-based `line` say where.

    With `rest` it is about the rest of the file from there on, which can't be read.
    """

    def __init__(
        self, reason: str, path: Path | str | None = None, line: int | None = None, *, rest: bool = False
    ) -> None:
        self.reason = reason
        self.path = path
        self.line = line
        self.rest = rest
        where = "" if path is None else f"{path}: " if line is None else f"{path}, line {line}: "
        super().__init__(f"{where}{reason}")


class SchemaError(InputError):
    """A label schema can't be used."""


class CardError(InputError):
    """A card can't be used."""


class OutputError(AnnotatorError):
    """A file can't be written."""


class DamagedRecordError(OutputError):
    """A record to be written is damaged in the project; the caller, who knows the project, adds advice."""


class ChangeError(AnnotatorError):
    """Something could not be changed.

    With `advice`, `what` is a clause, and ", so nothing was changed" follows it; notes on what was changed replace that.
    """

    def __init__(self, what: str, advice: str = "") -> None:
        self.what = what
        self.advice = advice
        super().__init__(f"{what}, so nothing was changed. {advice}" if advice else what)

    def __str__(self) -> str:
        if self.advice and notes(self):
            return joined(f"{self.what}.", *notes(self), self.advice)
        return super().__str__()

    def without_outcome(self) -> str:
        """Return the text without the statement that nothing was changed, for commands that only read."""
        return joined(f"{self.what}.", *notes(self), self.advice) if self.advice else str(self)

    @property
    def reason(self) -> str:
        """The reason as a sentence, without the statement that nothing was changed and without the advice."""
        return f"{self.what}." if self.advice else self.what


class ProjectError(ChangeError):
    """The project file can't be used."""


class NoProjectError(ProjectError):
    """There is no project file."""


class ProjectGoneError(NoProjectError):
    """There is no project file, but there was one: it was set aside, or its log is left."""


class ProjectExistsError(ProjectError):
    """There is a project file already."""


class NotAProjectError(ProjectError):
    """The file is not a project, or it is damaged."""


class DamagedProjectError(NotAProjectError):
    """The file is a project, and damaged; `fault` says in a clause how."""

    def __init__(self, what: str, advice: str, fault: str) -> None:
        self.fault = fault
        super().__init__(what, advice)


class RefusedProjectError(DamagedProjectError):
    """Another program added something to the project that could change, hide or stop what is saved."""


class UnfitProjectsError(NotAProjectError):
    """Projects can't be merged; `faults` says what is wrong with them, a line each, and `more` how many lines are left out.

    Where only one thing is wrong, the message says it, and there are no lines.
    """

    def __init__(self, what: str, advice: str, faults: tuple[str, ...], more: int) -> None:
        self.faults = faults
        self.more = more
        super().__init__(what, advice)


class ProjectNewerError(ProjectError):
    """The project was written by a newer version of the program."""


class ProjectReadOnlyError(ProjectError):
    """The project can be read but not written."""


class ProjectLostError(ProjectError):
    """The opened file contains something else than the project; what was saved before may be lost."""

    def __str__(self) -> str:
        return joined(self.reason, *notes(self), self.advice)


class ProjectMovedError(ProjectError):
    """The opened files don't have their names any more; who saves moves on to a whole file."""


class ProjectBusyError(ProjectError):
    """Another program held the project locked for too long."""


class DamagedIndexError(ProjectError):
    """The index for searching is not as it was written, so what it finds can't be trusted; `check --repair` makes it anew."""


class StoppedError(ProjectError):
    """A query was stopped because its answer is not wanted any more; see `Project.stop_when`."""


class DifferentProjectError(ProjectError):
    """Two projects can't become one: they have other labels, or other texts under one id."""


class NoSuchArticleError(AnnotatorError):
    """No article has this id."""


class StillOpenError(AnnotatorError):
    """An article can't be settled: `count` disagreements are open, the first at ``[start, end)``."""

    def __init__(self, count: int, start: int, end: int) -> None:
        self.count = count
        self.start = start
        self.end = end
        what = (
            f"One disagreement is still open, at {start}–{end}. Decide it"
            if count == 1
            else f"{count} disagreements are still open, the first at {start}–{end}. Decide them"
        )
        super().__init__(f"{what} before the article is settled.")


_PEOPLE = 20
"""How many people are told by name."""


def who_there_is(names: Iterable[str]) -> str:
    """Return the sentence that says which people a project knows, by name."""
    known = sorted(names)
    if len(known) == 1:
        return f"There is only {known[0]}."
    if len(known) > _PEOPLE:
        return f"There are: {', '.join(known[:_PEOPLE])}, and {len(known) - _PEOPLE:,} more."
    return f"There are: {', '.join(known)}." if known else "There is nobody yet."


class UnfinishedError(AnnotatorError):
    """Fewer than two people have finished what is to be compared or adjudicated."""


class UnsavedError(AnnotatorError):
    """An article was changed without being opened, and can't be opened before that is saved."""


class SpanError(ChangeError):
    """A span can't be stored."""


class SpanRangeError(SpanError):
    """Offsets outside the article, or an empty range."""


class DuplicateSpanError(SpanError):
    """The layer has a span of this range and label already."""


class NoteError(SpanError):
    """A note can't be stored, or an article can't be sent back with it."""


class StaleSpanError(SpanError):
    """The span is not what the change says it was: it was changed elsewhere."""
