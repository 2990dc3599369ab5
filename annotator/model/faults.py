"""One thing that is wrong with a project."""

from __future__ import annotations

from annotator.model.base import Struct


class Fault(Struct, frozen=True, kw_only=True):
    """A clause on what is wrong, and where: `table` and the key of the `row`, both empty for the file as a whole.

    `article` is an id, `person` a name; "" if it concerns none. `harmless`: it is reported, but the project can be used.
    `added`: another program added it, and nothing of the project is damaged. `derived`: it is in what repeats other tables, and
    `check --repair` makes that anew.
    """

    what: str
    table: str = ""
    row: str = ""
    article: str = ""
    person: str = ""
    harmless: bool = False
    added: bool = False
    derived: bool = False

    def __str__(self) -> str:
        where = f"table {self.table}" if self.table else "the file"
        where += f", row {self.row}" if self.row else ""
        about = [f"article {self.article}"] if self.article else []
        about += [self.person] if self.person else []
        whose = f" ({', '.join(about)})" if about else ""
        return f"{where}{whose}: {self.what}"
