"""The Unicode Character Database's files, from the Debian package unicode-data or the folder in UNICODE_DATA."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

DEFAULT = "/usr/share/unicode"


def path(name: str) -> Path:
    """Return where the file is. Skips the test where there is none, but fails where UNICODE_DATA promised it."""
    folder = os.environ.get("UNICODE_DATA")
    found = Path(folder or DEFAULT, name)
    if not found.exists():
        if folder:
            pytest.fail(f"UNICODE_DATA is {folder}, but there is no {name} in it")
        pytest.skip(
            f"{found} is not on this machine: install unicode-data, or set UNICODE_DATA to its folder"
        )
    return found


def version(name: str) -> str:
    """Return the version in the file's first line, which looks like "# BidiMirroring-15.0.0.txt"."""
    with path(name).open(encoding="utf-8") as file:
        return file.readline().strip().rpartition("-")[2].removesuffix(".txt")


def lines(name: str) -> Iterator[list[str]]:
    """Yield the fields of each line that has any, comments left out."""
    with path(name).open(encoding="utf-8") as file:
        for line in file:
            content = line.partition("#")[0].strip()
            if content:
                yield [field.strip() for field in content.split(";")]


def properties(name: str) -> dict[str, set[str]]:
    """Return the properties that a file gives each character; one that has a value is told as "InCB=Linker"."""
    found: dict[str, set[str]] = {}
    for codes, *fields in lines(name):
        first, _, last = codes.partition("..")
        for code in range(int(first, 16), int(last or first, 16) + 1):
            found.setdefault(chr(code), set()).add("=".join(fields))
    return found


def characters(field: str) -> str:
    """Return the text of a field of code points, such as "0061 0062"."""
    return "".join(chr(int(code, 16)) for code in field.split())
