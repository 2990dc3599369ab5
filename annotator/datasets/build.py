"""Build the folder of a data set: its splits, the card README.md, and dataset.json."""

from __future__ import annotations

from collections import Counter
from hashlib import file_digest
from typing import TYPE_CHECKING

import msgspec
from msgspec import UNSET

from annotator import __version__
from annotator.datasets.card import card
from annotator.datasets.dataset_json import Agreement, DataSet, FileFacts, SplitCounts
from annotator.datasets.parts_file import parts_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from annotator.agreement.report import Report
    from annotator.datasets.divided import Divided
    from annotator.datasets.record_spool import RecordSpool
    from annotator.datasets.split_sizes import SplitSize
    from annotator.formats.base import Format, Writing
    from annotator.formats.losses import Losses
    from annotator.model import LabelSchema, LeftOut, Record

CARD, FACTS = "README.md", "dataset.json"


def build(
    spool: RecordSpool,
    folder: Path,
    kind: Format,
    how: Writing,
    losses: Losses,
    *,
    divided: Divided,
    layer: str,
    left_out: Mapping[LeftOut, int],
    not_chosen: int | None,
    agreement: Report | None,
) -> DataSet:
    """Write a data set of the articles of a spool that have a part into an empty folder, and return the contents of its dataset.json.

    `not_chosen`: how many articles of the project were not asked for; None where all were. The same articles, options and parts
    give the same bytes. Raises the errors of the format.
    """
    parts = divided.parts
    splits = {}
    with parts_file(folder, wanted=bool(divided.report.shares)) as listing:
        for size in divided.sizes:
            records = spool.records(id_ for id_ in spool.labels if parts.get(id_) == size.name)
            counting = _Counting(listing.listed(size.name, records))
            kind.write_split(counting, folder, size.name, how, losses)
            splits[size.name] = counting.counts(size, how.schema)
    facts = DataSet(
        program="annotator",
        version=__version__,
        format=kind.name,
        options=msgspec.to_builtins(how.options),
        layer=layer,
        seed=divided.report.seed,
        schema=how.schema,
        splits=splits,
        left_out=dict(left_out),
        not_chosen=UNSET if not_chosen is None else not_chosen,
        division=divided.facts,
        copies=divided.copies,
        losses={loss.value: count for loss, count in losses.counts.items()},
        agreement=None if agreement is None else _agreement(agreement),
        files=dict(_files(folder)),
    )
    (folder / CARD).write_bytes(card(facts, kind, how, folder).encode())
    facts = msgspec.structs.replace(facts, files=dict(_files(folder)))
    (folder / FACTS).write_bytes(msgspec.json.format(msgspec.json.encode(facts), indent=2) + b"\n")
    return facts


class _Counting:
    """Yields records, and counts what they have."""

    def __init__(self, records: Iterable[Record]) -> None:
        self._records = records
        self._articles = 0
        self._labels: Counter[str] = Counter()
        self._sources: Counter[str] = Counter()

    def __iter__(self) -> Iterator[Record]:
        for record in self._records:
            self._articles += 1
            self._labels.update(span.label for span in record.spans)
            self._sources.update(span.source.value for span in record.spans if span.source is not None)
            yield record

    def counts(self, size: SplitSize, schema: LabelSchema) -> SplitCounts:
        """Return the counts, labels in the order of the schema."""
        return SplitCounts(
            percent=round(float(size.percent), 6),
            articles=self._articles,
            spans=self._labels.total(),
            labels={label.name: self._labels[label.name] for label in schema.labels},
            sources=dict(sorted(self._sources.items())),
        )


def _agreement(report: Report) -> Agreement:
    return Agreement(
        overall=report.overall,
        labels=report.by_label,
        level=report.level,
        resamples=report.resamples,
        seed=report.seed,
    )


def _files(folder: Path) -> Iterator[tuple[str, FileFacts]]:
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        with path.open("rb") as file:
            sha256 = file_digest(file, "sha256").hexdigest()
        yield path.relative_to(folder).as_posix(), FileFacts(size=path.stat().st_size, sha256=sha256)
