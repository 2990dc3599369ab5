"""WebAnno TSV 3.3, as INCEpTION and WebAnno write it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar

from annotator.errors import InputError, UsageError
from annotator.formats import text_files
from annotator.formats.base import Format, Options, Reading, Writing
from annotator.formats.file_names import FileNames, name_for
from annotator.formats.losses import OF_ARTICLES, Losses
from annotator.formats.record_spans import trimmed_spans
from annotator.model import Loss, Lost

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from annotator.model import Incoming, Record, Refusal

_DEFAULT = "de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity|value"
_LAYER = re.compile(r"[A-Za-z_]\w*(?:\.\w+)*(?:\|\w+)?", re.ASCII)


class WebAnnoOptions(Options, frozen=True, kw_only=True):
    """The option of `webanno`: the layer with the spans, and its feature with the label."""

    HELP: ClassVar[dict[str, str]] = {
        "tsv_layer": "the layer with the spans and its feature that is the label, as in webanno.custom.Claim|value"
    }
    READING: ClassVar[tuple[str, ...]] = ("tsv_layer",)

    tsv_layer: str = ""


class WebAnno(Format, listed="webanno"):
    """A file is an article. Offsets are in UTF-16 units.

    Read: one layer of spans, whose other features become attributes. In a project that INCEpTION exported, the folder of
    a file names the article, and the file the annotator.

    Written: spans in INCEpTION's layer for named entities, unless the option names another.
    """

    options = WebAnnoOptions
    loses_reading = (Loss.RELATIONS, Loss.EMPTY, Loss.TOKENS, Loss.SENTENCES, Loss.NOTHING_FOUND)
    loses_writing = (*OF_ARTICLES, Loss.NAMES, Loss.TWINS, Loss.MERGED, Loss.EDGES, Loss.EMPTY, Loss.SPACES)

    def sniff(self, path: Path, head: bytes) -> float:
        """Look at the first line. Other versions are accepted where the name fits, so that reading can say what is wrong."""
        if head.startswith(b"#FORMAT=WebAnno TSV 3."):
            return 1.0
        if not head or head.startswith(b"#FORMAT=WebAnno TSV"):
            return super().sniff(path, head)
        return 0.0

    def read(self, path: Path, how: Reading) -> Iterator[Incoming | Refusal]:
        """Yield the article, or a refusal."""
        from annotator.formats.webanno import reading

        wanted = how.options.tsv_layer if isinstance(how.options, WebAnnoOptions) else ""
        try:
            yield reading.read_article(path, how.encoding, wanted)
        except InputError as error:
            yield text_files.refusal(error, path)

    def write_folder(self, records: Iterable[Record], folder: Path, how: Writing, losses: Losses) -> int:
        """Write a file for each record. Raises UsageError where the layer has a name that no layer can have."""
        from annotator.formats.webanno import writing

        layer = _layer(how.options.tsv_layer if isinstance(how.options, WebAnnoOptions) else "")
        names = FileNames()
        count = 0
        for record in records:
            inner = trimmed_spans(record, losses, str.isspace)
            lines = writing.file_lines(record.text, inner, layer)
            losses.add_article(record)
            _count_leading_space(record, losses)
            name = name_for(record, names, losses)
            (folder / f"{name}.tsv").write_bytes("".join(lines).encode())
            count += 1
        return count


def _layer(wanted: str) -> str:
    layer = wanted or _DEFAULT
    if not _LAYER.fullmatch(layer):
        raise UsageError(
            f"{layer!r} can't be a layer of WebAnno; write its type and feature, as in webanno.custom.Claim|value."
        )
    return layer if "|" in layer else f"{layer}|value"


def _count_leading_space(record: Record, losses: Losses) -> None:
    """Count white space before the first token as lost, unless it is plain spaces: only its length is kept."""
    found = re.match(r"[\s\x1c-\x1f]+", record.text)
    if found and found[0].replace(" ", ""):
        spaces = " " * len(found[0])
        losses.add(Lost(loss=Loss.SPACES, article=record.id, end=found.end(), text=found[0], became=spaces))
