"""The command that lists what is likely wrong in a layer."""

from __future__ import annotations

import csv
import json
from collections import Counter
from contextlib import closing
from io import StringIO
from typing import TYPE_CHECKING

import click

from annotator.cli.options import layers_option, print_option, project_option
from annotator.cli.output import print_lines, standard_output
from annotator.cli.say import counted, plain, show
from annotator.cli.tables import long_table
from annotator.cli.working import working
from annotator.errors import UsageError
from annotator.model import GOLD, LintAction

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from annotator.model import Finding, Proposal

_COLUMNS = ("Article", ">Start", ">End", "Kind", "Label", "Text", "Proposal")
_FIELDS = ("kind", "article", "number", "start", "end", "label", "text", "message")
_PROPOSED = ("action", "start", "end", "label", "text")
_MOST_SHOWN = 40
"""The most code points of a text that a table shows."""


@click.command("lint", epilog="Example: annotator lint --layer huda")
@project_option
@layers_option(GOLD)
@print_option
def command(project: Path, layers: tuple[str, ...], kind: str) -> None:
    """List what is likely wrong in one layer, each with a proposal: labels and edges that are elsewhere otherwise, names that are not marked.

    What each kind of finding means, and how to switch it off in the label schema, is in the documentation. Nothing is changed. The
    exit status is 1 where anything is listed.
    """
    if not layers:
        raise UsageError("--layer is missing: lint looks at one layer, which is a name or gold")
    if len(layers) > 1:
        raise UsageError("lint looks at one layer: give --layer once")
    with working(project, "Looking") as (opened, line):
        name = opened.linting.known(layers[0])
        line.begin("Looking", opened.articles.count())
        with closing(opened.linting.findings(name, line)) as findings:
            found = _Found(findings)
            _print(found, kind, "the gold" if name == GOLD else f"the layer of {name}")
    if found.articles:
        click.get_current_context().exit(1)


def _print(found: _Found, kind: str, where: str) -> None:
    if kind == "table":
        print_lines(found.table())
        show(found.sum(where))
        return
    with standard_output() as out:
        out.writelines(text.encode() for text in (_json(found) if kind == "json" else _csv(found)))


class _Found:
    """The findings, counted while they are printed."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self._findings = findings
        self._kinds: Counter[str] = Counter()
        self.articles = 0

    def __iter__(self) -> Iterator[Finding]:
        before = ""
        for found in self._findings:
            self._kinds[found.kind.value] += 1
            self.articles += found.article != before
            before = found.article
            yield found

    def table(self) -> Iterator[str]:
        """Yield the lines of a table; none where nothing was found."""
        lines = long_table(self._rows())
        heading = next(lines)
        if self.articles:
            yield heading
            yield from lines

    def _rows(self) -> Iterator[Sequence[str]]:
        yield _COLUMNS
        for found in self:
            start, end = str(found.start), str(found.end)
            yield (
                plain(found.article), start, end, found.kind.value, plain(found.label), _short(found.text), _proposed(found),
            )  # fmt: skip

    def sum(self, where: str) -> str:
        """Return a sentence on how much was found of which kind."""
        if not self.articles:
            return f"Nothing was found in {where}."
        kinds = ", ".join(f"{count:,} {kind}" for kind, count in self._kinds.most_common())
        return f"{counted(self._kinds.total(), 'finding')} in {counted(self.articles, 'article')}: {kinds}."


def _proposed(found: Finding) -> str:
    """Return what is proposed, in a few words: what differs from the finding."""
    after = found.proposal
    if after is None:
        return "decide"
    if after.action is LintAction.REMOVE:
        return "remove"
    if after.action is LintAction.MARK:
        return f"mark {plain(after.label)}"
    if (after.start, after.end) == (found.start, found.end):
        return plain(after.label)
    return f"{after.start}-{after.end} {_short(after.text)}"


def _short(text: str) -> str:
    return plain(text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]}…")


# --- for programs ---


def _json(found: Iterable[Finding]) -> Iterator[str]:
    """Yield a list of objects, one on each line."""
    before = "["
    for one in found:
        yield f"{before}\n{json.dumps(_object(one), ensure_ascii=False)}"
        before = ","
    yield "[]\n" if before == "[" else "\n]\n"


def _object(found: Finding) -> dict[str, object]:
    fields: dict[str, object] = {name: getattr(found, name) for name in _FIELDS}
    return {**fields, "proposal": _proposal(found.proposal)}


def _proposal(after: Proposal | None) -> dict[str, object] | None:
    return None if after is None else {name: getattr(after, name) for name in _PROPOSED}


def _csv(found: Iterable[Finding]) -> Iterator[str]:
    """Yield a heading, and a line for each finding."""
    yield _line((*_FIELDS, "action", "new_start", "new_end", "new_label", "new_text"))
    for one in found:
        proposal = _proposal(one.proposal) or dict.fromkeys(_PROPOSED, "")
        yield _line((*(getattr(one, name) for name in _FIELDS), *proposal.values()))


def _line(cells: Sequence[object]) -> str:
    out = StringIO()
    csv.writer(out, lineterminator="\n").writerow(cells)
    return out.getvalue()
