"""The tour without a terminal emulator: its keys, its rows, its page."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("pexpect", reason="pexpect is not installed")
pytest.importorskip("pyte", reason="pyte is not installed")
if os.name != "posix":
    pytest.skip("there are no pseudo-terminals here", allow_module_level=True)

from annotator.text.layout import Layout
from tests.end_to_end import terminal as pseudo
from tests.terminals import emulators, expected, icu, packages, page, steps, story, tours
from tests.terminals.keys import KEYS, as_bytes
from tests.terminals.page import LeftOut

if TYPE_CHECKING:
    from pathlib import Path

COLUMNS = 100
WITHOUT_SCRIPT = shutil.which("script") is None or "util-linux" not in subprocess.run(
    ["script", "--version"], capture_output=True, text=True, check=False
).stdout  # fmt: skip


class OnPaper:
    """A Session whose pictures are the text of the screen."""

    def __init__(self, folder: Path, command: list[str]) -> None:
        self._terminal = pseudo.Terminal(
            folder=folder, program=command, size=(COLUMNS, emulators.ROWS), SHELL="/bin/sh"
        )

    def press(self, key: str) -> None:
        self._terminal.press(as_bytes(key).decode())

    def picture(self, path: Path) -> None:
        self._read()
        path.write_text("\n".join(self._terminal.lines), encoding="utf-8")

    def close(self) -> None:
        self._terminal.close()

    def _read(self) -> None:
        before = -1
        while before != len(self._terminal.raw):
            before = len(self._terminal.raw)
            self._terminal.read()


@pytest.fixture(scope="module")
def tour(tmp_path_factory: pytest.TempPathFactory) -> tours.Tour:
    """The tour in a pseudo-terminal, with texts for pictures."""
    if WITHOUT_SCRIPT:
        pytest.skip("the command script of util-linux is not installed")
    terminal = tours.Terminal("paper", "1", (), OnPaper)
    return tours.make(terminal, tmp_path_factory.mktemp("tours") / "paper")


@pytest.fixture
def pictures(tour: tours.Tour) -> dict[str, str]:
    return {shot.step.name: shot.path.read_text("utf-8") for shot in tour.shots}


def test_every_step_is_made_and_every_key_does_something(tour: tours.Tour) -> None:
    assert tour.fault == ""
    assert [shot.step for shot in tour.shots] == list(steps.STEPS)
    assert [shot.note for shot in tour.shots if shot.note] == []
    assert tour.columns == COLUMNS
    assert "terminal unknown" in tour.known


def test_pictures_of_the_article_have_all_of_its_rows(pictures: dict[str, str]) -> None:
    for step in steps.STEPS:
        if step.rows not in ("first", "next") or step.name == "invisibles":
            continue
        for row in expected.rows(step.rows, COLUMNS):
            # pyte gives a flag four cells, so that a letter falls off at the end.
            assert _bare(row.ours).removesuffix("ﺐﺘﻛ") in _bare(pictures[step.name]), step.name


def _bare(row: str) -> str:
    """Return a row without what pyte puts elsewhere (marks, wide cells), each lam-alef as the caret takes it apart."""
    for ligature, apart in (("\ufefb", "\ufe8e\ufedf"), ("\ufefc", "\ufe8e\ufee0")):
        row = row.replace(ligature, apart)
    return "".join(c for c in row if not "\u064b" <= c <= "\u0652" and c not in " \u0670😀🇮🇶")


def test_pictures_show_what_they_say(pictures: dict[str, str]) -> None:
    assert "claim" in pictures["lanes"].partition("No span here")[2] or "╰" in pictures["lanes"]
    assert "╰" not in pictures["lanes-off"]
    assert pictures["invisibles"].count("·") > pictures["invisibles-off"].count("·") + 50
    assert pictures["back"].count("claim") == pictures["article"].count("claim")
    assert "Type to filter" in pictures["list"]
    assert "doing: huda" in pictures["status"]
    assert "There is no article" in pictures["status"]
    assert len([line for line in pictures["show"].splitlines() if line]) >= len(story.ARTICLE.splitlines())
    assert "order of the letters" in pictures["card"]
    assert "marks on the letters" in pictures["card-marks"]
    assert "two columns" in pictures["card-wide"]
    assert "the column sent after each" in pictures["no-ask"]
    assert Layout("ضمتان", 10).row(0).text in pictures["spelled"]


@pytest.mark.skipif(icu.library() is None, reason="ICU is not installed: libicu-dev")
@pytest.mark.parametrize("columns", range(40, 130, 7))
def test_icu_gives_the_same_rows(columns: int) -> None:
    for which in ("first", "next", "printed"):
        found = expected.rows(which, columns)
        assert found
        assert [row.ours for row in found] == [row.icu for row in found]


@pytest.mark.skipif(icu.library() is None, reason="ICU is not installed: libicu-dev")
def test_icu_says_no_where_a_row_is_wrong() -> None:
    text = "قال (نعم) abc"
    row = Layout(text, 40).row(0)
    right = expected.Expected(row.text, icu.visual_row(text, 0, len(text)))
    assert not right.differs
    assert right.icu == "abc (\ufee2\ufecc\ufee7) \ufedd\ufe8e\ufed7"
    assert right._replace(ours=text).differs


def test_the_page_has_every_picture_with_its_rows(tour: tours.Tour) -> None:
    folder = tour.shots[0].path.parent.parent
    left_out = [LeftOut("someterm", "without the packages someterm")]
    text = page.write(folder, [tour], left_out, "72").read_text("utf-8")
    assert all((folder / source).is_file() for source in re.findall(r'src="([^"]+)"', text))
    assert text.count("<figure>") == len(steps.STEPS)
    rows = [row for step in steps.STEPS for row in expected.rows(step.rows, COLUMNS)]
    assert len(rows) > 100
    assert text.count("<li>") == len(rows)
    assert all(f"<bdo dir=ltr>{row.ours}</bdo>" in text for row in rows if '"' not in row.ours)
    assert "without the packages someterm" in text
    assert page.differing([tour]) == 0


def test_a_row_that_differs_stands_out(tour: tours.Tour, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(expected, "rows", lambda *_: [expected.Expected("ab", "ba")])
    folder = tour.shots[0].path.parent.parent
    text = page.write(folder, [tour], [], "72").read_text("utf-8")
    assert text.count("class=differs") == len(steps.STEPS)
    assert page.differing([tour]) == 1


def test_a_program_that_does_not_appear_is_told_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steps, "FIRST_PAINT", 0.2)
    silent = tours.Terminal("silent", "1", (), lambda folder, _: OnPaper(folder, ["sleep", "60"]))
    tour = tours.make(silent, tmp_path / "silent")
    assert not tour.shots
    assert "did not come" in tour.fault
    text = page.write(tmp_path, [tour], [], "").read_text("utf-8")
    assert "did not come" in text
    assert "prove nothing" in text


def test_every_key_of_the_tour_is_known() -> None:
    for key in (key for step in steps.STEPS for key in step.keys):
        assert key in KEYS or len(key) == 1


def test_spans_of_the_tour_are_of_every_kind() -> None:
    made = story.spans()
    text = story.ARTICLE
    assert {span.label for span in made} == {"actor", "location", "weapon", "claim"}
    assert any(text[span.end : span.end + 1].isalpha() for span in made)
    assert any(text[span.start - 1].isalpha() for span in made if span.start)
    ranges = [(span.start, span.end) for span in made]
    assert len(set(ranges)) < len(ranges)
    assert any(a < c < b < d for a, b in ranges for c, d in ranges)
    assert any(a <= c and d < b for a, b in ranges for c, d in ranges)


def test_emulators_are_started_with_the_command(tmp_path: Path) -> None:
    command = ["script", "--log-out", "/tmp/a b", "x"]
    for emulator in emulators.EMULATORS:
        argv = emulator.argv(tmp_path, command)
        assert argv[-4:] == command or argv[-1] == "script --log-out '/tmp/a b' x"
        assert argv[0] in (emulator.name, emulator.package)
        for inside in emulator.inside:
            assert emulators.within(inside, tmp_path, "name", command)[0] == inside


def test_packages_are_installed_only_where_that_may_be_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages, "may_install", lambda: False)
    monkeypatch.setattr(packages, "version", lambda name: "" if name == "someterm" else "1.0")

    def never(*_: object, **__: object) -> None:
        raise AssertionError("nothing may be started")

    monkeypatch.setattr(subprocess, "run", never)
    assert packages.install(["xterm", "someterm"]) == ["someterm"]
