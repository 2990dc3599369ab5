"""UIMA CAS in JSON and in XMI, as INCEpTION, WebAnno and DKPro write it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from annotator.errors import InputError
from annotator.formats import text_files
from annotator.formats.base import Format, Options, Reading, Writing, needed
from annotator.formats.file_names import FileNames
from annotator.formats.json_head import json_head
from annotator.model import Loss

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from annotator.formats.cas.loading import Document
    from annotator.formats.losses import Losses
    from annotator.model import Incoming, Record, Refusal

    Load = Callable[[Path, str, Path | None, Path | None], Document]


class CasOptions(Options, frozen=True, kw_only=True):
    """The options of both formats: the type that is read as spans, its feature with the label, and the file with the types."""

    HELP: ClassVar[dict[str, str]] = {
        "cas_type": "The type of annotation that is read as spans, such as webanno.custom.Person.",
        "cas_feature": "The feature of it that is read as the label.",
        "cas_type_system": "The file with the type system, where it is not beside the files.",
    }
    READING: ClassVar[tuple[str, ...]] = ("cas_type", "cas_feature", "cas_type_system")

    cas_type: str = ""
    cas_feature: str = ""
    cas_type_system: str = ""


class _Cas(Format):
    """What both formats share. A file is an article; offsets are in UTF-16 units."""

    options = CasOptions
    loses_reading = (Loss.RELATIONS, Loss.EMPTY, Loss.PROVENANCE, Loss.TOKENS, Loss.SENTENCES)

    def files(self, found: Sequence[Path]) -> list[Path]:
        """Return the files but the type systems."""
        from annotator.formats.cas import type_systems

        return [path for path in found if not type_systems.is_type_system(path)]

    def _read(self, load: Load, path: Path, how: Reading) -> Iterator[Incoming | Refusal]:
        from annotator.formats.cas import reading

        if text_files.is_empty(path):
            yield text_files.refusal(InputError("the file is empty", path), path)
            return
        needed("cassis", self)
        options = how.options if isinstance(how.options, CasOptions) else CasOptions()
        given = Path(options.cas_type_system) if options.cas_type_system else None
        try:
            yield reading.article_of(load(path, how.encoding, given, how.folder), path, options)
        except InputError as error:
            yield text_files.refusal(error, path)

    def _write(self, records: Iterable[Record], folder: Path, losses: Losses, *, xmi: bool) -> int:
        from annotator.formats.cas import type_systems, writing

        needed("cassis", self)
        names = FileNames()
        count = 0
        (folder / type_systems.NAME).write_bytes(writing.type_system_file())
        for record in records:
            data = writing.xmi(record, losses) if xmi else writing.json(record, losses)
            (folder / f"{names.of(record.id)}{self.suffixes[0]}").write_bytes(data)
            count += 1
        return count


class CasJson(_Cas, listed="cas-json"):
    """UIMA's JSON, with the type system in each file."""

    loses_writing = (Loss.METADATA, Loss.WORK, Loss.NOTES, Loss.KINDS, Loss.CARD)

    def sniff(self, path: Path, head: bytes) -> float:
        """Look for the fields that only such a file has."""
        found = json_head(head)
        fields = next(found.objects, {}) if found is not None and not found.listed else {}
        if "%TYPES" in fields or "%FEATURE_STRUCTURES" in fields:
            return 1.0
        return 0.0 if head else super().sniff(path, head)

    def read(self, path: Path, how: Reading) -> Iterator[Incoming | Refusal]:
        """Yield the article of the file, or a refusal."""
        from annotator.formats.cas import loading

        return self._read(loading.from_json, path, how)

    def write_folder(self, records: Iterable[Record], folder: Path, how: Writing, losses: Losses) -> int:  # noqa: ARG002
        """Write a file for each record, and TypeSystem.xml."""
        return self._write(records, folder, losses, xmi=False)


class CasXmi(_Cas, listed="cas-xmi"):
    """UIMA's XMI, with the type system in TypeSystem.xml beside the files. It has no control characters."""

    loses_writing = (Loss.METADATA, Loss.WORK, Loss.NOTES, Loss.KINDS, Loss.CARD, Loss.CHARACTERS)

    def sniff(self, path: Path, head: bytes) -> float:
        """Look for the namespace of XMI in a file that begins as XML."""
        is_xmi = head.lstrip().startswith(b"<") and b"http://www.omg.org/XMI" in head
        return 1.0 if is_xmi else super().sniff(path, head)

    def read(self, path: Path, how: Reading) -> Iterator[Incoming | Refusal]:
        """Yield the article of the file, or a refusal."""
        from annotator.formats.cas import loading

        return self._read(loading.from_xmi, path, how)

    def write_folder(self, records: Iterable[Record], folder: Path, how: Writing, losses: Losses) -> int:  # noqa: ARG002
        """Write a file for each record, and TypeSystem.xml."""
        return self._write(records, folder, losses, xmi=True)
