"""What is known of a format before its module is imported."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from annotator.model import Struct

if TYPE_CHECKING:
    from annotator.formats.base import Format


class Listed(Struct, frozen=True, kw_only=True):
    """A format in the list `FORMATS`."""

    name: str
    """Its name after `--format`."""

    module: str
    kind: str
    """The name of its class in the module."""

    description: str
    """One line for the help and the table of formats."""

    suffixes: tuple[str, ...] = ()
    """The endings of its files, in small letters with the dot; files that are written get the first one."""

    reads: bool = False
    """Whether it can be imported."""

    spans: bool = True
    """Whether spans are imported with the articles."""

    writes: bool = False
    """Whether it can be exported."""

    folder: bool = False
    """Whether an export is a folder of files."""

    splits: bool = False
    """Whether it can be a data set with splits, as programs that train models read them."""

    marks: bool = False
    """Whether it holds each distinct mark with who made it and the share of those who could have."""

    data_set: bool = False
    """Whether an export is always a data set with a card, of one split where no splits are asked for."""

    extra: str = ""
    """The extra of this package that installs its library, empty where it needs none."""

    def load(self) -> Format:
        """Import the module and return the format."""
        return _loaded(self.module, self.kind)


@cache
def _loaded(module: str, kind: str) -> Format:
    made: Format = getattr(import_module(module), kind)()
    return made
