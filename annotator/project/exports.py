"""Exporting the records of a project, in a format or as a data set."""

from __future__ import annotations

from collections import Counter
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import msgspec
from msgspec import UNSET

from annotator import formats
from annotator.errors import UsageError
from annotator.formats.base import Writing
from annotator.formats.losses import Losses
from annotator.model import EVERYONE, MARKS, Card, LeftOut, NotChosen, Selection
from annotator.model.selections import THE_GOLD
from annotator.store.cards import Cards
from annotator.store.records import Records

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from annotator.datasets.division import Division
    from annotator.datasets.origin import Origin
    from annotator.formats.base import Options
    from annotator.model import DivisionReport, ExportReport, LabelSchema, Lost
    from annotator.store.file.connection import Connection


class Exports:
    """Writing the records of a project, in a format or as a data set."""

    def __init__(self, connection: Connection, schema: LabelSchema) -> None:
        self._connection = connection
        self._schema = schema
        self._records = Records(connection)

    def write(
        self,
        format: str,  # noqa: A002
        out: BinaryIO | Path,
        *,
        selection: Selection = THE_GOLD,
        options: Options | None = None,
        tell: Callable[[Lost], None] | None = None,
        progress: Callable[[int], None] = lambda _count: None,
    ) -> ExportReport:
        """Write the records of a selection in a format: to a binary file, or into an empty folder where it writes folders.

        Where there is no record, nothing at all is written. The report counts what was written, left out and lost; `tell` is
        called with each loss as it happens, `progress` with how many articles were looked at. See `Records.select` for what is
        selected. `options` are the format's own. Raises `UsageError`, `OutputError`.
        """
        kind = formats.writer(format)
        losses = Losses(tell)
        how = self.writing(format, options, selection)
        left = _Left()
        chosen = self._records.select(selection, leave=left.leave, tell=left.tell, progress=progress)
        if kind.folder != isinstance(out, Path):
            raise UsageError(f"{kind.name} is written to a {'folder' if kind.folder else 'file'}.")
        first = next(chosen, None)
        if first is None:
            kind.check_writing(how, losses)
            return self._report(losses.report(0, left.out), left, selection)
        if selection.layers == (EVERYONE,) and selection.is_whole:
            card = Cards(self._connection).get()
            first = msgspec.structs.replace(first, card=UNSET if card == Card() else card)
        chosen = chain([first], chosen)
        if isinstance(out, Path):
            written = kind.write_folder(chosen, out, how, losses)
        else:
            written = kind.write(chosen, out, how, losses)
        return self._report(losses.report(written, left.out), left, selection)

    def write_data_set(
        self,
        format: str,  # noqa: A002
        folder: Path,
        *,
        division: Division,
        selection: Selection = THE_GOLD,
        options: Options | None = None,
        tell: Callable[[Lost], None] | None = None,
        progress: Callable[[int], None] = lambda _count: None,
        accept: Callable[[ExportReport], None] = lambda _report: None,
    ) -> ExportReport:
        """Write a data set that is divided so into an empty folder, with its card and dataset.json.

        Where there is no article, nothing is written. Articles that were dealt before stay where they are, and the project keeps where
        the others are, too, once all is written and `accept` has taken the report: what that raises ends the export. The same articles,
        options and division give the same bytes. Raises as `write` and `divide` do, and `ProjectError` where another export has
        dealt articles meanwhile.
        """
        from annotator.agreement.measuring import measure
        from annotator.datasets.build import build
        from annotator.datasets.record_spool import RecordSpool
        from annotator.project.dividing import divide
        from annotator.store.finished import Finished

        kind = formats.writer(format)
        if not kind.splits:
            can = ", ".join(kind.name for kind in formats.FORMATS if kind.splits)
            raise UsageError(f"{kind.name} can't be split; there is {can}.")
        losses = Losses(tell)
        how = self.writing(format, options, selection)
        labels = [label.name for label in how.schema.labels]
        left = _Left()
        with RecordSpool(
            self._records.select(selection, leave=left.leave, tell=left.tell, progress=progress)
        ) as spool:
            if not len(spool):
                kind.check_writing(how, losses)
                report = self._report(losses.report(0, left.out), left, selection)
                accept(report)
                return report
            dividing = divide(self._connection, spool, division, sum(left.out.values()))
            if not dividing.divided.parts:
                report = self._report(losses.report(0, left.out), left, selection, dividing.divided.report)
                accept(report)
                return report
            compared = self._compared(selection, tuple(spool.labels))
            facts = build(
                spool,
                folder,
                kind,
                how,
                losses,
                divided=dividing.divided,
                selection=self._named(selection),
                left_out=left.out,
                not_chosen=left.not_chosen,
                origin=self._origin(selection),
                agreement=None
                if compared is None
                else measure(
                    Finished(self._connection).selected(compared), labels, len(spool), by_article=False
                ),
            )
        splits = {name: split.articles for name, split in facts.splits.items()}
        report = losses.report(sum(splits.values()), left.out, splits)
        report = self._report(report, left, selection, dividing.divided.report)
        report = msgspec.structs.replace(report, unstated=facts.unstated)
        accept(report)
        dividing.keep(self._connection)
        return report

    def _origin(self, selection: Selection) -> Origin:
        """Return what a data set of a selection says of the project."""
        from annotator.datasets.origin import Origin
        from annotator.store.choosing import spelled
        from annotator.store.file import meta
        from annotator.store.latest_change import latest_change
        from annotator.store.people import kinds

        latest, others = latest_change(self._connection), kinds.others(self._connection)
        return Origin(
            created=meta.created(self._connection),
            latest_change="" if latest is None else latest.isoformat(),
            card=Cards(self._connection).get(),
            layer_kinds={
                name: others[name] for name in spelled(self._connection, selection.names) if name in others
            },
        )

    def _compared(self, selection: Selection, articles: tuple[str, ...]) -> Selection | None:
        """Return whose marks the agreement in a data set is of: of the people whose layers it names, else everybody's.

        None where it names layers and fewer than two are people's: agreement of others would not be about its spans.
        """
        from annotator.store.choosing import spelled

        layers: tuple[str, ...] = (EVERYONE,)
        if selection.names:
            others = self._others()
            layers = tuple(name for name in spelled(self._connection, selection.names) if name not in others)
            if len(layers) < 2:
                return None
        return msgspec.structs.replace(selection, layers=layers, articles=articles, sources=None)

    def _named(self, selection: Selection) -> Selection:
        """Return a selection as a data set tells it: ids of articles sorted, and pseudonyms for names where that is asked for."""
        from annotator.store.choosing import spelled
        from annotator.store.people.pseudonyms import Pseudonyms

        called = Pseudonyms(self._connection) if selection.pseudonyms else str
        names, people = (
            tuple(sorted(map(called, spelled(self._connection, each))))
            for each in (selection.names, selection.people or ())
        )
        articles = None if selection.articles is None else tuple(sorted(set(selection.articles)))
        return msgspec.structs.replace(
            selection, layers=names or selection.layers, people=people or None, articles=articles
        )

    def _others(self) -> Collection[str]:
        from annotator.store.people import kinds

        return kinds.others(self._connection)

    def _report(
        self,
        report: ExportReport,
        left: _Left,
        selection: Selection,
        division: DivisionReport | None = None,
    ) -> ExportReport:
        """Return the report with what was not chosen, how a data set was divided, and advice on assigning what was left out for lack of people."""
        articles = selection.articles
        report = msgspec.structs.replace(report, not_chosen=left.not_chosen, division=division)
        if not {LeftOut.NOBODYS, LeftOut.ONE_OF_SEVERAL} & report.left_out.keys():
            return report
        from annotator.store.assigning.assignments import Assignments

        assignments = Assignments(self._connection)
        if LeftOut.NOBODYS in report.left_out:
            report = msgspec.structs.replace(report, unassigned=assignments.unassigned(articles))
        if LeftOut.ONE_OF_SEVERAL in report.left_out:
            report = msgspec.structs.replace(report, half_done=assignments.half_done(articles))
        return report

    def writing(
        self,
        format: str,  # noqa: A002
        options: Options | None = None,
        selection: Selection = THE_GOLD,
    ) -> Writing:
        """Return how the records of a selection are written in a format: with the labels that are asked for. Raises `UsageError`."""
        kind = formats.writer(format)
        if selection.layers == (MARKS,) and not kind.marks:
            can = " and ".join(kind.name for kind in formats.FORMATS if kind.marks)
            raise UsageError(
                f"{kind.name} can't hold who made a mark and who could have; --layer marks is for {can}."
            )
        schema = self._schema
        if selection.labels is not None:
            labels = tuple(label for label in schema.labels if label.name in selection.labels)
            schema = msgspec.structs.replace(schema, labels=labels)
        return Writing(schema=schema, options=options or kind.options(), layers=selection.layers)


class _Left:
    """Gathers what an export leaves out."""

    def __init__(self) -> None:
        self.out: Counter[LeftOut] = Counter()
        self.not_chosen = NotChosen()

    def leave(self, reason: LeftOut) -> None:
        """Count an article that has no gold."""
        self.out[reason] += 1

    def tell(self, not_chosen: NotChosen) -> None:
        """Keep what was not asked for."""
        self.not_chosen = not_chosen
