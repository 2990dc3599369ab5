"""What screens ask of the program around them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

    from annotator.model import LabelSchema, LibraryRow, Status
    from annotator.project import Project


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

    def save(self, job: Callable[[Project], None], article: str) -> None:
        """Have a change of an article written, after all earlier ones."""

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

    def note_row(self, article: str, status: Status, spans: int) -> None:
        """Remember what was done to an article, so that `rows` need not be read again."""

    def open_article(self, article: str, message: str = "") -> None:
        """Show an article, and say something with it."""

    def back_to_library(self) -> None:
        """Show the library."""
