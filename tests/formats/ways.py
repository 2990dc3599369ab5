"""The ways in which every case is written and read back, and what has to be equal."""

from __future__ import annotations

import io
import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from annotator.formats import every_format, find, read_found
from annotator.formats.losses import Losses
from annotator.formats.options import parse_options
from annotator.formats.record_spans import checked_spans
from annotator.model import Incoming, Loss, Lost, State
from tests.formats.cases import WRITING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from annotator.formats.base import Format
    from annotator.model import IncomingSpan, Record, RecordSpan


class Way(NamedTuple):
    """A format with some of its options; `reading` are those that reading is told, too."""

    kind: Format
    given: tuple[tuple[str, Any], ...] = ()

    def __str__(self) -> str:
        return "-".join([self.kind.name, *(f"{name}={value}" for name, value in self.given)])

    @property
    def reading(self) -> dict[str, Any]:
        return {name: value for name, value in self.given if name in self.kind.options.READING}


def format_named(name: str) -> Format:
    """Return the format of this name."""
    return next(kind for kind in every_format() if kind.name == name)


WAYS = (
    *(Way(kind) for kind in every_format() if kind.writes),
    Way(format_named("doccano"), (("style", "entities"),)),
    Way(format_named("doccano"), (("offsets", "utf-16"),)),
    Way(format_named("doccano"), (("offsets", "graphemes"),)),
    Way(format_named("label-studio"), (("offsets", "utf-16"),)),
    Way(format_named("label-studio"), (("offsets", "code-points"),)),
    Way(format_named("label-studio"), (("completed_by", False),)),
    Way(format_named("webanno"), (("tsv_layer", "webanno.custom.Claim|value"),)),
    Way(format_named("conll"), (("columns", 0), ("tags", "iobes"))),
    Way(format_named("conll"), (("columns", 3), ("tags", "bilou"), ("numbers", True))),
    Way(format_named("conll"), (("nested", "innermost"),)),
    Way(format_named("conll"), (("tokens", "split"),)),
    Way(format_named("hf"), (("tokens", "split"),)),
    Way(format_named("spacy"), (("tokens", "split"),)),
)
"""Each format as it is by default, and options that change what is held."""

MADE = ("_input_hash", "_task_hash", "_view_id")
"""Fields that Prodigy's lines always have, and that are metadata when they come in."""

_BLANK = re.compile(r"^[\s\ufeff]*")

WITHOUT_TEXTS = Way(format_named("conll"), (("comments", False),))
"""The one way in which texts are not held."""


class Written(NamedTuple):
    """What came of writing: every loss entered, and where the file or folder is."""

    entered: tuple[Lost, ...]
    path: Path


def write(way: Way, records: Iterable[Record], folder: Path, layers: tuple[str, ...] = ()) -> Written:
    entered: list[Lost] = []
    losses = Losses(entered.append)
    how = msgspec.structs.replace(WRITING, options=parse_options(way.kind, dict(way.given)), layers=layers)
    found = list(records)
    if way.kind.folder:
        path = folder / "folder"
        path.mkdir()
        count = way.kind.write_folder(found, path, how, losses)
    else:
        out = io.BytesIO()
        count = way.kind.write(found, out, how, losses)
        path = folder / f"file{way.kind.suffixes[0]}"
        path.write_bytes(out.getvalue())
        for ending, data in way.kind.beside(how).items():
            (folder / f"file{ending}").write_bytes(data)
    assert count == len(found)
    assert losses.counts == Counter(one.loss for one in entered)
    return Written(tuple(entered), path)


def read(way: Way, path: Path) -> dict[str, list[Incoming]]:
    """Return what is read by the article's id, the file's name where there is none."""
    back: dict[str, list[Incoming]] = defaultdict(list)
    for one in read_found(find([path], format=way.kind.name), options=way.reading):
        assert isinstance(one, Incoming), one
        back[one.id or one.path.stem].append(one)
    return back


def check(given: Record, back: list[Incoming], entered: Iterable[Lost]) -> None:
    """Assert that what came back is what went in, but for exactly what was entered."""
    lost = [one for one in entered if one.article == given.id]
    kinds = {one.loss for one in lost}
    _check_text(given, back, kinds)
    _check_fields(given, back, kinds)
    _check_places(given, back, lost)
    _check_details(given, back, lost, kinds)


def _check_text(given: Record, back: list[Incoming], kinds: set[Loss]) -> None:
    (text,) = {one.text for one in back}
    assert (text != given.text) == bool(kinds & {Loss.CHARACTERS, Loss.SPACES})
    assert len(text) == len(given.text)


def _check_fields(given: Record, back: list[Incoming], kinds: set[Loss]) -> None:
    """Fields are the same, or entered and not the same; a title that is made of the text may be left out."""
    fields = {(one.date, one.source, one.url, one.title or None) for one in back}
    own = (given.date, given.source, given.url)
    begins = _BLANK.sub("", given.text).startswith(given.title.removesuffix("…"))
    held = fields <= {(*own, given.title or None), *([(*own, None)] if begins else [])}
    held = held and all(_without_made(one.metadata) == given.metadata for one in back)
    if Loss.CHARACTERS not in kinds:
        assert held == (Loss.METADATA not in kinds), (fields, own)
    state = given.state if isinstance(given.state, State) else None
    held = all(one.kinds == (given.kinds or {}) for one in back)
    assert held == (Loss.KINDS not in kinds)
    assert (state in (None, State()) or all(one.state == state for one in back)) == (Loss.WORK not in kinds)


def _without_made(metadata: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in metadata.items() if name not in MADE}


def _check_places(given: Record, back: list[Incoming], lost: list[Lost]) -> None:
    """Spans are where they were, but for those entered: gone, or somewhere else that overlaps."""
    expected = Counter((span.start, span.end, span.label) for span in checked_spans(given))
    for one in lost:
        if one.loss.of_spans and one.label:
            expected[one.start, one.end, one.label] -= 1
    expected = +expected
    found = Counter((span.start, span.end, span.label) for one in back for span in one.spans)
    assert not expected - found
    changed = [one for one in lost if one.loss in (Loss.MOVED, Loss.EDGES) and one.became]
    for start, end, label in found - expected:
        assert any(
            one.label == label
            and max(start, one.start) < min(end, one.end)
            and (start, end) != (one.start, one.end)
            for one in changed
        ), (start, end, label)


def _check_details(given: Record, back: list[Incoming], lost: list[Lost], kinds: set[Loss]) -> None:
    """What stands beside a span's range is the same for all spans of the article, or is entered as lost."""
    untouched = {
        (span.start, span.end, span.label): span
        for span in given.spans
        if not any((one.start, one.end, one.label) == (span.start, span.end, span.label) for one in lost)
    }
    for get, loss in (
        (_annotator, Loss.ANNOTATOR),
        (_attributes, Loss.ATTRIBUTES),
        (_identity, Loss.IDENTITY),
    ):
        before = {_detail(get, span) for span in given.spans if _place(span) in untouched}
        after = {_detail(get, span) for one in back for span in one.spans if _place(span) in untouched}
        if Loss.CHARACTERS not in kinds and before:
            assert before <= after or loss in kinds, (loss, before - after)
            assert loss not in kinds or not before <= after, (loss, "was entered and is there")


def _place(span: RecordSpan | IncomingSpan) -> tuple[int, int, str]:
    return span.start, span.end, span.label


def _detail(get: Any, span: RecordSpan | IncomingSpan) -> tuple[Any, ...]:
    return (*_place(span), get(span))


def _annotator(span: RecordSpan | IncomingSpan) -> str | None:
    return span.annotator


def _attributes(span: RecordSpan | IncomingSpan) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(span.attributes.items()))


def _identity(span: RecordSpan | IncomingSpan) -> Any:
    return span.id, span.created
