"""Names for the files of articles, made of the articles' ids."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from unicodedata import category, normalize

from annotator.model import Loss, Lost

if TYPE_CHECKING:
    from annotator.formats.losses import Losses
    from annotator.model import Record

LONGEST = 180
"""The most bytes of UTF-8 in a name, so that an ending and a number still fit into the 255 of a file system."""

_SEPARATORS = frozenset('/\\:*?"<>|')
_JOINERS = "\u200c\u200d"
_UNSEEN = ("Cc", "Cf", "Cs", "Zl", "Zp")
_DEVICE = re.compile(
    r"(con|prn|aux|nul|clock\$|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³]) *(\..*)?", re.IGNORECASE | re.DOTALL
)
_FIRST = frozenset(".-~")
"""What a name may not begin with: such a file is hidden, or taken for an option or for somebody's home folder."""


class FileNames:
    """The names of the files in one folder, without endings; no two articles get the same one.

    An id stays as it is where every file system accepts it as a name: letters of any script do. Separators, control
    characters and whatever else some system refuses become `_`. A number is added to a name that another article has
    already, compared without case and composition. The same ids in the same order give the same names.
    """

    def __init__(self) -> None:
        self._used: set[str] = set()
        self._next: dict[str, int] = {}

    def of(self, id_: str) -> str:
        """Return a new name for the article with this id."""
        name = plain = safe(id_)
        while (key := _key(name)) in self._used:
            number = self._next[_key(plain)] = self._next.get(_key(plain), 1) + 1
            name = f"{plain}-{number}"
        self._used.add(key)
        return name


def name_for(record: Record, names: FileNames, losses: Losses) -> str:
    """Return a new name for an article; one that is not the article's id is counted in `losses`."""
    name = names.of(record.id)
    if name != record.id:
        losses.add(Lost(loss=Loss.NAMES, article=record.id, text=record.id, became=name))
    return name


def safe(id_: str) -> str:
    """Return the id as a name that every file system accepts and no program takes for something else.

    There is `_` for each character that one refuses or misreads: also for a blank at an end, and a dash, dot or tilde at the beginning.
    """
    name = "".join("_" if _is_unfit(char) else char for char in id_)
    name = name.encode()[:LONGEST].decode(errors="ignore")
    if not name or _DEVICE.fullmatch(name):
        name = f"_{name}"
    if name[0] in _FIRST or name[0].isspace():
        name = f"_{name[1:]}"
    if name[-1] == "." or name[-1].isspace():  # some systems drop them
        name = f"{name[:-1]}_"
    return name


def _is_unfit(char: str) -> bool:
    return char in _SEPARATORS or (category(char) in _UNSEEN and char not in _JOINERS)


def _key(name: str) -> str:
    """Return the same key for names that differ in case or composition only: some file systems take them for one."""
    return normalize("NFC", normalize("NFC", name).casefold())
