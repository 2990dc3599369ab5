"""A group of commands that are imported when they run, and the edge where errors become a sentence and a status."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from annotator import __version__
from annotator.cli import help_page
from annotator.cli.commands import COMMANDS, DEFAULT
from annotator.cli.output import give_up
from annotator.cli.repeated import refuse_repeated
from annotator.cli.say import say
from annotator.cli.standard_streams import put_right
from annotator.cli.terminal_stream import left_out
from annotator.command_line import DEFAULT_PROJECT
from annotator.errors import AnnotatorError, ChangeError, UsageError, notes
from annotator.reasons import reason
from annotator.sentences import joined

NOTHING = "Nothing was changed."
INTERRUPTED = 130
"""The exit status after Ctrl+C, as a shell has it."""


class Commands(click.Group):
    """The commands of the list, with the one that runs where none is named."""

    def __init__(self) -> None:
        super().__init__(
            name="annotator",
            context_settings={"help_option_names": ["-h", "--help"], "max_content_width": help_page.WIDEST},
        )
        self.entries = {entry.name: entry for entry in COMMANDS}
        self.params.append(_version_option())

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Return the names in the order of the list."""
        return list(self.entries)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import the command of that name, or return None."""
        if cmd_name not in self.entries:
            return None
        command = import_module(self.entries[cmd_name].module).command
        assert isinstance(command, click.Command)
        return command

    def get_help(self, ctx: click.Context) -> str:  # noqa: ARG002
        """Return the page of help, which is made without click."""
        return help_page.page(help_page.columns()).removesuffix("\n")

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take options before a command's name as that command's; without a name, as the default command's.

        Raises UsageError for a word that stands in the place of a name and is none.
        """
        own = {name for param in self.get_params(ctx) for name in param.opts}
        found = self._find(ctx, args)
        if found is None:
            asked = next((word for word in args if word in own), None)
            return super().parse_args(ctx, [DEFAULT, *args] if asked is None else [asked])
        command, before, after = args[found], args[:found], args[found + 1 :]
        if command not in self.entries:
            if ctx.resilient_parsing:
                return super().parse_args(ctx, [command, *before, *after])
            from annotator.cli.mistyped import no_command_but_article

            raise UsageError(
                no_command_but_article(command, [*before, *after], self._project([*before, *after]))
            )
        helps = [word for word in before if word in ctx.help_option_names]
        given = [word for word in before if word not in helps]
        if self.entries[command].under:  # whose help it is, the next word says
            return super().parse_args(ctx, [command, *given, *after, *helps])
        return super().parse_args(ctx, [command, *helps, *given, *after])

    def _find(self, ctx: click.Context, args: list[str]) -> int | None:
        """Return where the name of the command stands, or what stands in its place; None where there is neither.

        What comes after an option that only another command has may be its value, unless that is a command.
        """
        valued, flags = self._options(ctx)
        before = ""
        for index, word in enumerate(args):
            if word == "--":
                break
            if before in valued:
                before = ""
            elif word.startswith("-") and word != "-":
                before = word
            elif word in self.entries or not before or before in flags or "=" in before:
                return index
            else:
                before = ""
        return None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command, its name and its words. Raises UsageError for an option that is given twice."""
        name, command, words = super().resolve_command(ctx, args)
        if command is not None and not ctx.resilient_parsing:
            refuse_repeated(words)
        return name, command, words

    def _options(self, ctx: click.Context) -> tuple[set[str], set[str]]:
        """Return the options that may stand before a command: those of the default one with a value after them, and those without."""
        command = self.get_command(ctx, DEFAULT)
        assert command is not None
        valued, flags = set[str](), set[str]()
        for param in (*command.get_params(ctx), *self.get_params(ctx)):
            if isinstance(param, click.Option):
                (flags if param.is_flag else valued).update(param.opts)
        return valued, flags

    def _project(self, words: list[str]) -> Path:
        """Return the project that the words of a line name."""
        command = self.get_command(click.Context(self), DEFAULT)
        assert command is not None
        ctx = command.make_context(DEFAULT, list(words), resilient_parsing=True)
        return Path(ctx.params.get("project") or DEFAULT_PROJECT)

    def main(self, *args: Any, **settings: Any) -> Any:
        """Repair standard streams and environment, then run the program."""
        put_right()
        try:
            return super().main(*args, **settings)
        finally:
            if left_out():
                say("This terminal does not show the marks of letters; they are left out here.")
            # what could not be printed has been reported
            give_up(sys.stdout)
            give_up(sys.stderr)

    def make_context(self, *args: Any, **settings: Any) -> click.Context:
        """Read the command line, which is where --help and --version are printed."""
        try:
            return super().make_context(*args, **settings)
        except BrokenPipeError:
            raise
        except KeyboardInterrupt as error:  # click would call it aborted, with status 1
            say(joined("Stopped.", NOTHING))
            raise click.exceptions.Exit(INTERRUPTED) from error
        except click.UsageError as error:
            _tell_usage(error, click.Context(self))
            raise click.exceptions.Exit(error.exit_code) from error
        except AnnotatorError as error:
            say(str(error))
            raise click.exceptions.Exit(error.exit_status) from error
        except OSError as error:
            _tell_failure(error)
            raise click.exceptions.Exit(1) from error

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command. An error becomes one sentence on standard error and an exit status."""
        try:
            result = super().invoke(ctx)
        except AnnotatorError as error:
            say(_message(error, ctx))
            ctx.exit(error.exit_status)
        except KeyboardInterrupt as error:
            read = _only_reads(ctx) and ctx.invoked_subcommand != DEFAULT  # whose screen writes
            from annotator.cli.working import done

            told = notes(error) or [done(ctx) or (NOTHING if read else "")]
            say(joined("Stopped.", *told))
            ctx.exit(INTERRUPTED)
        except click.UsageError as error:
            _tell_usage(error, ctx)
            ctx.exit(error.exit_code)
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise  # click has a way with each of these
        except OSError as error:
            if os.environ.get("ANNOTATOR_DEBUG"):
                raise
            _tell_failure(error)
            ctx.exit(1)
        except Exception as error:
            if os.environ.get("ANNOTATOR_DEBUG"):
                raise
            said = (
                f"This is a fault in annotator: {type(error).__name__}: {error}. What was saved is safe. "
                "Run it again with ANNOTATOR_DEBUG=1 to see where, and report it."
            )
            say(joined(said, *notes(error)))
            ctx.exit(1)
        if ctx.meta.get(LACKS):
            ctx.exit(1)
        return result


ONLY_READS = "annotator.reads"
"""The key in `Context.meta` that a command sets if it changes nothing, but others of its group do."""

LACKS = "annotator.lacks"
"""The key in `Context.meta` that is set if the project's file lacks work at the end: the exit status is 1 then."""


def _message(error: AnnotatorError, ctx: click.Context) -> str:
    return error.without_outcome() if isinstance(error, ChangeError) and _only_reads(ctx) else str(error)


def _only_reads(ctx: click.Context) -> bool:
    """Return whether the command that ran changes no project."""
    group, name = ctx.command, ctx.invoked_subcommand
    listed = isinstance(group, Commands) and name in group.entries and group.entries[name].reads
    return bool(listed or ctx.meta.get(ONLY_READS))


def _tell_usage(error: click.UsageError, group: click.Context) -> None:
    from annotator.cli.usage import sentences

    say(sentences(error, group))


def _tell_failure(error: OSError) -> None:
    """Print an error of the system that no command has handled."""
    give_up(sys.stdout)
    where = f"{error.filename}: " if error.filename else ""
    words = reason(error)
    said = f"{where}{words}" if where else f"{words[:1].upper()}{words[1:]}"
    say(joined(f"{said}. What was saved before is safe.", *notes(error)))


def _version_option() -> click.Option:
    def show(ctx: click.Context, _param: click.Parameter, value: bool) -> None:
        if value and not ctx.resilient_parsing:
            click.echo(f"annotator {__version__}")
            ctx.exit()

    return click.Option(
        ["--version"],
        is_flag=True,
        is_eager=True,
        expose_value=False,
        callback=show,
        help="Show the version and exit.",
    )


program = Commands()
"""The program."""
