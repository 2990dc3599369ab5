"""The labels of a corpus, counted before there is a project: every record is checked as an import would."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotator import formats
from annotator.model import ImportOptions, Incoming, Refusal, Struct
from annotator.store.importing.checks import UnfitError, check_unicode
from annotator.store.importing.records import check_record, check_size, refused

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from annotator.formats.finding import Found
    from annotator.store.importing.records import CheckedRecord

_TOLD = 100
"""How many records are read between two calls of `progress`."""


class CorpusLabels(Struct, frozen=True, kw_only=True):
    """The labels of some files.

    `spans`: how many spans have each label, the most frequent label first, those with equally many by name; a label that
    only decisions have has 0. `files` counts the files with spans; `bare` are those in which no spans were read, and
    `bare_with_refusals` those of them that have refused records. `nobodys` counts the spans of which the files don't say who
    made them, `named` are the names of those who made others. `refused` are the records that can't be imported. `lost` and
    `notes` are those of `Incoming`.
    """

    spans: dict[str, int]
    files: int
    bare: tuple[Path, ...]
    bare_with_refusals: frozenset[Path]
    nobodys: int
    named: tuple[str, ...]
    refused: tuple[Refusal, ...]
    lost: dict[str, int]
    notes: tuple[str, ...]


def count_labels(
    found: Found,
    *,
    encoding: str | None = None,
    options: Mapping[str, Any] | None = None,
    skip_bad: bool = False,
    progress: Callable[[int], None] | None = None,
) -> CorpusLabels:
    """Count the labels in the files that `formats.find` found; `options` are the formats' own, as for an import.

    `skip_bad` says that refused records will be left out, as `Reading.skip_bad` does.
    """
    spans: Counter[str] = Counter()
    by_file: Counter[Path] = Counter({file.path: 0 for file in found.files})
    nobodys = 0
    named: dict[str, None] = {}
    refusals: list[Refusal] = []
    lost: Counter[str] = Counter()
    notes: dict[str, None] = {}
    for number, record in enumerate(formats.read_found(found, encoding, options, skip_bad=skip_bad), 1):
        if isinstance(record, Incoming):
            try:
                checked = _check(record)
            except UnfitError as error:
                refusals.append(refused(record, error))
            else:
                nobodys += checked.without_annotator
                named |= dict.fromkeys(checked.layers)
                lost.update(checked.lost)
                notes |= dict.fromkeys(record.notes)
                spans.update(span.label for span in record.spans)
                spans.update(dict.fromkeys(_of_decisions(record), 0))
                by_file[record.path] += len(record.spans)
        else:
            refusals.append(record)
        if progress is not None and number % _TOLD == 0:
            progress(number)
    bare = tuple(path for path, count in by_file.items() if not count)
    return CorpusLabels(
        spans=dict(sorted(spans.items(), key=lambda one: (-one[1], one[0]))),
        files=len(by_file) - len(bare),
        bare=bare,
        bare_with_refusals=frozenset(bare) & {one.path for one in refusals},
        nobodys=nobodys,
        named=tuple(named),
        refused=tuple(refusals),
        lost=dict(lost),
        notes=tuple(notes),
    )


def _check(record: Incoming) -> CheckedRecord:
    """Return the record as an import checks it. Raises `UnfitError` where it can't be imported."""
    labels = {span.label for span in record.spans} | _of_decisions(record)
    for label in labels:
        check_unicode(label, "label of a span")
    checked = check_record(record, ImportOptions(), frozenset(labels))
    check_size(checked)
    return checked


def _of_decisions(record: Incoming) -> set[str]:
    decisions = () if record.state is None else record.state.decisions
    chosen = {span.label for one in decisions for span in one.spans}
    return chosen | {span.label for one in decisions for span in one.sources}
