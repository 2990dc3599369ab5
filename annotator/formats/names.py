"""Names of files made of articles' ids: kept as they are where every file system takes them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from unicodedata import category, normalize

from annotator.formats.losses import Loss, Lost

if TYPE_CHECKING:
    from annotator.formats.losses import Losses
    from annotator.model import Record

LONGEST = 180
"""The most bytes of UTF-8 in a name, so that an ending and a number still fit into the 255 of a file system."""

_SEPARATORS = frozenset('/\\:*?"<>|')
_JOINERS = "\u200c\u200d"
_UNSEEN = ("Cc", "Cf", "Cs", "Zl", "Zp")
_DEVICE = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE | re.DOTALL)


class Names:
    """Gives each article of one folder a name of its own, without an ending.

    Letters of any script stay. Separators, controls and whatever else some system refuses become `_`. A number is added
    where a name is taken, in whatever case or composition. The same ids in the same order give the same names.
    """

    def __init__(self) -> None:
        self._taken: set[str] = set()
        self._next: dict[str, int] = {}

    def of(self, id_: str) -> str:
        """Return the name for an article, a new one at each call."""
        name = plain = safe(id_)
        while (key := _key(name)) in self._taken:
            number = self._next[_key(plain)] = self._next.get(_key(plain), 1) + 1
            name = f"{plain}-{number}"
        self._taken.add(key)
        return name


def entered(names: Names, record: Record, losses: Losses) -> str:
    """Return the name for an article, and enter it where it is not the article's id."""
    name = names.of(record.id)
    if name != record.id:
        losses.add(Lost(loss=Loss.NAMES, article=record.id, text=record.id, became=name))
    return name


def safe(id_: str) -> str:
    """Return the id as a name that can be a file's, with `_` for what can't be in one."""
    name = "".join("_" if _is_unfit(char) else char for char in id_)
    name = name.encode()[:LONGEST].decode(errors="ignore")
    if not name or _DEVICE.fullmatch(name):
        name = f"_{name}"
    if name[0] in ". ":  # a hidden file
        name = f"_{name[1:]}"
    if name[-1] in ". ":  # some systems drop them
        name = f"{name[:-1]}_"
    return name


def _is_unfit(char: str) -> bool:
    return char in _SEPARATORS or (category(char) in _UNSEEN and char not in _JOINERS)


def _key(name: str) -> str:
    """Return what two names share that are one on a system that looks at neither case nor composition."""
    return normalize("NFC", normalize("NFC", name).casefold())
