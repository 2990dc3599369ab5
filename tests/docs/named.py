"""What pages and messages name: paths of the checkout, names in files, commands."""

from __future__ import annotations

import ast
import re
from importlib.util import find_spec
from typing import TYPE_CHECKING

from tests.cli.command_lines import parsed
from tests.docs.pages import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_CODE = re.compile(r"`([^`\n]+)`")
_PATH = re.compile(
    r"(?:annotator|benchmarks|docs|sample_data|schemas|tests)/[\w./-]*|[\w-]+\.(?:toml|txt)|Makefile"
)
_IN_TEXT = re.compile(r"\b(?:annotator|benchmarks|docs|tests)/[\w/]+\.(?:py|md)\b")
_NAME_IN_FILE = re.compile(r"`(\w+)` (?:in|of) `([\w./]+\.py)`")
_PLACEHOLDER = "NAME"
"""What a page writes for a name that is to be chosen."""


def paths(page: str) -> list[str]:
    """Return the paths that a page names, those of files that are to be written left out."""
    named = [code for code in _CODE.findall(page) if _PATH.fullmatch(code)]
    return [path for path in named if _PLACEHOLDER not in path]


def names(page: str) -> list[tuple[str, str]]:
    """Return the names that a page says are in a file, with that file."""
    return _NAME_IN_FILE.findall(page)


def commands(page: str) -> list[str]:
    """Return the commands that a page names."""
    return [code for code in _CODE.findall(page) if re.match(r"(?:make|python|annotator) ", code)]


def fault(command: str) -> str | None:
    """Return what is wrong with a command, None where it can be typed."""
    program, first, *rest = command.split(" > ")[0].split()
    if program == "make":
        targets = re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
        return None if first in targets else "the Makefile has no such target"
    if program == "python":
        module, *words = rest
        missing = [word for word in words if "/" in word and not (ROOT / word).exists()]
        if first != "-m" or find_spec(module) is None or missing:
            return f"there is no {' or '.join(missing) or module}"
        return None
    if first == "words":
        return None  # the command that the recipe adds
    parsed(command.split(" > ")[0])
    return None


def in_messages(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the paths of the checkout that stand in strings of a file of Python, with their lines."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from ((node.lineno, named) for named in _IN_TEXT.findall(node.value))
