"""What several commands have in common: which project, who annotates."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from annotator.cli import words
from annotator.cli.group import LACKS
from annotator.cli.say import say
from annotator.command_line import ANYWHERE, DEFAULT_PROJECT, PROJECT_VARIABLE
from annotator.errors import ProjectReadOnlyError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from click.decorators import FC

    from annotator.model import LayerKind
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


def _project(ctx: click.Context, _param: click.Parameter, value: Path) -> Path:
    """Return the project; one that the line names before a command of a command wins over the environment."""
    given = click.core.ParameterSource.COMMANDLINE
    above = ctx.parent
    if (
        above is None
        or ctx.get_parameter_source("project") is given
        or above.get_parameter_source("project") is not given
    ):
        return value
    found: Path = above.params["project"]
    return found


_project_option = click.option(
    "--project",
    "project",
    callback=_project,
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


def parts(option: str, value: str) -> tuple[str, ...]:
    """Return the parts of a list with commas. Raises `UsageError` where there is none."""
    parts = tuple(dict.fromkeys(part.strip() for part in value.split(",") if part.strip()))
    if not parts:
        raise UsageError(f"{option} is empty; leave it out, or name some with commas between them.")
    return parts


def _name(_ctx: click.Context, _param: click.Parameter, value: str | None) -> str:
    return login() if value is None else value


WHOSE = "The person whose work it is."

name_option = click.option(
    "--as",
    "name",
    envvar="ANNOTATOR_NAME",
    show_envvar=True,
    show_default="login name",
    metavar="NAME",
    callback=_name,
    shell_complete=words.people,
    help=WHOSE,
)

articles_option = click.option(
    "--articles",
    "wanted",
    metavar="FILTER",
    shell_complete=words.article_filter,
    help="Which articles, if not all: numbers, ranges (1-20), ids, words of titles and sources, FIELD=VALUE, @FILE with an id "
    "on each line; with commas between them.",
)

people_option = click.option(
    "--people",
    "people",
    metavar="NAMES",
    shell_complete=words.people_list,
    help="Which people, if not all; with commas between their names.",
)

label_option = click.option(
    "--label",
    "labels",
    metavar="LABELS",
    shell_complete=words.label_list,
    help="Which labels, if not all; with commas between them.",
)


def layers_option(*alone: str) -> Callable[[FC], FC]:
    """Return the option for layers; after it names are completed, and those of `all`, `gold` and `marks` that the command takes."""
    return click.option(
        "--layer",
        "layers",
        multiple=True,
        metavar="NAME|all|gold|marks",
        shell_complete=words.layers(*alone),
        help="Whose spans: those of an annotator, model or reference, or of several (--layer again), of all, the gold, or each distinct "
        "mark with who made it.",
    )


seed_option = click.option(
    "--seed", type=int, metavar="N", help="Another number draws lots differently.  [default: 0]"
)

schema_option = click.option(
    "--schema", "schema", type=PATH, metavar="FILE", help="A label schema (TOML); see: annotator schema."
)

dynamic_option = click.option(
    "--dynamic", is_flag=True, help="Name nobody: it is about articles that are handed out on demand."
)

dry_run_option = click.option("--dry-run", is_flag=True, help="Tell what would be done, and change nothing.")

print_option = click.option(
    "--format",
    "kind",
    type=click.Choice(("table", "json", "csv")),
    default="table",
    show_default=True,
    help="How to print it.",
)


def file_format_option(complete: Callable[..., list[str]], default: str) -> Callable[[FC], FC]:
    """Return the option for the format of the files that come in or go out."""
    return click.option(
        "--format",
        "kind",
        default=default,
        show_default=True,
        metavar="NAME",
        shell_complete=complete,
        help="The format of the files; see: annotator formats.",
    )


encoding_option = click.option(
    "--encoding",
    metavar="NAME",
    help="The encoding of the files.  [default: that of the byte order mark, else utf-8]",
)

skip_bad_option = click.option(
    "--skip-bad", is_flag=True, help="Leave out what can't be used, tell it, and take the rest."
)


def login() -> str:
    """Return the login name. Raises UsageError where the system knows none."""
    try:
        import getpass

        return getpass.getuser()
    except (OSError, KeyError, ImportError) as error:
        raise UsageError("Who annotates is not known here; say it with --as NAME.") from error


def person(opened: Project, name: str, option: str = "--as", kind: LayerKind | None = None) -> str:
    """Return the name given with an option in the spelling of the project; print the new name if it is a former one.

    Raises UsageError where nobody can have it, and where it is not of this `kind`, None: a person's.
    """
    from annotator.model import LayerKind
    from annotator.names import key

    kind = kind or LayerKind.PERSON
    written = "NAME@VERSION" if kind is LayerKind.MODEL else "NAME"
    known = opened.people.named(name, f" with {option} {written}", kind)
    if key(known) != key(name):
        say(f"{name} is called {known} now.")
    return known


def some_people(opened: Project, wanted: str | None) -> tuple[str, ...] | None:
    """Return the people given with --people as the project spells them. Raises UsageError for somebody who is not in it.

    A name that has commas itself wins over several names.
    """
    if wanted is None:
        return None
    there = opened.people.names()
    names = (wanted.strip(),) if wanted.strip() in there else parts("--people", wanted)
    found = dict.fromkeys(person(opened, name, "--people") for name in names)
    for name in found:
        if name not in there:
            who = f"there are: {', '.join(there)}" if there else "there is nobody yet"
            raise UsageError(f"--people: nobody here is called {name}; {who}.")
    return tuple(found)


def some_labels(opened: Project, wanted: str | None) -> tuple[str, ...]:
    """Return the labels given with --label in the order of the schema, None: all. Raises UsageError for one that it has not."""
    there = [label.name for label in opened.schema.labels]
    if wanted is None:
        return tuple(there)
    names = parts("--label", wanted)
    for name in names:
        if name not in there:
            raise UsageError(f"--label: the schema has no label {name}; there are: {', '.join(there)}.")
    return tuple(name for name in there if name in names)


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
