"""How the articles of a data set were divided, on standard error."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.cli.say import counted, say
from annotator.sentences import shortened

if TYPE_CHECKING:
    from collections.abc import Sequence

    from annotator.model import DivisionReport, ExportReport


def tell_division(report: ExportReport) -> None:
    """Print what stayed, what is new and what could not be dealt, and how many articles each split has."""
    division = report.division
    if division is not None:
        for line in _lines(division):
            say(line)
        if report.splits and (division.tied.articles or division.apart.articles):
            say("These articles are all listed in ties.json.")
    if len(report.splits) > 1 or (report.splits and division is not None and division.empty):
        say(f"Splits: {', '.join(f'{name} {count:,}' for name, count in report.splits.items())}.")


def _lines(division: DivisionReport) -> list[str]:
    said = []
    if division.official:
        said.append(f"The official split in the field {division.official} is followed as it is.")
    elif division.shares:
        said += _of_shares(division)
    if tied := division.tied.articles:
        what = f"{'has' if tied == 1 else 'have'} near copies"
        if division.grouped_by:
            what += f" or the same {division.grouped_by}"
        said.append(
            f"Left out: {counted(tied, 'article')} that {what} in several splits, and would tie them together: "
            f"{_named(division.tied.first, tied)}."
        )
    if division.apart.articles:
        pairs = [f"{one} and {other}" for one, other in division.apart.first]
        why = "the official split has them so" if division.official else "they were dealt before and stay"
        said.append(
            f"Near copies in different splits: {counted(division.apart.articles, 'article')}, such as "
            f"{'; '.join(map(shortened, pairs))}; {why}."
        )
    if division.empty and division.stayed + division.new:
        said.append(f"None of these articles is in {' or '.join(division.empty)}, so that is not written.")
    return said


def _of_shares(division: DivisionReport) -> list[str]:
    said = []
    if division.fresh:
        said.append(
            "Dealt anew (--fresh): figures can't be compared with those of data sets that were made before."
        )
    how = f"--split {division.shares} with seed {division.seed}"
    if division.grouped_by:
        how += f", grouped by {division.grouped_by}"
    if division.stayed:
        since = f" since {division.dealt}" if division.dealt else ""
        stay = f"{counted(division.stayed, 'article')} {'stays where it is' if division.stayed == 1 else 'stay where they are'}{since}"
        said.append(f"{how}: {stay}, {division.new:,} {'is' if division.new == 1 else 'are'} new.")
    elif division.stored and division.new:
        said.append(f"{how}: the project keeps where each article is, and it stays there.")
    if not division.stored and division.new:
        said.append(
            "The project can only be read, so where new articles are is in this folder alone: give it to --keep next time."
        )
    if division.changed:
        said.append(
            f"{counted(division.changed, 'article')} of the older data set {'has' if division.changed == 1 else 'have'} another text "
            f"here, and {'stays' if division.changed == 1 else 'stay'} by {'its id' if division.changed == 1 else 'their ids'}."
        )
    if torn := division.torn:
        what = "near copies" + (f" or the same {division.grouped_by}" if division.grouped_by else "")
        said.append(
            f"{counted(torn, 'article')} can't have the split of the older data set, because the project has {what} in another one."
        )
    if division.missing:
        said.append(
            f"{counted(division.missing, 'article')} of the older data set {'is' if division.missing == 1 else 'are'} not in this project."
        )
    return said


def _named(first: Sequence[str], count: int) -> str:
    more = f" and {count - len(first):,} more" if count > len(first) else ""
    return f"{', '.join(map(shortened, first))}{more}"
