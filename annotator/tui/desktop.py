"""What screens ask of the program around them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from annotator.model import Change, GoldStep, LabelSchema, LibraryRow, Status, Workload
    from annotator.project import Project
    from annotator.tui.adjudicating.case_list import CaseRow
    from annotator.tui.adjudicating.editor import Settling


class Saving(NamedTuple):
    """Whether what was done is saved, in a word or two; `is_trouble` where it is not and can't be now."""

    state: str
    is_trouble: bool = False


class Desktop(Protocol):
    """The program as all its screens see it."""

    annotator: str
    logical: bool
    schema: LabelSchema
    reader: Project

    @property
    def unsaved(self) -> int:
        """How many changes are not written yet."""

    @property
    def trouble(self) -> str:
        """Why changes can't be written, or nothing."""

    @property
    def saving(self) -> Saving:
        """Whether all is saved, or can't be."""

    def save(self, change: Change) -> None:
        """Have a change written, after all earlier ones."""

    def tell_marks(self, text: str) -> None:
        """Tell once that marks are left out, if the terminal shows less of `text` than there is."""

    def show_help(self) -> None:
        """Show all keys."""

    def show_guidelines(self) -> None:
        """Show what the labels mean."""

    def change_theme(self) -> None:
        """Change between dark and light."""

    def suspend_program(self) -> None:
        """Stop until the shell lets the program go on."""

    def leave(self) -> None:
        """End the program, once everything is written."""


class AnnotatingDesktop(Desktop, Protocol):
    """The annotator's program as its screens see it."""

    def library(self) -> list[LibraryRow]:
        """Read all articles as the annotator sees them."""

    def rows(self) -> list[LibraryRow]:
        """Return the articles as they were read last, with what was done since."""

    def place_of(self, article: str) -> int:
        """Return the place of an article among `rows`, from 0."""

    def workload(self) -> Workload:
        """Return what is assigned to the annotator, as it was read last."""

    def following(self, article: str | None) -> str | None:
        """Return the id of the annotator's next article that is open, after this one and then from the first on."""

    def ask_next(self, after: str | None, message: str = "") -> None:
        """Have the next article handed out; it is opened then, and `message` said with it."""

    def note_row(self, article: str, status: Status, spans: int) -> None:
        """Remember what was done to an article, so that `rows` need not be read again."""

    def open_article(self, article: str, message: str = "") -> None:
        """Show an article, and say something with it."""

    def back_to_library(self) -> None:
        """Show the library."""


class AdjudicatingDesktop(Desktop, Protocol):
    """The adjudicator's program as its screens see it."""

    hide_names: bool
    uncounted: str
    """Why disagreements could not be counted, or nothing."""

    @property
    def counting(self) -> bool:
        """Whether disagreements are being counted."""

    def count(self) -> None:
        """Have the disagreements of all articles counted anew."""

    def rows(self) -> list[CaseRow]:
        """Return the articles as they were counted last, with what was decided since."""

    def record(self, desk: Settling, step: GoldStep) -> None:
        """Have a step written."""

    def open_article(self, article: str, message: str = "") -> None:
        """Show an article, and say something with it."""

    def open_other(self, by: int, message: str = "") -> bool:
        """Show the next (1) or previous (-1) article that has something open; say whether there is one."""

    def open_unsettled(self, message: str = "") -> bool:
        """Show the next article that is not settled, or changed since; say whether there is one."""

    def unsettled(self) -> int:
        """Return how many articles beside the one that is shown are not settled, or changed since."""

    def open_beside(self, by: int) -> bool:
        """Show the next or previous article of the list; say whether there is one."""

    def awaited(self, article: str) -> tuple[str, ...]:
        """Return to whom an article is assigned who have not finished it."""

    def outdated(self, desk: Settling) -> bool:
        """Say whether a layer changed since the article was read; it is then read again, or will be."""

    def read_again(self, message: str) -> None:
        """Show the article as the project has it now, and say why."""

    def back_to_library(self) -> None:
        """Show the list."""
