"""The readable rows of all tables, and what indexes say about the others."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from annotator.store.check.context import TABLES
from annotator.store.check.values import FAULTS
from annotator.store.file import checksums
from annotator.store.recover import bit_flips, btree
from annotator.store.recover.btree import Cell, Gap, Tree
from annotator.store.recover.table_definitions import MIGRATIONS, SEQUENCE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from annotator.store.recover.btree import Value
    from annotator.store.recover.pages import Pages
    from annotator.store.recover.table_definitions import Index, TableDefinition

    Row = dict[str, Value]
    Key = tuple[Value, ...]

_MASTER = 1

SOURCES = (MIGRATIONS, SEQUENCE, *TABLES, "turn")
"""The tables that are read. All others are made from them anew."""


def without_checksum(row: Mapping[str, Value]) -> Row:
    """Return a row without its checksum, which a row that is inserted gets anew."""
    return {name: value for name, value in row.items() if name != checksums.COLUMN}


class IndexEntries(NamedTuple):
    """What the indexes of a table say: columns by key, names of indexes with every row (`whole`), and keys by index."""

    rows: dict[Key, Row]
    whole: frozenset[str]
    entries: dict[str, set[Key]]


class Table:
    """The readable rows of a table by rowid or primary key, as a tuple.

    `gaps` are unreadable rows, `misfits` keys of rows with wrong values.
    """

    def __init__(self, definition: TableDefinition) -> None:
        self.definition = definition
        self.rows: dict[Key, Row] = {}
        self.gaps: list[Gap] = []
        self.misfits: list[Key] = []
        self.pages: set[int] = set()
        self.indexed = IndexEntries({}, frozenset(), {})

    @property
    def fits(self) -> bool:
        """Whether the rows are those of the expected table."""
        if not self.rows:
            return not self.gaps and not self.misfits
        return len(self.rows) > len(self.misfits)

    @property
    def whole(self) -> bool:
        """Whether every row was read."""
        return not self.gaps and not self.misfits

    @property
    def lost(self) -> dict[Key, Row]:
        """What the indexes say of unreadable rows, by key."""
        if self.whole:
            return {}
        return {key: row for key, row in self.indexed.rows.items() if key not in self.rows}

    @property
    def all_known(self) -> bool:
        """Whether `lost` contains every unreadable row."""
        return self.whole or bool(self.indexed.whole)

    def is_confirmed(self, key: Key) -> bool:
        """Return whether no index contradicts a row."""
        row, indexed = self.rows[key], self.indexed.rows.get(key, {})
        if any(row.get(column) != value for column, value in indexed.items()):
            return False
        return all(key in self.indexed.entries[name] for name in self.indexed.whole)

    def is_sure(self, key: Key) -> bool:
        """Return whether the checksum of a row is right or, without one, no index contradicts it."""
        right = bit_flips.checksum_matches(self.definition.name, self.rows[key])
        return self.is_confirmed(key) if right is None else right

    @property
    def unproven(self) -> int:
        """How many rows lack the checksum that all rows of the table have."""
        names = [column.name for column in self.definition.columns]
        if not self.definition.is_summed or self.definition.least <= names.index(checksums.COLUMN):
            return 0
        return sum(row.get(checksums.COLUMN) is None for row in self.rows.values())

    def add(self, key: Key, row: Row | None) -> None:
        """Add a row; None means that it has wrong values."""
        if row is None or key in self.rows:
            self.misfits.append(key)
        else:
            self.rows[key] = row

    def is_missing(self, rowid: int | None) -> bool:
        """Return whether a rowid is in a gap."""
        if rowid is None:
            return bool(self.gaps)
        return any(
            (gap.low is None or gap.low < rowid) and (gap.high is None or rowid <= gap.high)
            for gap in self.gaps
        )


class ReadTables:
    """All tables of a database. `unread` are unreadable pages that belong to nothing known."""

    def __init__(
        self, pages: Pages, definitions: dict[str, TableDefinition], fits: Callable[[str, Row], bool]
    ) -> None:
        """Read everything; `fits` says whether a row passes the checks of a table."""
        self._pages = pages
        self._fits = fits
        self._roots = _roots(pages, definitions)
        self._owned: set[int] = set(self._roots.pages) | pages.free()
        self._has_checksums = self._see_checksums(definitions)
        self.tables = {name: self._table(self._as_stored(definitions[name])) for name in SOURCES}
        for table in self.tables.values():
            self._owned |= table.pages
            table.indexed = self._index_entries(table)
        if any(table.gaps for table in self.tables.values()):
            self._adopt()
            self._close_gaps()
        self._owned |= {gap.page for table in self.tables.values() for gap in table.gaps}
        derived = [one for name, one in definitions.items() if name not in SOURCES and one.root]
        for definition in derived:
            self._owned |= self._derived(definition)
        self.unread = [
            number
            for number in range(1, pages.count + 1)
            if number not in self._owned
            and not self._is_index(number)
            and not self._is_derived(number, derived)
        ]

    @property
    def names(self) -> set[str]:
        """The tables in the database's own list."""
        return self._roots.names

    def may_have_taken(self, step: str) -> bool:
        """Return whether a step was applied, or its name may be among what can't be read."""
        steps = self.tables[MIGRATIONS]
        return not steps.whole or any(row["name"] == step for row in steps.rows.values())

    def _see_checksums(self, definitions: dict[str, TableDefinition]) -> bool:
        """Return whether the rows of the project have checksums: its list of steps says so, else any row that has the right one."""
        steps = self._table(definitions[MIGRATIONS]).rows.values()
        if steps:
            return any(row["name"] == "add_checksums" for row in steps)
        summed = [one.with_checksums for one in definitions.values() if one.is_summed]
        for number in range(2, self._pages.count + 1):
            found = btree.leaf(self._pages, number)
            if found is None:
                continue
            for cell in found[1][:1]:
                for definition in summed:
                    row = _keyed(definition, cell)[1]
                    if row is not None and bit_flips.checksum_matches(definition.name, row):
                        return True
        return False

    def _as_stored(self, definition: TableDefinition) -> TableDefinition:
        return definition.with_checksums if self._has_checksums else definition

    def _derived(self, definition: TableDefinition) -> set[int]:
        """Return the pages of a table that is made anew from others: where the list of tables says or, without that, where every row is one of it."""
        root = self._roots.by_name.get(definition.name)
        if root is None and self._roots.whole:
            return set()
        tree = Tree(self._pages, definition.root if root is None else root, index=definition.keyed)
        gaps, is_other = set[int](), False
        for found in tree.walk():
            if isinstance(found, Gap):
                gaps.add(found.page)
            else:
                is_other |= not _is_full(definition, found)
        if root is None and (gaps or is_other or tree.pages & self._owned):
            return set()
        return tree.pages | gaps

    def _is_derived(self, number: int, derived: Sequence[TableDefinition]) -> bool:
        """Return whether a page is a leaf of rows that only such a table can have."""
        found = btree.leaf(self._pages, number)
        cells = found[1] if found else []
        return bool(cells) and any(all(_is_full(one, cell) for cell in cells) for one in derived)

    def _is_index(self, number: int) -> bool:
        page = self._pages.page(number)
        return page is not None and page[0] in {btree.INDEX_LEAF, btree.INDEX_INTERIOR}

    def _table(self, definition: TableDefinition) -> Table:
        best: Table | None = None
        if self._roots.whole and definition.name not in self._roots.names:
            return Table(definition)
        for root in dict.fromkeys(
            (self._roots.by_name.get(definition.name, definition.root), definition.root)
        ):
            found = self._read(definition, root)
            if found.fits:
                return found
            if best is None or len(found.rows) > len(best.rows):
                best = found
        assert best is not None
        if len(best.rows) <= len(best.misfits):
            best = Table(definition)
            best.gaps.append(Gap(None, None, self._roots.by_name.get(definition.name, definition.root)))
        return best

    def _read(self, definition: TableDefinition, root: int) -> Table:
        table, tree = Table(definition), Tree(self._pages, root, index=definition.keyed)
        for found in tree.walk():
            if isinstance(found, Gap):
                table.gaps.append(found)
            else:
                key, row = _keyed(definition, found)
                table.add(key, row and (bit_flips.repair_row(definition.name, row) or row))
        table.pages = tree.pages
        return table

    def _index_entries(self, table: Table) -> IndexEntries:
        rows: dict[Key, Row] = {}
        whole: set[str] = set()
        entries: dict[str, set[Key]] = {}
        for index in table.definition.indices:
            if self._roots.whole and index.name not in self._roots.by_name:
                continue
            root = self._roots.by_name.get(index.name, index.root)
            tree = Tree(self._pages, root, index=True)
            found = [
                one if isinstance(one, Gap) else _entry(table.definition, index, one) for one in tree.walk()
            ]
            good = [one for one in found if one is not None and not isinstance(one, Gap)]
            if len(good) * 2 < len(found):
                continue
            self._owned |= tree.pages | {one.page for one in found if isinstance(one, Gap)}
            if len(good) == len(found) and not index.partial:
                whole.add(index.name)
            entries[index.name] = {key for key, _ in good}
            for key, row in good:
                rows.setdefault(key, {}).update(row)
        return IndexEntries(rows, frozenset(whole), entries)

    def _adopt(self) -> None:
        """Add the rows of leaves that no tree leads to, to the tables with gaps that they fit."""
        for number in range(2, self._pages.count + 1):
            if number in self._owned:
                continue
            found = btree.leaf(self._pages, number)
            if found is None:
                continue
            index, cells, pages = found
            suits = {
                table.definition.name: self._suiting(table, cells)
                for table in self.tables.values()
                if table.definition.keyed == index and table.gaps
            }
            best = max(suits, key=lambda name: suits[name], default=None)
            if best is None or suits[best][1] * 2 <= len(cells):
                continue
            if index and self._has_checksums and not suits[best][0]:
                continue  # entries of an index look like rows of such tables, which all have checksums
            self._owned |= pages
            table = self.tables[best]
            for cell in cells:
                key, row = _keyed(table.definition, cell)
                if row is not None and table.is_missing(cell.rowid) and key not in table.rows:
                    table.rows[key] = bit_flips.repair_row(best, row) or row

    def _suiting(self, table: Table, cells: list[Cell]) -> tuple[int, int, int]:
        """Return how many rows have the checksum of a table, how many could be its missing rows, and how many have all its columns."""
        rows = [_keyed(table.definition, cell)[1] for cell in cells if table.is_missing(cell.rowid)]
        name = table.definition.name
        good = [
            row
            for row in rows
            if row is not None
            and not table.definition.bad(row)
            and not any(
                known(row[column]) for (of, column), known in FAULTS.items() if of == name and column in row
            )
        ]
        summed = sum(bit_flips.checksum_matches(name, row) is True for row in good)
        if table.definition.keyed and not summed and len(cells) == 1:
            summed = sum(bit_flips.repair_row(name, row) is not None for row in good)
        full = sum(len(row) == len(table.definition.columns) for row in good)
        return summed, sum(self._fits(table.definition.name, row) for row in good), full

    def _close_gaps(self) -> None:
        """Remove the gaps of tables of which every row was found after all."""
        last = {row.get("name"): row.get("seq") for row in self.tables[SEQUENCE].rows.values()}
        for name, table in self.tables.items():
            seq = last.get(name)
            numbered = (
                isinstance(seq, int)
                and 0 < seq == len(table.rows)
                and all((n,) in table.rows for n in range(1, seq + 1))
            )
            if numbered or (table.indexed.whole and not table.lost):
                table.gaps.clear()


class _Roots(NamedTuple):
    """Root pages by name, the names of tables, and the pages of this list.

    `whole`: the list is complete, so a table that isn't in it doesn't exist, because an older version made the project.
    """

    by_name: dict[str, int]
    names: set[str]
    pages: set[int]
    whole: bool


def _roots(pages: Pages, definitions: dict[str, TableDefinition]) -> _Roots:
    """Return what the database's own list of tables and indexes says."""
    tree = Tree(pages, _MASTER, index=False)
    listed = [one.values if isinstance(one, Cell) else [] for one in tree.walk()]
    whole = all(map(_is_listing, listed))
    known = tree.pages | {_MASTER}
    strays: list[list[Value]] = []
    if not whole:
        for stray, values in _stray_listings(pages, known | pages.free()):
            known |= stray
            strays += values
    # A part that is out of date may be among those that nothing leads to: where two differ, neither is believed.
    found = {name: min(roots) for name, roots in _listed_roots(strays).items() if len(roots) == 1}
    found |= {name: min(roots) for name, roots in _listed_roots(listed).items()}
    names = {str(row[1]) for row in (*listed, *strays) if _is_listing(row) and row[0] == "table"}
    return _Roots(
        found,
        names & definitions.keys(),
        known,
        whole and MIGRATIONS in names and names <= definitions.keys(),
    )


def _is_listing(values: list[Value]) -> bool:
    """Return whether these are the values of a row of the database's own list."""
    if len(values) != 5 or values[0] not in {"table", "index", "trigger", "view"}:
        return False
    return isinstance(values[1], str) and isinstance(values[2], str) and isinstance(values[3], int)


def _listed_roots(listed: list[list[Value]]) -> dict[str, set[int]]:
    """Return the root pages that rows of the database's own list give for each table and index."""
    found: dict[str, set[int]] = {}
    for kind, name, _, root, _ in filter(_is_listing, listed):
        if kind in {"table", "index"} and isinstance(name, str) and isinstance(root, int):
            found.setdefault(name, set()).add(root)
    return found


def _stray_listings(pages: Pages, known: set[int]) -> Iterator[tuple[set[int], list[list[Value]]]]:
    """Yield the pages and rows of those parts of the database's own list that nothing leads to."""
    for number in range(2, pages.count + 1):
        found = btree.leaf(pages, number) if number not in known else None
        if found is None or found[0] or not found[1]:
            continue
        values = [cell.values for cell in found[1]]
        if all(map(_is_listing, values)):
            yield found[2], values


def _keyed(definition: TableDefinition, cell: Cell) -> tuple[Key, Row | None]:
    row = definition.row(cell.rowid, cell.values)
    if not definition.keyed:
        return (cell.rowid,), row
    return (() if row is None else tuple(row.get(column) for column in definition.key)), row


def _is_full(definition: TableDefinition, cell: Cell) -> bool:
    """Return whether a cell has every value of a row of a table, and each of the right type."""
    row = _keyed(definition, cell)[1]
    return row is not None and len(row) == len(definition.columns) and not definition.bad(row)


def _entry(definition: TableDefinition, index: Index, cell: Cell) -> tuple[Key, Row] | None:
    """Return the key of a row and those of its columns that an index contains, None for an invalid entry."""
    if definition.keyed:
        if len(cell.values) != len(index.columns):
            return None
        row = dict(zip(index.columns, cell.values, strict=True))
        return tuple(row[column] for column in definition.key), row
    if len(cell.values) != len(index.columns) + 1 or not isinstance(cell.values[-1], int):
        return None
    return (cell.values[-1],), dict(zip(index.columns, cell.values, strict=False))
