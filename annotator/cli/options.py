"""What several commands have in common: which project, who annotates."""

from __future__ import annotations

import getpass
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from annotator.cli.group import LACKS
from annotator.cli.say import say
from annotator.command_line import ANYWHERE, DEFAULT_PROJECT, PROJECT_VARIABLE
from annotator.errors import ProjectReadOnlyError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from click.decorators import FC

    from annotator.project import Project

WITH_AS = " with --as NAME"


class _Path(click.Path):
    """A path, which no empty word is: that would be the current folder."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the path. Raises `UsageError`."""
        if value == "" and param is not None:
            option = param.opts[0] if isinstance(param, click.Option) else None
            raise UsageError(f"{option or param.metavar or param.name} is empty; name a file.")
        return super().convert(value, param, ctx)


PATH = _Path(path_type=Path, readable=False)
"""A path that is not checked here: errors are raised when it is opened, and a file to be written need not be readable."""

_ANYWHERE = "annotator.anywhere"
_TOLD = "annotator.told"


def _keep_anywhere(ctx: click.Context, _param: click.Parameter, value: bool) -> None:
    if value:  # a command in a group leaves what the group was given
        ctx.meta[_ANYWHERE] = True


anywhere_option = click.option(
    ANYWHERE,
    is_flag=True,
    envvar="ANNOTATOR_ANYWHERE",
    show_envvar=True,
    expose_value=False,
    callback=_keep_anywhere,
    help="Write to the project on a network disk or in a folder of a cloud service, too, at your own risk.",
)


def anywhere() -> bool:
    """Return whether the command that runs was given --anywhere."""
    return bool(click.get_current_context().meta.get(_ANYWHERE))


_project_option = click.option(
    "--project",
    "project",
    type=PATH,
    envvar=PROJECT_VARIABLE,
    default=DEFAULT_PROJECT,
    show_default=True,
    show_envvar=True,
    metavar="FILE",
    help="The project's file.",
)


def project_option(command: FC) -> FC:
    """Give a command the options that say which project it works with, and where that may be."""
    return _project_option(anywhere_option(command))


def _name(_ctx: click.Context, _param: click.Parameter, value: str | None) -> str:
    return login() if value is None else value


def _name_option(help_: str) -> Callable[[FC], FC]:
    return click.option(
        "--as",
        "name",
        envvar="ANNOTATOR_NAME",
        show_envvar=True,
        show_default="login name",
        metavar="NAME",
        callback=_name,
        help=help_,
    )


name_option = _name_option("Who annotates.")
adjudicator_option = _name_option("Who adjudicates.")


def login() -> str:
    """Return the login name. Raises UsageError where the system knows none."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError) as error:
        raise UsageError("Who annotates is not known here; say it with --as NAME.") from error


def person(opened: Project, name: str) -> str:
    """Return the name given with --as in the spelling of the project; print the new name if it is a former one.

    Raises UsageError where nobody can have it.
    """
    from annotator.names import key

    known = opened.people.named(name, WITH_AS)
    if key(known) != key(name):
        say(f"{name} is called {known} now.")
    return known


@contextmanager
def open_project(path: Path) -> Iterator[Project]:
    """Open the project, and print messages about its file at the end, unless `tell_notices` did. Raises ProjectError and its subclasses.

    If the file lacks work then, because it was moved or replaced meanwhile, the command ends with status 1.
    """
    from annotator.project import Project

    opened = Project.open(path, anywhere=anywhere())
    known = ""
    try:
        with opened:
            yield opened
    except ProjectReadOnlyError:  # it says why itself
        known = opened.read_only.notice if opened.read_only is not None else ""
        raise
    finally:
        if not click.get_current_context().meta.get(_TOLD):
            tell_notices(opened, known)


def tell_notices(opened: Project, known: str = "") -> None:
    """Print the messages about the project's file now, but for one that is `known`; later ones are the screens' to tell."""
    meta = click.get_current_context().meta
    meta[_TOLD] = True
    for notice in opened.notices:
        if notice.full != known:
            say(notice.full)
        if notice.lacks:
            meta[LACKS] = True


def repeated(*names: str) -> list[str]:
    """Return the options of the command that runs, by the names of their parameters, as they were given."""
    ctx = click.get_current_context()
    return [
        word
        for option in ctx.command.params
        if option.name in names and _is_typed(ctx, option.name)
        for word in (option.opts[0], str(ctx.params[option.name]))
    ]


def _is_typed(ctx: click.Context, name: str) -> bool:
    return ctx.get_parameter_source(name) is ParameterSource.COMMANDLINE
