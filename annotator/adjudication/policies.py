"""Policies: which groups are decided without an adjudicator, and how."""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING

from annotator.adjudication.case import Group, Kind, Version
from annotator.errors import UsageError, who_there_is
from annotator.model import Struct

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from annotator.model import Mark

Verdict = tuple[tuple[Version, ...], str]
"""The versions that go to gold, and the policy that decided it."""


class PolicyKind(StrEnum):
    """The kinds of policies."""

    UNANIMOUS = "unanimous"
    MAJORITY = "majority"
    ADJUDICATOR = "adjudicator"
    NONE = "none"


class Policy(Struct, frozen=True, kw_only=True):
    """A policy. `name` is the person whose spans win under `ADJUDICATOR`, and empty otherwise."""

    kind: PolicyKind
    name: str = ""

    def __str__(self) -> str:
        return f"{self.kind}:{self.name}" if self.name else str(self.kind)


UNANIMOUS = Policy(kind=PolicyKind.UNANIMOUS)


def policy(text: str, people: Iterable[str] | None = None) -> Policy:
    """Return the policy for a text: unanimous, majority, adjudicator:NAME or none.

    Raises `UsageError` for any other, and for a NAME that is not among `people` where they are given.
    """
    found = _read(text)
    if found is None:
        if text.removesuffix(":") == PolicyKind.ADJUDICATOR:
            who = "" if people is None else f" {who_there_is(people)}"
            raise UsageError(f"The policy {text} needs a name, whose spans win: write adjudicator:NAME.{who}")
        raise UsageError(
            f"There is no policy called {text!r}. Choose unanimous, majority, adjudicator:NAME or none."
        )
    if found.kind is PolicyKind.ADJUDICATOR and people is not None:
        known = set(people)
        if found.name not in known:
            raise UsageError(
                f"Nobody is called {found.name}, so their spans can't win. {who_there_is(known)}"
            )
    return found


def verdict(policy: Policy, group: Group, people: Collection[str]) -> Verdict | None:
    """Return the versions that a policy puts into gold, () for none of them, and the policy's text; None: no decision.

    The text is "unanimous" for what all agree on, whatever the policy. `people` are those who finished the article.
    """
    if policy.kind is PolicyKind.NONE:
        return None
    if group.kind is Kind.AGREED:
        return group.versions, str(UNANIMOUS)
    if policy.kind is PolicyKind.MAJORITY:
        return _majority(policy, group, len(people))
    if policy.kind is PolicyKind.ADJUDICATOR and policy.name in people:
        theirs = [version for version in group.versions if policy.name in version.annotators]
        return tuple(theirs), str(policy)
    return None


def takes_both(policy: Policy, people: Collection[str]) -> bool:
    """Return whether a policy goes by a majority of two people, which is both, so that it decides what `UNANIMOUS` does."""
    return policy.kind is PolicyKind.MAJORITY and len(people) == 2


def still_decides(text: str, group: Group, people: Collection[str], marks: Collection[Mark]) -> bool:
    """Return whether the policy with this text puts exactly the versions with these marks into gold."""
    found = _read(text)
    said = None if found is None else verdict(found, group, people)
    return said is not None and {version.mark for version in said[0]} == set(marks)


def _majority(policy: Policy, group: Group, people: int) -> Verdict | None:
    for version in group.versions:
        if 2 * len(version.spans) > people:
            return (version,), str(policy)
    if 2 * len(group.missing) > people:
        return (), str(policy)
    return None


@lru_cache  # an article may have thousands of decisions by few policies
def _read(text: str) -> Policy | None:
    kind, colon, name = text.partition(":")
    if (
        kind not in {*PolicyKind}
        or bool(name) != (kind == PolicyKind.ADJUDICATOR)
        or bool(colon) != bool(name)
    ):
        return None
    return Policy(kind=PolicyKind(kind), name=name)
