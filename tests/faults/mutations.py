"""Files of all formats, broken by chance in ways in which files get broken; one number gives one broken file."""

from __future__ import annotations

import json
import random
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from tests.formats.golden import FILES
from tests.formats.samples import SAMPLES
from tests.formats.test_unknown_fields import CASES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

FORMATS = sorted({sample.format for sample in SAMPLES})

_TOKEN = re.compile(rb'"[^"\n]*"|-?\d+|[\w.#@:%-]+')
_PIECES = (
    b"", b"0", b"-1", b"1", b"999999", b"99999999999999999999", b"1e309", b"9" * 400, b"9" * 5000, b"NaN", b"true", b"null",
    b"[]", b"{}", b'""', b'"1"', b"[[", b"}", b"\n", b"\r\n", b"\r", b"\t", b",", b";", b"|", b"\\", b'"', b"'", b"*", b"_",
    b"<x>", b"</x>", b"<!-- -->", b"<![CDATA[x]]>", b"&e;", b"&#0;", b"&#x10FFFF;", b"\xff", b"\x00", b"\xed\xa0\x80",
    b'"\\ud800"', b'"\\u0000"', "\u202e".encode(), "\u2028".encode(), "\u00a0".encode(), "🚑".encode(), b"\xef\xbb\xbf",
    b"I-actor", b"B-actor", b"E-", b"(actor*", b"#Text=", b"#T_SP=a.B|c", b"T1\tx 0 1;2 3\ty", b"R1\ta Arg1:T1 Arg2:T9",
    b"A1\tx T1", b"#1\tAnnotatorNotes T1\tx", b"# newdoc id = a", b"# text = x", b"-DOCSTART-", b"0-1", b"1-1.1", b"sep=;\n",
    b'"spans":[[0,1,"actor"]],', b'"text":"x",', b'"%ID":1,', b'"offset_unit":"codepoint",', b"_", b"- - O O",
)  # fmt: skip
"""What is put into files: numbers out of all bounds, other types, marks of every format, broken characters."""

_VALUES: tuple[Any, ...] = (
    None, True, False, 0, 1, -1, 10**9, 10**18, 10**40, 0.5, -0.0, 1e300, "", " ", "x", "3", "\x01", "\u202e", "🚑", "actor",
    [], [[]], {}, [0], [0, 1, "actor"], ["actor"], {"start": 0}, [None], {"text": "x"}, {"": ""}, "label", "spans",
)  # fmt: skip
_ENCODINGS = ("utf-16", "utf-16-le", "utf-32", "cp1256", "iso-8859-6", "utf-7", "utf-8-sig")
_DEEP = 100_000


class Broken(NamedTuple):
    """A broken file: its name, what is in it, and the files that are read with it."""

    name: str
    data: bytes
    beside: tuple[tuple[str, bytes], ...]

    def put(self, folder: Path) -> Path:
        """Write the files into a folder and return the path of the broken one."""
        for name, data in self.beside:
            (folder / name).write_bytes(data)
        path = folder / self.name
        path.write_bytes(self.data)
        return path


def whole(format: str) -> list[Broken]:  # noqa: A002
    """Return the files of a format as they are before they are broken."""
    found = []
    for sample in SAMPLES:
        if sample.format == format:
            stem = sample.file.rpartition(".")[0]
            found.append(
                Broken(sample.file, sample.data, tuple((f"{stem}{end}", data) for end, data in sample.beside))
            )
            suffix = sample.file.rpartition(".")[2]
    for path in sorted((FILES / format).glob(f"*.{suffix}")):
        texts = [path.with_suffix(".txt")] if format == "brat" else []
        found.append(
            Broken(path.name, path.read_bytes(), tuple((one.name, one.read_bytes()) for one in texts))
        )
    if format == "brat":
        return found
    return [*found, *(Broken(case.name, case.changed.encode(), ()) for case in CASES if case.kind == format)]


def broken(files: list[Broken], seed: int) -> Broken:
    """Return one of the files with up to four changes; the same seed gives the same file."""
    chance = random.Random(seed)
    file = chance.choice(files)
    data = file.data
    for _ in range(chance.choice((1, 1, 1, 2, 2, 3, 4))):
        data = chance.choice(CHANGES)(data, chance)
    return file._replace(data=data)


# --- changes of bytes --------------------------------------------------------


def _cuts(data: bytes, chance: random.Random, most: int = 2_000) -> tuple[int, int]:
    """Return the edges of a part of the data."""
    start = chance.randint(0, len(data))
    return start, min(len(data), start + chance.randint(0, min(most, len(data))))


def flip(data: bytes, chance: random.Random) -> bytes:
    """Change some bytes."""
    changed = bytearray(data)
    for _ in range(chance.randint(1, 4) if data else 0):
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def end_early(data: bytes, chance: random.Random) -> bytes:
    """End in the middle."""
    return data[: chance.randint(0, len(data))]


def remove(data: bytes, chance: random.Random) -> bytes:
    """Take a part out."""
    start, end = _cuts(data, chance, 60)
    return data[:start] + data[end:]


def repeat(data: bytes, chance: random.Random) -> bytes:
    """Have a part several times, some thousand times where it is small."""
    start, end = _cuts(data, chance)
    times = chance.choice((1, 1, 2, 5, max(1, min(20_000, 200_000 // max(1, end - start)))))
    return data[:end] + data[start:end] * times + data[end:]


def put_in(data: bytes, chance: random.Random) -> bytes:
    """Put something in."""
    start = chance.randint(0, len(data))
    return data[:start] + chance.choice(_PIECES) * chance.choice((1, 1, 1, 2, 5_000)) + data[start:]


def nest(data: bytes, chance: random.Random) -> bytes:
    """Put something in that is nested deeply."""
    start = chance.randint(0, len(data))
    opening, closing = chance.choice(
        ((b"[", b"]"), (b'{"a":', b"}"), (b"<x>", b"</x>"), (b"(a*", b"*)"), (b'"', b'"'))
    )
    depth = chance.choice((3, 200, 5_000, _DEEP))
    return data[:start] + opening * depth + (b"0" + closing * depth) * chance.randint(0, 1) + data[start:]


def replace_values(data: bytes, chance: random.Random) -> bytes:
    """Write other words, numbers and strings in the place of some."""
    tokens = [match.span() for match in _TOKEN.finditer(data)]
    for start, end in sorted(chance.sample(tokens, min(len(tokens), chance.randint(1, 3))), reverse=True):
        other = chance.choice(tokens)
        value = data[slice(*other)] if chance.random() < 0.4 else chance.choice(_PIECES)
        data = data[:start] + value + data[end:]
    return data


def change_lines(data: bytes, chance: random.Random) -> bytes:
    """Leave a line out, have it twice, or let two change places."""
    lines = data.splitlines(keepends=True)
    if not lines:
        return data
    one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    match chance.randrange(4):
        case 0:
            del lines[one]
        case 1:
            lines.insert(other, lines[one])
        case 2:
            lines[one], lines[other] = lines[other], lines[one]
        case _:
            lines[one] = lines[one].rstrip(b"\r\n")
    return b"".join(lines)


def recode(data: bytes, chance: random.Random) -> bytes:
    """Write the text in another encoding, or with another kind of line end."""
    text = data.decode("utf-8", "replace")
    if chance.random() < 0.3:
        return data.replace(b"\r\n", b"\n").replace(
            b"\n", chance.choice((b"\r\n", b"\r", b"\n\n", "\u2028".encode()))
        )
    return text.encode(chance.choice(_ENCODINGS), "replace")


# --- changes of JSON ---------------------------------------------------------


def change_json(data: bytes, chance: random.Random) -> bytes:
    """Change a value somewhere in the JSON of a file or of one of its lines, or leave it out, or rename its field."""
    lines = data.split(b"\n")
    number = chance.randrange(len(lines))
    for place, part in ((None, data), (number, lines[number])):
        try:
            value = json.loads(part)
        except (ValueError, RecursionError):
            continue
        changed = json.dumps(_changed(value, chance), ensure_ascii=chance.random() < 0.5).encode(
            "utf-8", "replace"
        )
        if place is None:
            return changed
        lines[place] = changed
        return b"\n".join(lines)
    return replace_values(data, chance)


def _changed(value: Any, chance: random.Random) -> Any:
    places = list(_places(value))
    if not places:
        return chance.choice(_VALUES)
    holder, key = chance.choice(places)
    match chance.randrange(5):
        case 0:
            del holder[key]
        case 1 if isinstance(holder, dict):
            other, name = chance.choice(places)
            holder[str(name) if isinstance(other, dict) else "odd"] = holder.pop(key)
        case 2:
            other, name = chance.choice(places)
            holder[key] = json.loads(json.dumps(other[name]))
        case 3 if isinstance(holder, list):
            holder.extend(json.loads(json.dumps(holder[key])) for _ in range(chance.choice((1, 1, 1_000))))
        case _:
            holder[key] = chance.choice(_VALUES)
    return value


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Yield each list or object with each of its indices or keys."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        for key in list(one) if isinstance(one, dict) else range(len(one)) if isinstance(one, list) else ():
            yield one, key
            waiting.append(one[key])


CHANGES: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    flip,
    end_early,
    remove,
    repeat,
    put_in,
    nest,
    replace_values,
    replace_values,
    change_lines,
    recode,
    change_json,
    change_json,
)
