"""What a terminal sends, read as keys: nothing that comes ends the reading, and what follows garbage arrives."""

from __future__ import annotations

import itertools
import logging
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from textual._ansi_sequences import ANSI_SEQUENCES_KEYS, IgnoredSequence
from textual.events import Key, MouseEvent, Paste

from annotator.tui.terminal.detect import Detected
from annotator.tui.terminal.plan import plan
from annotator.tui.terminal.reading import PATIENCE, RXVT_KEYS, KeyReader
from annotator.tui.textual_private import KeyParser

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from textual.message import Message

OFFENDING = [
    b"\x1b[99999999u", b"\x1b[1114112u", b"\x1b[97:65u", b"\x1b[97;1:2;3:4u", b"\x1b[97;5;99999999u",
    b"\x1b[55296u", b"\x1b[97;1;57343u", b"\x1b[" + b"9" * 28 + b"u",
]  # fmt: skip
"""What Textual's parser throws at, or makes something of that can't be shown."""

UNKNOWN = [
    b"\x1b[?997;1n", b"\x1b[27;5;97;3~", b"\x1b[" + b"1;" * 200 + b"m", b"\x1b[>0;276;0c", b"\x1b[4;600;800t",
    b"\x1b]11;rgb:ffff/aaaa/0000\x1b\\", b"\x1b]52;c;YWFh\x07", b"\x1bP>|XTerm(379)\x1b\\", b"\x1bP1$r0m\x1b\\",
    b"\x1b_Gi=31;OK\x1b\\", b"\x1b[48;0;0;0;0t", b"\x1b[48;1000000;1000000;1;1t", b"\x1b[48;24;80;0;0t",
    b"\x1b[?2048;2$y", b"\x1b[?2048;1$y", b"\x1b[=97;3q", b"\x1b[97;3W", b"\x1bO5z",
]  # fmt: skip
"""Answers and reports that nobody asked for. Textual would take letters of most of them for keys."""

INTRODUCERS = [
    *(b"\x1b]", b"\x1bP", b"\x1bX", b"\x1b^", b"\x1b_"),
    *(character.encode() for character in "\x9d\x90\x98\x9e\x9f"),
]
"""How strings begin: OSC, DCS, SOS, PM, APC, as two characters and as one."""

ENDS = [b"\x1b\\", b"\x07", b"\x18", b"\x1a", "\x9c".encode()]

STRINGS = [
    b"\x1b]l\x07", b"\x1b]l title\x1b\\", b"\x1b]L/home/huda\x1b\\", b"\x1b]\x07", b"\x1b^local\x1b\\", b"\x1bXlocal\x1b\\",
    b"\x1b_local\x07", b"\x1bPlocal\x18", b"\x1b]l\x1a", b"\x1b]" + b"a" * 101 + b"\x07", b"\x1b]" + b"a" * 5001 + b"\x07",
    b"\x1bPtmux;\x1b\x1b]l\x07", "\x9dl عنوان\x9c".encode(), "\x9b27;5;97;3~".encode(), "\x9b?997;1n".encode(),
]  # fmt: skip
"""What terminals answer, such as OSC l with the window's title to CSI 21 t, and what has the same form."""

CUT_SHORT = [b"\x1b[12", b"\x1b[12;", b"\x1b[<0;1", b"\x1b[200", b"\x1b[48;5;5", b"\x1b[" + b"1" * 50]


class Clock:
    """A clock that the test sets."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def read(*pieces: bytes, reader: KeyReader | None = None) -> list[Message]:
    """Read pieces as they come, without a quiet moment between them."""
    reader = reader or KeyReader()
    return [message for piece in pieces for message in reader.feed(piece)]


def keys(messages: Iterable[Message]) -> list[str]:
    return [message.key for message in messages if isinstance(message, Key)]


def pastes(messages: Iterable[Message]) -> list[str]:
    return [message.text for message in messages if isinstance(message, Paste)]


@pytest.mark.parametrize("sequence", [*OFFENDING, *UNKNOWN, *STRINGS], ids=lambda each: repr(each[:30]))
def test_keys_around_a_sequence_that_cannot_be_read_arrive_and_nothing_of_it_does(sequence: bytes) -> None:
    whole = read(b"x" + sequence + b"y\x1b[D")
    assert [message.key for message in whole if isinstance(message, Key)] == ["x", "y", "left"]
    assert len(whole) == 3


@pytest.mark.parametrize("sequence", [*OFFENDING, *UNKNOWN, *STRINGS], ids=lambda each: repr(each[:30]))
def test_the_sequence_may_come_in_two_reads(sequence: bytes) -> None:
    for cut in range(1, min(len(sequence), 200)):
        if sequence[:cut].endswith(b"\x1b") and cut > 1:
            continue
        assert keys(read(b"x" + sequence[:cut], sequence[cut:] + b"y")) == ["x", "y"], cut


@pytest.mark.parametrize("sequence", CUT_SHORT, ids=repr)
@pytest.mark.parametrize(("after", "key"), [(b"\x11", "ctrl+q"), (b"\x1b[A", "up"), (b"\r", "enter")])
def test_a_sequence_that_does_not_end_is_over_where_a_key_begins(
    sequence: bytes, after: bytes, key: str
) -> None:
    assert keys(read(sequence + after + b"z")) == [key, "z"]


def test_a_letter_of_another_script_is_no_part_of_a_sequence() -> None:
    assert keys(read(b"\x1b[12" + "ش".encode())) == ["ش"]


@pytest.mark.parametrize(
    "sequence",
    [*CUT_SHORT, b"\x1b]11;rgb", b"\x1bP1$r", b"\x1b[", b"\x1bO", b"\x1b]l \xd8", b"\x1b]l\x1b", *INTRODUCERS, b"\xc2\x9b"],
    ids=repr,
)  # fmt: skip
def test_what_is_begun_is_waited_for_and_then_dropped(sequence: bytes) -> None:
    clock = Clock()
    reader = KeyReader(clock=clock)
    assert not [*read(sequence, reader=reader), *reader.quiet()]
    clock.now += PATIENCE + 0.1
    assert not [*reader.quiet()]
    assert keys(read(b"z", reader=reader)) == ["z"]


def test_what_the_parser_throws_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "annotator"):
        read(b"\x1b[99999999u\x1b[?997;1n")
    thrown, unknown = caplog.records
    assert "99999999u" in thrown.getMessage()
    assert thrown.exc_info
    assert thrown.exc_info[0] is ValueError
    assert "997" in unknown.getMessage()


def test_a_parser_that_throws_amid_a_sequence_does_not_turn_its_rest_into_keys() -> None:
    class Broken(KeyParser):
        def feed(self, data: str) -> Iterable[Message]:
            if data == "7":
                raise RuntimeError("seven")
            return super().feed(data)

    reader = KeyReader(parser=Broken)
    assert keys(read(b"a\x1b[171;1;1Mb", reader=reader)) == ["a", "b"]
    assert keys(read(b"a7b", reader=reader)) == ["a", "b"]


ANSI = sorted(
    sequence
    for sequence, known in ANSI_SEQUENCES_KEYS.items()
    if "\x1b\x1b" not in sequence and sequence != "\x9b" and not isinstance(known, IgnoredSequence)
)


def test_all_that_textual_knows_is_read_as_textual_reads_it() -> None:
    def plain(sequence: str) -> list[str]:
        parser = KeyParser(RXVT_KEYS)
        return keys(parser.feed(sequence + "z"))

    different = [each for each in ANSI if keys(read((each + "z").encode())) != plain(each)]
    assert not different


URXVT = {
    "[D": "left", "Od": "ctrl+left", "Oc": "ctrl+right", "Oa": "ctrl+up", "Ob": "ctrl+down",
    "[d": "shift+left", "[c": "shift+right", "[a": "shift+up", "[b": "shift+down",
    "[7~": "home", "[8~": "end", "[7^": "ctrl+home", "[8^": "ctrl+end", "[7$": "shift+home", "[8$": "shift+end",
    "[7@": "ctrl+shift+home", "[8@": "ctrl+shift+end", "[5~": "pageup", "[6~": "pagedown",
    "[5$": "shift+pageup", "[6$": "shift+pagedown", "[Z": "shift+tab", "[3~": "delete",
    "[11~": "f1", "[12~": "f2", "[13~": "f3", "[21~": "f10",
}  # fmt: skip
"""What urxvt sends, without the escape: it was recorded in one."""

ST = {
    "[D": "left", "[1;5D": "ctrl+left", "[1;2D": "shift+left", "[1;6D": "ctrl+shift+left", "[1;5A": "ctrl+up",
    "[H": "home", "[4~": "end", "[J": "ctrl+end", "[2J": "shift+home", "[K": "shift+end", "[1;2A": "shift+up",
    "[5;2~": "shift+pageup", "[6;2~": "shift+pagedown", "[Z": "shift+tab", "[P": "delete",
    "OP": "f1", "OQ": "f2", "OR": "f3", "[21~": "f10",
}  # fmt: skip

PUTTY = {
    "[D": "left", "OD": "ctrl+left", "OC": "ctrl+right", "OA": "ctrl+up", "OB": "ctrl+down",
    "[1~": "home", "[4~": "end", "[Z": "shift+tab", "[3~": "delete", "[11~": "f1", "[12~": "f2", "[21~": "f10",
}  # fmt: skip


@pytest.mark.parametrize(
    ("terminal", "sequence", "key"),
    [
        (name, sequence, key)
        for name, table in (("urxvt", URXVT), ("st", ST), ("putty", PUTTY))
        for sequence, key in table.items()
    ],
)
def test_a_terminal_s_own_sequences_give_the_keys_that_were_pressed(
    terminal: str, sequence: str, key: str
) -> None:
    """Ctrl+Home must not go to the end, and Delete not show what the labels mean."""
    reader = KeyReader(keys=plan(Detected(name=terminal)).keys)
    assert keys(read(f"\x1b{sequence}z".encode(), reader=reader)) == [key, "z"]


def test_in_tmux_a_terminal_s_own_sequences_are_tmux_s() -> None:
    inside = plan(Detected(name="putty"), multiplexer="tmux")
    assert keys(read(b"\x1bOD", reader=KeyReader(keys=inside.keys))) == ["left"]


def test_keys_of_rxvt_are_read_also_where_the_terminal_is_not_known() -> None:
    assert keys(read(b"\x1b[7^\x1b[8^\x1b[7@\x1b[8@")) == [
        *("ctrl+home", "ctrl+end", "ctrl+shift+home", "ctrl+shift+end")
    ]


def test_kitty_keys_and_the_mouse_are_read() -> None:
    messages = read(b"\x1b[97;;97u\x1b[1588;;1588u\x1b[57358u\x1b[97;5u\x1b[<0;5;7M\x1b[<64;1;1M")
    assert keys(messages) == ["a", "ش", "caps_lock", "ctrl+a"]
    down, wheel = (message for message in messages if isinstance(message, MouseEvent))
    assert (down.x, down.y) == (4, 6)
    assert (wheel.x, wheel.y) == (0, 0)


@pytest.mark.parametrize("report", [b"\x1b[48;24;80;480;800t", b"\x1b[48;0;0;0;0t", b"\x1b[?2048;1$y"])
def test_no_report_makes_cells_of_the_mouse_to_pixels(report: bytes) -> None:
    (moved,) = read(report + b"\x1b[<35;10;5M")
    assert isinstance(moved, MouseEvent)
    assert (moved.x, moved.y) == (9, 4)


# --- strings --------------------------------------------------------------------------------------

CONTENTS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x07\x18\x1a\x9c"), max_size=60),
    st.text("lLapw;0\x1b[]PX^_~قصف\x9d\x9b", max_size=60),
    st.integers(0, 6000).map(lambda length: "a" * length),
).filter(lambda content: "\x1b\\" not in content)


@given(
    st.sampled_from(INTRODUCERS),
    CONTENTS,
    st.sampled_from(ENDS),
    st.lists(st.integers(0, 100), max_size=6),
    st.booleans(),
)
@example(b"\x1b]", "", b"\x07", [3], True)
@example(b"\x1b]", "l", b"\x1b\\", [3, 5], True)
@example(b"\x1b]", "l\x1b", b"\x1b\\", [6], True)
@example("\x9d".encode(), "l", b"\x1b\\", [2, 3], True)
def test_nothing_of_a_string_is_a_key_and_keys_after_it_arrive(
    introducer: bytes, content: str, end: bytes, cuts: list[int], quiet: bool
) -> None:
    """A pause right after an escape that nothing came before is the Escape key, and is not tried here."""
    data = b"x" + introducer + content.encode() + end + "l\x1b[Aش".encode()
    edges = sorted({0, *(min(cut, len(data)) for cut in cuts), len(data)})
    clock = Clock()
    reader = KeyReader(clock=clock)
    messages: list[Message] = []
    for start, stop in itertools.pairwise(edges):
        messages += reader.feed(data[start:stop])
        clock.now += PATIENCE / 2
        if quiet and not data[:stop].endswith(b"\x1b"):
            messages += reader.quiet()
    assert keys(messages) == ["x", "l", "up", "ش"]


@pytest.mark.parametrize("introducer", INTRODUCERS, ids=repr)
def test_a_string_that_does_not_end_is_over_when_nothing_comes_for_a_while(introducer: bytes) -> None:
    clock = Clock()
    reader = KeyReader(clock=clock)
    for _ in range(5):
        assert not read(introducer + b"l", reader=reader)
        clock.now += PATIENCE - 0.1
        assert not [*reader.quiet()]
    clock.now += 0.2
    assert not [*reader.quiet()]
    assert keys(read(b"l", reader=reader)) == ["l"]


def test_a_string_begins_right_after_the_escape_key_and_a_key_with_alt() -> None:
    assert keys(read(b"\x1b\x1b]l\x07z")) == ["escape", "z"]
    assert "l" not in keys(read(b"\x1bw\x1b]l\x07z"))


def test_control_sequences_that_begin_with_one_character_are_read() -> None:
    assert keys(read("\x9bA\x9b1;5C\x8fP\x9b97;5u".encode())) == ["up", "ctrl+right", "f1", "ctrl+a"]


# --- pastes ---------------------------------------------------------------------------------------

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=60).filter(
    lambda text: "\x1b[201~" not in text
)


@given(TEXTS, st.lists(st.integers(0, 200), max_size=6))
@example("\x1b[20", [])
@example("قصف الجيش\rمدينة حلب \x1b[99999999u \x1b[48;1;1;1;1t", [1, 4, 30, 70])
def test_a_paste_is_read_whole_however_it_comes(text: str, cuts: Sequence[int]) -> None:
    data = b"a\x1b[200~" + text.encode() + b"\x1b[201~b"
    edges = [0, *sorted(min(cut, len(data)) for cut in cuts), len(data)]
    messages = read(*(data[start:end] for start, end in itertools.pairwise(edges)))
    assert keys(messages) == ["a", "b"]
    assert pastes(messages) == [text]


def test_a_large_paste_is_read_whole() -> None:
    text = "خبر عاجل " * 200_000
    data = b"\x1b[200~" + text.encode() + b"\x1b[201~"
    assert pastes(read(*(data[at : at + 4096] for at in range(0, len(data), 4096)))) == [text]


def test_quiet_does_not_end_a_paste() -> None:
    clock = Clock()
    reader = KeyReader(clock=clock)
    assert not read(b"\x1b[200~a", reader=reader)
    clock.now += 100
    assert not [*reader.quiet()]
    assert pastes(read(b"b\x1b[201~", reader=reader)) == ["ab"]


# --- anything -------------------------------------------------------------------------------------

PIECES = st.one_of(
    st.binary(max_size=12),
    st.sampled_from(
        [
            *OFFENDING,
            *UNKNOWN,
            *CUT_SHORT,
            b"\x1b",
            b"\x1b[",
            b"\x1b[M",
            b"\x1bO",
            b"\x1b]1",
            b"\x9b",
            *INTRODUCERS,
            *ENDS,
        ]
    ),
    st.sampled_from(ANSI).map(str.encode),
    st.builds("\x1b[<{};{};{}{}".format, *[st.integers(-9, 10**12)] * 3, st.sampled_from("mM")).map(
        str.encode
    ),
    st.builds(
        "\x1b[{}{}".format, st.text("0123456789:;<=>?", max_size=40), st.sampled_from("u~ABCDFHPQRSZtycnMmq")
    ).map(str.encode),
)


@given(st.lists(PIECES, max_size=12), st.booleans())
def test_no_bytes_raise_and_keys_after_them_arrive(pieces: list[bytes], apart: bool) -> None:
    clock = Clock()
    reader = KeyReader(clock=clock)
    for piece in pieces:
        for message in (*reader.feed(piece), *reader.quiet()):
            assert not isinstance(message, Key) or f"{message.key}{message.character}".encode()
        clock.now += apart * (PATIENCE + 1)
    # A paste goes on to its end, a string and a key with Alt until it is quiet.
    read(b"\x1b[201~", reader=reader)
    clock.now += PATIENCE + 1
    [*reader.quiet()]
    assert keys(read(b"\x1b[A\x11z", reader=reader))[-3:] == ["up", "ctrl+q", "z"]
