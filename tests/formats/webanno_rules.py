"""The rules by which INCEpTION reads a TSV file (its `Tsv3XDeserializer`), written down anew for one layer of spans.

Everything is in UTF-16 units, as in Java, and what that program asserts is asserted here.
"""

from __future__ import annotations

import re
from typing import NamedTuple


class Document(NamedTuple):
    text: str
    """With the line feed that INCEpTION leaves behind the last sentence."""
    spans: list[tuple[int, int, str | None]]
    tokens: list[tuple[int, int]]


def utf16(text: str) -> list[str]:
    data = text.encode("utf-16-le", "surrogatepass")
    return [data[place : place + 2].decode("utf-16-le", "surrogatepass") for place in range(0, len(data), 2)]


def read(data: bytes) -> Document:
    lines = iter(re.split("\r\n|[\r\n]", data.decode("utf-8").removesuffix("\n")))
    assert re.fullmatch(r"#FORMAT=(.*) (\d+\.\d+)", next(lines))
    kind, type_, feature = re.split(r"[=|]", next(lines))
    assert kind == "#T_SP"
    assert "." in type_
    assert feature
    assert next(lines) == ""
    assert next(lines) == ""
    text: list[str] = []
    waiting: list[str] = []
    tokens: list[tuple[int, int]] = []
    found: list[list[object]] = []
    numbered: dict[int, list[object]] = {}
    state = "between"
    for line in [*lines, ""]:
        before = state
        if line.startswith("#") and state in ("between", "header"):
            state = "header"
            if line.startswith("#Text="):
                waiting += [*utf16(_text(line.removeprefix("#Text="))), "\n"]
            continue
        if not line:
            assert before == "row"
            state = "between"
            continue
        assert before in ("header", "row")
        state = "row"
        id_, offsets, _, cell, *_ = line.split("\t")
        begin, end = map(int, offsets.split("-"))
        if before == "header":
            if len(text) > begin:
                assert len(text) == begin + 1
                assert text.pop() == "\n"
            text += " " * (begin - len(text))
            assert len(text) == begin
            text += waiting
            waiting = []
        if "." in id_:
            assert tokens[-1][0] <= begin <= end <= tokens[-1][1]
        else:
            assert not tokens or tokens[-1][1] <= begin
            tokens.append((begin, end))
        if cell == "_":
            continue
        for part in re.split(r"(?<!\\)\|", cell):
            value, number = part, None
            if part.endswith("]") and not part.endswith("\\]"):
                value, _, rest = part.rpartition("[")
                number = int(rest[:-1])
            if number is not None and number in numbered:
                numbered[number][1] = end
                continue
            one: list[object] = [begin, end, None if value == "*" else _value(value)]
            found.append(one)
            if number is not None:
                numbered[number] = one
    joined = "".join(text).encode("utf-16-le", "surrogatepass").decode("utf-16-le")
    return Document(joined, [(int(str(one[0])), int(str(one[1])), str(one[2])) for one in found], tokens)


def _text(text: str) -> str:
    means = {"t": "\t", "n": "\n", "f": "\f", "r": "\r", "b": "\b", "\\": "\\"}
    means |= {chr(code): chr(code) for code in range(32) if not 7 < code < 14}
    return re.sub(r"\\(.)", lambda found: means.get(found[1], found[0]), text, flags=re.DOTALL)


def _value(value: str) -> str:
    return re.sub(r"\\(->|[\\\[\]|_;*])", r"\1", value)
