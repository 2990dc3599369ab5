"""WebAnno TSV 3.3, as INCEpTION and WebAnno write it."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, ClassVar

import msgspec

from annotator.errors import InputError, UsageError
from annotator.formats import reading
from annotator.formats.base import Format, Options, Reading, Writing
from annotator.formats.edges import trimmed
from annotator.formats.losses import Loss, Losses, Lost
from annotator.formats.names import Names, entered
from annotator.formats.utf16 import Units
from annotator.formats.webanno import body, header
from annotator.formats.webanno.spans import count_others, spans
from annotator.formats.webanno.writing import Rows
from annotator.formats.writing import OF_ARTICLES, enter
from annotator.model import Incoming

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from annotator.model import IncomingSpan, Record, Refusal

_DEFAULT = "de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity|value"
_LAYER = re.compile(r"[A-Za-z_]\w*(?:\.\w+)*(?:\|\w+)?", re.ASCII)
_EXPORTS = ("annotation", "curation")


class WebAnnoOptions(Options, frozen=True, kw_only=True):
    """The layer that the spans are in, and its feature that is the label."""

    HELP: ClassVar[dict[str, str]] = {
        "tsv_layer": "the layer with the spans and its feature that is the label, as in webanno.custom.Claim|value"
    }
    READING: ClassVar[tuple[str, ...]] = ("tsv_layer",)

    tsv_layer: str = ""


class WebAnno(Format):
    """A file is an article. Offsets count UTF-16 units.

    One layer of spans is read; its other features become attributes. In a project that INCEpTION exported the folder
    of a file is its article, and the file's name who made it. Without an option, spans are written into the layer that
    INCEpTION has for named entities.
    """

    name = "webanno"
    description = "WebAnno TSV 3.3: a folder with a table of tokens an article"
    suffixes = (".tsv",)
    reads = True
    writes = True
    folder = True
    options = WebAnnoOptions
    loses_reading = (Loss.RELATIONS, Loss.EMPTY)
    loses_writing = (*OF_ARTICLES, Loss.NAMES, Loss.TWINS, Loss.EDGES, Loss.EMPTY, Loss.SPACES)

    def sniff(self, path: Path, head: bytes) -> float:
        """Look at the first line; a file of another version is taken too, to be told of, where it has the ending."""
        if head.startswith(b"#FORMAT=WebAnno TSV 3."):
            return 1.0
        if not head or head.startswith(b"#FORMAT=WebAnno TSV"):
            return super().sniff(path, head)
        return 0.0

    def read(self, path: Path, how: Reading) -> Iterator[Incoming | Refusal]:
        """Yield the article, or why there is none."""
        wanted = how.options.tsv_layer if isinstance(how.options, WebAnnoOptions) else ""
        try:
            yield _incoming(path, how.encoding, wanted)
        except InputError as error:
            yield reading.refusal(error, path)

    def write_folder(self, records: Iterable[Record], folder: Path, how: Writing, losses: Losses) -> int:
        """Write a file for each record. Raises UsageError for a layer that can't be one."""
        layer = _layer(how.options.tsv_layer if isinstance(how.options, WebAnnoOptions) else "")
        names = Names()
        count = 0
        for record in records:
            inner = trimmed(record, losses, str.isspace)
            rows = Rows(record.text, inner)
            enter(record, losses)
            _enter_spaces(record, losses)
            name = entered(names, record, losses)
            lines = [f"{header.VERSION}\n", f"#T_SP={layer}\n", "\n", *rows.lines()]
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


def _enter_spaces(record: Record, losses: Losses) -> None:
    """Enter the loss of white space before the first token, of which only the length is kept."""
    found = re.match(r"[\s\x1c-\x1f]+", record.text)
    if found and found[0].replace(" ", ""):
        spaces = " " * len(found[0])
        losses.add(Lost(loss=Loss.SPACES, article=record.id, end=found.end(), text=found[0], became=spaces))


def _incoming(path: Path, encoding: str, wanted: str) -> Incoming:
    lines = _lines(path, encoding)
    number, first = next(lines, (0, ""))
    if not number or not (first or any(line for _, line in lines)):
        raise InputError("the file is empty", path)
    header.check_version(first, path)
    layers: list[header.Layer] = []
    width = 3
    content: body.Body | None = None
    for number, line in lines:
        if content is None:
            if layer := header.layer(line, width):
                layers.append(layer)
                width += len(layer.columns)
                continue
            if not line:
                continue
            content = body.Body(width, path)
        content.take(line, number)
    if content is None:
        raise InputError("has no text below its first lines", path)
    content.close()
    return _article(content, layers, path, wanted)


def _article(content: body.Body, layers: list[header.Layer], path: Path, wanted: str) -> Incoming:
    text = content.text
    reading.check_text(text, path)
    units = Units(text)
    body.check_tokens(content.rows, text, units, path)
    chosen = header.choose(layers, wanted, path)
    lost: Counter[str] = Counter()
    found = spans(content.rows, chosen, units, lost)
    count_others(content.rows, layers, chosen, lost)
    article, annotator = _whose(path)
    return Incoming(
        text=text,
        path=path,
        id=article,
        spans=tuple(_by(span, annotator) for span in found),
        lost={what: count for what, count in lost.items() if count},
    )


def _lines(path: Path, encoding: str) -> Iterator[tuple[int, str]]:
    """Yield the lines without their endings, which are those that Java knows."""
    for number, line in reading.lines(path, encoding, newline=""):
        if line is None:
            raise InputError(f"the line {reading.TOO_LARGE}", path, number)
        reading.check_line(line, encoding, path, number)
        reading.check_characters(line, path, number, "the line")
        yield number, line.removesuffix("\n").removesuffix("\r")


def _whose(path: Path) -> tuple[str | None, str | None]:
    """Return the article and who annotated it, where the file is in an export of a project, such as annotation/a.txt/huda.tsv."""
    folder = path.absolute().parent
    if folder.parent.name in _EXPORTS and folder.name.isprintable():
        return folder.name, path.stem
    return None, None


def _by(span: IncomingSpan, annotator: str | None) -> IncomingSpan:
    return span if annotator is None else msgspec.structs.replace(span, annotator=annotator)
