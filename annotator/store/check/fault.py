"""One thing that is wrong with a project."""

from __future__ import annotations

from annotator.model import Struct


class Fault(Struct, frozen=True, kw_only=True):
    """What is wrong, in a clause, and where: `table` and `row`, its key; both are empty for the file as a whole.

    `article` is the id of the article that it is about, `person` a name; empty where it is about none. `keeps`: it is
    told, but nothing is damaged, and the project can be worked in.
    """

    what: str
    table: str = ""
    row: str = ""
    article: str = ""
    person: str = ""
    harmless: bool = False

    def __str__(self) -> str:
        place = f"table {self.table}" if self.table else "the file"
        place += f", row {self.row}" if self.row else ""
        about = [f"article {self.article}"] if self.article else []
        about += [self.person] if self.person else []
        whose = f" ({', '.join(about)})" if about else ""
        return f"{place}{whose}: {self.what}"
