"""One annotator's program among many that write to one project: `python -m benchmarks.writers PATH NAME TOLD ...`.

It does what people do, as fast as it may: tags, relabels, takes back, finishes, spends time, brings layers in. At the end it
writes to the file TOLD what the project had acknowledged, so that others can look whether it is there.
"""

from __future__ import annotations

import random
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from annotator.editing import Session
from annotator.errors import ProjectBusyError
from annotator.model import Operation, Span, Status
from annotator.project import Project

if TYPE_CHECKING:
    from collections.abc import Callable

ARTICLES = 8
"""How many articles everybody marks; into as many others layers are brought."""
_FULL, _BROUGHT = 60, 10
"""Spans after which an annotator takes some away again; spans in a layer that is brought in."""


class Told(msgspec.Struct, kw_only=True):
    """What was acknowledged to one annotator: history, status and seconds by article; ids of spans brought in.

    `took`: seconds of each call by kind. `refused`: what was said to a write that had to be tried again.
    """

    name: str
    operations: dict[str, list[Operation]] = {}
    statuses: dict[str, Status] = {}
    seconds: dict[str, float] = {}
    brought: dict[str, list[str]] = {}
    took: dict[str, list[float]] = {}
    refused: list[str] = []


class Writer:
    """An annotator with the project open. `pause`: seconds between two writes, on average."""

    def __init__(self, project: Project, name: str, pause: float) -> None:
        self._project = project
        self._pause = pause
        self._chance = random.Random(name)
        self._labels = [label.name for label in project.schema.labels]
        self._sessions = {key: self._session(f"marked-{key}", name) for key in range(ARTICLES)}
        self.told = Told(name=name)

    def _session(self, article: str, name: str) -> Session:
        length = len(self._project.articles.get(article).text)
        layer, operations = (
            self._project.layers.get(article, name),
            self._project.layers.operations(article, name),
        )
        return Session(article, name, length, layer, operations)

    def write(self) -> None:
        """Write once, and wait for the acknowledgement."""
        what = self._chance.random()
        if what < 0.90:
            self._mark()
        elif what < 0.94:
            self._set_status()
        elif what < 0.98:
            self._spend()
        else:
            self._bring()
        if self._pause:
            time.sleep(self._chance.uniform(0.5, 1.5) * self._pause)

    def _mark(self) -> None:
        session = self._chance.choice(self._sessions)
        operations = self._operations(session)
        self._timed("a span", lambda: self._project.layers.record(*operations))
        self.told.operations.setdefault(session.article, []).extend(operations)

    def _operations(self, session: Session) -> tuple[Operation, ...]:
        spans, chance = session.layer.spans, self._chance
        if spans and (len(spans) >= _FULL or chance.random() < 0.3):
            span, label = chance.choice(spans), chance.choice(self._labels)
            if len(spans) >= _FULL or session.find(span.start, span.end, label) is not None:
                return session.remove(span)
            return session.change(span, start=span.start, end=span.end, label=label)
        if chance.random() < 0.1 and (undone := session.undo()):
            return undone
        while True:
            start, label = chance.randrange(session.length - 20), chance.choice(self._labels)
            end = start + chance.randrange(1, 20)
            if session.find(start, end, label) is None:
                return session.add(start, end, label)

    def _set_status(self) -> None:
        article, status = f"marked-{self._chance.randrange(ARTICLES)}", self._chance.choice(list(Status))
        if status is Status.TODO:
            status = Status.DOING  # a mark turns todo into doing, and then what is told here is no longer so
        self._timed("a status", lambda: self._project.work.set_status(article, self.told.name, status))
        self.told.statuses[article] = status

    def _spend(self) -> None:
        article = f"marked-{self._chance.randrange(ARTICLES)}"
        self._timed("time", lambda: self._project.work.add_time(article, self.told.name, 1.0))
        self.told.seconds[article] = self.told.seconds.get(article, 0.0) + 1.0

    def _bring(self) -> None:
        article = f"brought-{self._chance.randrange(ARTICLES)}"
        before = self.told.brought.setdefault(article, [])
        layer = [self._span(place) for place in range(len(before), len(before) + _BROUGHT)]
        self._timed(
            f"a layer of {_BROUGHT} spans",
            lambda: self._project.layers.add(article, self.told.name, layer, Status.DONE),
        )
        before.extend(span.id for span in layer)

    def _span(self, place: int) -> Span:
        """Return the span that comes at this place among those that are brought in; no two are alike."""
        label, rest = place % len(self._labels), place // len(self._labels)
        start, length = rest % 1000, rest // 1000
        return Span.new(start, start + 1 + length, self._labels[label], self.told.name)

    def _timed(self, what: str, write: Callable[[], None]) -> None:
        """Write, again until it is acknowledged, and note how long each call took."""
        while True:
            began = time.perf_counter()
            try:
                write()
            except ProjectBusyError as error:
                self.told.refused.append(str(error))
            else:
                return
            finally:
                self.told.took.setdefault(what, []).append(time.perf_counter() - began)


def main(path: str, name: str, told: str, seconds: str, writes: str, pause: str, busy_seconds: str) -> None:
    """Say *ready*, wait for a line, write for that many seconds, but no more than so many times.

    The right to write is waited for `busy_seconds`.
    """
    with Project.open(Path(path), busy_seconds=float(busy_seconds)) as project:
        writer = Writer(project, name, float(pause))
        print("ready", flush=True)
        sys.stdin.readline()
        until = time.monotonic() + float(seconds)
        for _ in range(int(writes)):
            if time.monotonic() >= until:
                break
            writer.write()
    Path(told).write_bytes(msgspec.json.encode(writer.told))


if __name__ == "__main__":
    main(*sys.argv[1:])
