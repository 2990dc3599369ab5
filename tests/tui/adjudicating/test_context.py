"""What is decided stands amid its context, and the status line has room for where one is and how much is left."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from annotator import labels
from annotator.adjudication import UNANIMOUS
from annotator.model import Incoming, Status
from annotator.project import Project
from annotator.tui.adjudicating.app import AdjudicatorApp
from tests.adding import add_articles
from tests.tui.driving import Driven
from tests.tui.settled import spans

if TYPE_CHECKING:
    from pathlib import Path

_SENTENCE = "وقال المتحدث {} إن القافلة وصلت إلى الميناء بعد ساعات من الانتظار على الطريق الساحلي.\n"
_NAMES = ("نادر", "سالم", "مريم", "هدى", "عمر", "ليلى", "كريم", "سعاد")
_CLAIM = "إن الطريق مغلق، وإن الميناء مغلق، وإن القافلة عادت من حيث جاءت قبل أن تصل إلى أهلها " * 3
_ID = "الجزيرة-الأخبار-العاجلة-٢٠٢٦-تشرين"


def _text() -> str:
    paragraphs = [_SENTENCE.format(name) for name in _NAMES for _ in range(3)]
    paragraphs.insert(12, f"{_CLAIM}.\n")
    return "".join(paragraphs)


@pytest.fixture
def long(tmp_path: Path) -> Path:
    """A project with a long article with an Arabic id, in which one person marked each name and a long claim."""
    path, text = tmp_path / "long.db", _text()
    with Project.create(path, labels.default()) as project:
        articles = [
            Incoming(text=text, path=path, id=_ID),
            Incoming(text=f"{text}نهاية.", path=path, id="other"),
        ]
        add_articles(project, articles)
        marked = [(name, "actor") for name in _NAMES] + [(_CLAIM.strip(), "claim")]
        for article in (_ID, "other"):
            project.layers.add(article, "huda", spans(text, marked, "huda"), Status.DONE)
            project.layers.add(article, "salim", [], Status.DONE)
    return path


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (60, 18)])
async def test_what_is_gone_to_is_amid_the_rows_and_a_long_claim_begins_in_sight(
    long: Path, size: tuple[int, int]
) -> None:
    with Project.open(long) as reader:
        app = AdjudicatorApp(reader, "nadia", UNANIMOUS, article=_ID)
        async with app.run_test(size=size) as pilot:
            program = Driven(app, pilot)
            await program.settle()
            for key in ("n",) * 9 + ("N",) * 9 + ("x",) * 8:
                await program.press(key)
                view, case = program.view, program.adjudicating.editor.case
                assert case is not None
                layout, height = view.editor.layout, view.size.height
                first, last = layout.row_of(case.start) - view.top, layout.row_of(case.end - 1) - view.top
                assert 0 <= first < height
                assert last < height or last - first >= height - 2
                at_end = view.top + height >= len(view.line_map)
                if last - first < height // 2:
                    assert first >= height // 4 or view.top == 0
                    assert last < height - height // 4 or at_end
                assert program.stale() == []
        app.close()


async def test_the_status_line_has_room_for_place_and_articles_left_beside_a_message(long: Path) -> None:
    with Project.open(long) as reader:
        app = AdjudicatorApp(reader, "nadia", UNANIMOUS, article=_ID)
        async with app.run_test(size=(80, 24)) as pilot:
            program = Driven(app, pilot)
            await program.until(lambda: not app.counting, "the counting")
            await program.settle()
            assert "1 of 9 open, 1 article left" in program.status
            await program.press("n")
            assert "2 of 9 open, 1 article left" in program.status
            await program.press("1")
            assert "2 of 8 open, 1 article left, saved" in program.status.replace("not saved yet", "saved")
            assert "Taken: actor" in program.status
            await program.press("r")
            assert "1 decided, 8 open, 1 article left" in program.status
        app.close()
