"""What a person sees of a concordance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.tui.concordance.screen import ConcordanceScreen

if TYPE_CHECKING:
    from annotator.project import Project
    from tests.tui.driving import Driven


def screen(program: Driven) -> ConcordanceScreen:
    """Return the concordance, which must be shown."""
    assert isinstance(program.app.screen, ConcordanceScreen), program.app.screen
    return program.app.screen


def rows(program: Driven) -> list[tuple[int, str, str]]:
    """Return count, label and text of the groups as they are listed."""
    return [(group.count, group.key.label, group.text) for group in screen(program).list.groups]


def labels_of(project: Project, article: str, name: str = "huda") -> list[tuple[str, str]]:
    """Return text and label of the spans that somebody has in an article, as the project has them."""
    text = project.articles.get(article).text
    return [(text[span.start : span.end], span.label) for span in project.layers.get(article, name).spans]
