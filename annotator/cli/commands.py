"""`COMMANDS`, the one list of commands: a file each in `annotator/cli/`.

To add one: write `annotator/cli/NAME.py` with a click command named `command`, and add its line here. The module is
imported only when its command runs, so that no command waits for what another one needs. Nothing is imported here
that takes long, because `annotator --help` and the completion of names need no more than this.
"""

from __future__ import annotations

from typing import NamedTuple


class Entry(NamedTuple):
    """A command: its name, the module with its `command`, and what it does in one line."""

    name: str
    module: str
    summary: str
    reads: bool = False
    """Whether it changes no project, so that errors need not say that nothing was changed."""
    under: tuple[str, ...] = ()
    """The names of the commands in it."""


HEADINGS = {
    "Begin": (
        Entry("demo", "annotator.cli.demo", "Try the program on sample articles."),
        Entry("init", "annotator.cli.init", "Make a project."),
        Entry("import", "annotator.cli.import_", "Bring articles in."),
        Entry("help", "annotator.cli.help_", "Show the help of a command.", reads=True),
    ),
    "Work": (
        Entry("annotate", "annotator.cli.annotate", "Read and tag articles.", reads=True),
        Entry("search", "annotator.cli.search", "Find words in all articles.", reads=True),
        Entry("lint", "annotator.cli.lint", "List what is likely wrong in a layer.", reads=True),
        Entry("show", "annotator.cli.show", "Print an article as the screen lays it out.", reads=True),
        Entry("schema", "annotator.cli.schema", "Print the label schema.", reads=True),
    ),
    "Team": (
        Entry("assign", "annotator.cli.assign", "Say who is to mark which article."),
        Entry("unassign", "annotator.cli.unassign", "Take back what is assigned to people."),
        Entry("status", "annotator.cli.status", "Tell how far everybody and everything is.", reads=True),
        Entry(
            "people",
            "annotator.cli.people",
            "Tell who is in the project; rename, join or remove.",
            under=("rename", "join", "remove"),
        ),
        Entry("agreement", "annotator.cli.agreement", "Measure how far annotators agree.", reads=True),
        Entry("merge", "annotator.cli.merge", "Bring in what others did in copies of the project."),
    ),
    "Gold": (
        Entry("adjudicate", "annotator.cli.adjudicate", "Decide where people differ; this gives gold."),
        Entry(
            "card", "annotator.cli.card", "Say what a data set is, or print that: title, authors, licence."
        ),
        Entry("evaluate", "annotator.cli.evaluate", "Evaluate predictions against the gold.", reads=True),
        Entry("export", "annotator.cli.export", "Write the spans out.", reads=True),
        Entry("formats", "annotator.cli.formats", "List the formats, and what each can't hold.", reads=True),
    ),
    "Care": (
        Entry("backup", "annotator.cli.backup", "Copy the project to a new file, also while people work."),
        Entry("restore", "annotator.cli.restore", "Put a copy in the place of the project."),
        Entry("check", "annotator.cli.check", "Tell whether all of the project is whole.", reads=True),
        Entry("recover", "annotator.cli.recover", "Save what can be read of a damaged project."),
        Entry("doctor", "annotator.cli.doctor", "Tell what is known of this terminal.", reads=True),
        Entry(
            "completion",
            "annotator.cli.completion",
            "Print the script that lets a shell complete words.",
            reads=True,
        ),
    ),
}
"""The commands, by the headings under which the help lists them."""

COMMANDS = tuple(entry for entries in HEADINGS.values() for entry in entries)

DEFAULT = "annotate"
"""The command that runs where none is named."""
