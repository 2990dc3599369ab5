"""The program on a project of the sample articles, driven by Textual's pilot."""

from __future__ import annotations

import shutil
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from textual.pilot import Pilot

from annotator import adjudication, labels, resources
from annotator.project import Project
from annotator.tui.adjudicating.app import AdjudicatorApp
from annotator.tui.annotating.app import AnnotatorApp
from tests.patience import PATIENCE
from tests.tui import settled
from tests.tui.driving import Driven

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from contextlib import AbstractAsyncContextManager
    from typing import Protocol

    from annotator.config import Settings

    class Open(Protocol):
        """Opens the program; see `running`."""

        def __call__(
            self,
            article: str | None = None,
            *,
            size: tuple[int, int] = (110, 32),
            name: str = "huda",
            settings: Settings | None = None,
        ) -> AbstractAsyncContextManager[Driven]: ...

    class Adjudicate(Protocol):
        """Opens the adjudicator's program; see `adjudicating`."""

        def __call__(
            self,
            article: str | None = None,
            *,
            policy: str = "unanimous",
            name: str = "nadia",
            hide_names: bool = False,
            size: tuple[int, int] = (120, 32),
        ) -> AbstractAsyncContextManager[Driven]: ...


SAMPLES = resources.sample_data() / "articles.jsonl"


@pytest.fixture(scope="session")
def sample_project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of the sample articles without any spans, to be copied."""
    path = tmp_path_factory.mktemp("samples") / "annotator.db"
    with Project.create(path, labels.default()) as project:
        assert not project.imports.add_files([SAMPLES]).refused
    return path


@pytest.fixture
def path(sample_project: Path, tmp_path: Path) -> Path:
    """The file of a project of the sample articles."""
    return Path(shutil.copy(sample_project, tmp_path / "annotator.db"))


@pytest.fixture(autouse=True)
def _no_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the settings of whoever runs the tests away, and those of the tests from them."""
    monkeypatch.setenv("ANNOTATOR_CONFIG", str(tmp_path / "settings.toml"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    for name in ("NO_COLOR", "TEXTUAL_COLOR_SYSTEM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLORTERM", "truecolor")


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let Textual's pilot wait for the program as long as the tests do."""
    monkeypatch.setattr(Pilot._wait_for_screen, "__defaults__", (PATIENCE,))


@pytest.fixture
def running(path: Path) -> Open:
    """Open the program on the project at `path`."""

    @asynccontextmanager
    async def running(
        article: str | None = None,
        *,
        size: tuple[int, int] = (110, 32),
        name: str = "huda",
        settings: Settings | None = None,
    ) -> AsyncIterator[Driven]:
        with Project.open(path) as reader:
            app = AnnotatorApp(reader, name, article=article, settings=settings)
            try:
                async with app.run_test(size=size) as pilot:
                    program = Driven(app, pilot)
                    await program.settle()
                    yield program
            finally:
                app.close()

    return running


@pytest.fixture
def settling(tmp_path: Path) -> Path:
    """The file of a project with disagreements."""
    return settled.make(tmp_path / "settling.db")


@pytest.fixture
def adjudicating(settling: Path) -> Adjudicate:
    """Open the adjudicator's program on the project at `settling`."""

    @asynccontextmanager
    async def adjudicating(
        article: str | None = None,
        *,
        policy: str = "unanimous",
        name: str = "nadia",
        hide_names: bool = False,
        size: tuple[int, int] = (120, 32),
    ) -> AsyncIterator[Driven]:
        with Project.open(settling) as reader:
            chosen = adjudication.policy(policy, reader.people.names())
            app = AdjudicatorApp(reader, name, chosen, article=article, hide_names=hide_names)
            try:
                async with app.run_test(size=size) as pilot:
                    program = Driven(app, pilot)
                    await program.until(lambda: not app.counting, "the counting")
                    await program.settle()
                    yield program
            finally:
                app.close()

    return adjudicating
