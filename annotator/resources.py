"""The folders of files that come with the program: `schemas/` and `sample_data/`."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).parent


def _folder(name: str) -> Path:
    """Return a folder: beside the package in a checkout, inside it in an installed wheel."""
    inside = _PACKAGE / "_data" / name
    return inside if inside.is_dir() else _PACKAGE.parent / name


def schemas() -> Path:
    """Return the folder of label schemas and JSON Schemas."""
    return _folder("schemas")


def sample_data() -> Path:
    """Return the folder of sample articles and layers."""
    return _folder("sample_data")
