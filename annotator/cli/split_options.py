"""The options that divide a data set."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from annotator.cli.options import PATH, seed_option
from annotator.errors import UsageError
from annotator.formats import FORMATS

if TYPE_CHECKING:
    from pathlib import Path

    from click.decorators import FC

    from annotator.datasets.division import Division
    from annotator.formats.base import Format

_OPTIONS = (
    click.option(
        "--split",
        metavar="SHARES",
        help="Write a data set: a folder with train, validation and test, a card and dataset.json. 80/10/10 are percentages; "
        f"two or more, with names: train=70/dev=15/test=15. For {', '.join(kind.name for kind in FORMATS if kind.splits)}. The "
        "project keeps where each article is, and it stays there.",
    ),
    click.option(
        "--group-by",
        metavar="FIELD",
        help="Keep articles with one value of a field in one split, such as source.",
    ),
    seed_option,
    click.option(
        "--keep",
        type=PATH,
        metavar="FOLDER",
        help="Leave articles where they are in an older data set in this folder.",
    ),
    click.option(
        "--fresh",
        is_flag=True,
        help="Deal all articles anew; figures can't be compared with those of before.",
    ),
    click.option(
        "--split-by", metavar="FIELD", help="Follow an official split, which a field of the articles names."
    ),
)
_OF_SPLIT = {"seed": "--seed", "group_by": "--group-by", "keep": "--keep", "fresh": "--fresh"}


def split_options(command: FC) -> FC:
    """Give a command the options, whose values `division` takes."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def division(form: Format, output: Path | None, given: dict[str, Any]) -> Division | None:
    """Return how the data set is divided, None where the export is none; the values of the options are taken out of `given`.

    Raises UsageError.
    """
    split, split_by = given.pop("split"), given.pop("split_by")
    values = {name: given.pop(name) for name in _OF_SPLIT}
    named = [_OF_SPLIT[name] for name, value in values.items() if value is not None and value is not False]
    if split_by is not None and (split is not None or named):
        other = "--split" if split is not None else named[0]
        raise UsageError(f"--split-by follows a split that there is; leave out {other}, or --split-by.")
    if split_by is None and split is None:
        if named:
            raise UsageError(f"{named[0]} is of --split; give both, or neither.")
        if not form.data_set:
            return None
    from annotator.datasets.division import Division
    from annotator.datasets.split_sizes import parse_sizes

    if split_by is None and split is None:
        return Division()
    option = "--split" if split_by is None else "--split-by"
    if not form.splits:
        can = ", ".join(kind.name for kind in FORMATS if kind.splits)
        raise UsageError(f"{form.name} can't be split; {option} is for {can}.")
    if output is None:
        raise UsageError(f"{option} makes a folder of files: name one with -o.")
    if split_by is not None:
        return Division(split_by=_field("--split-by", split_by))
    if values["keep"] is not None and values["fresh"]:
        raise UsageError(
            "--keep leaves articles where they are, --fresh deals them anew; give one of the two."
        )
    if values["group_by"] is not None:
        values["group_by"] = _field("--group-by", values["group_by"])
    sizes = parse_sizes(split)
    if named and len(sizes) == 1:
        raise UsageError(
            f"--split {split} is one split with all articles, so {named[0]} has no use; leave it out, or give more shares."
        )
    return Division(sizes=sizes, **values)


def _field(option: str, value: str) -> str:
    """Return the name of a field. Raises UsageError for an empty one."""
    if not value.strip():
        raise UsageError(f"{option} is empty; name a field of the articles, such as source.")
    return value.strip()
