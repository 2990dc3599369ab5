"""The tree and the import rules in CONTRIBUTING.md. To bring them up to date: python -m tests.docs.rooms"""

from __future__ import annotations

import ast
import tomllib
from typing import TYPE_CHECKING

from tests.docs.pages import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PAGE = ROOT / "CONTRIBUTING.md"
PACKAGE = ROOT / "annotator"
FLOORS = {"imports": "Imports go one way", "store": "Rooms of the store import one way"}
"""The import rules that the page shows, by the name of their place on it."""


def tree() -> str:
    """Return the tree: a line for each folder of the package, and for each file that lies directly in it."""
    lines = [*_lines(PACKAGE, 0)]
    width = max(len(name) for name, _ in lines) + 2
    return "```text\n" + "".join(f"{name:{width}}{what}\n" for name, what in lines) + "```\n"


def _lines(folder: Path, depth: int) -> Iterator[tuple[str, str]]:
    yield f"{'  ' * depth}{folder.name}/", _first_line(folder / "__init__.py")
    for path in sorted(folder.iterdir()):
        if (path / "__init__.py").exists():
            yield from _lines(path, depth + 1)
        elif depth == 0 and path.suffix == ".py" and not path.name.startswith("__"):
            yield f"  {path.name}", _first_line(path)


def _first_line(module: Path) -> str:
    docstring = ast.get_docstring(ast.parse(module.read_text(encoding="utf-8")))
    assert docstring, f"{module.relative_to(ROOT)} says nothing of itself: write a docstring"
    return docstring.splitlines()[0]


def layers(rule: str) -> str:
    """Return the floors of an import rule, the highest first."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    (contract,) = (each for each in settings["tool"]["importlinter"]["contracts"] if each["name"] == rule)
    floors = "\n".join(contract["layers"]).replace("annotator.store.", "").replace("annotator.", "")
    return f"```text\n{floors}\n```\n"


def renewed() -> str:
    """Return the page with tree and floors made anew."""
    page = PAGE.read_text(encoding="utf-8")
    parts = {"tree": tree(), **{name: layers(rule) for name, rule in FLOORS.items()}}
    for name, part in parts.items():
        begin, end = f"<!-- {name} -->\n", f"<!-- end of {name} -->\n"
        before, rest = page.split(begin)
        page = before + begin + part + end + rest.split(end)[1]
    return page


if __name__ == "__main__":
    PAGE.write_text(renewed(), encoding="utf-8")
