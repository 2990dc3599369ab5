"""An open project: its file, its labels, and an attribute for each subject, whose module is imported when it is first used."""

from __future__ import annotations

from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Self

from annotator.store.file import meta
from annotator.store.file.connection import BUSY_SECONDS, Connection
from annotator.store.opening.opening import open_project

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from types import TracebackType

    from annotator.model import LabelSchema, Notice
    from annotator.project.evaluations import Evaluations
    from annotator.project.exports import Exports
    from annotator.project.imports import Imports
    from annotator.project.linting import Linting
    from annotator.project.rescues import Rescues
    from annotator.store.articles import Articles
    from annotator.store.assigning.assignments import Assignments
    from annotator.store.assigning.pool import Pool
    from annotator.store.assigning.standing import Standing
    from annotator.store.assigning.work import Work
    from annotator.store.cards import Cards
    from annotator.store.cases.cases import Cases
    from annotator.store.changes import Changes
    from annotator.store.concordance import Concordance
    from annotator.store.disk.rights import ReadOnly
    from annotator.store.finished import Finished
    from annotator.store.gold import GoldStore
    from annotator.store.layers import Layers
    from annotator.store.library.library import Library
    from annotator.store.notes import Notes
    from annotator.store.people.people import People
    from annotator.store.records import Records
    from annotator.store.search.searching import Search


class Project:
    """A project that is open; it belongs to the thread that opened it. Make one with `create` or `open`.

    `schema` is its label schema. Each subject is an attribute: `project.layers.record(operation)`. Any method of a subject
    may raise `ProjectError`; those that write raise `ProjectBusyError` when another program holds the file for longer than
    `busy_seconds`, `ProjectReadOnlyError` when it can only be read, and then nothing is changed. What a method has written
    is on the disk when it returns.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.schema: LabelSchema = meta.schema(connection)

    @classmethod
    def create(cls, path: Path, schema: LabelSchema, *, anywhere: bool = False) -> Self:
        """Make a project file and open it.

        Raises `ProjectExistsError` when the name is taken, `ProjectReadOnlyError` when the folder can't be written or,
        unless `anywhere`, is on a disk that other machines write to, `NoProjectError` where one was set aside that had that name.
        """
        from annotator.store.opening.creating import create
        from annotator.store.opening.real_path import refuse_set_aside

        refuse_set_aside(path)
        create(path, schema, anywhere=anywhere)
        return cls.open(path, anywhere=anywhere)

    @classmethod
    def open(
        cls, path: Path, *, writing: bool = False, anywhere: bool = False, busy_seconds: float = BUSY_SECONDS
    ) -> Self:
        """Open a project file, brought up to date after a copy where an older version made it.

        Where it can't be written, a private copy of it is read, as it is now: nothing is left beside it. `writing`: raise
        `ProjectReadOnlyError` instead. On a disk that other machines write to, too, it is only read, unless `anywhere`.

        Raises `NoProjectError`, `NotAProjectError`, `ProjectNewerError`, `ProjectBusyError`, `ProjectReadOnlyError`.
        """
        connection = open_project(path, writing=writing, anywhere=anywhere, busy_seconds=busy_seconds)
        try:
            return cls(connection)
        except BaseException:
            connection.close()
            raise

    def reopen(self, *, writing: bool = False, moves: bool = False) -> Self:
        """Open the same files a second time, for the calling thread.

        With `moves` it moves on where they are replaced, see `ensure_in_place`; one connection of a program does.
        Raises `ProjectMovedError` where they are not under their names any more; where they can only be read, as `open` does.
        """
        if not self.writable:
            again = self.open(self.path, writing=writing, busy_seconds=self._connection.busy_seconds)
            try:
                again._connection.require_same_file(self._connection)
            except BaseException:
                again.close()
                raise
            return again
        connection = self._connection.reopen(moves=moves)
        try:
            return type(self)(connection)
        except BaseException:
            connection.close()
            raise

    @cached_property
    def articles(self) -> Articles:
        """The articles and their texts."""
        from annotator.store.articles import Articles

        return Articles(self._connection)

    @cached_property
    def people(self) -> People:
        """Annotators and adjudicators."""
        from annotator.store.people.people import People

        return People(self._connection)

    @cached_property
    def layers(self) -> Layers:
        """The spans of each annotator in each article."""
        from annotator.store.layers import Layers

        return Layers(self._connection)

    @cached_property
    def work(self) -> Work:
        """How far everybody is."""
        from annotator.store.assigning.work import Work

        return Work(self._connection)

    @cached_property
    def standing(self) -> Standing:
        """How far everybody and everything is, in sums and article by article."""
        from annotator.store.assigning.standing import Standing

        return Standing(self._connection)

    @cached_property
    def library(self) -> Library:
        """The list of articles of each annotator."""
        from annotator.store.library.library import Library

        return Library(self._connection)

    @cached_property
    def assignments(self) -> Assignments:
        """Who is to annotate which article."""
        from annotator.store.assigning.assignments import Assignments

        return Assignments(self._connection)

    @cached_property
    def pool(self) -> Pool:
        """The articles that are handed out on demand."""
        from annotator.store.assigning.pool import Pool

        return Pool(self._connection)

    @cached_property
    def finished(self) -> Finished:
        """The layers that are done, for adjudication and agreement."""
        from annotator.store.finished import Finished

        return Finished(self._connection)

    @cached_property
    def cases(self) -> Cases:
        """The adjudicator's list."""
        from annotator.store.cases.cases import Cases

        return Cases(self._connection)

    @cached_property
    def gold(self) -> GoldStore:
        """Decisions and gold."""
        from annotator.store.gold import GoldStore

        return GoldStore(self._connection)

    @cached_property
    def notes(self) -> Notes:
        """Notes, and the articles that were sent back."""
        from annotator.store.notes import Notes

        return Notes(self._connection)

    @cached_property
    def records(self) -> Records:
        """The articles with their spans, as formats write them."""
        from annotator.store.records import Records

        return Records(self._connection)

    @cached_property
    def cards(self) -> Cards:
        """The card: what people state about the data."""
        from annotator.store.cards import Cards

        return Cards(self._connection)

    @cached_property
    def changes(self) -> Changes:
        """The changes that the saver writes."""
        from annotator.store.changes import Changes

        return Changes(self._connection)

    @cached_property
    def imports(self) -> Imports:
        """Importing articles, and merging copies."""
        from annotator.project.imports import Imports

        return Imports(self._connection, self.schema)

    @cached_property
    def exports(self) -> Exports:
        """Exporting records and data sets."""
        from annotator.project.exports import Exports

        return Exports(self._connection, self.schema)

    @cached_property
    def evaluations(self) -> Evaluations:
        """What an evaluation compares."""
        from annotator.project.evaluations import Evaluations

        return Evaluations(self._connection, self.schema)

    @cached_property
    def linting(self) -> Linting:
        """What is likely wrong in a layer."""
        from annotator.project.linting import Linting

        return Linting(self._connection, self.schema)

    @cached_property
    def rescues(self) -> Rescues:
        """Changes that could not be saved before a program ended."""
        from annotator.project.rescues import Rescues

        return Rescues(self._connection, self.schema)

    @cached_property
    def search(self) -> Search:
        """Searching the texts of all articles."""
        from annotator.store.search.searching import Search

        return Search(self._connection)

    @cached_property
    def concordance(self) -> Concordance:
        """What one person marked in all articles, and what is gold."""
        from annotator.store.concordance import Concordance

        return Concordance(self._connection)

    @property
    def path(self) -> Path:
        """The file of the project; another one after the open files were replaced, see `ensure_in_place`."""
        return self._connection.path

    @property
    def notices(self) -> tuple[Notice, ...]:
        """Messages about the project's file, oldest first."""
        return tuple(self._connection.notices)

    @property
    def read_only(self) -> ReadOnly | None:
        """Why nothing can be written; None where it can."""
        return self._connection.read_only

    def ensure_in_place(self) -> None:
        """Move to a whole file if the open files were removed, renamed or replaced; `notices` then has a message.

        Every method that writes does this by itself. Raises `ProjectError` if no whole file can be written anywhere.
        """
        self._connection.ensure_in_place()

    def follow(self, path: Path) -> None:
        """Open the path that another connection to the same files moved to, unless they are in place. Raises `ProjectError`."""
        self._connection.follow(path)

    @property
    def created(self) -> str:
        """The time at which the project was made, as it is stored; identifies it and its copies."""
        return meta.created(self._connection)

    @property
    def writable(self) -> bool:
        """Whether anything can be written."""
        return self._connection.writable

    @property
    def has_written(self) -> bool:
        """Whether anything was changed by this project since it was opened."""
        return self._connection.commits > 0

    @contextmanager
    def as_of_now(self, *, moves: bool = True) -> Iterator[None]:
        """Read everything in the block as it is at one moment, so that it fits together. Nothing must be written inside.

        Without `moves`, replaced files are left to another connection of this program, see `ensure_in_place`.
        Raises `ProjectError`.
        """
        with self._connection.seeing_one_state() if moves else self._connection.as_of_now():
            yield

    def refresh(self) -> None:
        """Read what others wrote since. Only needed where a private copy is read. Raises `ProjectError`."""
        self._connection.refresh()

    def stop_when(self, unwanted: Callable[[], bool]) -> None:
        """End any query, with `StoppedError`, while `unwanted` says that nobody waits for its answer any more.

        It is asked in this thread each millisecond or two, and set anew after `follow` and `refresh`.
        """
        self._connection.stop_when(unwanted)

    def require_fitting_lists(self, stopped: Callable[[], bool], pause: float) -> None:
        """Raise `DamagedProjectError` where sums of work, or what filters look at, are not what they are made from.

        It reads all of the project, and waits `pause` times as long after each step. Once `stopped` says so, it ends.
        """
        from annotator.store.check.lists import require_fitting

        require_fitting(self._connection, stopped, pause)

    def close(self) -> None:
        """Close the file; more than once is harmless. Raises `ProjectError` as `ensure_in_place` does."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
