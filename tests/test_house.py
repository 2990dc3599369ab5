"""How the house is built, as facts: which way imports go, how long files are, where a broad except may stand."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import annotator

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE = Path(annotator.__file__).parent
FILES = sorted(PACKAGE.rglob("*.py"))
LONGEST = 400
EDGES = frozenset({"cli/group.py", "tui/terminal/reading.py"})
"""Where any exception may be met: the outer edge of the command line, and where a library reads keys."""

WRITERS = frozenset(
    {
        *("datasets/build.py", "datasets/parts_file.py"),
        *("store/replaced/rebuilding.py", "store/opening/read_only_copy.py"),
    }
)
"""Where files are written besides the formats: of a data set, a project that is not in its place yet, and copies that nobody else sees."""

each_file = pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(PACKAGE).as_posix())


@pytest.mark.skipif(
    not (PACKAGE.parent / "pyproject.toml").exists(), reason="the contracts are in the checkout"
)
def test_imports_go_one_way() -> None:
    lint = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    done = subprocess.run(
        [sys.executable, "-c", lint, "--no-cache"],
        cwd=PACKAGE.parent, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 broken" in done.stdout
    assert "8 kept" in done.stdout


@each_file
def test_no_file_is_too_long(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST


@each_file
def test_a_broad_except_stands_only_at_the_edge(path: Path) -> None:
    broad = 0
    for handler in _handlers(path):
        name = ast.unparse(handler.type) if handler.type else "everything"
        if "BaseException" in name or handler.type is None:
            assert isinstance(handler.body[-1], ast.Raise), f"line {handler.lineno} swallows {name}"
        elif "Exception" in _names(handler):
            broad += 1
            assert path.relative_to(PACKAGE).as_posix() in EDGES, f"line {handler.lineno} catches {name}"
    assert broad == (path.relative_to(PACKAGE).as_posix() in EDGES)


@each_file
def test_only_one_module_makes_files_last(path: Path) -> None:
    """Whatever is to be there whole or not at all, and after a power cut, is written by `annotator.files`."""
    if path.is_relative_to(PACKAGE / "files"):
        return
    for call in _calls(path):
        name, values = ast.unparse(call.func), len(call.args)
        last = name.rpartition(".")[2]
        alike = (
            last in {"fsync", "fdatasync", "hardlink_to"}
            or name in {"os.rename", "os.replace", "os.renames", "os.link", "shutil.move"}
            # Those of texts have two values, those of structures names.
            or (last in {"rename", "replace"} and values == 1 and not call.keywords)
        )
        assert not alike, f"line {call.lineno}: {ast.unparse(call)} is for annotator.files"


@each_file
def test_files_are_written_in_folders_that_are_not_in_place_yet(path: Path) -> None:
    """Formats and data sets write into a folder that `annotator.files` gives its name; nobody else writes by himself."""
    place = path.relative_to(PACKAGE).as_posix()
    if place.startswith(("files/", "formats/")) or place in WRITERS:
        return
    for call in _calls(path):
        last = ast.unparse(call.func).rpartition(".")[2]
        modes = [
            value.value
            for value in [*call.args, *(keyword.value for keyword in call.keywords if keyword.arg == "mode")]
            if isinstance(value, ast.Constant) and isinstance(value.value, str)
        ]
        writes = last in {"write_bytes", "write_text"} or (
            last == "open"
            and any(re.fullmatch(r"[rwxa]b?t?[+]?b?t?", mode) and set(mode) & set("wxa+") for mode in modes)
        )
        assert not writes, f"line {call.lineno}: {ast.unparse(call)} is for annotator.files"


def _calls(path: Path) -> Iterator[ast.Call]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    yield from (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def _handlers(path: Path) -> Iterator[ast.ExceptHandler]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    yield from (node for node in ast.walk(tree) if isinstance(node, ast.ExceptHandler))


def _names(handler: ast.ExceptHandler) -> set[str]:
    assert handler.type is not None
    return {node.id for node in ast.walk(handler.type) if isinstance(node, ast.Name)}


@pytest.mark.parametrize("name", ["strip", "rstrip", "lstrip", "splitlines", "normalize"])
def test_no_format_alters_what_it_reads(name: str) -> None:
    for path in (PACKAGE / "formats").glob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and node.attr == name:
                line = ast.get_source_segment(path.read_text(encoding="utf-8"), node)
                if line is not None and line.startswith("head."):
                    continue  # a look at the first bytes, of which nothing is kept
                looks = {
                    ("article_fields.py", "value.strip"),
                    ("fields.py", "one.strip"),
                    ("fields.py", "part.strip"),
                    ("notation.py", "name.strip"),
                    ("json_objects.py", "line.strip"),
                    ("notation.py", "name.strip"),
                }
                assert (path.name, line) in looks, (
                    f"{path.name}, line {node.lineno}: {line} may take something away from a text; name it in looks here where it does not"
                )
