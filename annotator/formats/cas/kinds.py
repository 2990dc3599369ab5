"""The two formats."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from annotator.errors import InputError
from annotator.formats import reading
from annotator.formats.base import Format, Reading, Writing, needed
from annotator.formats.cas import documents, spans, type_systems, writing
from annotator.formats.cas.options import CasOptions
from annotator.formats.losses import Loss
from annotator.formats.names import Names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from annotator.formats.cas.documents import Document
    from annotator.formats.losses import Losses
    from annotator.model import Incoming, Record, Refusal

    Load = Callable[[Path, str, Path | None], Document]


class _Cas(Format):
    """A file is an article, the types of its annotations are beside it. Offsets are in UTF-16 units."""

    reads = True
    writes = True
    folder = True
    extra = "cas"
    options = CasOptions
    loses_reading = (Loss.RELATIONS, Loss.EMPTY, Loss.PROVENANCE)

    def files(self, found: Sequence[Path]) -> list[Path]:
        """Return the files without the type systems."""
        return [path for path in found if not type_systems.is_one(path)]

    def _read(self, load: Load, path: Path, how: Reading) -> Iterator[Incoming | Refusal]:
        if reading.empty(path):
            yield reading.refusal(InputError("the file is empty", path), path)
            return
        needed("cassis", self)
        options = how.options if isinstance(how.options, CasOptions) else CasOptions()
        given = Path(options.cas_type_system) if options.cas_type_system else None
        try:
            yield spans.incoming(load(path, how.encoding, given), path, options)
        except InputError as error:
            yield reading.refusal(error, path)

    def _write(self, records: Iterable[Record], folder: Path, losses: Losses, *, xmi: bool) -> int:
        needed("cassis", self)
        names = Names()
        count = 0
        (folder / type_systems.NAME).write_bytes(writing.type_system_file())
        for record in records:
            data = writing.xmi(record, losses) if xmi else writing.json(record, losses)
            (folder / f"{names.of(record.id)}{self.suffixes[0]}").write_bytes(data)
            count += 1
        return count


class CasJson(_Cas):
    """UIMA's JSON: the types stand in each file."""

    name = "cas-json"
    description = "UIMA CAS in JSON, as INCEpTION has it; one article a file"
    suffixes = (".json",)
    loses_writing = (Loss.METADATA, Loss.WORK)

    def sniff(self, path: Path, head: bytes) -> float:
        """Look for a key that only such a file has."""
        if any(key in head for key in (b'"%TYPES"', b'"%FEATURE_STRUCTURES"')):
            return 1.0
        return 0.0 if head else super().sniff(path, head)

    def read(self, path: Path, how: Reading) -> Iterator[Incoming | Refusal]:
        """Yield the article of the file, or why there is none."""
        return self._read(documents.from_json, path, how)

    def write_folder(self, records: Iterable[Record], folder: Path, how: Writing, losses: Losses) -> int:  # noqa: ARG002
        """Write a file for each record, and TypeSystem.xml."""
        return self._write(records, folder, losses, xmi=False)


class CasXmi(_Cas):
    """UIMA's XML: the types are in TypeSystem.xml beside it. Control characters can't be written."""

    name = "cas-xmi"
    description = "UIMA CAS in XMI with TypeSystem.xml, as INCEpTION and WebAnno have it; one article a file"
    suffixes = (".xmi",)
    loses_writing = (Loss.METADATA, Loss.WORK, Loss.CHARACTERS)

    def sniff(self, path: Path, head: bytes) -> float:
        """Look for the namespace of XMI."""
        return 1.0 if b"http://www.omg.org/XMI" in head else super().sniff(path, head)

    def read(self, path: Path, how: Reading) -> Iterator[Incoming | Refusal]:
        """Yield the article of the file, or why there is none."""
        return self._read(documents.from_xmi, path, how)

    def write_folder(self, records: Iterable[Record], folder: Path, how: Writing, losses: Losses) -> int:  # noqa: ARG002
        """Write a file for each record, and TypeSystem.xml."""
        return self._write(records, folder, losses, xmi=True)
