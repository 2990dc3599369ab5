"""JSON with long lists, each value of which is written when it comes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import BinaryIO

    from annotator.model import Struct


def write_json(out: BinaryIO, fields: Mapping[str, Iterable[Struct] | Struct]) -> None:
    """Write an object whose fields are lists of values or values, indented by two, with an end of line."""
    from annotator.model import Struct

    before = b"{\n"
    for name, value in fields.items():
        out.write(before + f'  "{name}": '.encode())
        out.writelines([_value(value, 1)] if isinstance(value, Struct) else _list(value))
        before = b",\n"
    out.write(b"\n}\n")


def _list(values: Iterable[Struct]) -> Iterator[bytes]:
    before = b"["
    for value in values:
        yield before + b"\n    " + _value(value, 2)
        before = b","
    yield b"[]" if before == b"[" else b"\n  ]"


def _value(value: Struct, depth: int) -> bytes:
    import msgspec

    return msgspec.json.format(msgspec.json.encode(value), indent=2).replace(b"\n", b"\n" + b"  " * depth)
