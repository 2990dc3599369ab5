"""Showing the notes at the place of an article that is at hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from annotator.errors import AnnotatorError
from annotator.tui.notes.addressing import addresses
from annotator.tui.notes.screen import NotesScreen

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from annotator.text.navigation import Range
    from annotator.tui.notes.addressing import Address, Person
    from annotator.tui.screens.article import ArticleScreen


def read_anew(screen: ArticleScreen[Any, Any]) -> None:
    """Read the notes of the article, unless some are not saved yet."""
    program = screen.program
    if program.unsaved:
        return
    try:
        program.reader.refresh()
        screen.editor.notes.read(program.reader, screen.article.id)
    except AnnotatorError as error:
        program.warn(str(error))


def show_notes(
    screen: ArticleScreen[Any, Any],
    people: Sequence[tuple[str, tuple[Person, ...]]],
    name: Callable[[str], str],
    title: Callable[[Person], str],
) -> None:
    """Show the notes at the place at hand; `people` are to whom a note can go, each with a title.

    `name` gives the name under which a person is shown, `title` what a thread with somebody is called.
    """
    place = screen.editor.place
    if place is None:
        screen.tell("There is no text here to write a note on.", urgent=screen.status_is_taken)
        return
    read_anew(screen)
    held = screen.editor.notes

    def at(place: Range) -> list[Address]:
        return addresses(held, place, people, title)

    screen.program.push_screen(NotesScreen(screen, place, at, name))
