"""The order in which the versions of a case are shown: by chance, so that no kind of version always comes first."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from annotator.adjudication.case import Group, Version
    from annotator.model import Mark


def in_shown_order(article: str, group: Group) -> tuple[Version, ...]:
    """Return the versions of a group of an article, by its id, in the order in which they are shown.

    It depends on the article and on range and label of each version alone: it is the same on return and in every
    session, whoever marked them and however many did, and a version that comes or goes leaves the others in their order.
    """
    return tuple(sorted(group.versions, key=lambda version: _drawn(article, version.mark)))


def _drawn(article: str, mark: Mark) -> bytes:
    start, end, label = mark
    return sha256(f"seen\0{article}\0{start}\0{end}\0{label}".encode()).digest()
