"""Exporting the records of a project, in a format or as a data set."""

from __future__ import annotations

from collections import Counter
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import msgspec

from annotator import formats
from annotator.errors import UsageError
from annotator.formats.base import Writing
from annotator.formats.losses import Losses
from annotator.model import EVERYONE, GOLD, LeftOut
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
        layer: str | None = None,
        articles: Collection[str] | None = None,
        options: Options | None = None,
        tell: Callable[[Lost], None] | None = None,
        progress: Callable[[int], None] = lambda _count: None,
    ) -> ExportReport:
        """Write the records of a layer in a format: to a binary file, or into an empty folder where it writes folders.

        Where there is no record, nothing at all is written. The report counts what was written, left out and lost; `tell` is
        called with each loss as it happens, `progress` with how many articles were looked at. See `Records.select` for `layer` and `articles`. `options` are the format's own. Raises
        `UsageError`, `OutputError`.
        """
        kind = formats.writer(format)
        left_out: Counter[LeftOut] = Counter()
        losses = Losses(tell)
        how = self.writing(format, options, layer)
        chosen = self._records.select(
            layer, articles=articles, leave=lambda reason: left_out.update([reason]), progress=progress
        )
        if kind.folder != isinstance(out, Path):
            raise UsageError(f"{kind.name} is written to a {'folder' if kind.folder else 'file'}.")
        first = next(chosen, None)
        if first is None:
            kind.check_writing(how, losses)
            return self._advised(losses.report(0, left_out), articles)
        of_articles = getattr(how.options, "rows", "article") == "article"
        if layer == EVERYONE and of_articles and (card := Cards(self._connection).get()):
            first = msgspec.structs.replace(first, card=card)
        chosen = chain([first], chosen)
        if isinstance(out, Path):
            written = kind.write_folder(chosen, out, how, losses)
        else:
            written = kind.write(chosen, out, how, losses)
        return self._advised(losses.report(written, left_out), articles)

    def write_data_set(
        self,
        format: str,  # noqa: A002
        folder: Path,
        *,
        division: Division,
        layer: str | None = None,
        articles: Collection[str] | None = None,
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
        left_out: Counter[LeftOut] = Counter()
        losses = Losses(tell)
        how = self.writing(format, options, layer)
        labels = [label.name for label in self._schema.labels]
        with RecordSpool(
            self._records.select(
                layer, articles=articles, leave=lambda reason: left_out.update([reason]), progress=progress
            )
        ) as spool:
            if not len(spool):
                kind.check_writing(how, losses)
                return self._advised(losses.report(0, left_out), articles)
            dividing = divide(self._connection, spool, division, sum(left_out.values()))
            if not dividing.divided.parts:
                return self._advised(losses.report(0, left_out), articles, dividing.divided.report)
            facts = build(
                spool,
                folder,
                kind,
                how,
                losses,
                divided=dividing.divided,
                layer=layer or GOLD,
                left_out=left_out,
                not_chosen=None if articles is None else self._records.number() - len(articles),
                origin=self._origin(layer),
                agreement=measure(Finished(self._connection).marks(list(spool.labels)), labels, len(spool)),
            )
        splits = {name: split.articles for name, split in facts.splits.items()}
        report = losses.report(sum(splits.values()), left_out, splits)
        report = msgspec.structs.replace(report, unstated=facts.unstated)
        report = self._advised(report, articles, dividing.divided.report)
        accept(report)
        dividing.keep(self._connection)
        return report

    def _origin(self, layer: str | None) -> Origin:
        """Return what a data set of a layer says of the project."""
        from annotator.datasets.origin import Origin
        from annotator.store.file import meta
        from annotator.store.latest_change import latest_change
        from annotator.store.people import annotators, kinds

        latest = latest_change(self._connection)
        whose = (
            None if layer in (None, GOLD, EVERYONE) else annotators.require_number(self._connection, layer)
        )
        return Origin(
            created=meta.created(self._connection),
            latest_change="" if latest is None else latest.isoformat(),
            card=Cards(self._connection).get(),
            layer_kind=None if whose is None else kinds.of(self._connection, whose),
        )

    def _advised(
        self, report: ExportReport, articles: Collection[str] | None, division: DivisionReport | None = None
    ) -> ExportReport:
        """Return the report with how a data set was divided, and advice on assigning the articles that were left out for lack of people."""
        report = msgspec.structs.replace(report, division=division)
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
        layer: str | None = None,
    ) -> Writing:
        """Return how records of a layer are written in a format. Raises `UsageError`."""
        return Writing(
            schema=self._schema, options=options or formats.writer(format).options(), layers=(layer or GOLD,)
        )
