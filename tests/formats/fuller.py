"""Further cases: what not every format can hold, so that each kind of loss occurs."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeVar

import msgspec

from annotator.model import (
    Choice,
    LayerKind,
    Note,
    PersonWork,
    RecordNote,
    RecordThread,
    Source,
    State,
    Status,
    Struct,
)
from tests.formats.cases import CASES, over, record

if TYPE_CHECKING:
    from annotator.model import Record

T = TypeVar("T", bound=Struct)

_GOLD = "قال القائد إن الميناء آمن."


def _with(given: T, **changes: object) -> T:
    return msgspec.structs.replace(given, **changes)


def _gold() -> Record:
    """Return a record with all that gold can have, and all fields of an article."""
    plain = record("gold", _GOLD, over(_GOLD, ("القائد", "actor"), ("الميناء", "location")))
    first, second = plain.spans
    spans = [
        _with(first, annotator=None, source=Source.UNANIMOUS, annotators=["huda", "salim"]),
        _with(
            second,
            annotator=None,
            source=Source.DECIDED,
            annotators=["salim"],
            adjudicator="nadia",
            decision=Choice.TAKEN,
            note="كما في الخبر السابق",
            attributes={"sure": "نعم"},
        ),
    ]
    return _with(
        plain,
        spans=spans,
        annotators=["huda", "salim"],
        title="عنوان من عندنا",
        date="2026-02-03",
        source="وكالة الضفة",
        url="https://example.org/1",
        metadata={"desk": {"team": 4}, "كاتب": "ليلى", "label": [1, 2.5, None, True]},
    )


def _note(person: str | None = "huda") -> Note:
    when = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
    return Note(
        id=f"note-{person}",
        article="people",
        start=5,
        end=12,
        person=person,
        author="nadia",
        when=when,
        text="من؟",
    )


def _people() -> Record:
    """Return a record with the spans of several people, some of them equal, and how far they are."""
    text = "وصلت القافلة إلى الصرّة."
    mine = record("people", text, over(text, ("القافلة", "actor"), ("الصرّة", "location")))
    theirs = record("theirs", text, over(text, ("القافلة", "actor"), ("الصرّة", "claim")), annotator="salim")
    state = State(
        work=(
            PersonWork(annotator="huda", status=Status.DONE),
            PersonWork(annotator="salim", status=Status.DOING, note="أراجعه", seconds=4.5),
        ),
        notes=(_note(), _note(None)),
    )
    note = RecordNote(id="note-huda", author="nadia", when=_note().when, text="من؟", open=True)
    thread = RecordThread(start=5, end=12, text=text[5:12], annotator="huda", notes=[note])
    spans = [*mine.spans, *theirs.spans]
    return _with(mine, spans=spans, annotators=["huda", "salim"], state=state, threads=[thread])


def _model() -> Record:
    """Return a record with the spans of a model, which have scores."""
    text = "نفى مجلس المدينة ذلك."
    plain = record("model", text, over(text, ("مجلس المدينة", "actor")), annotator="org/ner@2024")
    spans = [_with(span, attributes={"score": "0.75"}) for span in plain.spans]
    return _with(plain, spans=spans, kinds={"org/ner@2024": LayerKind.MODEL})


_BLANKS = "\n \tوصل الوفد \n مساء  أمس. \u200f\n"
_SENTENCES = "وصل الوفد. ثم غادر.\nلم يعد أحد؟ لا."

FULLER: dict[str, Record] = {
    case.id: case
    for case in (
        _gold(),
        _people(),
        _model(),
        record("edges", "\nعاد الوفد.\n", [(0, 12, "claim"), (1, 11, "claim")]),
        record("same-word", "في بحقل النفط", [(3, 7, "location"), (4, 7, "location")]),
        record(
            "blanks",
            _BLANKS,
            [
                (0, 7, "weapon"),
                (3, 7, "claim"),
                (2, 13, "actor"),
                (12, 15, "location"),
                (1, 2, "claim"),
                (19, 21, "claim"),
            ],
        ),
        record("blank", "وصل الوفد.", [(3, 4, "claim"), (4, 9, "actor")]),
        record("sentences", _SENTENCES, [(4, 18, "claim"), (15, 24, "claim"), (0, len(_SENTENCES), "claim")]),
        record("control", "قال\x01 \x1fالقائد\x7f \ufffe.", [(3, 4, "claim"), (6, 13, "actor")]),
        record("letters", "كَتَبَ 👨‍👩‍👧 لا", [(0, 1, "claim"), (3, 5, "actor"), (7, 8, "weapon")]),
        record("a/b: خبر؟", "وصل الوفد.", [(4, 8, "actor")]),
        _with(record("no-date", "وصل الوفد."), date="", source=""),
        record(
            "\u200fخبر 2", "\ufeff \u2028\u2029وصل\x85 الوفد\x0b\x0c", [(4, 7, "claim"), (8, 14, "actor")]
        ),
    )
}

EVERY: dict[str, Record] = {**CASES, **FULLER}
