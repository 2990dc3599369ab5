"""Changes that were not saved before the program ended: reported at its end, and offered when the project is opened again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.errors import AnnotatorError
from annotator.sentences import joined, sentence
from annotator.text.plain import plain
from annotator.tui.screens.question import Question, answer

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from annotator.model import AppliedRescue, Rescue
    from annotator.tui.program import Program
    from annotator.tui.saver import Saver

_NOTICE_SECONDS = 30.0
_TROUBLES = 3
"""How many unusable files are listed one by one."""


class RescueOffer:
    """Asks a person about the rescue files of the project, before the first screen of a program."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._rescues: tuple[Rescue, ...] = ()

    def ask(self) -> None:
        """Ask about rescue files that can be applied, if any, then start the program."""
        try:
            found = self._program.reader.rescues.find(self._program.annotator)
        except AnnotatorError as error:
            self._program.start()
            self._program.warn(str(error))
            return
        self._rescues = found.rescues
        if found.rescues and self._program.reader.writable:
            self._ask(found.troubles)
            return
        self._program.start()
        for rescue in found.rescues:
            self._tell(
                f"{_changes(len(rescue.changes))} of yours from {_moment(rescue)} can come in "
                f"when this project can be written; they are in {rescue.path}."
            )
        self._warn(found.troubles)

    def _ask(self, troubles: Sequence[str] = (), failure: str = "") -> None:
        count = sum(len(rescue.changes) for rescue in self._rescues)
        them = "it" if count == 1 else "them"
        files = "the file is" if len(self._rescues) == 1 else "the files are"
        lines = [
            f"{_changes(count)} of yours could not be saved when the program ended, and {_were(count)} kept:",
            "",
            *(line for rescue in self._rescues for line in self._facts(rescue)),
            "",
            *([failure, ""] if failure else []),
            *(line for trouble in troubles for line in (trouble, "")),
            f"Enter: bring {them} into the project.   Esc: later; you are asked again.",
            f"x: set {them} aside: {files} renamed, and you are not asked again.",
        ]
        answers = (
            answer("enter", "bring in", self._bring_in),
            answer("x", "set aside", self._set_aside),
            answer("escape", "later", self._later, stays=True),
        )
        self._program.push_screen(Question(self._program, [plain(line) for line in lines], answers))

    def _facts(self, rescue: Rescue) -> list[str]:
        lines = [f"{len(rescue.changes)} from {_moment(rescue)}, in {rescue.path}"]
        if rescue.lost:
            lines.append(f"  {rescue.lost} more can't be read: the file is damaged or cut off.")
        if not self._program.reader.rescues.is_from_here(rescue):
            they = "It was" if len(rescue.changes) == 1 else "They were"
            lines.append(f"  {they} made in {rescue.header.project}, this project or a copy of it.")
        return lines

    def _later(self) -> None:
        self._start([])

    def _set_aside(self) -> None:
        sentences = []
        for rescue in self._rescues:
            try:
                sentences.append(f"Set aside: {self._program.reader.rescues.set_aside(rescue)}")
            except AnnotatorError as error:
                sentences.append(str(error))
        self._start(sentences)

    def _bring_in(self) -> None:
        sentences = []
        while self._rescues:
            try:
                sentences.append(import_summary(self._program.reader.rescues.bring_in(self._rescues[0])))
            except AnnotatorError as error:
                self._program.pop_screen()
                self._ask([*sentences], failure=str(error))
                return
            self._rescues = self._rescues[1:]
        self._start(sentences)

    def _start(self, sentences: Sequence[str]) -> None:
        self._program.pop_screen()
        self._program.start()
        for said in sentences:
            self._tell(said)

    def _tell(self, sentence: str) -> None:
        self._program.notify(plain(sentence), timeout=_NOTICE_SECONDS, markup=False)

    def _warn(self, troubles: Sequence[str]) -> None:
        for trouble in troubles[:_TROUBLES]:
            self._program.warn(trouble)
        if len(troubles) > _TROUBLES:
            more = len(troubles) - _TROUBLES
            files = "1 more rescue file" if more == 1 else f"{more} more rescue files"
            self._program.warn(f"{files} can't be used.")


def import_summary(brought: AppliedRescue) -> str:
    """Return a sentence: how many changes of a rescue file were applied, and where the others are."""
    parts = [f"{_changes(brought.came)} came in."]
    if brought.there:
        parts.append(f"{brought.there} {_were(brought.there)} in the project already.")
    if brought.unfit:
        fit = "does" if brought.unfit == 1 else "do"
        parts.append(f"{brought.unfit} {fit} not fit any more: {brought.why}")
    if brought.lost:
        parts.append(f"{brought.lost} can't be read.")
    if brought.aside is not None:
        parts.append(f"What did not come in stays in {brought.aside}.")
    return joined(*parts)


def losses(saver: Saver, person: str) -> str:
    """Return which changes were not saved, why, and where they are kept; empty where all were saved."""
    parts = [f"A change in {report.article} was not taken. {report.refused}" for report in saver.refusals]
    count = saver.waiting
    if count:
        reason = saver.error or "the program was ended before that."
        parts.append(sentence(f"{_changes(count)} of yours {_were(count)} not saved: {reason}"))
        parts.append(_kept(saver.rescued, saver.not_rescued, count, person))
        parts.append(saver.advice)
    return joined(*parts)


def _kept(path: Path | None, failure: str, count: int, person: str) -> str:
    if path is None:
        return f"{_changes(count)} {_were(count)} lost, because no rescue file could be written ({failure})."
    return (
        f"{_changes(count)} {_were(count)} kept in {path}. When the project can be written, open it again as "
        f"{person} to bring {'it' if count == 1 else 'them'} in."
    )


def _changes(count: int) -> str:
    return "1 change" if count == 1 else f"{count} changes"


def _were(count: int) -> str:
    return "was" if count == 1 else "were"


def _moment(rescue: Rescue) -> str:
    return rescue.header.when.astimezone().strftime("%Y-%m-%d %H:%M")
