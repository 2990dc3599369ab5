"""An article with a long Arabic id in a narrow terminal: which place this is stays in sight."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from annotator import adjudication, labels
from annotator.model import Incoming, Status
from annotator.project import Project
from annotator.tui.adjudicating.app import AdjudicatorApp
from tests.adding import add_articles
from tests.tui.driving import Driven
from tests.tui.settled import HUDA, SALIM, TEXT, spans

if TYPE_CHECKING:
    from pathlib import Path

ID = "شبكة-ضفاف-أخبار-ميناء-الغضا-والضفة-الشرقية-لنهر-الوردان-2024-03-11"


@pytest.mark.parametrize("keys", [("n",), ("n", "N", "N"), ("x",), ("r",)])
async def test_which_place_this_is_stays_in_sight_beside_a_long_arabic_id(
    tmp_path: Path, keys: tuple[str, ...]
) -> None:
    path = tmp_path / "p.db"
    with Project.create(path, labels.default()) as project:
        add_articles(project, [Incoming(text=TEXT, path=path, id=ID)])
        for name, marked in (("huda", HUDA), ("salim", SALIM)):
            project.layers.add(ID, name, spans(TEXT, marked, name), Status.DONE)
    with Project.open(path) as reader:
        app = AdjudicatorApp(
            reader, "nadia", adjudication.policy("unanimous", reader.people.names()), article=ID
        )
        try:
            async with app.run_test(size=(80, 24)) as pilot:
                program = Driven(app, pilot)
                await program.until(lambda: not app.counting, "the counting")
                await program.press(*keys)
                await program.until_saved()
                place = {"n": "2 of 4 open", "N": "4 of 4 open", "x": "1 of 3 open", "r": "0 decided"}[
                    keys[-1]
                ]
                assert place in program.status
        finally:
            app.close()
