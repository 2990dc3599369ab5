"""Encoding and decoding of columns that hold JSON."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import msgspec

from annotator.model import DecisionEdit, Span

if TYPE_CHECKING:
    from collections.abc import Callable

    Decode = Callable[[str | bytes], Any]


def attributes(column: str | bytes) -> dict[str, str]:
    """Return the attributes of a span. This and what follows raises `msgspec.MsgspecError`."""
    found: dict[str, str] = _decoder(dict[str, str])(column)
    return found


def edits(column: str | bytes) -> tuple[DecisionEdit, ...]:
    """Return the changes of decisions in a step of gold."""
    found: tuple[DecisionEdit, ...] = _decoder(tuple[DecisionEdit, ...])(column)
    return found


def ids(column: str | bytes) -> tuple[str, ...]:
    """Return the ids of notes."""
    found: tuple[str, ...] = _decoder(tuple[str, ...])(column)
    return found


def people(column: str | bytes) -> tuple[str, ...]:
    """Return names."""
    found: tuple[str, ...] = _decoder(tuple[str, ...])(column)
    return found


def sources(column: str | bytes) -> tuple[Span, ...]:
    """Return the spans that a decision was made from."""
    found: tuple[Span, ...] = _decoder(tuple[Span, ...])(column)
    return found


def span(column: str | bytes) -> Span:
    """Return the span before or after an operation."""
    found: Span = _decoder(Span)(column)
    return found


def text(value: object) -> str:
    """Return the value as JSON; equal values give equal texts."""
    return _encoder()(value).decode()


@cache
def _decoder(kind: Any) -> Decode:
    return msgspec.json.Decoder(kind).decode


@cache
def _encoder() -> Callable[[object], bytes]:
    return msgspec.json.Encoder(order="deterministic").encode
