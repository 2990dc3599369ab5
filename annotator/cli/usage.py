"""Messages for errors on the command line: what is wrong, and how to write it.

Each command has an example in its epilog, which its help shows as well.
"""

from __future__ import annotations

import re

import click

from annotator.cli.mistyped import no_command_of
from annotator.command_line import quoted
from annotator.text.plain import plain

_EXTRA = re.compile(r"Got unexpected extra arguments? \((.*)\)", re.DOTALL)
_GIVEN = re.compile(r"'?(.*?)'? is not ", re.DOTALL)

_VALUES = {
    "--project": "news.db",
    "--as": "huda",
    "--per-article": "2",
    "--articles": "1-20",
    "--seed": "7",
    "--return-after": "3d",
    "--schema": "labels.toml",
    "--html": "agreement.html",
    "--output": "gold.jsonl",
    "--losses": "losses.jsonl",
    "--layer": "all",
    "--people": "huda,salim",
    "--predictions": "ner@2024",
    "--compare": "predictions.jsonl",
    "--against": "gold",
    "--errors": "50",
    "--label": "actor",
    "--source": "decided",
    "--key": "pseudonyms.csv",
    "--split": "80/10/10",
    "--map": "PER=actor",
    "--policy": "majority",
    "--width": "80",
    "--columns": "2",
    "--shard": "1000",
    "--text-key": "text",
    "--label-key": "label",
    "--tsv-layer": "webanno.custom.Claim|value",
    "--cas-type": "webanno.custom.Claim",
    "--cas-feature": "value",
    "--cas-type-system": "TypeSystem.xml",
}
"""Example values of the options that have neither a default nor a list of values."""


_FORMER = {"--no-split": "words are written as they stand without it, and --tokens split cuts them"}
"""Options that there were, and what there is in their place."""


def sentences(error: click.UsageError, group: click.Context) -> str:
    """Return the message for an error of click; `group` is the context of the whole program."""
    if isinstance(error, click.BadOptionUsage):
        option = _option(group, error.option_name)
        if option is None or option.is_flag:
            return f"{plain(error.option_name)} takes no value: leave out the = sign and what is after it."
        return f"{error.option_name} needs a value after it, as in {_written(option)}"
    if error.ctx is None:
        return error.format_message()
    command, path = error.ctx.command, error.ctx.command_path
    example = command.epilog or f"All of it: {path} --help"
    if isinstance(error, click.NoSuchCommand) and isinstance(command, click.Group):
        return no_command_of(error.ctx.info_name or "", error.command_name, command.list_commands(error.ctx))
    if isinstance(error, click.NoSuchOption):
        if error.option_name in _FORMER:
            return f"{path} has no option {error.option_name} any more: {_FORMER[error.option_name]}."
        similar = error.possibilities or []
        which = f"did you mean {' or '.join(similar)}?" if similar else f"it has: {_options(command)}."
        takes_words = any(param.nargs == -1 for param in command.params)
        dash = (
            " What begins with a dash and is no option comes after --." if takes_words and not similar else ""
        )
        return f"{path} has no option {plain(error.option_name)}; {which}{dash}"
    if isinstance(error, click.MissingParameter) and error.param is not None:
        return f"{_missing(error.param, error.ctx)} {example}"
    if isinstance(error, click.BadParameter) and error.param is not None:
        if isinstance(error.param, click.Option):
            return f"{_unfit(error, error.param, error.param.opts[0])}, as in {_written(error.param)}"
        return f"{_unfit(error, error.param, error.param.make_metavar(error.ctx))}. {example}"
    if extra := _EXTRA.fullmatch(error.format_message()):
        return f"There is something too much after {path}: {plain(extra[1])}. {example}"
    return f"{error.format_message().rstrip('.')}. {example}"


def value(option: click.Option) -> str:
    """Return an example value of an option."""
    if isinstance(option.type, click.Choice):
        return str(option.default if isinstance(option.default, str) else option.type.choices[0])
    if option.opts[-1] in _VALUES:
        return _VALUES[option.opts[-1]]
    return str(option.default)


def _missing(param: click.Parameter, ctx: click.Context) -> str:
    if isinstance(param, click.Option):
        help_ = param.help or ""
        return f"{param.opts[0]} is missing: {help_[:1].lower()}{help_[1:]}"
    return f"{param.make_metavar(ctx).rstrip('.')} is missing."


def _unfit(error: click.BadParameter, param: click.Parameter, name: str) -> str:
    given = _GIVEN.match(error.message)
    cant = f"{name} can't be {plain(given[1])}" if given else f"{name} can't be that"
    kind = param.type
    if isinstance(kind, click.Choice):
        what = f"it is one of {', '.join(map(str, kind.choices))}"
    elif isinstance(kind, click.IntRange):
        what = f"it is a whole number from {kind.min} to {kind.max:,}"
    elif isinstance(kind, click.types.IntParamType):
        what = "it is a whole number"
    else:
        what = error.message.rstrip(".")
    return f"{cant}: {what}"


def _written(option: click.Option) -> str:
    return f"{option.opts[0]} {quoted(value(option))}"


def _option(group: click.Context, name: str) -> click.Option | None:
    """Find an option of the named command or of a subcommand; click's error does not name the command."""
    commands = [group.command]
    for command in commands:
        for param in command.params:
            if isinstance(param, click.Option) and name in (*param.opts, *param.secondary_opts):
                return param
        if isinstance(command, click.Group):
            under = [group.invoked_subcommand] if command is group.command else command.list_commands(group)
            commands += [found for each in under if each and (found := command.get_command(group, each))]
    return None


def _options(command: click.Command) -> str:
    options = [param for param in command.params if isinstance(param, click.Option) and not param.hidden]
    return ", ".join([option.opts[-1] for option in options] + ["--help"])
