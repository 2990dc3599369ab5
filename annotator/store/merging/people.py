"""Who of another project is who here, by the names that people have and had on either side."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from annotator.errors import UsageError
from annotator.store.people import annotators
from annotator.store.people import names as rule
from annotator.typed import typed

if TYPE_CHECKING:
    from annotator.store.file.connection import Connection
    from annotator.store.people.names_in_values import New


class People:
    """The people of another project, as they are known here, inside a transaction.

    `names` are their names there, by their numbers there; `renamed` are those that are others here. Raises `UsageError` where
    two people of one project are one in the other.
    """

    def __init__(self, ours: Connection, theirs: Connection) -> None:
        self._ours = ours
        self._theirs = theirs
        self.names: dict[int, str] = dict(theirs.rows("SELECT number, name FROM annotator ORDER BY name"))
        self._earlier: defaultdict[int, list[str]] = defaultdict(list)
        for name, there in annotators.former(theirs):
            self._earlier[there].append(name)
        self._here = {there: self._meant(there) for there in self.names}
        self._spelled = {there: self._name_here(there) for there in self.names}
        self._check_apart()
        self.renamed = {
            name: self._spelled[there] for there, name in self.names.items() if name != self._spelled[there]
        }
        for there in self.names:
            self._note_earlier(there)

    @property
    def new(self) -> New | None:
        """What gives the name here of each name there; None: all are the same."""
        return (lambda name: self.renamed.get(name, name)) if self.renamed else None

    def number(self, there: int) -> int:
        """Return the number here of somebody there, whom it adds when nobody here is meant."""
        here = self._here[there]
        if here is None:
            name = self.names[there]
            if fault := rule.fault(name):
                raise UsageError(
                    f"{fault} {self._theirs.path} has somebody of that name, so nothing was changed. Rename them there: "
                    f"{self._command('rename', name, 'NEW')}"
                )
            here = self._here[there] = annotators.ensure(self._ours, name)
            self._note_earlier(there)
        return here

    def _meant(self, there: int) -> int | None:
        """Return the number of who is here by a name there, or by one that they had there before."""
        name = self.names[there]
        by_name = self._find(name)
        before = {
            found: earlier for earlier in self._earlier[there] if (found := self._find(earlier)) is not None
        }
        if by_name is not None:
            before = {by_name: name, **before}
        if len(before) > 1:
            people = [annotators.name_of(self._ours, number) for number in before]
            raise self._one(
                f"{' and '.join(people)} are two people in {self._ours.path}, and one, {name}, in {self._theirs.path}",
                typed("people join", *people[:2], project=self._ours.path),
            )
        return next(iter(before), None)

    def _find(self, name: str) -> int | None:
        try:
            return annotators.number_elsewhere(self._ours, name)
        except UsageError as error:
            raise UsageError(
                f"{self._theirs.path} was not merged, so nothing was changed: {error}"
            ) from error

    def _name_here(self, there: int) -> str:
        here = self._here[there]
        return rule.composed(self.names[there]) if here is None else annotators.name_of(self._ours, here)

    def _check_apart(self) -> None:
        """Raise `UsageError` where two people there would be one here."""
        seen: dict[int | str, str] = {}
        for there, name in self.names.items():
            here = self._here[there]
            other = seen.setdefault(rule.key(name) if here is None else here, name)
            if other != name:
                raise self._one(
                    f"{other} and {name} are two people in {self._theirs.path} and would be one, {self._spelled[there]}, in "
                    f"{self._ours.path}",
                    self._command("join", other, name),
                )

    def _one(self, what: str, command: str) -> UsageError:
        return UsageError(
            f"{what}, so nothing was changed. Make them one in both, or two in both, before merging: {command}"
        )

    def _command(self, verb: str, *names: str) -> str:
        return typed(f"people {verb}", *names, project=self._theirs.path)

    def _note_earlier(self, there: int) -> None:
        """Note here what somebody who is here is and was called there, where that means nobody here."""
        here = self._here[there]
        if here is None:
            return
        for name in (*self._earlier[there], self.names[there]):
            if annotators.number_elsewhere(self._ours, name) is None:
                annotators.note_former(self._ours, name, here)
