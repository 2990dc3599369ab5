"""Encoding and decoding of columns that hold JSON."""

from __future__ import annotations

import msgspec

from annotator.model import DecisionEdit, Span

_encode = msgspec.json.Encoder(order="deterministic").encode

attributes = msgspec.json.Decoder(dict[str, str]).decode
edits = msgspec.json.Decoder(tuple[DecisionEdit, ...]).decode
people = msgspec.json.Decoder(tuple[str, ...]).decode
sources = msgspec.json.Decoder(tuple[Span, ...]).decode
span = msgspec.json.Decoder(Span).decode


def text(value: object) -> str:
    """Return the value as JSON; equal values give equal texts."""
    return _encode(value).decode()
