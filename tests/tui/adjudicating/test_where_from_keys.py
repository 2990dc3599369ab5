"""What a key puts into gold comes from those who have exactly that, whichever key it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from annotator.model import Choice

if TYPE_CHECKING:
    from tests.tui.conftest import Adjudicate

SALIM_S = ("الهلال الأبيض", "actor")


@pytest.mark.parametrize(
    "keys",
    [
        ("ctrl+home", "left", "left", "t", "left", "a"),  # selected and labelled
        ("x", "ctrl+home", "left", "left", "t", "left", "a"),  # where none was taken before
        ("e", "left", "enter"),  # huda's, whose start is moved to where salim's is
    ],
)
async def test_it_is_taken_where_somebody_has_exactly_that(
    adjudicating: Adjudicate, keys: tuple[str, ...]
) -> None:
    async with adjudicating("second") as program:
        await program.press(*keys)
        await program.until_saved()
        assert program.gold("second") == [SALIM_S]
        assert "Taken: actor" in program.status
        (decision,) = program.reader.gold.get("second").decisions
        assert decision.choice is Choice.TAKEN
        assert {source.annotator for source in decision.sources} == {"huda", "salim"}
        assert not program.adjudicating.editor.adjudication.open_cases()
