"""What goes to gold without a person looking at it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from annotator.adjudication.session import Adjudication
    from annotator.model import GoldStep


def undisputed(adjudication: Adjudication, *, settle: bool) -> Iterator[GoldStep]:
    """Do what the policy decides, and settle the article, if that is wanted, where nothing is open; yield each step.

    Done a second time, it yields nothing.
    """
    if adjudication.open() or not settle:
        step = adjudication.accept()
        if step is not None:
            yield step
    if settle and not adjudication.open():
        step = adjudication.settle()
        if step is not None:
            yield step
