"""Arguments that all screens take."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.driver import Driver

    from annotator.config import Marks, Settings


class Surroundings(TypedDict, total=False):
    """The arguments that every `Program` takes by name.

    `logical`: text is sent as it is stored. `notice` tells of the terminal or the settings, `file_notices`, a sentence each, of
    the project's file. `marks` is how marks of letters are sent.
    """

    logical: bool
    settings: Settings | None
    notice: str
    file_notices: Sequence[str]
    marks: Marks
    driver_class: type[Driver] | None
