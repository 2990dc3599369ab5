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
FLOORS = "Imports go one way"


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


def layers() -> str:
    """Return the floors of the package, the highest first, as the import rules have them."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    (contract,) = (each for each in settings["tool"]["importlinter"]["contracts"] if each["name"] == FLOORS)
    return (
        "```text\n" + "".join(f"{each.replace('annotator.', '')}\n" for each in contract["layers"]) + "```\n"
    )


def renewed() -> str:
    """Return the page with tree and floors made anew."""
    page = PAGE.read_text(encoding="utf-8")
    for name, part in (("tree", tree()), ("imports", layers())):
        begin, end = f"<!-- {name} -->\n", f"<!-- end of {name} -->\n"
        before, rest = page.split(begin)
        page = before + begin + part + end + rest.split(end)[1]
    return page


if __name__ == "__main__":
    PAGE.write_text(renewed(), encoding="utf-8")
