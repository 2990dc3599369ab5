"""Sentences that follow an advice never run into the command at its end, and what is counted is singular where it is one."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator import advice
from annotator.command_line import command_line
from annotator.errors import AnnotatorError, InputError, ProjectReadOnlyError
from annotator.model import Loss
from annotator.sentences import ends_in_command, how_many, joined, sentence

PROJECT = Path("/tmp/عمل/annotator.db")
ADVICE = [
    advice.damaged(PROJECT),
    advice.work_on_a_copy(PROJECT),
    f"Bring it in with: {command_line('merge', 'a.db', project=PROJECT)}",
    f"Open it with: {command_line('', project=PROJECT)}",
    "Then all who work here need: chmod g+rw annotator.db && chmod g+rwxs .",
]
SENTENCES = [
    "It is kept, and tried again.",
    "4 changes were kept in /tmp/x.",
    "Run it again with A=1 to see where.",
]


@pytest.mark.parametrize("text", ADVICE)
def test_an_advice_ends_in_a_command(text: str) -> None:
    assert ends_in_command(text)
    assert sentence(text) == text, "a full stop would be typed with it"


@pytest.mark.parametrize("text", [*SENTENCES, "news.jsonl, line 3: there is no text", "huda: no"])
def test_a_sentence_does_not(text: str) -> None:
    assert not ends_in_command(text)
    assert sentence(text).endswith(".")


@given(texts=st.lists(st.sampled_from([*ADVICE, *SENTENCES, ""])))
def test_what_follows_a_command_begins_with_what_ends_it(texts: list[str]) -> None:
    told = joined(*texts)
    assert "  " not in told
    for text in filter(None, texts):
        assert text in told
    for text in ADVICE:
        if text in texts:
            rest = told.partition(text)[2]
            assert rest == "" or rest.startswith("; ")


@pytest.mark.parametrize(
    "error",
    [
        AnnotatorError(f"It is damaged. {ADVICE[0]}"),
        InputError(f"It can't be read. {ADVICE[0]}", "news.jsonl", 3),
        ProjectReadOnlyError("annotator.db can be read but not written", ADVICE[1]),
    ],
    ids=["any", "input", "change"],
)
def test_a_note_on_an_error_does_not_run_into_its_command(error: AnnotatorError) -> None:
    error.add_note("2 articles came in before that.")
    told = str(error)
    assert "2 articles came in before that." in told
    assert told.endswith((ADVICE[0], ADVICE[1]))


@pytest.mark.parametrize(
    ("many", "one"),
    [
        ("spans that cross others", "span that crosses others"),
        ("things in predictions that look like spans", "thing in predictions that looks like spans"),
        ("empty nodes, which are not in the text", "empty node, which is not in the text"),
        ("spans of answers that were not accepted", "span of answers that were not accepted"),
        ("other fields of spans", "other field of spans"),
        ("values 3 of spans", "value 3 of spans"),
        ("sentences of which an export makes several", "sentence of which an export makes several"),
        (Loss.SPACES.value, Loss.SPACES.value),
        (Loss.PROVENANCE.value, Loss.PROVENANCE.value),
        (Loss.WORK.value, Loss.WORK.value),
    ],
)
def test_one_thing_is_singular(many: str, one: str) -> None:
    assert (how_many(1, many), how_many(2, many)) == (f"1 {one}", f"2 {many}")


@pytest.mark.parametrize("loss", [loss for loss in Loss if loss.of_spans], ids=lambda loss: loss.name)
def test_one_lost_span_is_singular(loss: Loss) -> None:
    if loss is not Loss.EDGES:  # white space, which has no plural
        assert how_many(1, loss.value) != f"1 {loss.value}"
