"""The annotator's program on a project in which three people finished an article."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest

from annotator.project import Project
from annotator.tui.annotating.app import AnnotatorApp
from tests.tui.driving import Driven

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from contextlib import AbstractAsyncContextManager
    from pathlib import Path
    from typing import Protocol

    class Annotate(Protocol):
        """Opens the annotator's program."""

        def __call__(
            self, article: str | None = None, *, name: str = "huda", size: tuple[int, int] = (110, 32)
        ) -> AbstractAsyncContextManager[Driven]: ...


@pytest.fixture
def annotating(settling: Path) -> Annotate:
    """Open the annotator's program on the project at `settling`."""

    @asynccontextmanager
    async def annotating(
        article: str | None = None, *, name: str = "huda", size: tuple[int, int] = (110, 32)
    ) -> AsyncIterator[Driven]:
        with Project.open(settling) as reader:
            app = AnnotatorApp(reader, name, article=article)
            try:
                async with app.run_test(size=size) as pilot:
                    program = Driven(app, pilot)
                    await program.settle()
                    yield program
            finally:
                app.close()

    return annotating
