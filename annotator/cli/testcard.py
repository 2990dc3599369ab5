"""Show the test card page by page, ask about it, and save the answers."""

from __future__ import annotations

import os
import shutil
import sys
import textwrap
from typing import TYPE_CHECKING, cast

import click

from annotator import config
from annotator.cli.say import answer

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from annotator.config import Bidi, Marks, Settings, Wide
    from annotator.tui.terminal import Seen, Terminal
    from annotator.tui.terminal.card import Line, Page

_PAGE, _BACK = "\x1b[?1049h\x1b[2J\x1b[H", "\x1b[?1049l"
"""Sequences that enter and leave the alternate screen, which the other screens use, too; what is drawn there vanishes."""

_ENOUGH = 80
"""Columns that the texts of a page take at most."""


def show_card(seen: Seen, settings: Settings, *, ask: bool) -> None:
    """Draw the card; if `ask`, page by page, and save the answers.

    Raises InputError and OutputError if the settings can't be read or saved.
    """
    if not sys.stdout.isatty() or os.environ.get("TERM", "") in ("", "dumb"):
        _print_stored()
    elif ask:
        _ask_all(seen, settings)
    else:
        _print_all(seen, settings)


def _print_stored() -> None:
    from annotator.tui.terminal import card

    click.echo("The texts of the test card, as they are stored. On a terminal they are drawn in each way.\n")
    for text in (card.SENTENCE, card.DIGITS, card.MARKED, card.WIDE):
        click.echo(f"   {text}")


def _print_all(seen: Seen, settings: Settings) -> None:
    """Draw all lines that stay as drawn when the terminal is reset, and print which don't."""
    from annotator.tui.terminal.card import stays

    terminal = seen.plan("auto", settings)
    for page in (*_order_pages(seen, settings), *_further_pages(terminal)):
        click.echo()
        _write_text(page)
        if not stays(page.terminal):
            numbers = ", ".join(f"{line.number} ({line.value}: {line.title})" for line in page.lines)
            click.echo(
                _filled(
                    f"{numbers}: not drawn, because {page.terminal.name} draws the window anew when it is put back, and"
                    " they would read wrong. `annotator doctor` shows them while it asks."
                )
            )
            continue
        _with_terminal(page, "", "")


def _ask_all(seen: Seen, settings: Settings) -> None:
    """Ask about each kind, the order of the letters first: marks and wide cells are drawn in it."""
    pages = _order_pages(seen, settings)
    chosen: dict[str, str] = {}
    for page in pages:
        given = _ask(page)
        if given == "0":
            continue
        if given:
            chosen["order"] = given
            settings = _with(settings, page.terminal.name, "order", given)
        break
    else:
        click.echo(
            "No order reads right: nothing is changed. docs/terminals.md lists terminals that do better."
        )
        return
    for page in _further_pages(seen.plan("auto", settings)):
        given = _ask(page)
        if given not in ("", "0"):
            chosen[page.kind] = given
            settings = _with(settings, page.terminal.name, page.kind, given)
        elif given == "0":
            click.echo(f"None of the ways to draw {_NAMES[page.kind]} is right: nothing is changed for them.")
    terminal = seen.plan("auto", settings)
    _keep(terminal.name, chosen)
    _tell(terminal, chosen)


_NAMES = {"marks": "marks", "wide": "flags and faces"}


def _tell(terminal: Terminal, chosen: dict[str, str]) -> None:
    if not chosen:
        click.echo("Nothing is changed.")
        return
    words = {"order": "--bidi {}", "marks": "marks {}", "wide": "wide cells {}"}
    kept = ", ".join(words[kind].format(value) for kind, value in chosen.items())
    answer(f"From now on {kept} in {terminal.name}; kept in {config.path()}.")


def _keep(terminal: str, chosen: Mapping[str, str]) -> None:
    """Save all answers for this kind of terminal at once; none if the user stops early."""
    if chosen:
        settings = config.load()
        for kind, value in chosen.items():
            settings = _with(settings, terminal, kind, value)
        config.save(settings)


def _with(settings: Settings, terminal: str, kind: str, value: str) -> Settings:
    """Return settings with an answer put in."""
    if kind == "order":
        return settings.with_bidi(terminal, cast("Bidi", value))
    if kind == "marks":
        return settings.with_marks(terminal, cast("Marks", value))
    return settings.with_wide(terminal, cast("Wide", value))


def _order_pages(seen: Seen, settings: Settings) -> tuple[Page, ...]:
    from annotator.tui.terminal.card import order_pages

    color = _color(seen.plan("visual", settings))
    return order_pages(lambda bidi: seen.plan(bidi, settings), _width(), color=color)


def _further_pages(terminal: Terminal) -> tuple[Page, ...]:
    """Return the pages on marks and wide cells; none if the terminal orders the text, and so places both, itself."""
    from annotator.tui.terminal.card import marks_page, wide_page

    if terminal.mode == "logical":
        return ()
    color = _color(terminal)
    return (marks_page(terminal, _width(), color=color), wide_page(terminal, _width(), color=color))


def _ask(page: Page) -> str:
    """Show a page on a screen of its own; return the value that was chosen, "0" for none of them, "" for no change."""
    numbers = {str(line.number): line.value for line in page.lines}
    span = " to ".join(dict.fromkeys((min(numbers, key=int), max(numbers, key=int))))

    def prompt() -> str:
        click.echo()
        given: str = click.prompt(
            f"Which is the first that is right? {span}, 0: none, Enter: leave it as it is",
            type=click.Choice(["", "0", *numbers]),
            default="",
            show_choices=False,
            show_default=False,
        )
        return numbers.get(given, given)

    return _with_terminal(page, _PAGE, _BACK, prompt)


def _with_terminal(page: Page, before: str, after: str, ask: Callable[[], str] = str) -> str:
    """Draw a page with the terminal set up for it, ask, and reset the terminal, also after an error."""
    from annotator.tui.terminal.multiplexer import send

    send(page.terminal, _write, page.terminal.enter)
    try:
        _write(before)
        if before:
            _write_text(page)
        for line in page.lines:
            _write_line(line)
        return ask()
    finally:
        _write(after)
        send(page.terminal, _write, page.terminal.leave)


def _write_text(page: Page) -> None:
    for text in page.text:
        click.echo(_filled(text))


def _write_line(line: Line) -> None:
    click.echo(f"\n{line.number}  {line.value}: {line.title}")
    for row in line.rows:
        _write(row + "\n")


def _filled(text: str) -> str:
    return textwrap.fill(text, min(shutil.get_terminal_size().columns, _ENOUGH))


def _width() -> int:
    return shutil.get_terminal_size().columns


def _color(terminal: Terminal) -> bool:
    deep = not os.environ.get("NO_COLOR") and os.environ.get("COLORTERM") in ("truecolor", "24bit")
    return deep and terminal.multiplexer != "screen"  # which knows no such colours before version 5


def _write(data: str) -> None:
    """Write text unchanged: not laid out once more, and with its colours."""
    sys.stdout.flush()
    sys.stdout.buffer.write(data.encode(sys.stdout.encoding, "backslashreplace"))
    sys.stdout.buffer.flush()
