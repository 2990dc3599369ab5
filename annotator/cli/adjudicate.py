"""The command that decides where annotators differ, in the screen made for it or by a policy alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from annotator import advice
from annotator.cli import words
from annotator.cli.annotate import bidi_option, require_terminal
from annotator.cli.options import (
    articles_option,
    dry_run_option,
    name_option,
    person,
    project_option,
    tell_notices,
)
from annotator.cli.say import answer, say, show
from annotator.cli.working import working
from annotator.command_line import command_line
from annotator.errors import UnfinishedError, UsageError
from annotator.model import ListQuery

if TYPE_CHECKING:
    from pathlib import Path

    from annotator.adjudication import Policy
    from annotator.model import ArticleStatus
    from annotator.project import Project

NAMED = 5
"""How many articles are named."""


@click.command("adjudicate", epilog="Example: annotator adjudicate --as salim --policy majority --auto")
@click.argument("article", required=False, shell_complete=words.articles)
@project_option
@name_option
@click.option(
    "--policy",
    default="unanimous",
    show_default=True,
    metavar="POLICY",
    shell_complete=words.policies,
    help="What goes to gold by itself: unanimous, what all agree on; majority, also what more than half of them do "
    "(of two people: both); "
    "adjudicator:NAME, whatever NAME marked; none.",
)
@articles_option
@click.option("--hide-names", is_flag=True, help="Call the annotators by letters.")
@click.option(
    "--auto", is_flag=True, help="Do what the policy decides, without a screen, and tell what is left."
)
@dry_run_option
@bidi_option
def command(
    article: str | None,
    project: Path,
    name: str,
    policy: str,
    wanted: str | None,
    hide_names: bool,
    auto: bool,
    dry_run: bool,
    bidi: str,
) -> None:
    """Decide where the people who finished an article differ. ARTICLE is an id or a number; without it, all of them.

    --articles goes with --auto: the screen lists all articles, and typing there finds some of them. So does --dry-run, which
    tells what each policy would do, and on which decisions made by hand it gives the same gold; with --policy that one.
    """
    _check_together(article, wanted, auto=auto, dry_run=dry_run)
    with working(project, "Adjudicating", shown=auto) as (opened, line):
        name = person(opened, name)
        chosen = _policy(opened, policy)
        article = None if article is None else opened.articles.get(article).id
        if article is not None:
            ids: list[str] | None = [article]
            _check_finished(opened, article)
        else:
            ids = None if wanted is None else opened.articles.select(wanted)
        _say_own(opened, name, ids)
        is_any = article is not None or bool(opened.cases.rows(chosen, ListQuery(), None, 1))
        if is_any:
            _say_idle(opened, chosen, ids)
        if auto:
            from annotator.cli import forecasts, undisputed

            if dry_run:
                only = chosen if _is_typed("policy") else None
                lines = forecasts.run(opened, only, ids, line, hide_names=hide_names)
            else:
                lines = undisputed.run(opened, name, chosen, ids, project, line)
            said = False
            for told in lines:
                said = True
                (show if dry_run else answer)(told)
            if not said:
                raise _nothing(opened, wanted, project)
            return
        if not is_any:
            raise _nothing(opened, wanted, project)
        require_terminal("annotator adjudicate")

        from annotator.tui import adjudicate

        tell_notices(opened)
        adjudicate(
            reader=opened,
            name=name,
            article=article,
            policy=chosen,
            hide_names=hide_names,
            bidi=bidi,
            tell=say,
        )


def _policy(opened: Project, text: str) -> Policy:
    """Return the policy, whose NAME may have any spelling. Raises UsageError."""
    from annotator import adjudication

    known = opened.people.names()
    name = adjudication.policy(text).name if text.partition(":")[2] else ""
    if name and name not in known:
        text = f"adjudicator:{opened.people.named(name)}"
    return adjudication.policy(text, known)


def _is_typed(option: str) -> bool:
    return click.get_current_context().get_parameter_source(option) is ParameterSource.COMMANDLINE


def _check_together(article: str | None, wanted: str | None, *, auto: bool, dry_run: bool) -> None:
    """Raise UsageError for arguments that don't go together."""
    if dry_run and not auto:
        raise UsageError(
            "--dry-run goes with --auto: it tells what each policy would decide without a screen."
        )
    if wanted is None:
        return
    if article is not None:
        raise UsageError("An article is named, and --articles too: leave one of them out.")
    if not auto:
        raise UsageError(
            "--articles goes with --auto. The screen lists all articles; typing there finds some of them."
        )


def _nothing(opened: Project, wanted: str | None, project: Path) -> UnfinishedError:
    """Return the error where no article has two layers that could differ."""
    if not opened.articles.count():
        return UnfinishedError(advice.no_articles(project))
    which = "No article" if wanted is None else "None of these articles"
    return UnfinishedError(
        f"{which} has been finished by two people, so there is nothing to adjudicate. "
        f"To see how far they are: {command_line('status', project=project)}"
    )


def _check_finished(opened: Project, article: str) -> None:
    """Raise UnfinishedError where the article has no two layers that could differ."""
    if len(opened.finished.layers(article)) < 2:
        (status,) = opened.work.status([article]).articles
        raise UnfinishedError(
            f"{article} can be adjudicated when two people have finished it. {_who_finished(status)}"
        )


def _who_finished(article: ArticleStatus) -> str:
    done = f"{', '.join(article.done)} has finished it" if article.done else "Nobody has finished it yet"
    begun = {*article.assigned, *article.doing, *article.flagged} - {*article.done}
    if begun:
        return f"{done}; still to finish it: {', '.join(sorted(begun))}."
    missing = max(2, article.wanted) - len(article.done)
    return f"{done}; {'one more is' if missing == 1 else f'{missing} are'} still to finish it."


def _say_idle(opened: Project, policy: Policy, ids: list[str] | None) -> None:
    if policy.name and not opened.finished.own(policy.name, ids, 1, shared=False):
        say(f"{policy.name} has finished none of these, so {policy} decides only what all agree on.")


def _say_own(opened: Project, name: str, ids: list[str] | None) -> None:
    own = opened.finished.own(name, ids, NAMED + 1, shared=True)
    if own:
        more = " and more" if len(own) > NAMED else ""
        say(f"{name} adjudicates what {name} annotated too: {', '.join(own[:NAMED])}{more}.")
