"""What is used of Textual without its promise: it stands in one module, and each name of it is there."""

from __future__ import annotations

import ast
import importlib
import importlib.util
import inspect
import pkgutil
import sys
import textwrap
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from textual._compositor import Compositor

import annotator
from annotator.tui import textual_private

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE = Path(annotator.__file__).parent
ONE = Path(textual_private.__file__)
FILES = sorted(PACKAGE.rglob("*.py"))
PYTHONS_OWN = frozenset({"_replace", "_asdict", "_fields", "_make", "_exit"})
"""Names of named tuples and of the module os, which begin with an underscore and are promised."""

CLASSES: dict[str, type[Any]] = {
    "FaultingApp": textual_private.FaultingApp,
    "GroundScreen": textual_private.GroundScreen,
    "CalmScreen": textual_private.CalmScreen,
    "DirectPaint": textual_private.DirectPaint,
    "PosixDriver": textual_private.PosixDriver,
    "KeyParser": textual_private.KeyParser,
}
ALSO_USED: dict[str, tuple[type[Any], ...]] = {
    "PosixDriver": (textual_private.FaultingApp,),
    "DirectPaint": (textual_private.FaultingApp, textual_private.CalmScreen, Compositor),
}
"""The classes whose private names a class uses beside those of its own bases."""


def private(name: str) -> bool:
    return name != "_" and name.startswith("_") and not name.startswith("__")


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def own_names(cls: type[Any]) -> frozenset[str]:
    """Private names that the source of a class defines, on itself or on `self`."""
    try:
        return _named(textwrap.dedent(inspect.getsource(cls)))
    except (OSError, TypeError):
        return frozenset()


@cache
def _named(source: str) -> frozenset[str]:
    tree = ast.parse(source)
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            found.add(node.name)
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            found.add(node.attr)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
    return frozenset(name for name in found if private(name))


def names_of_textual(cls: type[Any]) -> frozenset[str]:
    """Private names that Textual's classes among the bases of a class define."""
    bases = [base for base in cls.__mro__ if base.__module__.partition(".")[0] == "textual"]
    return frozenset().union(*(own_names(base) for base in bases))


def used() -> Iterator[tuple[str, str, int]]:
    """Each use of a private name in the one module: the class that uses it, the name, the line."""
    for node in tree_of(ONE).body:
        if not isinstance(node, ast.ClassDef):
            continue
        cls = CLASSES.get(node.name)
        own = own_names(cls) - names_of_textual(cls) if cls else frozenset()
        for each in ast.walk(node):
            name = each.attr if isinstance(each, ast.Attribute) else getattr(each, "name", None)
            if name and private(name) and name not in own:
                assert isinstance(each, ast.Attribute | ast.FunctionDef | ast.AsyncFunctionDef)
                yield node.name, name, each.lineno


@pytest.mark.parametrize(("cls", "name"), sorted({(cls, name) for cls, name, _ in used()}))
def test_every_private_name_is_there(cls: str, name: str) -> None:
    owners = CLASSES[cls], *ALSO_USED.get(cls, ())
    assert any(name in names_of_textual(owner) for owner in owners), (
        f"Textual {version('textual')} has no {name} any more, which {cls} in {ONE.name} uses"
    )


def test_every_class_is_looked_at() -> None:
    assert {cls for cls, _, _ in used()} == CLASSES.keys()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_no_other_module_uses_a_private_name_of_textual(path: Path) -> None:
    tree = tree_of(path)
    for node in ast.walk(tree):
        names = []
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [*node.module.split("."), *(each.name for each in node.names)]
            names = names if node.module.partition(".")[0] == "textual" else []
        elif isinstance(node, ast.Import):
            others = [each.name for each in node.names if each.name not in sys.stdlib_module_names]
            names = [part for name in others for part in name.split(".")]
        for name in names:
            if private(name):
                assert isinstance(node, ast.ImportFrom)
                assert path == ONE, f"line {node.lineno} imports {name}"
                assert node.module
                assert importlib.util.find_spec(node.module), f"Textual has no {node.module} any more"
    if path == ONE or "tui" not in path.parts:
        return
    own = {
        name for module in (PACKAGE / "tui").rglob("*.py") if module != ONE for name in _defined(module)
    } | PYTHONS_OWN
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and private(node.attr):
            assert node.attr in own, f"line {node.lineno} uses {node.attr}, which is not ours"


@cache
def _defined(path: Path) -> frozenset[str]:
    found = set()
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            found.add(node.attr)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
    return frozenset(found)


def our_classes() -> Iterator[type[Any]]:
    """All classes of the screens that derive from one of Textual's."""
    package = importlib.import_module("annotator.tui")
    for found in pkgutil.walk_packages(package.__path__, "annotator.tui."):
        module = importlib.import_module(found.name)
        for cls in vars(module).values():
            if inspect.isclass(cls) and cls.__module__ == module.__name__ and names_of_textual(cls):
                yield cls


def test_no_private_name_of_ours_is_one_of_textual_s_by_accident() -> None:
    clashes = {
        f"{cls.__module__}.{cls.__name__}: {name}"
        for cls in our_classes()
        if cls.__module__ != textual_private.__name__
        for name in own_names(cls) & names_of_textual(cls)
    }
    assert not clashes, "these override or overwrite what Textual has under the same name"
