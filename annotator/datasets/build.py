"""Build the folder of a data set: its splits, the card README.md, and dataset.json."""

from __future__ import annotations

from collections import Counter
from hashlib import file_digest
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import UNSET

from annotator import __version__, cards
from annotator.datasets.card import card
from annotator.datasets.citation import CITATION, citation_file
from annotator.datasets.counting import CountedRecords
from annotator.datasets.croissant import CROISSANT, croissant
from annotator.datasets.dataset_json import Agreement, AgreementRow, DataSet, FileFacts
from annotator.datasets.divided import Ties
from annotator.datasets.parts_file import parts_file
from annotator.datasets.statistics import StatisticsCollector
from annotator.datasets.versions import data_version
from annotator.model import GOLD, NotChosen

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from annotator.agreement.report import Report, Row
    from annotator.datasets.divided import Divided
    from annotator.datasets.origin import Origin
    from annotator.datasets.record_spool import RecordSpool
    from annotator.formats.base import Format, Writing
    from annotator.formats.losses import Losses
    from annotator.model import LeftOut, Selection

CARD, FACTS, TIES = "README.md", "dataset.json", "ties.json"


def build(
    spool: RecordSpool,
    folder: Path,
    kind: Format,
    how: Writing,
    losses: Losses,
    *,
    divided: Divided,
    selection: Selection,
    left_out: Mapping[LeftOut, int],
    not_chosen: NotChosen,
    agreement: Report | None,
    origin: Origin,
) -> DataSet:
    """Write a data set of the articles of a spool that have a part into an empty folder, and return the contents of its dataset.json.

    The same articles, options and parts give the same bytes. Raises the errors of the format.
    """
    parts = divided.parts
    splits, statistics = {}, StatisticsCollector()
    with parts_file(folder, wanted=bool(divided.report.shares or divided.report.official)) as listing:
        for size in divided.sizes:
            records = spool.records(id_ for id_ in spool.labels if parts.get(id_) == size.name)
            counted = CountedRecords(listing.listed(size.name, records), statistics)
            before = {place: labels.copy() for place, labels in losses.written.items()}
            rows = losses.rows
            kind.write_split(counted, folder, size.name, how, losses)
            written = {
                place: labels - before.get(place, Counter()) for place, labels in losses.written.items()
            }
            splits[size.name] = counted.counts(size, how.schema, written, losses.rows - rows)
    if divided.ties != Ties():
        (folder / TIES).write_bytes(
            msgspec.json.format(msgspec.json.encode(divided.ties, order="sorted")) + b"\n"
        )
    options, files = msgspec.to_builtins(how.options), dict(_files(folder))
    named = selection.layers != (GOLD,)
    figures = statistics.figures(how.schema, named=named)
    layer = ", ".join(selection.layers)
    described: dict[str, Any] = {
        "program": "annotator",
        "version": __version__,
        "format": kind.name,
        "options": options,
        "layer": layer,
        "selection": selection,
        "seed": divided.report.seed,
        "schema": how.schema,
        "splits": splits,
        "statistics": figures,
        "left_out": dict(left_out),
        **({} if not_chosen == NotChosen() else {"not_chosen": not_chosen}),
        "division": divided.facts,
        "copies": divided.copies,
        "losses": {loss.value: count for loss, count in losses.counts.items()},
        "agreement": None if agreement is None else _agreement(agreement, named=named),
        "card": origin.card,
        "unstated": cards.unstated(origin.card),
        "layer_kinds": origin.layer_kinds | {other.name: other.kind for other in figures.others},
    }
    version = data_version(
        program=__version__,
        format=kind.name,
        options=options,
        schema=how.schema,
        origin=origin,
        described=described,
        files=files,
    )
    facts = DataSet(**described, data_version=version, files=files)
    (folder / CARD).write_bytes(card(facts, kind, how, folder).encode())
    if (citation := citation_file(facts)) is not None:
        (folder / CITATION).write_bytes(citation.encode())
    (folder / CROISSANT).write_bytes(croissant(facts, kind, how))
    facts = msgspec.structs.replace(facts, files=dict(_files(folder)))
    (folder / FACTS).write_bytes(msgspec.json.format(msgspec.json.encode(facts), indent=2) + b"\n")
    return facts


def _agreement(report: Report, *, named: bool) -> Agreement:
    return Agreement(
        overall=_row(report.overall, named=named),
        labels=tuple(_row(row, named=named) for row in report.by_label),
        level=report.level,
        resamples=report.resamples,
        seed=report.seed,
    )


def _row(row: Row, *, named: bool) -> AgreementRow:
    fields = msgspec.structs.asdict(row)
    return AgreementRow(**{**fields, "people": len(row.people), "names": row.people if named else UNSET})


def _files(folder: Path) -> Iterator[tuple[str, FileFacts]]:
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        with path.open("rb") as file:
            sha256 = file_digest(file, "sha256").hexdigest()
        yield path.relative_to(folder).as_posix(), FileFacts(size=path.stat().st_size, sha256=sha256)
