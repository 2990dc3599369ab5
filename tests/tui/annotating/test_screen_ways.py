"""Numbers before keys, the last tag again, the place before a jump, an article by its number: on the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest

from annotator import labels
from annotator.keys import ARABIC_LAYOUT
from annotator.project import Project
from annotator.text import segment
from annotator.tui.annotating.app import AnnotatorApp
from tests.adding import add_articles
from tests.store.helpers import incoming
from tests.tui.driving import Driven

if TYPE_CHECKING:
    from pathlib import Path

    from annotator.tui.annotating.editor import SpanEditor
    from tests.tui.conftest import Open


def editor(program: Driven) -> SpanEditor:
    return program.annotating.editor


def spans(program: Driven) -> list[tuple[str, str]]:
    """Text and label of each span."""
    text = program.annotating.article.text
    return [(text[span.start : span.end], span.label) for span in editor(program).spans]


def at(program: Driven) -> int:
    return editor(program).caret.start


async def test_a_number_is_shown_and_repeats_a_move(running: Open) -> None:
    async with running("barge-strike") as program:
        for _ in range(12):
            await program.press("left")
        there = editor(program).caret
        await program.press("ctrl+home", "1", "2")
        assert "12 times: a move, a selection, or words to tag" in program.status
        await program.press("left")
        assert editor(program).caret == there
        assert "times" not in program.status
        await program.press("left")
        assert editor(program).caret != there


@pytest.mark.parametrize("key", ["escape", "a", "o", "i", "f2", "comma", "y", "slash"])
async def test_escape_and_any_other_key_drop_the_number(running: Open, key: str) -> None:
    async with running("barge-strike") as program:
        await program.press("left")
        once = at(program)
        await program.press("right", "7", key)
        assert "7 times" not in program.status
        await program.press("escape", "ctrl+home", "left")
        assert at(program) == once


async def test_escape_drops_only_the_number(running: Open) -> None:
    async with running("barge-strike") as program:
        await program.press("s")
        selection = editor(program).caret.selection
        await program.press("4", "escape")
        assert editor(program).caret.selection == selection
        await program.press("escape")
        assert editor(program).caret.selection is None


async def test_0_does_not_begin_a_number_and_too_large_ones_stop(running: Open) -> None:
    async with running("barge-strike") as program:
        await program.press("0")
        assert "times" not in program.status
        await program.press("1", "0", "5")
        assert "105 times" in program.status
        await program.press("5", "5")
        assert "9,999 times" in program.status
        await program.press("left")
        last = at(program)
        await program.press("ctrl+end")
        assert at(program) >= last
        await program.press("ctrl+home", "9", "9", "9", "9", "down")
        assert editor(program).layout.row_of(at(program)) == len(editor(program).layout) - 1


async def test_arabic_digits_count_too(running: Open) -> None:
    async with running("barge-strike") as program:
        await program.press("left", "left", "left")
        there = at(program)
        await program.press("ctrl+home", "٣")
        assert "3 times" in program.status
        await program.press("left")
        assert at(program) == there


async def test_a_number_before_s_selects_sentences_and_before_an_edge_key_is_one_change(
    running: Open,
) -> None:
    async with running("barge-strike") as program:
        await program.press("s", "S")
        two = editor(program).caret.selection
        await program.press("escape", "ctrl+home", "2", "s")
        assert editor(program).caret.selection == two
        await program.press("escape", "ctrl+home", "a", "3", "f5")
        ((text, label),) = spans(program)
        assert len(text.split()) == 4
        assert label == "actor"
        await program.press("u")
        assert len(spans(program)[0][0].split()) == 1


async def test_a_number_typed_into_a_question_is_text(running: Open) -> None:
    async with running("barge-strike") as program:
        await program.press("slash", "3")
        assert "times" not in program.status
        assert program.annotating.prompt.text == "3"


async def test_the_last_tag_again_and_never_an_untag(running: Open) -> None:
    async with running("barge-strike") as program:
        await program.press(".")
        assert "Nothing was tagged yet" in program.status
        await program.press("l", "left", ".")
        assert [label for _, label in spans(program)] == ["location", "location"]
        await program.press(".")
        assert len(spans(program)) == 2
        assert "already" in program.status
        await program.press("left", ARABIC_LAYOUT["."])
        assert [label for _, label in spans(program)] == ["location"] * 3
        await program.press(">", "left", ARABIC_LAYOUT["."])
        assert [label for _, label in spans(program)] == ["location"], "in the next article, too"


async def test_a_full_stop_of_the_arabic_layout_is_the_next_article_as_before(running: Open) -> None:
    async with running("barge-strike") as program:
        first = program.annotating.article.id
        await program.press("l", ".")
        assert program.annotating.article.id == first
        await program.press("left", ARABIC_LAYOUT["l"])
        await program.press(".")
        assert program.annotating.article.id != first


async def test_what_is_typed_into_a_search_says_nothing_of_the_layout(running: Open) -> None:
    async with running("barge-strike") as program:
        first = program.annotating.article.id
        await program.press("l", "slash", "م", "enter", ".")
        assert program.annotating.article.id == first
        assert len(spans(program)) == 2


async def test_backspace_goes_to_where_the_last_jump_began_and_on_to_it_again(running: Open) -> None:
    async with running("barge-strike") as program:
        await program.press("backspace")
        assert "There was no jump yet" in program.status
        await program.press("slash", "ا", "enter", "shift+left")
        here = editor(program).caret
        for jump in (["ctrl+end"], ["pagedown"], ["slash", "ا", "enter"], ["n"], ["3", "n"]):
            await program.press(*jump)
            there = editor(program).caret
            assert there != here, jump
            await program.press("backspace")
            assert editor(program).caret == here, jump
            await program.press("backspace")
            assert editor(program).caret == there, jump
            await program.press("backspace")


async def test_backspace_leads_back_from_the_next_occurrence(running: Open) -> None:
    async with running("barge-strike") as program:
        text = program.annotating.article.text
        editor(program).point(text.index("الغضا"), selecting=False, word=True)
        await program.press("escape")
        here = editor(program).caret
        await program.press("asterisk")
        assert "Match 2 of" in program.status
        assert editor(program).caret != here
        await program.press("n", "backspace", "backspace")
        assert "Match" not in program.status
        await program.press("n", "N")
        assert "Match" in program.status


async def test_what_leads_nowhere_and_moves_in_sight_are_no_jumps(running: Open) -> None:
    async with running("barge-strike") as program:
        await program.press("ctrl+end")
        end = editor(program).caret
        await program.press("backspace", "tab", "ctrl+home", "left", "down", "shift+ctrl+end", "backspace")
        assert editor(program).caret == end


async def test_an_article_by_its_number_and_back_to_the_place(running: Open) -> None:
    async with running() as program:
        await program.press("enter", "left", "left")
        first, here = program.annotating.article.id, editor(program).caret
        await program.press("g", "3", "enter")
        assert "3 of 14" in program.status
        third = program.annotating.article.id
        await program.press("left", "backspace")
        assert (program.annotating.article.id, editor(program).caret) == (first, here)
        await program.press("backspace")
        assert program.annotating.article.id == third
        await program.press("g", "١", "٢", "enter")
        assert "12 of 14" in program.status
        await program.press("g", "1", "2", "enter")
        assert "This is that article." in program.status


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("0", "There is no article 0: the list has articles 1 to 14."),
        ("15", "There is no article 15: the list has articles 1 to 14."),
        ("99999999999999999999", "There is no article 99999999999999999999: the list has articles 1 to 14."),
        ("-1", "There is no article -1: the list has articles 1 to 14."),
        ("x", "There is no article x: the list has articles 1 to 14."),
        ("1.5", "There is no article 1.5: the list has articles 1 to 14."),
    ],
)
async def test_what_is_no_article_is_refused(running: Open, typed: str, said: str) -> None:
    async with running("barge-strike", size=(140, 30)) as program:
        await program.press("g", *typed, "enter")
        assert said in program.status.replace("\u2068", "").replace("\u2069", "")
        assert program.annotating.article.id == "barge-strike"


async def test_an_edit_is_not_dropped_by_a_jump_or_the_last_tag(running: Open) -> None:
    async with running("barge-strike") as program:
        await program.press("a", "ctrl+end", "backspace", "e")
        selection = editor(program).caret.selection
        for key in (".", "g", "backspace", "asterisk"):
            await program.press(key)
            assert "First end what you have begun." in program.status
            assert editor(program).caret.selection == selection


async def test_edge_keys_by_hand_and_with_the_arabic_layout(running: Open) -> None:
    async with running("barge-strike") as program:
        await program.press("slash", *"وبين", "enter")
        if not editor(program).matches:
            await program.press("slash", *"و", "enter")
        await program.press("escape", "escape", "ctrl+home", "a", "f5")
        assert len(spans(program)[0][0].split()) == 2
        await program.press("-")
        assert len(spans(program)[0][0].split()) == 1
        await program.press("+")
        assert len(spans(program)[0][0].split()) == 2
        whole = spans(program)
        await program.press("f7")
        assert spans(program)[0][0] == whole[0][0].split()[1]
        await program.press("f8")
        assert spans(program) == whole
        await program.press("ctrl+f6")
        assert spans(program)[0][0] == whole[0][0][:-1]
        await program.press("ctrl+f5", "ctrl+f7", "ctrl+f8")
        assert spans(program) == whole


ARTICLE = "وصل الوفد.\n\nقال القائد إن القوات دخلت بدمشق، ثم خرجت «وبالقوات» من دمشق."


async def test_a_rule_of_the_schema_asks_the_words_of_the_project(tmp_path: Path) -> None:
    schema = labels.default()
    first = msgspec.structs.replace(schema.labels[0], clitics="out")
    schema = msgspec.structs.replace(schema, labels=(first, *schema.labels[1:]))
    path = tmp_path / "annotator.db"
    with Project.create(path, schema) as made:
        add_articles(made, [incoming(ARTICLE, id="one")])
    with Project.open(path) as project:
        app = AnnotatorApp(project, "huda", article="one")
        async with app.run_test(size=(110, 20)) as pilot:
            program = Driven(app, pilot)
            await program.settle()
            for words, stored in (
                ("بدمشق", "دمشق"),
                ("وبالقوات", "القوات"),
                ("الوفد", "الوفد"),
                ("وصل", "وصل"),
            ):
                editor(program).point(ARTICLE.index(words), selecting=False, word=True)
                await program.press(first.key)
                assert (stored, first.name) in spans(program)
                if stored != words:
                    assert ": puts it back" in program.status
                    await program.press(":")
                    assert (words, first.name) in spans(program)
                    await program.press("u")
                    assert (stored, first.name) in spans(program)
            await program.until_saved()
        app.close()
    with Project.open(path) as project:
        assert len(project.layers.get("one", "huda").spans) == 4


async def test_a_number_before_a_labels_key_tags_so_many_words_from_the_caret_on(running: Open) -> None:
    async with running("barge-strike") as program:
        await program.press("2", "a", "right", "4", "left", "2", "w")
        assert spans(program) == [("لواء الضفة", "actor"), ("ناقلة ذخيرة", "weapon")]
        await program.press("2", "w")
        assert "something is selected" in program.status
        assert len(spans(program)) == 2
        await program.press("w")
        assert spans(program) == [("لواء الضفة", "actor")]


async def test_a_number_before_a_labels_key_goes_by_words_in_english_and_over_rows(running: Open) -> None:
    async with running("english-briefing", size=(60, 30)) as program:
        text = program.annotating.article.text
        words = list(segment.words(text))
        await program.press("3", "0", "c")
        assert spans(program) == [(text[words[0][0] : words[29][1]], "claim")]


async def test_a_number_before_a_labels_key_is_not_for_an_edit_and_ends_with_the_article(
    running: Open,
) -> None:
    async with running("barge-strike") as program:
        await program.press("a", "e", "3", "l", "enter")
        assert spans(program) == [("لواء", "location")]
        await program.press("escape", "ctrl+end", "9", "9", "c")
        assert spans(program) == [("لواء", "location")], "the caret is on a full stop"
        await program.press("right", "9", "9", "c")
        text = program.annotating.article.text
        last = list(segment.words(text))[-1]
        assert spans(program)[-1] == (text[slice(*last)], "claim")


async def test_a_number_before_a_labels_key_takes_a_word_of_which_the_caret_is_on_a_letter_whole(
    running: Open,
) -> None:
    async with running("barge-strike") as program:
        await program.press("ctrl+left", "2", "a")
        assert spans(program) == [("لواء الضفة", "actor")]


async def test_a_number_before_the_list_of_labels_is_for_the_label_that_is_taken(tmp_path: Path) -> None:
    schema = labels.default()
    schema = msgspec.structs.replace(
        schema, labels=(*schema.labels, msgspec.structs.replace(schema.labels[0], name="unit", key=""))
    )
    path = tmp_path / "annotator.db"
    with Project.create(path, schema) as made:
        add_articles(made, [incoming(ARTICLE, id="one")])
    with Project.open(path) as project:
        app = AnnotatorApp(project, "huda", article="one")
        async with app.run_test(size=(110, 20)) as pilot:
            program = Driven(app, pilot)
            await program.settle()
            await program.press("2", ",", "u", "n", "enter")
            assert spans(program) == [("وصل الوفد", "unit")]
            await program.press("left", "3", ",", "escape", ",", "u", "n", "enter")
            ((_, first), (second, label)) = spans(program)
            assert (first, label, len(second.split())) == ("unit", "unit", 1)  # a number is for one list only
            await program.until_saved()
        app.close()
