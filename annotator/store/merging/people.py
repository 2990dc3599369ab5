"""Matching the people of another project with ours, by the names that they have and had in either."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from annotator import names as rule
from annotator.command_line import command_line
from annotator.errors import UsageError
from annotator.model import LayerKind
from annotator.store.file.decoding import decoding
from annotator.store.people import annotators, kinds

if TYPE_CHECKING:
    from collections.abc import Collection

    from annotator.store.file.connection import Connection
    from annotator.store.people.names_in_values import New


class People:
    """The people of another project, matched with ours. To be made inside a transaction of ours.

    `names` are their names by number in the other project, `names_here` ours for them, `kinds` whether they are people. `renamed` gives our name for each
    that is called differently here, `former` our name for each former name that was stored. Models and references are matched as people are. Raises `UsageError` if two people of one
    project are one in the other, and for a name that is of one kind here and of another there.
    """

    def __init__(self, ours: Connection, theirs: Connection) -> None:
        self._ours = ours
        self._theirs = theirs
        self.names: dict[int, str] = dict(theirs.rows("SELECT number, name FROM annotator ORDER BY name"))
        with decoding(theirs, "whether somebody is a person"):
            self.kinds = {
                there: LayerKind(kind) for there, kind in theirs.rows("SELECT number, kind FROM annotator")
            }
        self.former: dict[str, str] = {}
        self._former: defaultdict[int, list[str]] = defaultdict(list)
        for name, there in annotators.former(theirs):
            self._former[there].append(name)
        self._here = {there: self._match(there) for there in self.names}
        self.names_here = {there: self._name_here(there) for there in self.names}
        self._by_key: dict[str, str] = {}
        for there, here in self.names_here.items():
            for known in (here, self.names[there], *self._former[there]):
                self._by_key.setdefault(rule.key(known), here)
        self._check_apart()
        self.renamed = {
            name: self.names_here[there]
            for there, name in self.names.items()
            if name != self.names_here[there]
        }

    @property
    def new(self) -> New | None:
        """A function from their names to ours, or None if all are the same."""
        return (lambda name: self.renamed.get(name, name)) if self.renamed else None

    def number(self, there: int) -> int:
        """Return our number of one of their people, who is added if there is no match. Raises `UsageError` for a name that nobody can have."""
        here = self._here[there]
        if here is None:
            name = self.names[there]
            if fault := rule.fault(name):
                raise UsageError(
                    f"{fault} {self._theirs.path} has somebody of that name, so nothing was changed. Rename them there: "
                    f"{self._command('rename', name, 'NEW')}"
                )
            here = self._here[there] = annotators.ensure(self._ours, name, self.kinds[there])
            self._store_former_names(there)
        return here

    def find(self, name: str) -> str | None:
        """Return our name of somebody in the other project who has or had a name, here or there; None if nobody has."""
        return self._by_key.get(rule.key(name))

    def store_former_names(self, chosen: Collection[str] | None) -> None:
        """Store the former names that we lack of those who are `chosen`, None: of all."""
        for there, here in self.names_here.items():
            if chosen is None or here in chosen:
                self._store_former_names(there)

    def _match(self, there: int) -> int | None:
        """Return our number of the person with the same name or a former name, None if there is none. Raises `UsageError` if two match."""
        name = self.names[there]
        by_name = self._find(name)
        before = {
            found: earlier for earlier in self._former[there] if (found := self._find(earlier)) is not None
        }
        if by_name is not None:
            before = {by_name: name, **before}
        if len(before) > 1:
            people = [annotators.name_of(self._ours, number) for number in before]
            raise self._mismatch(
                f"{' and '.join(people)} are two people in {self._ours.path}, and one, {name}, in {self._theirs.path}",
                command_line("people join", *people[:2], project=self._ours.path),
            )
        here = next(iter(before), None)
        if here is not None:
            self._check_kind(there, here)
        return here

    def _check_kind(self, there: int, here: int) -> None:
        ours, theirs = kinds.of(self._ours, here), self.kinds[there]
        if ours is not theirs:
            known = annotators.name_of(self._ours, here)
            raise UsageError(
                f"{known} is {ours.noun} in {self._ours.path} and {theirs.noun} in {self._theirs.path}, so nothing was changed. Rename "
                f"one of them before merging: {self._command('rename', self.names[there], 'NEW')}"
            )

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
        """Raise `UsageError` if two of their people would be one here."""
        seen: dict[int | str, str] = {}
        for there, name in self.names.items():
            here = self._here[there]
            other = seen.setdefault(rule.key(name) if here is None else here, name)
            if other != name:
                raise self._mismatch(
                    f"{other} and {name} are two people in {self._theirs.path} and would be one, {self.names_here[there]}, in "
                    f"{self._ours.path}",
                    self._command("join", other, name),
                )

    def _mismatch(self, what: str, command: str) -> UsageError:
        return UsageError(
            f"{what}, so nothing was changed. Make them one in both, or two in both, before merging: {command}"
        )

    def _command(self, verb: str, *names: str) -> str:
        return command_line(f"people {verb}", *names, project=self._theirs.path)

    def _store_former_names(self, there: int) -> None:
        """Store the names that a matched person has and had there as former names, unless one is in use here."""
        here = self._here[there]
        if here is None:
            return
        for name in (*self._former[there], self.names[there]):
            if name.isprintable() and annotators.number_elsewhere(self._ours, name) is None:
                self.former[name] = annotators.name_of(self._ours, here)
                annotators.note_former(self._ours, name, here)
