"""Read the article of a WebAnno TSV file, with the spans of one layer."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

import msgspec

from annotator.errors import InputError
from annotator.formats import text_files
from annotator.formats.incoming_spans import other_sentence_ends, other_tokens
from annotator.formats.offsets import Utf16Offsets
from annotator.formats.webanno import body, header
from annotator.formats.webanno.cells import NONE, UNSET, parse_value, split_stacked
from annotator.formats.webanno.header import Layer, Role
from annotator.limits import SPANS
from annotator.model import Incoming, IncomingSpan, Loss

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from annotator.formats.webanno.body import Row
    from annotator.formats.webanno.header import Chosen


_EXPORTS = ("annotation", "curation")


def read_article(path: Path, encoding: str, wanted: str) -> Incoming:
    """Return the article of a file; `wanted` is the option `tsv_layer`. Raises InputError."""
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
            if layer := header.parse_layer(line, width):
                layers.append(layer)
                width += len(layer.columns)
                continue
            if not line:
                continue
            content = body.Body(width, path)
        content.add(line, number)
    if content is None:
        raise InputError("has no text below its first lines", path)
    content.check_end()
    return _article(content, layers, path, wanted)


def _article(content: body.Body, layers: list[header.Layer], path: Path, wanted: str) -> Incoming:
    text = content.text
    text_files.check_text(text, path)
    units = Utf16Offsets(text)
    body.check_tokens(content.rows, text, units, path)
    chosen = header.choose(layers, wanted, path)
    lost: Counter[str] = Counter()
    found, notes = _spans(content.rows, chosen, units, path, lost)
    _count_others(content.rows, layers, chosen, path, lost)
    _count_units(content, text, units, lost)
    lost["comments"] += content.comments
    article, annotator = _article_and_annotator(path)
    if annotator is not None and not found:
        lost[Loss.NOTHING_FOUND.value] += 1
    return Incoming(
        text=text,
        path=path,
        id=article,
        spans=tuple(_with_annotator(span, annotator) for span in found),
        lost={what: count for what, count in lost.items() if count},
        notes=notes,
    )


def _count_units(content: body.Body, text: str, units: Utf16Offsets, lost: Counter[str]) -> None:
    """Count the tokens and the sentence ends that are not those of the text, and the cells that no layer has."""
    points = units.to_code_points
    lost[Loss.TOKENS.value] += other_tokens(
        text, [(points(row.begin), points(row.end)) for row in content.rows if "." not in row.id]
    )
    lost[Loss.SENTENCES.value] += other_sentence_ends(
        text, [points(row.begin) for row in content.rows if row.begins_sentence]
    )
    lost["cells outside of all layers"] += sum(
        bool(cell) and cell != NONE for row in content.rows for cell in row.fields[content.width :]
    )


def _lines(path: Path, encoding: str) -> Iterator[tuple[int, str]]:
    """Yield the lines without their endings: a line feed, a carriage return, or both, as in Java."""
    for number, line in text_files.lines(path, encoding, newline=""):
        if line is None:
            raise InputError(f"the line {text_files.TOO_LARGE}", path, number)
        text_files.check_line(line, encoding, path, number)
        text_files.check_characters(line, path, number, "the line")
        yield number, line.removesuffix("\n").removesuffix("\r")


def _article_and_annotator(path: Path) -> tuple[str | None, str | None]:
    """Return the article and the annotator of a file in an exported project, such as annotation/a.txt/huda.tsv."""
    folder = path.absolute().parent
    if folder.parent.name in _EXPORTS and folder.name.isprintable():
        return folder.name, path.stem
    return None, None


def _with_annotator(span: IncomingSpan, annotator: str | None) -> IncomingSpan:
    return span if annotator is None else msgspec.structs.replace(span, annotator=annotator)


_LINK_OF_CHAIN = re.compile(r"->([0-9]+-[0-9]+)$")


class _Annotation:
    """An annotation put together from its cells: its range in UTF-16 units, and the values of its features."""

    def __init__(self, row: Row) -> None:
        self.begin, self.end = row.begin, row.end
        self.values: dict[str, str] = {}

    def extend(self, row: Row) -> None:
        """Extend the range over one more row."""
        self.begin, self.end = min(self.begin, row.begin), max(self.end, row.end)


def _collect(
    rows: Sequence[Row], layer: Layer, path: Path, lost: Counter[str] | None = None
) -> list[_Annotation]:
    """Return the annotations of a layer of spans, in the order of their first rows.

    Values at the same index of the cells of a row belong to one annotation, and so do values with the same number. Values
    of one feature of an annotation that differ are counted in `lost`, but for the first. Raises InputError for too many.
    """
    found = []
    known: dict[int, _Annotation] = {}
    columns = [column for column in layer.columns if column.role is not Role.TARGET]
    first, last = layer.columns[0].position, layer.columns[-1].position + 1
    nothing = [NONE] * (last - first)
    for row in rows:
        if row.fields[first:last] == nothing:
            continue
        cells = [split_stacked(row.fields[column.position]) for column in layer.columns]
        entries = [list(map(parse_value, split_stacked(row.fields[column.position]))) for column in columns]
        for index in range(max(map(len, cells))):
            here = [
                (column, cell[index])
                for column, cell in zip(columns, entries, strict=True)
                if index < len(cell)
            ]
            number = next((one.number for _, one in here if one.number is not None), None)
            if number is not None and number in known:
                annotation = known[number]
                annotation.extend(row)
            else:
                annotation = _Annotation(row)
                found.append(annotation)
                if fault := SPANS.fault(len(found)):
                    raise InputError(f"{fault}; split the article", path, row.line)
                if number is not None:
                    known[number] = annotation
            for column, one in here:
                if column.role is not Role.FEATURE or one.value is None:
                    continue
                if annotation.values.setdefault(column.feature, one.value) != one.value and lost is not None:
                    lost["values that differ from token to token"] += 1
    return found


def _spans(
    rows: Sequence[Row], chosen: Chosen, units: Utf16Offsets, path: Path, lost: Counter[str]
) -> tuple[tuple[IncomingSpan, ...], tuple[str, ...]]:
    """Return the spans of the chosen layer, and notes. An annotation without a label gets the name of the layer, which is noted.

    Its other features are attributes. An annotation without any text is counted as lost.
    """
    if chosen.layer is None:
        return (), ()
    found = []
    notes = set()
    for annotation in _collect(rows, chosen.layer, path, lost):
        values = dict(annotation.values)
        label = values.pop(chosen.feature, "") if chosen.feature else ""
        start, end = units.to_code_points(annotation.begin), units.to_code_points(annotation.end)
        if start == end:
            lost[Loss.EMPTY.value] += 1
        else:
            if not label:
                notes.add(
                    f"annotations of the layer {chosen.layer.short} without a value have its name as their label"
                )
            found.append(
                IncomingSpan(start=start, end=end, label=label or chosen.layer.short, attributes=values)
            )
    return tuple(found), tuple(notes)


def _count_others(
    rows: Sequence[Row], layers: Sequence[Layer], chosen: Chosen, path: Path, lost: Counter[str]
) -> None:
    """Count the annotations of the layers that are not read, and the links between spans."""
    for layer in layers:
        if layer.kind == "SP":
            if layer is not chosen.layer:
                lost[f"spans of the layer {layer.short[:80]}"] += len(_collect(rows, layer, path))
            links = [column.position for column in layer.columns if column.role is Role.TARGET]
            lost[Loss.RELATIONS.value] += sum(_targets(row.fields[index]) for row in rows for index in links)
        elif layer.kind == "RL":
            index = layer.columns[-1].position
            lost[Loss.RELATIONS.value] += sum(len(split_stacked(row.fields[index])) for row in rows)
        else:
            lost[f"links of the chains {layer.short[:80]}"] += len(_links_of_chains(rows, layer))


def _targets(cell: str) -> int:
    return sum(1 for part in split_stacked(cell) for target in part.split(";") if target not in (UNSET, NONE))


def _links_of_chains(rows: Sequence[Row], layer: Layer) -> set[str]:
    return {
        found[1]
        for row in rows
        for column in layer.columns
        for part in split_stacked(row.fields[column.position])
        if (found := _LINK_OF_CHAIN.search(part))
    }
