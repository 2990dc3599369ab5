"""The options of `import` and `export` that come from the formats."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from annotator.formats import FORMATS
from annotator.formats.options import all_options

if TYPE_CHECKING:
    from collections.abc import Callable

    from click.decorators import FC

    from annotator.formats.options import FormatOption


def format_options(*, reading: bool = False) -> Callable[[FC], FC]:
    """Add the options of all formats to a command, which gets their values by the names of the fields, None where not given."""
    kinds = [kind for kind in FORMATS if (kind.reads if reading else kind.writes)]

    def add(command: FC) -> FC:
        for offer in reversed(all_options(kinds, reading=reading)):
            command = _option(offer)(command)
        return command

    return add


def _option(offer: FormatOption) -> Callable[[FC], FC]:
    settings: dict[str, Any] = {"default": None, "help": _help(offer)}
    if offer.kind is bool and offer.flag.startswith("--no-"):
        return click.option(offer.flag, offer.name, is_flag=True, **settings)
    if offer.kind is bool:
        return click.option(f"{offer.flag}/--no-{offer.flag[2:]}", offer.name, **settings)
    if offer.choices:
        settings["type"] = click.Choice(offer.choices)
    else:
        settings |= {"type": offer.kind, "metavar": "N" if offer.kind is int else "TEXT"}
    return click.option(offer.flag, offer.name, **settings)


def _help(offer: FormatOption) -> str:
    defaults = dict.fromkeys(map(_shown, offer.defaults.values()))
    one = f"  [default: {next(iter(defaults))}]" if len(defaults) == 1 and next(iter(defaults)) else ""
    return f"{', '.join(offer.defaults)}: {offer.help}{one}"


def _shown(default: object) -> str:
    if isinstance(default, bool):
        return "yes" if default else "no"
    return str(default)
