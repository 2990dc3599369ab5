"""The file formats that articles are imported from and exported to; `FORMATS` lists them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from annotator.errors import UsageError
from annotator.formats.base import Reading
from annotator.formats.brat import Brat
from annotator.formats.cas import CasJson, CasXmi
from annotator.formats.conll import Conll
from annotator.formats.csv import Csv
from annotator.formats.doccano import Doccano
from annotator.formats.finding import Found, Search
from annotator.formats.huggingface import HuggingFace
from annotator.formats.jsonl import Jsonl
from annotator.formats.label_studio import LabelStudio
from annotator.formats.options import parse_options
from annotator.formats.prodigy import Prodigy
from annotator.formats.spacy import Spacy
from annotator.formats.text_files import check_encoding
from annotator.formats.txt import Txt
from annotator.formats.webanno import WebAnno
from annotator.model import Incoming, Refusal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from annotator.formats.base import Format

FORMATS: tuple[Format, ...] = (
    Txt(),
    Jsonl(),
    Csv(),
    Doccano(),
    LabelStudio(),
    Prodigy(),
    Brat(),
    WebAnno(),
    CasJson(),
    CasXmi(),
    Conll(),
    Spacy(),
    HuggingFace(),
)

AUTO = "auto"
"""The name after `--format` for detecting the format of each file."""

MOST_REFUSED = 100
"""How many records of a file are refused, without a good one before them, until the rest is not read."""


def find(paths: Iterable[Path], encoding: str = "utf-8", format: str = AUTO) -> Found:  # noqa: A002
    """Find the files to import under some paths: in folders and their subfolders, in the order of names, but no hidden files.

    `format` is the format of all files, or "auto" to detect that of each. Raises UsageError for an unknown encoding or
    format, and for a file that may have several formats.
    """
    check_encoding(encoding)
    return Search(FORMATS, None if format == AUTO else reader(format), encoding).run(paths)


def read_found(
    found: Found, encoding: str = "utf-8", options: Mapping[str, Any] | None = None
) -> Iterator[Incoming | Refusal]:
    """Yield every article of the files that `find` has found. `options` are the values of format options that were given."""
    settings = {
        file.kind.name: Reading(encoding=encoding, options=parse_options(file.kind, options or {}))
        for file in found.files
    }
    return _read(found, settings)


def reader(name: str) -> Format:
    """Return the format of this name that can be imported. Raises UsageError, which lists the names there are."""
    for kind in FORMATS:
        if kind.name == name and kind.reads:
            return kind
    names = ", ".join([AUTO, *(kind.name for kind in FORMATS if kind.reads)])
    raise UsageError(f"{name!r} is not a format that can be imported; there is {names}.")


def writer(name: str) -> Format:
    """Return the format of this name that can be exported. Raises UsageError, which lists the names there are."""
    for kind in FORMATS:
        if kind.name == name and kind.writes:
            return kind
    names = ", ".join(kind.name for kind in FORMATS if kind.writes)
    raise UsageError(f"{name!r} is not a format that can be exported; there is {names}.")


def _read(found: Found, settings: dict[str, Reading]) -> Iterator[Incoming | Refusal]:
    yield from found.refused
    for file in found.files:
        yield from _until_refused(file.kind.read(file.path, settings[file.kind.name]), file.path)


def _until_refused(records: Iterator[Incoming | Refusal], path: Path) -> Iterator[Incoming | Refusal]:
    """Yield the records; stop after `MOST_REFUSED` refusals at the beginning, for the file has another format then."""
    for number, record in enumerate(records, 1):
        if number > MOST_REFUSED and isinstance(record, Refusal):
            reason = (
                f"none of the first {MOST_REFUSED} records is good, so the rest of the file was not read."
            )
            yield Refusal(path=path, line=record.line, reason=reason)
            return
        yield record
        if isinstance(record, Incoming):
            break
    yield from records
