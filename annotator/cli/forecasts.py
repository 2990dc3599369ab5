"""What policies would decide, as a table, before any of them does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.cli.say import NOTHING_CHANGED, counted
from annotator.cli.tables import table
from annotator.cli.undisputed import of_two

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from annotator.adjudication import Forecast, Policy
    from annotator.cli.progress import Line
    from annotator.project import Project


def run(
    project: Project,
    policy: Policy | None,
    articles: Collection[str] | None,
    line: Line,
    *,
    hide_names: bool = False,
) -> Iterator[str]:
    """Yield the lines on what each policy would do in the articles with these ids, None: all. `policy`: only that one.

    Without one they are unanimous, majority, and adjudicator:NAME of each person whose layers count there, who is called by a
    letter with `hide_names`. `line` shows how far it is. Yields nothing where no article has two layers.
    """
    from annotator import adjudication

    sums: dict[str, Forecast] = {}
    without: dict[
        str, Forecast
    ] = {}  # by the policies that speak in some articles only: what the first says in these
    first, majority = adjudication.UNANIMOUS if policy is None else policy, adjudication.policy("majority")
    nothing = adjudication.Forecast()
    looked = of_both = 0
    totals = project.cases.totals(first)
    line.begin(line.doing, totals.listed + totals.uncounted if articles is None else len(articles))
    for some in project.finished.in_turn(articles):
        for article, layers, gold, waits in some:
            everywhere = [first, majority] if policy is None else [first]
            people = [layer.annotator for layer in layers]
            own = [f"adjudicator:{person}" for person in people] if policy is None else []
            made = {
                str(each): adjudication.forecast(article, layers, gold, each, settle=not waits)
                for each in (*everywhere, *map(adjudication.policy, own))
            }
            for name, found in made.items():
                sums[name] = sums.get(name, nothing).plus(found)
            for name in own:
                without[name] = without.get(name, nothing).plus(made[str(first)])
            looked += 1
            of_both += majority in everywhere and adjudication.takes_both(majority, people)
            line(looked)
    if not looked:
        return
    all_ = sums[str(first)]
    # Where somebody has no layer, whose spans win, a policy decides what all agree on.
    called = project.people.drawn_letters() if hide_names else {}
    rows = {}
    for name, found in sums.items():
        if name in without:
            person = name.partition(":")[2]
            rows[f"adjudicator:{called.get(person, person)}"] = found.plus(all_).plus(without[name], -1)
        else:
            rows[name] = found
    yield from _report(rows, looked, of_both)


def _report(rows: dict[str, Forecast], looked: int, of_both: int) -> Iterator[str]:
    """Yield a row for each policy, adjudicators by their names last, and what there is to say on them."""
    hand = max(row.by_hand for row in rows.values())
    what = counted(hand, "decision made by hand", "decisions made by hand")
    yield f"{counted(looked, 'article')} finished by two people or more, {what if hand else 'nothing decided by hand'}."
    heading = ["policy", ">decided", ">settled", ">left open"]
    heading += [">same gold", ">other gold", ">says nothing"] if hand else []
    ordered = sorted(rows.items(), key=lambda row: (":" in row[0], ":" in row[0] and row[0]))
    yield from table(
        [heading, *([name, *(f"{count:,}" for count in row[: len(heading) - 1])] for name, row in ordered)]
    )
    if of_both:
        yield of_two(of_both)
    yield NOTHING_CHANGED
