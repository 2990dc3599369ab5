"""Reports on copying and restoring a project."""

from __future__ import annotations

from pathlib import Path

from annotator.model.base import Struct


class BackUpReport(Struct, frozen=True, kw_only=True):
    """What a copy holds. `fault` says in a clause what is damaged in it, as in the project; "" for nothing.

    `notice` has sentences about the file that was copied.
    """

    articles: int
    spans: int
    fault: str = ""
    notice: str = ""


class RestoreReport(Struct, frozen=True, kw_only=True):
    """What the project holds after it was restored from a copy, and where its earlier files are.

    `notice` has sentences about the copy.
    """

    articles: int
    spans: int
    aside: tuple[Path, ...] = ()
    notice: str = ""
