"""What a card shows of a long version, and what the line of keys keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.model import Incoming, Span, Status
from annotator.project import Project
from annotator.tui.adjudicating.eliding import kept_rows, places_that_differ
from tests.adding import add_articles

if TYPE_CHECKING:
    from pathlib import Path

    from tests.tui.conftest import Adjudicate

CLAIM = (
    "أن القوات التي دخلت المدينة فجر الأحد لم تجد أحداً من المسلحين في الأحياء الشمالية، وأن السكان عادوا إلى بيوتهم تباعاً "
    "بعد أن فُتحت الطرق وأزيلت الحواجز، وأن المستشفى الوحيد في المنطقة يعمل منذ ثلاثة أيام من دون كهرباء ولا أدوية كافية، "
    "وأن قوافل الإغاثة تنتظر عند الجسر منذ مساء الجمعة، وأن المفاوضات مع الوجهاء متوقفة، وأن المدارس أغلقت أبوابها، "
    "وأن الأسواق خلت من الخبز والوقود، وأن الهاتف مقطوع عن القرى المجاورة كلها، وأن الجرحى نُقلوا على ظهور الدواب "
    "إلى مراكز بعيدة، وأن الأهالي دفنوا قتلاهم في حديقة البلدية، وأن أحداً لم يحص عدد المفقودين حتى الساعة"
)
TAIL = " بحسب رئيس المجلس المحلي نفسه"
TEXT = f"قال شهود عيان {CLAIM}{TAIL}. ولم يصدر تعليق عن الجهات الرسمية."


@pytest.fixture
def claims(settling: Path) -> None:
    """An article in which two people marked a long claim that ends in two places."""
    with Project.open(settling) as project:
        add_articles(project, [Incoming(text=TEXT, path=settling, id="claim")])
        start = TEXT.index(CLAIM)
        for name, claim in (("huda", CLAIM), ("salim", CLAIM + TAIL)):
            span = Span.new(start, start + len(claim), "claim", name)
            project.layers.add("claim", name, [span], Status.DONE)


@pytest.mark.usefixtures("claims")
@pytest.mark.parametrize("size", [(80, 24), (84, 24), (120, 24), (60, 20)])
async def test_a_long_claim_shows_the_ends_where_versions_differ(
    adjudicating: Adjudicate, size: tuple[int, int]
) -> None:
    async with adjudicating("claim", size=size) as program:
        panel = program.adjudicating.side
        strips = [panel.render_line(y) for y in range(panel.size.height)]
        differing = "".join(
            segment.text
            for strip in strips
            for segment in strip
            if segment.style is not None and segment.style.underline
        )
        assert len(differing.replace(" ", "")) >= 20  # all of the tail, in the shapes that are drawn
        assert any("…" in strip.text for strip in strips)
        ends = [
            index
            for index, strip in enumerate(strips)
            if strip.text.lstrip().startswith(("1", "▶1", "2", "▶2"))
        ]
        assert len(ends) == 2  # both cards are in sight


@pytest.mark.parametrize("width", [60, 80, 100, 160])
async def test_undo_enter_and_the_way_out_stay_in_the_line_of_keys(
    adjudicating: Adjudicate, width: int
) -> None:
    async with adjudicating("first", size=(width, 24)) as program:
        for key in ("n", "e", "left", "escape", "b", "t", "escape", "1", "u", "f", "escape"):
            await program.press(key)
            words = program.lines[-1].split()
            if program.adjudicating.editor.editing is not None:
                assert {"keep", "leave"} <= set(words), key
            elif program.adjudicating.editor.at_once is None:
                assert {"undo", "settled", "back", "help"} <= set(words), key


@given(
    count=st.integers(1, 30),
    wanted=st.lists(st.integers(0, 29), max_size=6, unique=True),
    room=st.integers(1, 30),
)
def test_rows_that_are_wanted_are_kept_first(count: int, wanted: list[int], room: int) -> None:
    wanted = [row for row in wanted if row < count]
    kept = kept_rows(count, wanted, room)
    assert kept == sorted(set(kept))
    assert len(kept) == min(count, room)
    assert set(wanted[:room]) <= set(kept)


def test_an_edge_that_all_have_is_no_place_that_differs() -> None:
    assert places_that_differ((3, 90), [(3, 90), (3, 60), (3, 80)]) == [89, 79, 59]
    assert places_that_differ((3, 90), [(3, 90), (5, 90)]) == [3, 5]
    assert places_that_differ((3, 90), [(3, 90)]) == []
