"""The file that says who is who where people are called by letters."""

from __future__ import annotations

import csv
import os
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

import click

from annotator.cli.options import PATH
from annotator.cli.output import STANDARD_OUTPUT, named, standard_destination, whole
from annotator.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from annotator.cli.export_outputs import Outputs
    from annotator.files import Destination
    from annotator.project import Project

key_option = click.option(
    "--key",
    type=PATH,
    metavar="FILE",
    help="With --pseudonyms: write down who is called by which letter, as CSV. Keep it apart from what is published.",
)


def key_file(
    path: Path | None, outputs: Outputs, project: Path, *, folder: bool, pseudonyms: bool
) -> Destination | None:
    """Return the file for the key, None where none is asked for.

    Raises UsageError without pseudonyms, for the project, for what the articles or losses are written to, and for a file in the
    folder that is made; OutputError.
    """
    if path is None:
        return None
    if not pseudonyms:
        raise UsageError("--key is of --pseudonyms; give both, or neither.")
    key = named(STANDARD_OUTPUT if path == Path("-") else path, "--key", project)
    out = outputs.output or standard_destination()
    if any(key.is_same(other) for other in (out, outputs.lost) if other is not None):
        raise UsageError(
            "The key of the pseudonyms can't go where the articles or losses go: name another file after --key."
        )
    if folder and outputs.output is not None and outputs.output.target is not None and key.target is not None:
        made, real = (Path(os.path.realpath(each)) for each in (outputs.output.target, key.target))
        if made == real or made in real.parents:
            raise UsageError(
                f"{path} would lie in the folder that is exported, and the key is not to be published: name another file after --key."
            )
    return key


def keep_apart(key: Destination | None, beside: Iterable[tuple[Destination, bytes]]) -> None:
    """Raise UsageError where the key is one of the files that are written beside the output."""
    for destination, _ in beside:
        if key is not None and destination.is_same(key):
            raise UsageError(f"{key.path} is written beside the output: name another file after --key.")


@contextmanager
def with_key(destination: Destination | None, opened: Project) -> Iterator[None]:
    """Write the key when the block ends, nothing when it fails. Raises OutputError."""
    if destination is None:
        yield
        return
    with whole(destination, "--key") as out:
        yield
        text = StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(("pseudonym", "name"))
        writer.writerows((letter, name) for name, letter in opened.people.pseudonyms().items())
        out.write(text.getvalue().encode())
