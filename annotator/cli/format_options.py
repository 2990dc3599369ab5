"""The options of `import` and `export` that come from the formats."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import click

from annotator import formats

if TYPE_CHECKING:
    from annotator.formats.options import FormatOption

_OWN_ALONE = "annotator.own_options_alone"
"""The key in `Context.meta` that is set while a line is parsed that has no format's option."""


class FormatCommand(click.Command):
    """A command that has the options of all formats, too, and gets their values by the names of the fields if they are given.

    The formats are imported for their options only where the line has one, or asks for help.
    """

    reading = False
    """Whether it has the options of formats that are read; else, of those that are written."""

    @cached_property
    def format_params(self) -> list[click.Parameter]:
        """The options of all formats."""
        from annotator.formats.options import all_options

        kinds = [kind.load() for kind in formats.FORMATS if (kind.reads if self.reading else kind.writes)]
        return [_option(offer) for offer in all_options(kinds, reading=self.reading)]

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """Return the command's own options, those of the formats, and that for help."""
        params = super().get_params(ctx)
        if ctx.meta.get(_OWN_ALONE):
            return params
        own = len(self.params)
        return [*params[:own], *self.format_params, *params[own:]]

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the formats, the command's own options, and those of formats, which each begin with the formats that have it."""
        kinds = [kind for kind in formats.FORMATS if (kind.reads if self.reading else kind.writes)]
        endings = [f" ({', '.join(kind.suffixes)})" if self.reading else "" for kind in kinds]
        with formatter.section("Formats"):
            formatter.write_dl(
                [
                    (kind.name, f"{kind.description}{ending}")
                    for kind, ending in zip(kinds, endings, strict=True)
                ]
            )
        theirs = {id(param) for param in self.format_params}
        params = self.get_params(ctx)
        for title, wanted in (("Options", False), ("Options of formats", True)):
            records = [
                record
                for param in params
                if isinstance(param, click.Option)
                and (id(param) in theirs) == wanted
                and (record := param.get_help_record(ctx)) is not None
            ]
            with formatter.section(title):
                formatter.write_dl(records)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the line, with the options of the formats where a word is none of the command's own."""
        own = {name for param in self.params for name in param.opts}
        options = {word.partition("=")[0] for word in args if word.startswith("-") and word != "-"}
        ctx.meta[_OWN_ALONE] = options <= own
        try:
            return super().parse_args(ctx, args)
        finally:
            ctx.meta[_OWN_ALONE] = False


class ReadingCommand(FormatCommand):
    """The same for formats that are read."""

    reading = True


def _option(offer: FormatOption) -> click.Option:
    settings: dict[str, Any] = {"default": None, "help": _help(offer)}
    if offer.kind is bool and offer.flag.startswith("--no-"):
        return click.Option([offer.flag, offer.name], is_flag=True, **settings)
    if offer.kind is bool:
        return click.Option([f"{offer.flag}/--no-{offer.flag[2:]}", offer.name], **settings)
    if offer.choices:
        settings["type"] = click.Choice(offer.choices)
    else:
        settings |= {"type": offer.kind, "metavar": "N" if offer.kind is int else "TEXT"}
    return click.Option([offer.flag, offer.name], **settings)


def _help(offer: FormatOption) -> str:
    defaults = dict.fromkeys(map(_shown, offer.defaults.values()))
    one = f"  [default: {next(iter(defaults))}]" if len(defaults) == 1 and next(iter(defaults)) else ""
    return f"{', '.join(offer.defaults)}: {offer.help}{one}"


def _shown(default: object) -> str:
    if isinstance(default, bool):
        return "yes" if default else "no"
    return str(default)
