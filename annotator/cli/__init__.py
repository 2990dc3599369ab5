"""The command line: `COMMANDS` is the one list of commands, one file each.

To add one: write `annotator/cli/NAME.py` with a click command named `command`, and add its line here. The module is
imported only when its command runs, so that no command waits for what another one needs.
"""

from __future__ import annotations

from annotator.cli.group import Commands, Entry

COMMANDS = (
    Entry("init", "annotator.cli.init", "Make a project."),
    Entry("import", "annotator.cli.import_", "Bring articles in."),
    Entry("assign", "annotator.cli.assign", "Say who is to mark which article."),
    Entry("unassign", "annotator.cli.unassign", "Take back what is assigned to people."),
    Entry("status", "annotator.cli.status", "Tell how far everybody and everything is.", reads=True),
    Entry("people", "annotator.cli.people", "Tell who is in the project, rename and join people."),
    Entry("annotate", "annotator.cli.annotate", "Read and tag articles; the same as no command.", reads=True),
    Entry("adjudicate", "annotator.cli.adjudicate", "Decide where people differ; this gives gold."),
    Entry("agreement", "annotator.cli.agreement", "Measure how far annotators agree.", reads=True),
    Entry("merge", "annotator.cli.merge", "Bring in what others did in copies of the project."),
    Entry("backup", "annotator.cli.backup", "Copy the project to a new file, also while people work."),
    Entry("restore", "annotator.cli.restore", "Put a copy in the place of the project."),
    Entry("export", "annotator.cli.export", "Write the spans out.", reads=True),
    Entry("check", "annotator.cli.check", "Tell whether all of the project is whole.", reads=True),
    Entry("formats", "annotator.cli.formats", "List the formats, and what each can't hold.", reads=True),
    Entry("show", "annotator.cli.show", "Print an article as the screen lays it out.", reads=True),
    Entry("schema", "annotator.cli.schema", "Print the label schema.", reads=True),
    Entry("recover", "annotator.cli.recover", "Save what can be read of a damaged project."),
    Entry("doctor", "annotator.cli.doctor", "Tell what is known of this terminal.", reads=True),
    Entry("demo", "annotator.cli.demo", "Try the program on sample articles."),
)

main = Commands(
    COMMANDS,
    default="annotate",
    name="annotator",
    help="Read Arabic news in the terminal and tag who did what, where and with what.\n\n"
    "Begin with: annotator init, annotator import PATH, annotator. Or look around with: annotator demo.",
)
