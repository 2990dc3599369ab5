"""The kinds of file that articles come in as and leave as. `FORMATS` is the one list of them."""

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
from annotator.formats.options import chosen
from annotator.formats.prodigy import Prodigy
from annotator.formats.reading import check_encoding
from annotator.formats.spacy import Spacy
from annotator.formats.txt import Txt
from annotator.formats.webanno import WebAnno
from annotator.model import Incoming, Refusal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
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
"""What `--format` calls the formats that files say of themselves."""

PATIENCE = 100
"""After so many refused records without one good one, the rest of a file is not tried."""


def find(paths: Iterable[Path], encoding: str = "utf-8", format: str = AUTO) -> Found:  # noqa: A002
    """Look through the folders, their own folders included, in the order of names; hidden files are passed over.

    `format` names what all files are; "auto": each one is what its first bytes and its name say. Raises UsageError for an
    encoding or a format that there is not, and for a file that may be of several formats.
    """
    check_encoding(encoding)
    return Search(FORMATS, None if format == AUTO else reader(format), encoding).run(paths)


def read(
    paths: Sequence[Path],
    encoding: str = "utf-8",
    format: str = AUTO,  # noqa: A002
) -> Iterator[Incoming | Refusal]:
    """Yield every record of the files and folders; a bad record or file is a Refusal and stops nothing else.

    Raises UsageError as `find` does.
    """
    return read_found(find(paths, encoding, format), encoding)


def read_found(
    found: Found, encoding: str = "utf-8", options: Mapping[str, Any] | None = None
) -> Iterator[Incoming | Refusal]:
    """Do as `read` with what `find` has found already. `options` are those of the formats that were given."""
    ways = {
        file.kind.name: Reading(encoding=encoding, options=chosen(file.kind, options or {}))
        for file in found.files
    }
    return _read(found, ways)


def reader(name: str) -> Format:
    """Return the format of that name that articles can come in as. Raises UsageError, which lists the names."""
    for kind in FORMATS:
        if kind.name == name and kind.reads:
            return kind
    names = ", ".join([AUTO, *(kind.name for kind in FORMATS if kind.reads)])
    raise UsageError(f"{name!r} is not a format that can be imported; there is {names}.")


def writer(name: str) -> Format:
    """Return the format of that name that articles can leave as. Raises UsageError, which lists the names."""
    for kind in FORMATS:
        if kind.name == name and kind.writes:
            return kind
    names = ", ".join(kind.name for kind in FORMATS if kind.writes)
    raise UsageError(f"{name!r} is not a format that can be exported; there is {names}.")


def _read(found: Found, ways: dict[str, Reading]) -> Iterator[Incoming | Refusal]:
    yield from found.refused
    for file in found.files:
        yield from _patiently(file.kind.read(file.path, ways[file.kind.name]), file.path)


def _patiently(records: Iterator[Incoming | Refusal], path: Path) -> Iterator[Incoming | Refusal]:
    """Pass the records on, but give up on a file that is plainly something else."""
    for number, record in enumerate(records, 1):
        if number > PATIENCE and isinstance(record, Refusal):
            reason = f"none of the first {PATIENCE} records is good, so the rest of the file was not read."
            yield Refusal(path=path, line=record.line, reason=reason)
            return
        yield record
        if isinstance(record, Incoming):
            break
    yield from records
