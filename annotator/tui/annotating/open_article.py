"""An article that an annotator has open: its editor, its progress, and the time spent with it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from annotator.adjudication import is_current
from annotator.editing import Session
from annotator.errors import AnnotatorError
from annotator.model import Article, Progress, Recorded, Status, StatusSet, TimeAdded
from annotator.text.layout import Layout
from annotator.tui.annotating.editor import SpanEditor
from annotator.tui.notes.held import HeldNotes

if TYPE_CHECKING:
    from collections.abc import Callable

    from annotator.model import Note, Operation
    from annotator.tui.annotating.app import AnnotatorApp

IDLE_SECONDS = 60.0
"""A longer pause between two keys counts as this long."""
_SAVE_SECONDS = 30.0
"""How much time of work is counted before it is saved."""


class Stopwatch:
    """The time an annotator spends with an article; pauses between keys count up to `IDLE_SECONDS`."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._last = clock()
        self.seconds = 0.0

    def tick(self) -> None:
        """Count the time since the last key."""
        now = self._clock()
        self.seconds += min(now - self._last, IDLE_SECONDS)
        self._last = now

    def read(self) -> float:
        """Return the seconds counted and begin again; less than one is kept for the next time."""
        if self.seconds < 1:
            return 0.0
        seconds, self.seconds = self.seconds, 0.0
        return seconds


class OpenArticle:
    """An article as one annotator has it open. Every change is saved at once.

    `columns`: how wide the text is laid out at first. `top` is the first line that was in sight when it was left. It is kept
    after another article is shown, as long as not all of it can be read from the project.
    """

    def __init__(self, program: AnnotatorApp, article: Article, columns: int) -> None:
        self.program = program
        self.article = article
        self.progress: Progress = program.reader.work.progress(article.id, program.annotator)
        self.editor = self._editor(columns)
        note = self.sent_back_with
        self._told_back = "" if note is None else note.id  # the note of the last sending back that is told
        if note is not None:
            self.editor.go_to_offset(note.start)
        self.stopwatch = Stopwatch()
        self.top = 0

    def _editor(self, columns: int) -> SpanEditor:
        text, program = self.article.text, self.program
        editor = SpanEditor(
            self.article, self._read(), Layout(text, columns, logical=program.logical), program.clitic_rule
        )
        editor.notes = HeldNotes(only=program.annotator)
        editor.notes.read(program.reader, self.article.id)
        return editor

    @property
    def sent_back_with(self) -> Note | None:
        """The note with which the article was sent back, until it is finished again; None where it was not."""
        return self.editor.notes.sent_back_with(self.program.annotator)

    def sent_back_since(self) -> Note | None:
        """Return the note with which the article was sent back since it was opened, once; it is sent back here, too, from then on.

        What is not saved yet stays as it is. Raises `AnnotatorError`.
        """
        reader, name, held = self.program.reader, self.program.annotator, self.editor.notes
        reader.refresh()
        ids = {one.note for one in reader.notes.back(self.article.id) if one.person == name}
        if not ids - {self._told_back}:
            return None
        note = next(one for one in reader.notes.of_article(self.article.id) if one.id in ids)
        self._told_back = note.id
        held.send_back([note], ())
        self.progress = reader.work.progress(self.article.id, name)
        self._update_row()
        return note

    def _read(self) -> Session:
        reader, article, name = self.program.reader, self.article, self.program.annotator
        layer, history = reader.layers.get(article.id, name), reader.layers.history(article.id, name)
        return Session(article.id, name, len(article.text), layer, history, article.edition)

    def read_again(self) -> None:
        """Read the article and the layer from the project, after they were changed elsewhere. Raises `ProjectError`."""
        self.program.reader.refresh()
        now = self.program.reader.articles.get(self.article.id, self.program.annotator)
        if now.edition != self.article.edition:
            self.article = now
            self.editor = self._editor(self.editor.layout.width)
            return
        self.editor.session = self._read()
        self.editor.notes.read(self.program.reader, self.article.id)
        self.editor.cancel()
        self.editor.recount()

    def save(self, operations: tuple[Operation, ...]) -> None:
        """Save operations, one or more, as one change. An article that was to do is being done from now on."""
        if self.progress.status is Status.TODO:
            self.progress = Progress(status=Status.DOING, seconds=self.progress.seconds)
        self._update_row()
        self.program.save(Recorded(operations=operations))

    def set_status(self, status: Status, note: str = "") -> None:
        """Save a status, and the note of a flag."""
        before = self.progress.status
        self.progress = Progress(status=status, note=note, seconds=self.progress.seconds)
        article, name = self.article.id, self.program.annotator
        if status is Status.DONE:
            self.editor.notes.end_back([name])
        self._update_row()
        self.program.save(StatusSet(article=article, annotator=name, before=before, status=status, note=note))

    def _update_row(self) -> None:
        self.program.update_row(self.article.id, self.progress.status, self.editor.session.count())

    def gold_status(self) -> str:
        """Return whether the article's gold is current with the spans as they are here; empty where it is not settled."""
        reader = self.program.reader
        try:
            if not reader.gold.is_settled(self.article.id):
                return ""
            gold = reader.gold.get(self.article.id)
            layers = {one.annotator: one for one in reader.finished.layers(self.article.id)}
        except AnnotatorError as error:
            return f"  {error}"
        layer = self.editor.session.layer
        if layer.annotator in layers or self.progress.status is Status.DONE:
            layers[layer.annotator] = layer
        is_still = is_current(self.article.text, [layers[name] for name in sorted(layers)], gold)
        return (
            "  This article is settled, and its gold stands."
            if is_still
            else "  This article is settled: its gold counts as changed now."
        )

    # --- the time spent ---------------------------------------------------------------------------

    def restart_stopwatch(self) -> None:
        """Count time from now on, without the time spent in other articles."""
        self.stopwatch = Stopwatch()

    def tick(self) -> None:
        """Count the time since the last key, and save what was counted once it is enough."""
        self.stopwatch.tick()
        if self.stopwatch.seconds >= _SAVE_SECONDS:
            self.save_time()

    def save_time(self) -> None:
        """Save the time that was counted so far."""
        seconds = self.stopwatch.read()
        if seconds:
            self.program.save(
                TimeAdded(article=self.article.id, annotator=self.program.annotator, seconds=seconds)
            )
