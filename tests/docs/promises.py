"""The promises of the page on security, and the tests that they name."""

from __future__ import annotations

import ast
import re
from typing import NamedTuple

from tests.docs.pages import DOCS, ROOT

PAGE = DOCS / "security.md"


class Promise(NamedTuple):
    """A promise: its words, and the tests that it names, each as file::function."""

    words: str
    tests: tuple[str, ...]


def promises() -> list[Promise]:
    """Return all promises of the page: the items of the lists under "What is promised"."""
    text = PAGE.read_text(encoding="utf-8")
    promised = text.split("\n## What is promised\n")[1].split("\n## ")[0]
    items = re.split(r"\n- ", promised)[1:]
    return [
        Promise(
            words=" ".join(re.sub(r"<!--.*?-->|\n#.*", "", item, flags=re.DOTALL).split()),
            tests=tuple(
                name
                for found in re.findall(r"<!-- test: (.*?) -->", item, re.DOTALL)
                for name in found.split()
            ),
        )
        for item in items
    ]


def functions(file: str) -> set[str]:
    """Return the tests that are collected in a file of this checkout; none where there is no such file."""
    path = ROOT / file
    if not path.is_file() or not re.fullmatch(r"tests/.*test_\w+\.py", file):
        return set()
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    return {
        node.name
        for node in nodes
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_")
    }
