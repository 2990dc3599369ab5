"""What was done with copies of the project."""

from __future__ import annotations

from pathlib import Path

from annotator.model.base import Struct


class BackUpReport(Struct, frozen=True, kw_only=True):
    """What a copy holds. `fault` says in a clause what is damaged in it, as in the project; "" for nothing.

    `notice` is what has to be known of the file that was copied, in sentences.
    """

    articles: int
    spans: int
    fault: str = ""
    notice: str = ""


class RestoreReport(Struct, frozen=True, kw_only=True):
    """What the project holds after a copy was put in its place, and where the files are that were there before.

    `notice` is what has to be known of the copy, in sentences.
    """

    articles: int
    spans: int
    aside: tuple[Path, ...] = ()
    notice: str = ""
