"""The work on one article: its desk, how far the annotator is, and what of it is to be written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.adjudication.publish import is_current
from annotator.editing import Session
from annotator.errors import AnnotatorError
from annotator.model import Article, Progress, Recorded, Status, StatusSet, TimeAdded
from annotator.text.layout import Layout
from annotator.tui.annotating.editor import Desk
from annotator.tui.annotating.stopwatch import Stopwatch

if TYPE_CHECKING:
    from annotator.model import Operation
    from annotator.tui.desktop import AnnotatingDesktop

_FLUSH_SECONDS = 30.0
"""How much time of work is kept before it is written."""


class Work:
    """An article as one annotator works on it. Every change is handed on to be written.

    `columns`: how wide the text is laid out at first. It outlives the screen that shows it, as long as not all of it can be read from the
    project. `top` is the first line that was in sight.
    """

    def __init__(self, desktop: AnnotatingDesktop, article: Article, columns: int) -> None:
        self.desktop = desktop
        self.article = article
        self.progress: Progress = desktop.reader.work.progress(article.id, desktop.annotator)
        self.desk = Desk(article, self._read(), Layout(article.text, columns, logical=desktop.logical))
        self.stopwatch = Stopwatch()
        self.top = 0

    def _read(self) -> Session:
        reader, article, name = self.desktop.reader, self.article, self.desktop.annotator
        layer, operations = reader.layers.get(article.id, name), reader.layers.operations(article.id, name)
        return Session(article.id, name, len(article.text), layer, operations)

    def read_again(self) -> None:
        """Take the layer as the project has it, after it was changed elsewhere."""
        self.desk.session = self._read()
        self.desk.cancel()
        self.desk.recount()

    def record(self, operation: Operation) -> None:
        """Have an operation written. An article that was to do is being done from now on."""
        if self.progress.status is Status.TODO:
            self.progress = Progress(status=Status.DOING, seconds=self.progress.seconds)
        self._note()
        self.desktop.save(Recorded(operation=operation))

    def warning(self) -> str:
        """Return what a change of an article that counts as finished means, or nothing."""
        done = "  This article is done; D opens it again." if self.progress.status is Status.DONE else ""
        return self.gold_now() or done

    def gold_now(self) -> str:
        """Return what has become of the article's gold with all that was done here; nothing where it is not settled."""
        reader, layer = self.desktop.reader, self.desk.session.layer
        try:
            if not reader.gold.is_settled(self.article.id):
                return ""
            gold = reader.gold.get(self.article.id)
            layers = {one.annotator: one for one in reader.finished.layers(self.article.id)}
        except AnnotatorError as error:
            return f"  {error}"
        if layer.annotator in layers or self.progress.status is Status.DONE:
            layers[layer.annotator] = layer
        stands = is_current(self.article.text, [layers[name] for name in sorted(layers)], gold)
        return (
            "  This article is settled, and its gold stands."
            if stands
            else "  This article is settled: its gold counts as changed now."
        )

    def set_status(self, status: Status, note: str = "") -> None:
        """Have a status written, and the note of a flag."""
        before = self.progress.status
        self.progress = Progress(status=status, note=note, seconds=self.progress.seconds)
        article, name = self.article.id, self.desktop.annotator
        self._note()
        self.desktop.save(StatusSet(article=article, annotator=name, before=before, status=status, note=note))

    def _note(self) -> None:
        self.desktop.note_row(self.article.id, self.progress.status, self.desk.session.count())

    def resume(self) -> None:
        """Begin to count time anew: what passed elsewhere doesn't count."""
        self.stopwatch = Stopwatch()

    def tick(self) -> None:
        """Count the time since the last key."""
        self.stopwatch.tick()
        if self.stopwatch.seconds >= _FLUSH_SECONDS:
            self.flush_time()

    def flush_time(self) -> None:
        """Have the time spent so far written."""
        seconds = self.stopwatch.take()
        if seconds:
            self.desktop.save(
                TimeAdded(article=self.article.id, annotator=self.desktop.annotator, seconds=seconds)
            )

    def following(self) -> str | None:
        """Return the id of the annotator's next article that is open, after this one and then from the first on."""
        return self.desktop.following(self.article.id)

    def facts(self) -> str:
        """Return which article this is, its status, and how many spans it has."""
        count = self.desk.session.count()
        spans = "1 span" if count == 1 else f"{count} spans"
        place = self.desktop.place_of(self.article.id) + 1
        which = f"{place} of {len(self.desktop.rows())}" if place else "not assigned to you"
        return f"{which}, {self.progress.status.value}, {spans}"
