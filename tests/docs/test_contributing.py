"""The page for those who carry on names what is there: rooms, files, functions, import rules."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

import pytest

from tests.docs import rooms
from tests.docs.pages import DOCS, ROOT

if TYPE_CHECKING:
    from pathlib import Path

PAGES = (rooms.PAGE, DOCS / "journeys.md", DOCS / "recipes.md")
each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)


def test_the_tree_is_the_one_there_is() -> None:
    told = rooms.PAGE.read_text(encoding="utf-8")
    assert told == rooms.renewed(), "run: python -m tests.docs.rooms"


@each_page
def test_each_path_that_is_named_is_there(page: Path) -> None:
    for path in re.findall(
        r"`((?:annotator|tests|docs|benchmarks|schemas|sample_data)/[\w/.-]*)`", _text(page)
    ):
        assert "NAME" in path or (ROOT / path).exists(), f"{path} is named in {page} and is not there"


@each_page
def test_each_function_that_is_named_is_in_its_file(page: Path) -> None:
    """A function stands behind its file, in parentheses: `annotator/store/layers.py` (`Layers.record`)."""
    for path, names in re.findall(r"`([\w/]+\.py)` \(((?:`[\w.]+`(?:, )?)+)\)", _text(page)):
        there = _defined(path)
        for name in re.findall(r"`([\w.]+)`", names):
            assert name in there, f"{name} is named in {page} and is not in {path}"


def _text(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def _defined(path: str) -> set[str]:
    found = set()
    for node in ast.parse((ROOT / path).read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(node.name)
        if isinstance(node, ast.Assign):
            found |= {target.id for target in node.targets if isinstance(target, ast.Name)}
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            found.add(node.target.id)
        if isinstance(node, ast.ClassDef):
            found |= {
                f"{node.name}.{inner.name}"
                for inner in node.body
                if isinstance(inner, ast.FunctionDef | ast.AsyncFunctionDef)
            }
    return found
