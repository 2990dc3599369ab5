"""brat's standoff format: a text file, and beside it a file with the annotations."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from annotator.errors import InputError
from annotator.formats import text_files
from annotator.formats.base import Format, Reading, Writing, size_of
from annotator.formats.brat.fragments import BREAKS
from annotator.formats.brat.reading import ANNOTATIONS, TEXT
from annotator.formats.file_names import FileNames, name_for
from annotator.formats.losses import OF_ARTICLES, Losses
from annotator.formats.record_spans import trimmed_spans
from annotator.model import Loss

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from annotator.model import Incoming, Record, Refusal

_LINE = re.compile(rb"\s*(T[0-9]+\t\S+ [0-9]+ [0-9]+|[REAMN#*][A-Za-z]*[0-9]*\t\S+ )")


class Brat(Format, listed="brat"):
    """Standoff annotations: `a.ann` has the annotations of `a.txt`. Offsets are code points of the text file.

    Read: fragments of an annotation with nothing but a line break between them are one span, because brat has no
    fragment that goes on over a line break. Other fragments are read as a span each. Notes and attributes of spans become
    attributes.

    Written: always UTF-8, the one encoding that brat reads.
    """

    loses_reading = (Loss.RELATIONS, Loss.PARTS, Loss.EMPTY)
    loses_writing = (*OF_ARTICLES, Loss.NAMES, Loss.TWINS, Loss.MERGED, Loss.EDGES, Loss.EMPTY)

    def sniff(self, path: Path, head: bytes) -> float:
        """Look at the first line of an annotation file, and for the other of the two files beside this one."""
        from annotator.formats.brat import reading

        suffix = path.suffix.lower()
        if suffix == TEXT:
            return 0.9 if reading.is_beside(path, ANNOTATIONS) else 0.0
        if suffix != ANNOTATIONS:
            return 0.0
        if _LINE.match(head):
            return 0.95
        if head and reading.is_beside(path, TEXT):
            return 0.9
        return 0.2 if head else 0.6

    def files(self, found: Sequence[Path]) -> list[Path]:
        """Return the files without the texts whose annotation files are among them."""
        annotated = {path.with_suffix("") for path in found if path.suffix.lower() == ANNOTATIONS}
        return [
            path for path in found if path.suffix.lower() != TEXT or path.with_suffix("") not in annotated
        ]

    def size(self, path: Path) -> int:
        """Return the bytes of both files of an article."""
        others = {
            path.with_suffix(form) for suffix in (TEXT, ANNOTATIONS) for form in (suffix, suffix.upper())
        }
        return size_of(path) + max(map(size_of, others - {path}))

    def read(self, path: Path, how: Reading) -> Iterator[Incoming | Refusal]:
        """Yield the article of a text file and its annotation file. A text file alone is an article without spans."""
        from annotator.formats.brat import reading

        try:
            yield reading.read_article(path, how.encoding, how.folder)
        except InputError as error:
            yield text_files.refusal(error, reading.file_of_error(path, error))

    def write_folder(self, records: Iterable[Record], folder: Path, how: Writing, losses: Losses) -> int:
        """Write a `.txt` and an `.ann` for each record, and brat's configuration for the labels."""
        from annotator.formats.brat import configuration, writing

        names = FileNames()
        types = configuration.types_of(how.schema)
        count = 0
        for record in records:
            spans = trimmed_spans(record, losses, BREAKS.__contains__)
            losses.add_article(record)
            name = name_for(record, names, losses)
            (folder / f"{name}{TEXT}").write_bytes(writing.text_file(record))
            (folder / f"{name}{ANNOTATIONS}").write_bytes(writing.annotation_file(record, spans, types))
            count += 1
        (folder / "annotation.conf").write_bytes(configuration.annotation_conf(how.schema))
        (folder / "visual.conf").write_bytes(configuration.visual_conf(how.schema))
        return count
