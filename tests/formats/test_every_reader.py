"""Whatever is in a file, every reader gives articles with spans inside their texts, or says why not."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.formats import FORMATS, find, read_found
from annotator.model import Incoming, Refusal
from tests.formats.golden import FILES
from tests.formats.test_every_case import there
from tests.formats.ways import WAYS

if TYPE_CHECKING:
    from pathlib import Path

    from tests.formats.ways import Way

READERS = [way for way in WAYS if way.kind.reads and not way.given]
each = pytest.mark.parametrize("way", READERS, ids=str)
fuzz = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.data_too_large])

_TOKEN = re.compile(rb'"[^"]*"|-?\d+|[\w.#@:-]+')
PIECES = st.sampled_from(
    [
        b"", b"0", b"-1", b"1", b"999999", b"99999999999999999999", b"1e309", b"true", b"null", b"[]", b"{}", b'""', b'"1"',
        b"[[", b"}", b"\n", b"\r\n", b"\t", b",", b"|", b";", b"\\", b"[1]", b"*", b"_", b"<x>", b"</x>", b"&e;", b"&#0;",
        b"\xff", b"\x00", b"\xed\xa0\x80", b'"\\ud800"', "\u202e".encode(), "\u2028".encode(), "🚑".encode(), b"I-actor",
        b"#Text=", b"#T_SP=a.B|c", b"T1\tx 0 1;2 3\ty", b"R1\ta Arg1:T1 Arg2:T9", b"# newdoc id = a", b"0-1", b"1-1.1",
    ]
)  # fmt: skip
"""What is put into files: numbers out of all bounds, other types, marks of every format, broken characters."""


def files(way: Way) -> list[Path]:
    """Return the pinned files of the format that are small enough to be changed a thousand times."""
    folder = FILES / way.kind.name
    assert folder.is_dir(), f"{folder} is made by: python -m tests.formats.golden"
    return sorted(path for path in folder.iterdir() if path.suffix in (*way.kind.suffixes, ".txt"))


@st.composite
def changed(draw: st.DrawFn, data: bytes) -> bytes:
    """Data with some values replaced, and some bytes cut out, repeated or put in."""
    tokens = [match.span() for match in _TOKEN.finditer(data)]
    for start, end in sorted(draw(st.lists(st.sampled_from(tokens), max_size=4, unique=True)), reverse=True):
        data = data[:start] + draw(PIECES) + data[end:]
    for _ in range(draw(st.integers(0, 2))):
        start, end = sorted(draw(st.tuples(*[st.integers(0, len(data))] * 2)))
        kind = draw(st.sampled_from(["cut", "again", "in"]))
        if kind == "cut":
            data = data[:start] + data[end:]
        elif kind == "again":
            data = data[:end] + data[start:end] + data[end:]
        else:
            data = data[:start] + draw(PIECES | st.binary(max_size=8)) + data[start:]
    return data


def check(way: Way, path: Path, encoding: str = "utf-8") -> None:
    found = list(read_found(find([path], encoding, way.kind.name), encoding))
    assert found
    for one in found:
        if isinstance(one, Refusal):
            assert one.reason.endswith(".")
            assert len(one.reason) < 1000
            continue
        assert isinstance(one, Incoming)
        assert one.text.encode()
        assert not one.text.isspace()
        for span in one.spans:
            assert 0 <= span.start < span.end <= len(one.text)
            assert span.label.encode()
        assert all(count > 0 for count in one.lost.values())


@each
@given(data=st.data())
@fuzz
def test_changed_files_are_articles_or_refusals(
    way: Way, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("changed") / "folder"
    file = data.draw(st.sampled_from([path.name for path in files(there(way))]))
    shutil.copytree(FILES / way.kind.name, folder)
    content = (folder / file).read_bytes()
    (folder / file).write_bytes(data.draw(changed(content)))
    check(way, folder)


@each
@given(
    data=st.binary(max_size=300),
    encoding=st.sampled_from(["utf-8", "utf-16", "windows-1256", "utf-7", "utf-32-be"]),
)
@fuzz
def test_any_bytes_are_articles_or_refusals(
    way: Way, data: bytes, encoding: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("any") / f"a{there(way).kind.suffixes[0]}"
    path.write_bytes(data)
    path.with_suffix(".txt").write_text("وصل الوفد.", "utf-8")
    check(way, path, encoding)


def test_every_reader_is_tried() -> None:
    written = {way.kind.name for way in READERS}
    assert written == {kind.name for kind in FORMATS if kind.reads} - {
        "txt",
        "json",
    }  # json: test_json_changed
