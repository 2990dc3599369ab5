"""Project: articles, people, spans, history and work in one file; all that commands and screens talk to."""

from __future__ import annotations

from collections import Counter
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Self

import msgspec

from annotator import formats
from annotator.adjudication.publish import is_current, publish
from annotator.errors import UsageError
from annotator.formats.base import Writing
from annotator.formats.losses import Losses
from annotator.model import ImportOptions, LeftOut
from annotator.store import (
    annotators,
    articles,
    assignments,
    changes,
    complete,
    finished,
    gold,
    joining,
    layers,
    merging,
    meta,
    operations,
    people,
    pool,
    records,
    rescue,
    selecting,
    unassigning,
    undealt,
    work,
)
from annotator.store.connection import BUSY_SECONDS, Connection
from annotator.store.creating import create
from annotator.store.intake import Intake
from annotator.store.layered import bring
from annotator.store.opening import open_project
from annotator.store.status import status

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime
    from types import TracebackType

    from annotator.datasets.shares import Share
    from annotator.formats.base import Options
    from annotator.formats.finding import Found
    from annotator.model import (
        Article,
        AssignReport,
        ExportReport,
        Gold,
        GoldStep,
        ImportReport,
        Incoming,
        LabelSchema,
        Layer,
        LibraryRow,
        Lost,
        Marks,
        MergeReport,
        Moved,
        Numbered,
        Operation,
        People,
        PoolClosed,
        PoolReport,
        Progress,
        ProjectStatus,
        Record,
        Refusal,
        Span,
        Status,
        UnassignReport,
        Undealt,
        Workload,
    )

RETURN_AFTER = 3 * 24 * 3600.0
"""For how many seconds a person holds an article that was handed out on demand without touching it."""


class Project:
    """A project that is open; it belongs to the thread that opened it. Make one with `create` or `open`.

    `path` is its file, `schema` its label schema. Any method may raise `ProjectError`; those that write raise
    `ProjectBusyError` when another program holds the file for longer than `busy_seconds`, `ProjectReadOnlyError` when
    it can only be read, and then nothing is changed. What a method has written is on the disk when it returns.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.path: Path = connection.path
        self.schema: LabelSchema = meta.schema(connection)

    @classmethod
    def create(cls, path: Path, schema: LabelSchema) -> Self:
        """Make a project file and open it.

        Raises `ProjectExistsError` when the name is taken, `ProjectReadOnlyError` when the folder can't be written.
        """
        create(path, schema)
        return cls.open(path)

    @classmethod
    def open(cls, path: Path, *, busy_seconds: float = BUSY_SECONDS) -> Self:
        """Open a project file, brought up to date after a copy where an older version made it.

        Raises `NoProjectError`, `NotAProjectError`, `ProjectNewerError`, `ProjectBusyError`, `ProjectReadOnlyError`.
        """
        connection = open_project(path, busy_seconds=busy_seconds)
        try:
            return cls(connection)
        except BaseException:
            connection.close()
            raise

    @property
    def created(self) -> str:
        """The moment at which it was made, as it is stored; it tells a project and its copies from others."""
        return meta.created(self._connection)

    @property
    def writable(self) -> bool:
        """Whether anything can be written."""
        return self._connection.writable

    def close(self) -> None:
        """Close the file; more than once is harmless."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def require_same_file(self, other: Project) -> None:
        """Raise `ProjectError` unless `other` was opened on the same file, which its name alone does not tell."""
        self._connection.require_same_file(other._connection)

    # --- what screens change ----------------------------------------------------------------------

    def write(self, run: str, numbered: Numbered) -> None:
        """Apply a change of one run of the program, unless it is in the project already.

        Raises `SpanError` where the project can't take it as it is now, `NoSuchArticleError`, `UsageError` for a bad name.
        """
        changes.write(self._connection, run, numbered)

    def rescues(self, person: str | None = None) -> rescue.Found:
        """Return the rescue files with a person's changes that are not in the project, None: everybody's."""
        if person is None:
            return rescue.everybodys(self._connection)
        return rescue.find(self._connection, person)

    def bring_in(self, found: rescue.Rescue) -> rescue.Brought:
        """Apply the changes of a rescue file, each once, and remove it. Raises `InputError` where it is gone.

        What the project can't take as it is now stays in a file and is counted.
        """
        return rescue.bring_in(self._connection, self.schema, found)

    # --- articles ---------------------------------------------------------------------------------

    def import_paths(
        self,
        paths: Sequence[Path],
        *,
        encoding: str = "utf-8",
        format: str = formats.AUTO,  # noqa: A002
        how: ImportOptions | None = None,
        progress: Callable[[int], None] | None = None,
    ) -> ImportReport:
        """Add the articles in files and folders, with their spans. See `import_found`.

        `format` names what all files are; "auto": each one is what its first bytes and its name say.
        """
        found = formats.find(paths, encoding, format)
        return self.import_found(found, how or ImportOptions(), encoding=encoding, progress=progress)

    def import_found(
        self,
        found: Found,
        how: ImportOptions,
        *,
        encoding: str = "utf-8",
        options: Mapping[str, Any] | None = None,
        progress: Callable[[int], None] | None = None,
    ) -> ImportReport:
        """Add what `formats.find` found; `options` are the formats' own.

        Where any record has spans it is all or nothing: everything is read and checked first, and unless all of it fits the
        report says what does not, and nothing is stored. Of texts alone those come in that are fit. A text that is there
        already is skipped; its spans come in all the same. `progress` is told, batch by batch, how many records have been
        dealt with so far. Raises `UsageError` for a name that nobody can have and a label that the schema does not have.
        """
        if how.annotator is not None:
            how = msgspec.structs.replace(how, annotator=self.person(how.annotator))
        for label in how.labels.values():
            if self.schema.label(label) is None:
                there_are = ", ".join(label.name for label in self.schema.labels)
                raise UsageError(f"The schema has no label {label}. There are: {there_are}.")
        if not found.spans:
            how = msgspec.structs.replace(how, spans=False)
        return bring(
            self._connection,
            self.schema,
            lambda: formats.read_found(found, encoding, options),
            how,
            progress,
        )

    def add_articles(
        self, incoming: Iterable[Incoming | Refusal], progress: Callable[[int], None] | None = None
    ) -> ImportReport:
        """Add articles without spans from a stream, which is never held as a whole.

        A text that is there already is skipped; a record that can't be an article is refused and stops nothing.
        `progress` is told, batch by batch, how many records have been dealt with so far.
        """
        return Intake(self._connection).run(incoming, progress)

    def article(self, key: str) -> Article:
        """Return the article with this id, else with this number, from 1. Raises `NoSuchArticleError`."""
        return articles.get(self._connection, key)

    def library(self, annotator: str) -> list[LibraryRow]:
        """Return articles in the order in which they came in, as one annotator sees them; no text is read.

        Once anything is assigned or handed out, these are the articles that are assigned to the annotator or that they
        worked on; before that, all.
        """
        return work.library(self._connection, annotator)

    def select(self, wanted: str | None) -> list[str]:
        """Return the ids of the articles that a filter names, in the order in which they came in; None: all.

        `wanted`: numbers, ranges (1-20), ids, words of titles, sources and ids, with commas between them. Raises
        `UsageError` when a part finds nothing.
        """
        return selecting.select(self._connection, wanted)

    # --- layers -----------------------------------------------------------------------------------

    def layer(self, article: str, annotator: str) -> Layer:
        """Return one annotator's spans in the article with this id. Raises `NoSuchArticleError`."""
        return layers.get(self._connection, article, annotator)

    def operations(self, article: str, annotator: str) -> list[Operation]:
        """Return the history of a layer, oldest first. Raises `NoSuchArticleError`."""
        return operations.of_layer(self._connection, article, annotator)

    def record(self, operation: Operation) -> None:
        """Apply an operation to its layer and append it to the history, both or neither.

        Raises `SpanRangeError`, `DuplicateSpanError`, `StaleSpanError` when the layer is no longer as the operation
        says, `NoSuchArticleError`, `UsageError` for a name that nobody can have.
        """
        operations.record(self._connection, operation)

    def add_layer(
        self, article: str, annotator: str, spans: Iterable[Span], status: Status, note: str = ""
    ) -> None:
        """Add spans to a layer, each with its operation, and set the status: all or nothing.

        The spans become the annotator's, whatever name they bear. Raises as `record` does.
        """
        layers.add(self._connection, article, annotator, spans, status, note)

    # --- work -------------------------------------------------------------------------------------

    def progress(self, article: str, annotator: str) -> Progress:
        """Return how far an annotator is with an article. Raises `NoSuchArticleError`."""
        return work.progress(self._connection, article, annotator)

    def set_status(self, article: str, annotator: str, status: Status, note: str = "") -> None:
        """Set an annotator's status of an article, and the note of a flag. Raises `NoSuchArticleError`."""
        work.set_status(self._connection, article, annotator, status, note)

    def add_time(self, article: str, annotator: str, seconds: float) -> None:
        """Add to the time an annotator spent with an article. Raises `NoSuchArticleError`."""
        work.add_time(self._connection, article, annotator, seconds)

    def annotators(self) -> list[str]:
        """Return the names of all who have worked here or to whom something is assigned, sorted."""
        return annotators.names(self._connection)

    def finished_marks(self, articles: Sequence[str] | None = None) -> Iterator[Marks]:
        """Return each article that somebody finished, in order, with what those who did marked in it.

        All as of one moment. `articles` are the ids to look at; None: all of them.
        """
        return finished.marks(self._connection, articles)

    def layers_to_adjudicate(self, article: str) -> tuple[Layer, ...]:
        """Return, by name, the layers of those who finished an article and of those whom its decisions name.

        So whoever opens an article again to change something stays in. Raises `NoSuchArticleError`.
        """
        return finished.layers_to_adjudicate(self._connection, article)

    def awaited(self, article: str) -> tuple[str, ...]:
        """Return, sorted, to whom an article is assigned who have not finished it. Raises `NoSuchArticleError`."""
        return complete.awaited(self._connection, articles.require_number(self._connection, article))

    def to_adjudicate(
        self, articles: Sequence[str] | None = None
    ) -> Iterator[tuple[Article, tuple[Layer, ...], Gold]]:
        """Return each article with at least two layers to adjudicate, in order, with these layers and its gold.

        All as of one moment. `articles` are the ids to look at; None: all of them.
        """
        return finished.to_adjudicate(self._connection, articles)

    # --- people -----------------------------------------------------------------------------------

    def person(self, name: str, how: str = "") -> str:
        """Return the name under which somebody works: as the project has it in any spelling, or cleaned for somebody new.

        A name that somebody had before is theirs. Raises `UsageError` for a name that nobody can have, and where two people
        have it in other spellings. `how` says in the message how to give another, as in " with --as NAME".
        """
        return annotators.person(self._connection, name, how)

    def people(self) -> People:
        """Return everybody with what they have, and whose names are alike, as of one moment."""
        return people.people(self._connection)

    def rename(self, name: str, new: str) -> Moved:
        """Give somebody another name, everywhere, also in the history; they are still known by the one before.

        Raises `UsageError` for a name that nobody has, and for a new one that nobody can have or that somebody else has or
        had; nothing is changed then.
        """
        return joining.rename(self._connection, name, new)

    def join(self, name: str, other: str) -> Moved:
        """Give all that one person has to another, with its history; the first is gone then, and known as the other.

        Where both had a span with the same range and label, the first one's is removed in the history. Where gold was decided
        from both, it counts as changed. Raises `UsageError` for names that nobody has, and for one person; nothing is
        changed then.
        """
        return joining.join(self._connection, name, other, is_current)

    # --- assignment -------------------------------------------------------------------------------

    def assign(
        self,
        names: Sequence[str],
        *,
        per_article: int,
        articles: Sequence[str] | None = None,
        seed: int = 0,
        keep: bool = True,
    ) -> AssignReport:
        """Assign articles to people, each to `per_article` of them; what is assigned already or finished stays and counts.

        Without `keep` nothing is changed, and the report is of what would be. Everybody gets about as many words, and shares about as many articles with each other person. The order of
        names makes no difference; the same `seed` gives the same. `articles` are ids, None: all. Raises `UsageError`
        for names that are given twice or that nobody can have, for too few people, for articles that are handed out
        on demand, `NoSuchArticleError`; nothing is changed then.
        """
        return assignments.assign(self._connection, names, per_article, articles, seed, keep=keep)

    def open_pool(
        self,
        *,
        per_article: int,
        articles: Sequence[str] | None = None,
        return_after: float = RETURN_AFTER,
        keep: bool = True,
    ) -> PoolReport:
        """Have articles handed out on demand until `per_article` people have finished each.

        What is handed out and not touched for `return_after` seconds may go to somebody else. Articles that are
        handed out already take the new conditions. `keep` is as in `assign`. Raises `UsageError` for articles that are assigned to people,
        `NoSuchArticleError`; nothing is changed then.
        """
        return pool.open_pool(self._connection, per_article, articles, return_after, keep=keep)

    def unassign(
        self,
        names: Sequence[str],
        *,
        articles: Sequence[str] | None = None,
        begun: bool = False,
        keep: bool = True,
    ) -> UnassignReport:
        """Take back what is assigned or was handed out to people; what they marked stays.

        That is what they have not begun, with `begun` also what they have. `articles` are ids, None: all. A person who has
        nothing in the project then is forgotten. `keep` is as in `assign`. Raises `UsageError` for a name that nobody has,
        `NoSuchArticleError`; nothing is changed then.
        """
        return unassigning.unassign(self._connection, names, articles, begun=begun, keep=keep)

    def close_pool(
        self, *, articles: Sequence[str] | None = None, begun: bool = False, keep: bool = True
    ) -> PoolClosed:
        """Hand articles out on demand no longer; who has begun one keeps it, unless `begun`.

        `articles` are ids, None: all. `keep` is as in `assign`. Raises `UsageError` where none of them is handed out,
        `NoSuchArticleError`; nothing is changed then.
        """
        return unassigning.close_pool(self._connection, articles, begun=begun, keep=keep)

    def undealt(self) -> Undealt | None:
        """Return how many articles nobody sees, though others are assigned or handed out; None where there are none."""
        return undealt.undealt(self._connection)

    def next_article(
        self, name: str, after: str | None = None, *, moment: datetime | None = None
    ) -> str | None:
        """Return the id of the article that a person is to mark next, None where there is none.

        That is the first one assigned to or held by them that is not finished or flagged, after the article `after`
        and then from the first on, never `after` itself. When there is none, one is handed out to them, in one
        transaction: first what came back. In a project where nothing is assigned or handed out, it is the next one
        not finished. `moment` is now.
        """
        return pool.next_article(self._connection, name, after, moment)

    def workload(self, name: str) -> Workload:
        """Return what is assigned to a person and how much of it is done."""
        return work.workload(self._connection, name)

    def status(self) -> ProjectStatus:
        """Return how far people and articles are, as of one moment."""
        return status(self._connection, is_current)

    # --- gold -------------------------------------------------------------------------------------

    def gold(self, article: str) -> Gold:
        """Return what was decided in the article with this id. Raises `NoSuchArticleError`."""
        return gold.of_article(self._connection, articles.require_number(self._connection, article))

    def is_settled(self, article: str) -> bool:
        """Say whether somebody said that an article is settled. Raises `NoSuchArticleError`."""
        return gold.is_settled(self._connection, articles.require_number(self._connection, article))

    def gold_steps(self, article: str) -> list[GoldStep]:
        """Return the history of an article's gold, oldest first. Raises `NoSuchArticleError`."""
        return gold.steps(self._connection, article)

    def decide(self, step: GoldStep) -> None:
        """Apply a step to the gold of its article and append it to the history, all or nothing.

        Raises `SpanRangeError`, `DuplicateSpanError`, `StaleSpanError` when the gold is no longer as the step says,
        `NoSuchArticleError`, `UsageError` for a name that nobody can have.
        """
        gold.decide(self._connection, step)

    def merge(self, paths: Sequence[Path]) -> list[MergeReport]:
        """Bring in what others did in copies of this project, all of them in one transaction; tell of each.

        Raises `DifferentProjectError` when labels or texts differ, `UsageError` for this project itself, and as `open`.
        """
        return merging.merge(self._connection, paths)

    # --- out --------------------------------------------------------------------------------------

    def records(
        self, layer: str | None = None, *, leave: Callable[[LeftOut], None] | None = None
    ) -> Iterator[Record]:
        """Return articles with their spans, all as of one moment.

        `layer` None or "gold": articles that are settled and not changed since, or that one person alone was to mark
        and finished; `leave` is told why of each of the others. "all": every article with everyone's spans. A name: the
        articles in which that annotator has spans or a status other than todo. Raises `UsageError` at once when nobody
        has that name.
        """
        return records.select(self._connection, layer, publish, leave or (lambda _reason: None))

    def layer_counts(self) -> dict[str, int]:
        """Return how many articles `records` has for each layer that has any: "gold", names by count, "all"."""
        return records.counts(self._connection, publish)

    def export(
        self,
        format: str,  # noqa: A002
        out: BinaryIO | Path,
        *,
        layer: str | None = None,
        options: Options | None = None,
        tell: Callable[[Lost], None] | None = None,
    ) -> ExportReport:
        """Write records in a format to a binary file, or into an empty folder where it writes folders.

        Where there is no record, nothing at all is written. Tells what was written, left out and lost; `tell` is handed each loss as it happens. `options` are the format's
        own. Raises `UsageError`, `OutputError`.
        """
        kind = formats.writer(format)
        left_out: Counter[LeftOut] = Counter()
        losses = Losses(tell)
        how = self.writing(format, options)
        chosen = self.records(layer, leave=lambda reason: left_out.update([reason]))
        if kind.folder != isinstance(out, Path):
            raise UsageError(f"{kind.name} is written to a {'folder' if kind.folder else 'file'}.")
        first = next(chosen, None)
        if first is None:
            kind.try_out(how, losses)
            return losses.report(0, left_out)
        chosen = chain([first], chosen)
        if isinstance(out, Path):
            written = kind.write_folder(chosen, out, how, losses)
        else:
            written = kind.write(chosen, out, how, losses)
        return self._with_undealt(losses.report(written, left_out))

    def export_data_set(
        self,
        format: str,  # noqa: A002
        folder: Path,
        *,
        shares: Sequence[Share],
        seed: int = 0,
        layer: str | None = None,
        options: Options | None = None,
        tell: Callable[[Lost], None] | None = None,
    ) -> ExportReport:
        """Write a data set with these splits into an empty folder, with its card and dataset.json.

        Where there is no article, nothing is written. Articles that are nearly the same stay in one split; the same articles, options and `seed` give the same bytes.
        Raises as `export` does, and `UsageError` for more splits than there are articles to part.
        """
        from annotator.agreement.report import measure
        from annotator.datasets.build import build
        from annotator.datasets.pile import Pile

        kind = formats.writer(format)
        if not kind.splits:
            can = ", ".join(kind.name for kind in formats.FORMATS if kind.splits)
            raise UsageError(f"{kind.name} can't be split; there is {can}.")
        left_out: Counter[LeftOut] = Counter()
        losses = Losses(tell)
        how = self.writing(format, options)
        labels = [label.name for label in self.schema.labels]
        with Pile(self.records(layer, leave=lambda reason: left_out.update([reason]))) as pile:
            if not len(pile):
                kind.try_out(how, losses)
                return losses.report(0, left_out)
            facts = build(
                pile,
                folder,
                kind,
                how,
                losses,
                shares=shares,
                seed=seed,
                layer=layer or annotators.GOLD,
                left_out=left_out,
                agreement=measure(self.finished_marks(list(pile.labels)), labels, len(pile)),
            )
        splits = {name: split.articles for name, split in facts.splits.items()}
        return self._with_undealt(losses.report(sum(splits.values()), left_out, splits))

    def _with_undealt(self, report: ExportReport) -> ExportReport:
        if LeftOut.NOBODYS not in report.left_out:
            return report
        return msgspec.structs.replace(report, undealt=self.undealt())

    def writing(self, format: str, options: Options | None = None) -> Writing:  # noqa: A002
        """Return how records are written in a format. Raises `UsageError`."""
        return Writing(schema=self.schema, options=options or formats.writer(format).options())
