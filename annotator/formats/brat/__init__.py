"""brat's standoff format: a text file, and beside it a file with the annotations."""

from __future__ import annotations

import codecs
import re
from pathlib import PurePath
from typing import TYPE_CHECKING

from annotator.errors import InputError
from annotator.formats import reading
from annotator.formats.base import Format, Reading, Writing
from annotator.formats.brat import configuration, contents, lines
from annotator.formats.brat.fragments import BREAKS, cut, reference
from annotator.formats.edges import trimmed
from annotator.formats.losses import Loss, Losses
from annotator.formats.names import Names, entered
from annotator.formats.writing import OF_ARTICLES, enter
from annotator.model import Incoming

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from annotator.model import Record, RecordSpan, Refusal

_TEXT, _ANNOTATIONS = ".txt", ".ann"
_LINE = re.compile(rb"\s*(T[0-9]+\t\S+ [0-9]+ [0-9]+|[REAMN#*][A-Za-z]*[0-9]*\t\S+ )")
_MARK = "\ufeff"


class Brat(Format):
    """`a.ann` has the annotations of `a.txt`. Offsets are code points of the text as it stands in its file.

    Parts of a span with no more than a line's end between them are one span, since brat has none that goes on over it;
    other parts are read as a span each. The notes and attributes of spans become attributes. brat itself knows UTF-8 only.
    """

    name = "brat"
    description = "brat standoff: a folder with a .txt and an .ann an article"
    suffixes = (_ANNOTATIONS,)
    reads = True
    writes = True
    folder = True
    loses_reading = (Loss.RELATIONS, Loss.PARTS, Loss.EMPTY)
    loses_writing = (*OF_ARTICLES, Loss.NAMES, Loss.TWINS, Loss.EDGES, Loss.EMPTY)

    def sniff(self, path: Path, head: bytes) -> float:
        """Look at the first line, and at what is beside a text."""
        suffix = path.suffix.lower()
        if suffix == _TEXT:
            return 0.9 if _beside(path, _ANNOTATIONS) else 0.0
        if suffix != _ANNOTATIONS:
            return 0.0
        return 0.95 if _LINE.match(head) else 0.2 if head else 0.6

    def files(self, found: Sequence[Path]) -> list[Path]:
        """Leave out each text whose annotations were found too."""
        annotated = {path.with_suffix("") for path in found if path.suffix.lower() == _ANNOTATIONS}
        return [
            path for path in found if path.suffix.lower() != _TEXT or path.with_suffix("") not in annotated
        ]

    def read(self, path: Path, how: Reading) -> Iterator[Incoming | Refusal]:
        """Yield the article of a text and its annotations; one alone is a text without any."""
        try:
            yield _incoming(path, how.encoding)
        except InputError as error:
            yield reading.refusal(error, _sibling(path, error.path))

    def write_folder(self, records: Iterable[Record], folder: Path, how: Writing, losses: Losses) -> int:
        """Write a `.txt` and an `.ann` for each record, in UTF-8, and brat's configuration for the labels."""
        names = Names()
        types = configuration.stored(how.schema)
        count = 0
        for record in records:
            spans = trimmed(record, losses, BREAKS.__contains__)
            enter(record, losses)
            name = entered(names, record, losses)
            (folder / f"{name}{_TEXT}").write_bytes(_document(record).encode())
            (folder / f"{name}{_ANNOTATIONS}").write_bytes("".join(_lines(record, spans, types)).encode())
            count += 1
        (folder / "annotation.conf").write_bytes(configuration.annotation_conf(how.schema))
        (folder / "visual.conf").write_bytes(configuration.visual_conf(how.schema))
        return count


def _document(record: Record) -> str:
    """Return the text as brat sees it: behind a byte order mark where it begins with one, which would be taken for that."""
    return f"{_MARK}{record.text}" if record.text.startswith(_MARK) else record.text


def _lines(record: Record, spans: list[RecordSpan], types: dict[str, str]) -> Iterator[str]:
    document = _document(record)
    skip = len(document) - len(record.text)
    notes = 0
    for number, span in enumerate(spans, 1):
        parts = cut(document, span.start + skip, span.end + skip)
        offsets = ";".join(f"{start} {end}" for start, end in parts)
        yield f"T{number}\t{types.get(span.label, span.label)} {offsets}\t{reference(document, parts)}\n"
        if note := " ".join(span.note.split()):
            notes += 1
            yield f"#{notes}\t{contents.NOTE} T{number}\t{note}\n"


def _incoming(path: Path, encoding: str) -> Incoming:
    is_text = path.suffix.lower() == _TEXT
    text_path = path if is_text else _beside(path, _TEXT)
    if text_path is None:
        _check_there(path)
        raise InputError(f"has no text beside it; put {path.with_suffix(_TEXT).name} into its folder", path)
    text = reading.whole(text_path, encoding)
    reading.check_text(text, text_path, what="the file")
    beside = _beside(path, _ANNOTATIONS) if is_text else path
    if beside is None:
        return Incoming(text=text, path=path)
    found = _annotations(list(_annotation_lines(beside, encoding)), text, text_path, beside, encoding)
    return Incoming(text=text, path=path, spans=found.spans, lost=found.lost)


def _annotations(
    found: list[lines.Line], text: str, text_path: Path, path: Path, encoding: str
) -> contents.Annotations:
    """Return what the lines have; brat counts a byte order mark as a character of the text, other programs do not."""
    label = _labels(path)
    if _has_mark(text_path, encoding):
        try:
            return contents.read(found, _MARK + text, path, skip=1, label=label)
        except InputError:
            pass
    return contents.read(found, text, path, skip=0, label=label)


def _annotation_lines(path: Path, encoding: str) -> Iterator[lines.Line]:
    for number, line in reading.lines(path, encoding, newline="\n"):
        if line is None:
            raise InputError(f"the line {reading.TOO_LARGE}", path, number)
        reading.check_line(line, encoding, path, number)
        reading.check_characters(line, path, number, "the line")
        if line and not line.isspace():
            yield lines.parse(line.removesuffix("\n").removesuffix("\r"), path, number)


def _labels(path: Path) -> Callable[[str], str]:
    """Return what makes labels of types; `visual.conf` is looked into for stand-ins only."""
    known: dict[str, str] = {}

    def label(kind: str) -> str:
        if kind not in known:
            visual = path.with_name("visual.conf")
            shown = {}
            if configuration.is_stand_in(kind) and visual.is_file():
                shown = configuration.shown(reading.whole(visual, "utf-8"))
            known[kind] = shown.get(kind, kind)
        return known[kind]

    return label


def _beside(path: Path, suffix: str) -> Path | None:
    for form in (suffix, suffix.upper()):
        try:
            if (other := path.with_suffix(form)).is_file():
                return other
        except (OSError, ValueError):  # a name that is too long, or none
            return None
    return None


def _sibling(path: Path, at: Path | str | None) -> Path:
    """Return the file that an error is about, one of the two."""
    return path if at is None else path.with_name(PurePath(at).name)


def _check_there(path: Path) -> None:
    try:
        path.stat()
    except OSError as error:
        raise reading.unreadable(error, path) from error


def _has_mark(path: Path, encoding: str) -> bool:
    if codecs.lookup(encoding).name not in ("utf-8", "utf-8-sig"):
        return False
    with path.open("rb") as file:
        return file.read(len(codecs.BOM_UTF8)) == codecs.BOM_UTF8
