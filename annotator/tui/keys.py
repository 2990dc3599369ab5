"""Tables of keys, and the entries that several screens have. The wings' own tables stand in their `keys` modules.

Keys have the names that terminals' libraries give them ("left", "ctrl+left", "slash"); letters stand for themselves.
A new key is one entry in a table, and the function that it calls.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

import msgspec

from annotator.model import Struct
from annotator.text import moves
from annotator.tui.editor import ArticleEditor, repeated

if TYPE_CHECKING:
    from annotator.text.moves import Move
    from annotator.tui.editor import Outcome
    from annotator.tui.screens.article import ArticleScreen
    from annotator.tui.screens.jumping import JumpingScreen
    from annotator.tui.screens.keyed import ProgramScreen
    from annotator.tui.screens.listing import ListScreen
    from annotator.tui.screens.search import SearchScreen

S_contra = TypeVar("S_contra", contravariant=True)
E = TypeVar("E", bound=ArticleEditor)

MOVING, SELECTING, TAGGING, EDGES, DECIDING, NOTING, FINDING, ARTICLES, SHOWING = (
    "Moving",
    "Selecting",
    "Tagging",
    "Edges",
    "Deciding",
    "Notes",
    "Finding",
    "Articles",
    "Showing",
)


class Press(NamedTuple):
    """The key of an entry that was pressed, whether it was with Shift, where the entry selects, and the number typed before it."""

    key: str
    shift: bool = False
    times: int = 1


class Key(Struct, Generic[S_contra], frozen=True):
    """One entry of a table: the keys, what help, footer and command palette say of them, and what they do on a screen.

    `footer` is the short word under the article, empty where the key is only in the help; `stays`: the footer has it at any
    width. `selects`: the same keys with Shift do the same and extend the selection. `while_editing`: whether the key may be
    used before an edit has ended. `counts`: whether a number typed before the key does it so many times.
    """

    keys: tuple[str, ...]
    help: str
    group: str
    does: Callable[[S_contra, Press], object]
    footer: str = ""
    stays: bool = False
    selects: bool = False
    while_editing: bool = True
    counts: bool = False


if TYPE_CHECKING:
    ScreenKey = Key[ProgramScreen]
    ArticleKey = Key[ArticleScreen[Any, Any]]
    ListKey = Key[ListScreen[Any]]


class LabelKeys(Struct, frozen=True):
    """What is said of the labels' keys, which the schema gives; `footer` as in `Key`."""

    help: str
    group: str
    footer: str


LABELS = "labels"
"""What stands for the labels' keys in `KeyTable.use`."""


class KeyTable(Struct, Generic[S_contra], frozen=True):
    """The keys of a screen, in the order of its help.

    `use`: the keys of entries that are in the footer, the most used first; those that are not named come last. What has no
    room there is left out from the end.
    """

    heading: str
    entries: tuple[Key[S_contra], ...]
    labels: LabelKeys | None = None
    use: tuple[str, ...] = ()

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups of the help, in order."""
        return tuple(dict.fromkeys(entry.group for entry in self.entries))

    def in_group(self, group: str) -> list[Key[S_contra]]:
        """Return the entries of a group."""
        return [entry for entry in self.entries if entry.group == group]

    def by_key(self) -> dict[str, tuple[Key[S_contra], Press]]:
        """Return the entries by the names of their keys, those with Shift included."""
        found = {key: (entry, Press(key)) for entry in self.entries for key in entry.keys}
        found |= {
            _shifted(key): (entry, Press(key, shift=True))
            for entry in self.entries
            if entry.selects
            for key in entry.keys
        }
        return found


def _shifted(key: str) -> str:
    modifier, plus, name = key.rpartition("+")
    return f"{modifier}{plus}shift+{name}"


def edit(do: Callable[[E], Outcome]) -> Callable[[ArticleScreen[Any, E], Press], None]:
    """Return the action of a key that calls one method of the editor."""
    return lambda screen, _: screen.apply(do(screen.editor))


def _move(key: str, to: Move, text: str) -> ArticleKey:
    return Key(
        (key,),
        text,
        MOVING,
        lambda screen, press: screen.move(to, shift=press.shift, count=press.times),
        selects=True,
        counts=True,
    )


MOVES: tuple[ArticleKey, ...] = (
    _move("left", moves.word_left, "one word to the left on the screen"),
    _move("right", moves.word_right, "one word to the right on the screen"),
    _move("ctrl+left", moves.letter_left, "one letter to the left"),
    _move("ctrl+right", moves.letter_right, "one letter to the right"),
    _move("up", moves.row_up, "one row up"),
    _move("down", moves.row_down, "one row down"),
    _move("pageup", moves.page_up, "one screen up"),
    _move("pagedown", moves.page_down, "one screen down"),
    _move("home", moves.row_start, "where the row begins to be read"),
    _move("end", moves.row_end, "where the row ends"),
    _move("ctrl+home", moves.article_start, "start of the article"),
    _move("ctrl+end", moves.article_end, "end of the article"),
)

JUMP: Key[JumpingScreen[Any, Any]] = Key(
    ("J",),
    "a letter, or two, on each word in sight: the letter goes there, with Shift it selects up to there",
    MOVING,
    lambda screen, _: screen.start_jump(),
    footer="jump",
)
SELECT: ArticleKey = Key(
    ("v",), "start or end selecting without Shift", SELECTING, edit(ArticleEditor.toggle_selecting)
)
SENTENCE: ArticleKey = Key(
    ("s",),
    "select the sentence",
    SELECTING,
    lambda screen, press: screen.apply(screen.editor.select_sentences(press.times)),
    counts=True,
)
GROW: ArticleKey = Key(
    ("S",),
    "grow the selection by the next sentence",
    SELECTING,
    lambda screen, press: screen.apply(repeated(screen.editor, ArticleEditor.grow_sentence, press.times)),
    counts=True,
)
PARAGRAPH: ArticleKey = Key(
    ("p",),
    "select the paragraph",
    SELECTING,
    lambda screen, press: screen.apply(screen.editor.select_paragraphs(press.times)),
    counts=True,
)
LANES: ArticleKey = Key(("o",), "overlap lanes on or off", SHOWING, lambda screen, _: screen.toggle_lanes())
INVISIBLE: ArticleKey = Key(
    ("i",), "show invisible characters or not", SHOWING, lambda screen, _: screen.toggle_invisible()
)
SPELL: ArticleKey = Key(
    ("f2", "equals_sign"),
    "the marks of the word under the caret, in words",
    SHOWING,
    lambda screen, _: screen.spell(),
)
HELP: ScreenKey = Key(
    ("question_mark",),
    "this help",
    SHOWING,
    lambda screen, _: screen.program.show_help(),
    footer="help",
    stays=True,
)
GUIDELINES: ScreenKey = Key(
    ("f1",), "what the labels mean", SHOWING, lambda screen, _: screen.program.show_guidelines()
)
THEME: ScreenKey = Key(("f3",), "dark or light", SHOWING, lambda screen, _: screen.program.change_theme())
SUSPEND: ScreenKey = Key(
    ("ctrl+z",),
    "stop the program; the shell's fg goes on with it",
    SHOWING,
    lambda screen, _: screen.program.suspend_program(),
)

CONCORDANCE_OF_ARTICLE: ArticleKey = Key(
    ("K",),
    "all spans of the project, by label and text",
    FINDING,
    lambda screen, _: screen.program.show_concordance(),
    while_editing=False,
)

NOTES: ArticleKey = Key(
    ("z",),
    "the notes at this place: read them, write one, close the thread",
    NOTING,
    lambda screen, _: screen.show_notes(),
    while_editing=False,
)

LIST_KEYS: tuple[ListKey, ...] = (
    Key(("up",), "one article up", MOVING, lambda screen, _: screen.move(-1)),
    Key(("down",), "one article down", MOVING, lambda screen, _: screen.move(1)),
    Key(("pageup",), "one screen up", MOVING, lambda screen, _: screen.move_page(-1)),
    Key(("pagedown",), "one screen down", MOVING, lambda screen, _: screen.move_page(1)),
    Key(("home",), "first article", MOVING, lambda screen, _: screen.move_to_end(last=False)),
    Key(("end",), "last article", MOVING, lambda screen, _: screen.move_to_end(last=True)),
    Key(("enter",), "open the article", ARTICLES, lambda screen, _: screen.open_selected(), footer="open"),
    Key(("escape",), "clear the filter", FINDING, lambda screen, _: screen.clear_filter(), footer="clear filter"),
    Key(("ctrl+o",), "sort by the next column, as a click on its heading does", FINDING, lambda screen, _: screen.sort_next(), footer="sort"),
    Key(("ctrl+r",), "sort the other way round", FINDING, lambda screen, _: screen.sort_reversed()),
    Key(("ctrl+f",), "search the texts of all articles", FINDING, lambda screen, _: screen.program.show_search(), footer="search"),
    Key(("ctrl+k",), "all spans of the project, by label and text", FINDING, lambda screen, _: screen.program.show_concordance(), footer="concordance"),
    msgspec.structs.replace(GUIDELINES, footer="labels"),
    THEME,
    HELP,
    SUSPEND,
)  # fmt: skip
"""What every list of articles has, but for the way out."""
LIST_USE = ("enter", "ctrl+n", "ctrl+f", "ctrl+k", "ctrl+o", "f1", "escape")
"""The order in which lists use them, for `KeyTable.use`."""

QUIT: ScreenKey = Key(
    ("ctrl+q", "f10"),
    "leave the program",
    ARTICLES,
    lambda screen, _: screen.program.leave(),
    footer="quit",
    stays=True,
)
"""The program listens to these on every screen. Some terminals and GNU screen keep Ctrl+Q for themselves."""
SEARCH: KeyTable[SearchScreen] = KeyTable(
    "Searching all articles: type words",
    (
        Key(("enter",), "search; once that is done, open the article at the line", FINDING, lambda screen, _: screen.search(), footer="search, open"),
        Key(("up",), "one line up", MOVING, lambda screen, _: screen.move(-1)),
        Key(("down",), "one line down", MOVING, lambda screen, _: screen.move(1)),
        Key(("pageup",), "one screen up", MOVING, lambda screen, _: screen.move(-screen.results.page)),
        Key(("pagedown",), "one screen down", MOVING, lambda screen, _: screen.move(screen.results.page)),
        Key(("home",), "first line", MOVING, lambda screen, _: screen.move(-len(screen.results.places))),
        Key(("end",), "last line of those that were read", MOVING, lambda screen, _: screen.move(len(screen.results.places))),
        Key(("escape",), "back to the list", ARTICLES, lambda screen, _: screen.program.leave_search(), footer="back", stays=True),
        msgspec.structs.replace(GUIDELINES, footer="labels"),
        THEME,
        HELP,
        SUSPEND,
    ),
)  # fmt: skip
"""The keys of the screen that searches all articles."""
COMMANDS_KEY = "ctrl+p"
"""What shows the commands on every screen that has any."""
