"""Articles in which names occur often, or oddly, and what is lit in them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from annotator.model import Incoming
from annotator.project import Project
from tests.adding import add_articles

if TYPE_CHECKING:
    from tests.tui.driving import Driven

FIELD = (
    "حقل النور\n"
    "قال زيد إن حقل النور واسع، وبحقل النور عمال.\n"
    "وللحقل طريق، والحقل بعيد، وحقله قديم، وحقولهم كثيرة، ومحقل ليس حقلا."
)
ALL = ["حقل", "حقل", "حقل", "حقل", "حقل"]


def add_names(path: Path) -> None:
    """Add our articles to a project, each after what it is for."""
    with Project.open(path) as project:
        add_articles(
            project,
            [
                Incoming(path=Path("field"), id="field", text=FIELD),
                Incoming(path=Path("long"), id="long", text=f"{'ليل نهار ' * 100}\n{'صبح مساء ' * 300}ليل"),
                Incoming(path=Path("many"), id="many", text="ليل " * 10_000),
                Incoming(path=Path("much"), id="much", text=" ".join(f"كلمة{n}" for n in range(200))),
                Incoming(path=Path("odd"), id="odd", text="م، م «َّ» — م\nـَـ م"),
                Incoming(
                    path=Path("safety"), id="safety", text="أمن البلد: قال الأمن إن أمنه للأمن وبالأمن وامن"
                ),
                Incoming(path=Path("empty"), id="other", text="نص آخر"),
            ],
        )


def lit(program: Driven) -> list[str]:
    """The texts that are lit, as the screen has them."""
    editor = program.annotating.editor
    return [editor.article.text[start:end] for start, end in editor.lit]


async def assert_saved(program: Driven, expected: list[tuple[str, str]]) -> None:
    await program.until_saved()
    assert program.stored() == program.spans == expected
    assert not program.stale()
