"""Writing out: records, formats, data sets."""

from __future__ import annotations

from collections import Counter
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import msgspec

from annotator import formats
from annotator.adjudication import exported_spans
from annotator.errors import UsageError
from annotator.formats.base import Writing
from annotator.formats.losses import Losses
from annotator.model import LeftOut
from annotator.project.teams import Teams
from annotator.store import records
from annotator.store.people import annotators

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from annotator.datasets.split_sizes import SplitSize
    from annotator.formats.base import Options
    from annotator.model import ExportReport, Lost, Record


class Exports(Teams):
    """What leaves the project."""

    def records(
        self, layer: str | None = None, *, leave: Callable[[LeftOut], None] | None = None
    ) -> Iterator[Record]:
        """Return articles with their spans, all as of one moment.

        `layer` None or "gold": articles that are settled and not changed since, or that one person alone was to mark
        and finished; `leave` is told why of each of the others. "all": every article with everyone's spans. A name: the
        articles in which that annotator has spans or a status other than todo. Raises `UsageError` at once when nobody
        has that name.
        """
        return records.select(self._connection, layer, exported_spans, leave or (lambda _reason: None))

    def layer_counts(self) -> dict[str, int]:
        """Return how many articles `records` has for each layer that has any: "gold", names by count, "all"."""
        return records.counts(self._connection, exported_spans)

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
            kind.check_writing(how, losses)
            return self._advised(losses.report(0, left_out))
        chosen = chain([first], chosen)
        if isinstance(out, Path):
            written = kind.write_folder(chosen, out, how, losses)
        else:
            written = kind.write(chosen, out, how, losses)
        return self._advised(losses.report(written, left_out))

    def export_data_set(
        self,
        format: str,  # noqa: A002
        folder: Path,
        *,
        shares: Sequence[SplitSize],
        seed: int = 0,
        layer: str | None = None,
        options: Options | None = None,
        tell: Callable[[Lost], None] | None = None,
    ) -> ExportReport:
        """Write a data set with these splits into an empty folder, with its card and dataset.json.

        Where there is no article, nothing is written. Articles that are nearly the same stay in one split; the same articles, options and `seed` give the same bytes.
        Raises as `export` does, and `UsageError` for more splits than there are articles to part.
        """
        from annotator.agreement.measuring import measure
        from annotator.datasets.build import build
        from annotator.datasets.record_spool import RecordSpool

        kind = formats.writer(format)
        if not kind.splits:
            can = ", ".join(kind.name for kind in formats.FORMATS if kind.splits)
            raise UsageError(f"{kind.name} can't be split; there is {can}.")
        left_out: Counter[LeftOut] = Counter()
        losses = Losses(tell)
        how = self.writing(format, options)
        labels = [label.name for label in self.schema.labels]
        with RecordSpool(self.records(layer, leave=lambda reason: left_out.update([reason]))) as spool:
            if not len(spool):
                kind.check_writing(how, losses)
                return self._advised(losses.report(0, left_out))
            facts = build(
                spool,
                folder,
                kind,
                how,
                losses,
                sizes=shares,
                seed=seed,
                layer=layer or annotators.GOLD,
                left_out=left_out,
                agreement=measure(self.finished_marks(list(spool.labels)), labels, len(spool)),
            )
        splits = {name: split.articles for name, split in facts.splits.items()}
        return self._advised(losses.report(sum(splits.values()), left_out, splits))

    def _advised(self, report: ExportReport) -> ExportReport:
        """Return the report with what helps the articles that are left out."""
        if LeftOut.NOBODYS in report.left_out:
            report = msgspec.structs.replace(report, undealt=self.undealt())
        if LeftOut.ONE_OF_SEVERAL in report.left_out:
            report = msgspec.structs.replace(report, half_done=self.half_done())
        return report

    def writing(self, format: str, options: Options | None = None) -> Writing:  # noqa: A002
        """Return how records are written in a format. Raises `UsageError`."""
        return Writing(schema=self.schema, options=options or formats.writer(format).options())
