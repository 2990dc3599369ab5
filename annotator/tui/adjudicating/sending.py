"""Sending an article back to its annotators, taking that back, and the adjudicator's notes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.errors import AnnotatorError, UnfinishedError
from annotator.model import CalledBack, SentBack, Status
from annotator.text.plain import isolated
from annotator.tui.notes.addressing import AMONG_ADJUDICATORS, Address, addresses, named
from annotator.tui.notes.screen import NotesScreen
from annotator.tui.notes.showing import read_anew, show_notes

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from annotator.model import Back, Layer
    from annotator.text.navigation import Range
    from annotator.tui.adjudicating.editor import DecisionEditor
    from annotator.tui.adjudicating.screen import AdjudicateScreen
    from annotator.tui.notes.addressing import Person


def show_case_notes(screen: AdjudicateScreen) -> None:
    """Show the notes at the case, which can go to everybody whose layer is compared, to one of them, or to adjudicators only."""
    editor = screen.editor
    people = [*named(editor.adjudication.people, editor.name), (AMONG_ADJUDICATORS, (None,))]
    show_notes(screen, people, editor.name, lambda person: _title(editor, person))


def _title(editor: DecisionEditor, person: Person) -> str:
    return AMONG_ADJUDICATORS if person is None else editor.name(person)


def send_back(screen: AdjudicateScreen) -> None:
    """Ask to whom the article goes back, and with which note; or from whom it is taken back."""
    read_anew(screen)
    place = screen.editor.place
    if place is None:
        screen.tell("There is no text here to write a note on.", urgent=True)
        return
    try:
        finished = _finished(screen)
    except AnnotatorError as error:
        screen.tell(str(error), urgent=True)
        return
    notes = screen.editor.notes
    untouched = [back.person for back in notes.back if back.untouched and notes.with_note_back(back.person)]
    if not finished and not untouched:
        screen.tell(_nobody(screen), urgent=True)
        return
    screen.program.push_screen(SendingScreen(screen, place, finished, untouched))


def _finished(screen: AdjudicateScreen) -> list[str]:
    """Return who has finished the article, and has it not back. Raises `AnnotatorError`."""
    editor, work = screen.editor, screen.program.reader.work
    have_it = {back.person for back in editor.notes.back}
    return [
        person
        for person in editor.adjudication.people
        if person not in have_it and work.progress(editor.article.id, person).status is Status.DONE
    ]


def _nobody(screen: AdjudicateScreen) -> str:
    back = names_back(screen.editor)
    return f"It is back with {back} already." if back else "Nobody has finished it as it is now."


def names_back(editor: DecisionEditor) -> str:
    """Return the names of those who have the article back, "" for nobody."""
    names = sorted(editor.name(back.person) for back in editor.notes.back)
    return isolated(", ".join(names)) if names else ""


def count_back(editor: DecisionEditor) -> str:
    """Return with whom the article is, by name where that is one person, else how many; "" for nobody."""
    count = len(editor.notes.back)
    return f"{count} people" if count > 1 else names_back(editor)


def names_awaited(editor: DecisionEditor, awaited: Iterable[str]) -> str:
    """Return the names of those who have an article still to finish: their assignment, or because it was sent back; "" for nobody."""
    back = {one.person for one in editor.notes.back}
    names = [
        f"{editor.name(person)} (sent back)" if person in back else editor.name(person)
        for person in {*awaited, *back}
    ]
    return isolated(", ".join(sorted(names))) if names else ""


def unfinished(
    article: str, layers: Sequence[Layer], back: Sequence[Back], *, hidden: bool
) -> UnfinishedError:
    """Return the error that too few have finished an article to adjudicate it; `hidden`: without names."""
    names = ", ".join(layer.annotator for layer in layers) or "nobody"
    finished = "one" if layers and hidden else names
    told = ""
    if back:
        to = "" if hidden else f" to {', '.join(one.person for one in back)}"
        told = f"; it was sent back{to}"
    return UnfinishedError(
        f"{article} can be adjudicated once two people have finished it; it is finished by {finished}{told}."
    )


class SendingScreen(NotesScreen):
    """Asks to whom of `finished` an article goes back, with which note, or from whom of `untouched` it is taken back."""

    def __init__(
        self, article: AdjudicateScreen, place: Range, finished: list[str], untouched: list[str]
    ) -> None:
        editor = article.editor
        self._screen = article
        self._finished = frozenset(finished)

        def at(place: Range) -> list[Address]:
            taken = [
                Address(editor.name(person), (person,), place[0], place[1], threads, takes_back=True)
                for person in untouched
                if (threads := editor.notes.with_note_back(person))
            ]
            exact = {
                address.people: address
                for address in addresses(editor.notes, place, [], lambda person: _title(editor, person))
                if (address.start, address.end) == place
            }
            given = [
                Address(
                    title,
                    people,
                    *place,
                    tuple(t for p in people if (p,) in exact for t in exact[p,].threads),
                )
                for title, people in named(finished, editor.name)
            ]
            return [*given, *taken]

        super().__init__(article, place, at, editor.name)

    def question(self, address: Address) -> str:
        """Return what stands before the line that is typed into."""
        if address.takes_back:
            return f"Take back from {address.title}:"
        return f"Back to {address.title}, why:"

    def state(self, address: Address) -> str:
        """Return what Enter does."""
        return "Enter takes it back; it is done again" if address.takes_back else "it goes back, with a note"

    def enter(self) -> None:
        """Send the article back with the note that is typed, or take it back."""
        text, address = self._prompt.text.strip(), self.address
        if self.refuses(text):
            return
        if address.takes_back:
            notes = tuple(address.closed(self.program.annotator, text))
            self.program.save(CalledBack(notes=notes))
            self.held.end_back([person for person in address.people if person is not None])
            self.held.add(notes)
            self.leave(f"Taken back from {isolated(address.title)}: done, as before.")
            return
        if not text:
            self.refuse("Write why it goes back: the note goes with it.")
            return
        notes = tuple(address.written(self.article.article, self.program.annotator, text, sends_back=True))
        self.program.save(SentBack(notes=notes))
        self.held.send_back(notes, self._finished)
        self._screen.has_just_sent_back = True
        self.leave(f"Sent back to {isolated(address.title)}.{self._waits()}")

    def _waits(self) -> str:
        """Return what becomes of the article in the list, where too few layers are left to compare."""
        left = len(self._finished - {back.person for back in self.held.back})
        is_begun = bool(self.article.editor.adjudication.gold.decisions)
        return "" if left > 1 or is_begun else " It is in the list again once two have finished it."
