"""Records written as one format and read back."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import msgspec
from hypothesis import strategies as st

from annotator.formats.base import Options, Reading
from annotator.formats.losses import Losses
from annotator.model import Incoming, IncomingSpan, Loss, Record, Refusal
from tests.formats.cases import WRITING, record
from tests.formats.tools import put

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from annotator.formats.base import Format

LABELS = st.sampled_from(["actor", "location", "weapon", "claim"])
LETTERS = st.sampled_from(
    "ابلمو\u0651\u064f\u0640 \n\r\t.،«»🚑👨\u200d👩🇸🇩\u200f\u200c\u2028\u00a0a1-_\"\\{}[]&<'٣"
)


@st.composite
def records(draw: st.DrawFn, people: tuple[str | None, ...] = ("huda",)) -> Record:
    """A record with spans anywhere, those of several people where several are given; None is the gold."""
    text = draw(st.text(LETTERS, min_size=1, max_size=60).filter(lambda text: not text.isspace()))
    edges = st.integers(0, len(text))
    marks = draw(
        st.lists(
            st.tuples(edges, edges, LABELS).filter(lambda mark: mark[0] < mark[1]), unique=True, max_size=8
        )
    )
    plain = record(draw(st.uuids(version=4)).hex, text, marks)
    spans = [
        msgspec.structs.replace(span, annotator=person, id=f"s{number}")
        for number, (span, person) in enumerate((span, draw(st.sampled_from(people))) for span in plain.spans)
    ]
    fields = draw(
        st.fixed_dictionaries(
            {
                "metadata": st.dictionaries(
                    st.sampled_from(["desk", "id", "label", "metadata", "meta"]), st.integers(0, 9)
                )
            }
        )
    )
    return msgspec.structs.replace(plain, spans=spans, **fields)


def write(
    kind: Format, given: Iterable[Record], options: Options | None = None, losses: Losses | None = None
) -> bytes:
    out = io.BytesIO()
    found = list(given)
    how = msgspec.structs.replace(WRITING, options=options or kind.options())
    assert kind.write(found, out, how, losses or Losses()) == len(found)
    return out.getvalue()


def take(
    kind: Format, path: Path, options: Options | None = None, encoding: str = "utf-8"
) -> tuple[list[Incoming], list[Refusal]]:
    found = list(kind.read(path, Reading(encoding=encoding, options=options or kind.options())))
    good = [one for one in found if isinstance(one, Incoming)]
    return good, [one for one in found if isinstance(one, Refusal)]


def take_one(kind: Format, path: Path, options: Options | None = None) -> Incoming:
    good, refused = take(kind, path, options)
    assert not refused
    (only,) = good
    return only


def refused_one(kind: Format, path: Path, options: Options | None = None) -> Refusal:
    good, refused = take(kind, path, options)
    assert not good
    (only,) = refused
    return only


def there_and_back(
    kind: Format, given: Iterable[Record], folder: Path, options: Options | None = None
) -> list[Incoming]:
    path = put(folder, f"a{kind.suffixes[0]}", write(kind, given, options))
    good, refused = take(kind, path, options)
    assert not refused
    return good


def marks(spans: Iterable[IncomingSpan]) -> list[tuple[int, int, str, str | None]]:
    return sorted((span.start, span.end, span.label, span.annotator) for span in spans)


def own_marks(given: Record, *, people: bool = True) -> list[tuple[int, int, str, str | None]]:
    return sorted(
        (span.start, span.end, span.label, span.annotator if people else None) for span in given.spans
    )


def details(given: Iterable[Record], kind: Format, options: Options | None = None) -> dict[Loss, int]:
    losses = Losses()
    write(kind, given, options, losses)
    assert losses.counts.keys() <= set(kind.loses_writing)
    return dict(losses.counts)
