"""Write records as CAS files. cassis is given offsets in code points and writes them in UTF-16 units."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import msgspec

from annotator.formats.cas import type_systems
from annotator.formats.record_spans import checked_spans
from annotator.model import Loss, Lost
from annotator.text import segment

if TYPE_CHECKING:
    from collections.abc import Callable

    from annotator.formats.losses import Losses
    from annotator.model import Record, RecordSpan

    Fit = Callable[[str], str]

_UNFIT = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""The characters that XML 1.0 can't have, not even escaped (section 2.2, production Char)."""

_REPLACEMENT = "\ufffd"


def json(record: Record, losses: Losses) -> bytes:
    """Return the record as UIMA's JSON, with the type system in it."""
    return f"{_cas(record, record.text, str, losses).to_json()}\n".encode()


def xmi(record: Record, losses: Losses) -> bytes:
    """Return the record as XMI. Characters that XML can't have become U+FFFD, so that offsets stay the same."""

    def fit(value: str) -> str:
        return _fitted(value, record, losses, is_text=False)

    text = _fitted(record.text, record, losses, is_text=True)
    return f"{_cas(record, text, fit, losses).to_xmi()}\n".encode()


def type_system_file() -> bytes:
    """Return the file TypeSystem.xml."""
    return f"{type_systems.own_type_system().to_xml()}\n".encode()


def _fitted(value: str, record: Record, losses: Losses, *, is_text: bool) -> str:
    for found in _UNFIT.finditer(value):
        losses.add(
            Lost(
                loss=Loss.CHARACTERS,
                article=record.id,
                start=found.start() if is_text else 0,
                end=found.end() if is_text else 0,
                text=f"U+{ord(found.group()):04X}",
                became=_REPLACEMENT,
            )
        )
    return _UNFIT.sub(_REPLACEMENT, value)


def _cas(record: Record, text: str, fit: Fit, losses: Losses) -> Any:
    from cassis import Cas

    losses.add_article(record, (Loss.WORK, Loss.NOTES, Loss.KINDS, Loss.CARD))
    losses.add_empty_fields(record)
    spans = checked_spans(record)
    cas = Cas(typesystem=type_systems.own_type_system())
    cas.sofa_string = text
    cas.sofa_mime = "text/plain"

    def add(name: str, **features: Any) -> None:
        kind = type_systems.own_type_system().get_type(name)
        cas.add(kind(**{feature: _value(value, fit) for feature, value in features.items()}))

    add(type_systems.META, begin=0, end=len(record.text), documentId=record.id, documentTitle=record.title)
    add(
        type_systems.ARTICLE,
        date=record.date,
        source=record.source,
        url=record.url,
        metadata=record.metadata,
        annotators=record.annotators,
    )
    for start, end in segment.text_sentences(record.text):
        add(type_systems.SENTENCE, begin=start, end=end)
    for start, end in segment.tokens(record.text):
        add(type_systems.TOKEN, begin=start, end=end)
    for span in spans:
        add(type_systems.SPAN, begin=span.start, end=span.end, label=span.label, **_details(span))
    return cas


def _details(span: RecordSpan) -> dict[str, Any]:
    return {
        "identifier": span.id,
        "annotator": span.annotator,
        "annotators": span.annotators,
        "attributes": span.attributes,
        "created": span.created.isoformat(),
        "changed": span.changed.isoformat() if span.changed else None,
        "source": span.source and span.source.value,
        "adjudicator": span.adjudicator,
        "decision": span.decision and span.decision.value,
        "note": span.note,
        "policy": span.policy or None,
    }


def _value(value: Any, fit: Fit) -> Any:
    """Return the value of a feature: a number as it is, a list as an array, an object as JSON, None for anything empty."""
    match value:
        case int():
            return value
        case None | "" | []:
            return None
        case dict() if not value:
            return None
        case str():
            return fit(value)
        case list():
            array = type_systems.own_type_system().get_type(type_systems.LIST)
            return array(elements=[fit(each) for each in value])
        case _:
            return fit(msgspec.json.encode(value, order="sorted").decode())
