"""Which terminal this is, from what it answered and from the environment. Pure.

An answer is worth more than a variable: a terminal started from within another inherits its variables, and inside
tmux or screen they may be those of a terminal that was closed yesterday.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import structs

from annotator.model import Struct

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from annotator.tui.terminal.answers import Answers

UNKNOWN = "unknown"

_BY_XTVERSION = {
    "xterm": "xterm",
    "vte": "vte",
    "konsole": "konsole",
    "kitty": "kitty",
    "mlterm": "mlterm",
    "foot": "foot",
    "mintty": "mintty",
    "wezterm": "wezterm",
    "iterm2": "iterm2",
    "ghostty": "ghostty",
    "alacritty": "alacritty",
    "xterm.js": "xterm.js",
    "terminology": "terminology",
    "tmux": "tmux",
}
_BY_TERM = (
    ("xterm-kitty", "kitty"),
    ("alacritty", "alacritty"),
    ("foot", "foot"),
    ("mlterm", "mlterm"),
    ("st-", "st"),
    ("rxvt-unicode", "urxvt"),
    ("wezterm", "wezterm"),
    ("xterm-ghostty", "ghostty"),
    ("linux", "linux-console"),
)
_BY_TERM_PROGRAM = {
    "vscode": "xterm.js",
    "iTerm.app": "iterm2",
    "Apple_Terminal": "apple-terminal",
    "WezTerm": "wezterm",
    "mintty": "mintty",
    "ghostty": "ghostty",
    "terminology": "terminology",
}
_BY_VARIABLE = (
    ("KITTY_WINDOW_ID", "kitty"),
    ("KONSOLE_VERSION", "konsole"),
    ("MLTERM", "mlterm"),
    ("VTE_VERSION", "vte"),
    ("WT_SESSION", "windows-terminal"),
    ("TERMINOLOGY", "terminology"),
    ("ZUTTY_VERSION", "zutty"),
)
_ANSWER_SECONDARY = {
    *("vte", "konsole", "kitty", "mlterm", "xterm", "alacritty", "foot", "qterminal", "putty", "urxvt"),
    *("terminology", "xterm.js"),
}
"""Those that always answer DA2: when something else was answered, a variable that names them is stale."""

_ZUTTY = (64, 0, 0)
"""DA2 of zutty and of others: its variable is stale when something else was answered."""


class Detected(Struct, frozen=True):
    """A terminal's name, its version where it is known, and the source of both."""

    name: str = UNKNOWN
    version: str = ""
    evidence: tuple[str, ...] = ()


def detect(answers: Answers, environment: Mapping[str, str]) -> Detected:
    """Return the terminal that answered, else the one that the environment names."""
    found = from_version(answers.version) or _from_secondary(answers.secondary)
    if found:
        return _qterminal_s_kin(found, environment) if found.name == "qterminal" else found
    return _from_environment(answers, environment) or Detected()


def from_version(text: str) -> Detected | None:
    """Read XTVERSION's answer, such as ``XTerm(379)`` or ``Konsole 22.12.3``."""
    match = re.match(r"([A-Za-z][\w.-]*?)[ (/]v?([^)]*)\)?", text)
    name = _BY_XTVERSION.get(match[1].lower()) if match else None
    if match is None or name is None:
        return None
    version = _vte_version(match[2]) if name == "vte" else match[2]
    return Detected(name=name, version=version, evidence=(f"XTVERSION {text}",))


def _from_secondary(numbers: tuple[int, ...]) -> Detected | None:
    name = version = ""
    match numbers:
        case (1, 4000, minor, *_):
            name, version = "kitty", f"0.{minor}"
        case (1, 115, *_):
            name = "konsole"
        case (0, 115, *_):
            name = "qterminal"
        case (0, 136, *_):
            name = "putty"
        case (0, 256, 0):
            name = "hterm"
        case (0, 276, *_):
            name = "xterm.js"
        case (0, 10, 1):
            name = "windows-terminal"
        case (0, number, 1) if number > 1000:
            name = "alacritty"
        case (1 | 61 | 65, number, *_) if number > 2000:
            name, version = "vte", _vte_version(str(number))
        case (24, *_):
            name = "mlterm"
        case (41, number, *_):
            name, version = "xterm", str(number)
        case (77, *_):
            name = "mintty"
        case (61, 337, 0):
            name = "terminology"
        case (83, *_):
            name = "screen"
        case (84, *_):
            name = "tmux"
        case (85, *_):
            name = "urxvt"
        case _:
            return None
    shown = ";".join(map(str, numbers))
    return Detected(name=name, version=version, evidence=(f"DA2 >{shown}c",))


def _qterminal_s_kin(found: Detected, environment: Mapping[str, str]) -> Detected:
    """Distinguish terminals with the same answers as QTerminal by their environment variables."""
    if "qmltermwidget" in environment.get("KB_LAYOUT_DIR", "").lower():
        return structs.replace(found, name="cool-retro-term")
    if environment.get("XDG_CURRENT_DESKTOP") == "Deepin" and "COLORFGBG" not in environment:
        return structs.replace(found, name="deepin-terminal")
    return found


def _from_environment(answers: Answers, environment: Mapping[str, str]) -> Detected | None:
    """Return the first that the environment names and that would not have answered otherwise."""
    named = (by_term(environment.get("TERM", "")), _by_program(environment), *_by_variables(environment))
    return next((each for each in named if each and not _is_stale(each.name, answers)), None)


def _is_stale(name: str, answers: Answers) -> bool:
    if name == "zutty":
        return answers.ended and answers.secondary != _ZUTTY
    return answers.ended and (name in _ANSWER_SECONDARY or answers.secondary == _ZUTTY)


def by_term(term: str) -> Detected | None:
    """Return the terminal whose own value of TERM this is."""
    name = next((name for prefix, name in _BY_TERM if term.startswith(prefix)), None)
    return Detected(name=name, evidence=(f"TERM={term}",)) if name else None


def _by_program(environment: Mapping[str, str]) -> Detected | None:
    program = environment.get("TERM_PROGRAM", "")
    name = _BY_TERM_PROGRAM.get(program)
    if name is None:
        iterm = environment.get("LC_TERMINAL") == "iTerm2"
        return Detected(name="iterm2", evidence=("LC_TERMINAL=iTerm2",)) if iterm else None
    return Detected(
        name=name,
        version=environment.get("TERM_PROGRAM_VERSION", ""),
        evidence=(f"TERM_PROGRAM={program}",),
    )


def _by_variables(environment: Mapping[str, str]) -> Iterator[Detected]:
    for variable, name in _BY_VARIABLE:
        value = environment.get(variable, "")
        if value:
            version = value if name == "mlterm" else ""
            if name == "vte":
                version = _vte_version(value)
            elif name == "konsole":
                version = _konsole_version(value)
            yield Detected(name=name, version=version, evidence=(f"{variable}={value}",))


def _vte_version(number: str) -> str:
    """Return 7006 as 0.70.6."""
    if not number.isdigit():
        return number
    return f"0.{int(number) // 100}.{int(number) % 100}"


def _konsole_version(number: str) -> str:
    """Return 221203 as 22.12.3."""
    if not re.fullmatch(r"\d{6}", number):
        return number
    return ".".join(str(int(part)) for part in re.findall("..", number))


def multiplexer(answers: Answers, environment: Mapping[str, str]) -> str:
    """Return "tmux" or "screen" when the program runs in one, else an empty string."""
    answered = from_version(answers.version) or _from_secondary(answers.secondary)
    if answered and answered.name in ("tmux", "screen"):
        return answered.name
    if answered or (answers.ended and not environment.get("TERM", "").startswith(("tmux", "screen"))):
        return ""
    if environment.get("TMUX"):
        return "tmux"
    return "screen" if environment.get("STY") or environment.get("TERM", "").startswith("screen") else ""
