"""The words that complete what is typed, for the options and arguments of commands: articles, people, layers, labels, formats.

Each function takes what click gives to `shell_complete`. Where the project can't be read, it returns none.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.command_line import DEFAULT_PROJECT
from annotator.model import GOLD

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import click

    from annotator.project.names import ProjectNames


def _names(ctx: click.Context) -> ProjectNames:
    """Return the names in the project that the command line names so far."""
    from annotator.project.names import ProjectNames

    project = ctx.params.get("project") or DEFAULT_PROJECT
    return ProjectNames(Path(os.path.expanduser(os.path.expandvars(project))))  # noqa: PTH111


def articles(ctx: click.Context, _param: click.Parameter, begun: str) -> list[str]:
    """Return the ids of articles."""
    return _names(ctx).articles(begun)


def article_filter(ctx: click.Context, _param: click.Parameter, begun: str) -> list[str]:
    """Return the ids of articles, and the files after @, after the last comma; or the whole of an id or @FILE with commas in it."""
    before, comma, part = begun.rpartition(",")
    if begun.startswith("@") and (files := _files(begun)):
        return [*_names(ctx).articles(begun), *files]
    if part.startswith("@"):
        files = [file for file in _files(part) if "," not in file]
        return [f"{before}{comma}{found}" for found in (*_names(ctx).articles(part), *files)]
    whole = _names(ctx).articles(begun) if comma else []
    return whole or [
        f"{before}{comma}{id_}" for id_ in _names(ctx).articles(part) if "," not in id_ or not comma
    ]


def _files(begun: str) -> list[str]:
    """Return the files and folders that @FILE can become, a folder with a slash at its end."""
    folder, slash, name = begun.removeprefix("@").rpartition("/")
    try:
        with os.scandir(f"{folder}{slash}" or ".") as entries:
            found = sorted(
                f"{entry.name}/" if entry.is_dir() else entry.name
                for entry in entries
                if entry.name.startswith(name) and (name or not entry.name.startswith("."))
            )
    except (OSError, ValueError):
        return []
    return [f"@{folder}{slash}{file}" for file in found if f"{folder}{slash}{file}" != "-"]


def people(ctx: click.Context, param: click.Parameter, begun: str) -> list[str]:
    """Return the names of people, but for those that stand there already."""
    given = ctx.params.get(param.name or "") or ()
    return [name for name in _names(ctx).people() if name.startswith(begun) and name not in given]


def others(ctx: click.Context, _param: click.Parameter, begun: str) -> list[str]:
    """Return the names of models and references."""
    return [name for name in _names(ctx).others() if name.startswith(begun)]


def all_names(ctx: click.Context, param: click.Parameter, begun: str) -> list[str]:
    """Return the names of people, models and references, but for those that stand there already."""
    given = ctx.params.get(param.name or "") or ()
    there = [*_names(ctx).people(), *_names(ctx).others()]
    return [name for name in there if name.startswith(begun) and name not in given]


def people_list(ctx: click.Context, _param: click.Parameter, begun: str) -> list[str]:
    """Return the names of people after the last comma, but for those that stand before it."""
    return _in_list(_names(ctx).people(), begun)


def layers(*alone: str) -> Callable[[click.Context, click.Parameter, str], list[str]]:
    """Return a function that returns what stands after --layer: names, and the layers that are no name's in `alone`."""

    def complete(ctx: click.Context, _param: click.Parameter, begun: str) -> list[str]:
        there = [*alone, *_names(ctx).people(), *_names(ctx).others()]
        return [layer for layer in there if layer.startswith(begun)]

    return complete


def source_list(_ctx: click.Context, _param: click.Parameter, begun: str) -> list[str]:
    """Return the sources of gold after the last comma, but for those that stand before it."""
    from annotator.model import Source

    return _in_list(list(Source), begun)


def references(ctx: click.Context, param: click.Parameter, begun: str) -> list[str]:
    """Return what predictions or people are compared with: the gold, or the layer of one name."""
    return layers(GOLD)(ctx, param, begun)


def predictions(ctx: click.Context, param: click.Parameter, begun: str) -> list[str]:
    """Return the layers that can be evaluated, and files."""
    return [*references(ctx, param, begun), *(file.removeprefix("@") for file in _files(f"@{begun}"))]


def label_list(ctx: click.Context, _param: click.Parameter, begun: str) -> list[str]:
    """Return the labels after the last comma, but for those that stand before it."""
    return _in_list(_names(ctx).labels(), begun)


def label_pairs(ctx: click.Context, _param: click.Parameter, begun: str) -> list[str]:
    """Return the labels after the = sign of FROM=TO."""
    before, sign, part = begun.rpartition("=")
    return [f"{before}={label}" for label in _names(ctx).labels() if sign and label.startswith(part)]


def policies(ctx: click.Context, _param: click.Parameter, begun: str) -> list[str]:
    """Return what stands after --policy."""
    who, sign, _ = begun.partition(":")
    if sign:
        there_are = [f"{who}:{name}" for name in _names(ctx).people()] if who == "adjudicator" else []
    else:
        there_are = ["unanimous", "majority", "adjudicator:", "none"]
    return [policy for policy in there_are if policy.startswith(begun)]


def reading_formats(_ctx: click.Context, _param: click.Parameter, begun: str) -> list[str]:
    """Return the formats that articles are imported from."""
    from annotator.formats import AUTO, FORMATS

    names = [AUTO, *(kind.name for kind in FORMATS if kind.reads)]
    return [name for name in names if name.startswith(begun)]


def writing_formats(_ctx: click.Context, _param: click.Parameter, begun: str) -> list[str]:
    """Return the formats that articles are exported to."""
    from annotator.formats import FORMATS

    return [kind.name for kind in FORMATS if kind.writes and kind.name.startswith(begun)]


def _in_list(names: Iterable[str], begun: str) -> list[str]:
    """Return the names for the last word of a list with commas, but for those that stand before it."""
    before, comma, part = begun.rpartition(",")
    given = before.split(",")
    return [f"{before}{comma}{name}" for name in names if name.startswith(part) and name not in given]
