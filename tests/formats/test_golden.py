"""What is written stays the same to the byte; after a change that is meant: python -m tests.formats.golden"""

from __future__ import annotations

import pytest

from tests.formats.golden import BINARY, CASES, DEFAULTS, FILES, made, other_versions, pinned
from tests.formats.test_every_case import there
from tests.formats.ways import Way, read

RENEW = "python -m tests.formats.golden"


def test_every_format_is_pinned() -> None:
    names = {folder.name for folder in FILES.iterdir()}
    assert names == {way.kind.name for way in DEFAULTS}, f"write the missing files with: {RENEW}"


@pytest.mark.parametrize("way", DEFAULTS, ids=str)
def test_the_bytes_are_the_pinned_ones(way: Way) -> None:
    expected = pinned(there(way))
    if others := other_versions(expected):
        pytest.skip(f"the sums hold for {', '.join(others)} only")
    found = made(way)
    assert found.keys() == expected.keys(), f"other files are written; if that is meant: {RENEW}"
    for name, data in expected.items():
        assert found[name] == data, f"{way.kind.name}/{name} has changed; if that is meant: {RENEW}"


@pytest.mark.parametrize("way", [way for way in DEFAULTS if way.kind.reads], ids=str)
def test_pinned_files_come_in(way: Way) -> None:
    """What an earlier version wrote is read by this one."""
    assert pinned(there(way)), RENEW
    back = read(way, FILES / way.kind.name)
    assert {name: one[0].text for name, one in back.items()} == {case.id: case.text for case in CASES}


def test_binary_files_are_pinned_by_their_sums() -> None:
    assert not [file for ending in BINARY for file in FILES.rglob(f"*{ending}")]
