"""The limits of what comes from outside, in one table: files, lines, values, and how deep they may go."""

from __future__ import annotations

from typing import NamedTuple


class Limit(NamedTuple):
    """The most of something: `unit` is what is counted, in the plural, `of` what it is in."""

    most: int
    unit: str
    of: str

    def fault(self, found: int) -> str:
        """Return a clause on what is beyond the limit, "" for nothing."""
        return f"has {found:,} {self.unit}, {self.of} may have {self.most:,}" if found > self.most else ""


FILE = Limit(20_000_000, "bytes", "an article, a line and a record")
"""Of lines and records the characters are counted, of which there are no more than bytes."""

GROWTH = Limit(100, "times its size in characters", "what comes out of a file")
GROWTH_AT_LEAST = 1_000_000
"""Texts, metadata and attributes of spans are counted; of a small file as many characters more may come."""

REFUSED = Limit(100, "refused records before the first good one", "a file that is read to its end")
HEADER = Limit(16_384, "columns", "a table")
COLUMN_NAME = Limit(1_000, "characters in the name of a column", "a table")
COLUMNS = Limit(100, "columns", "a line of CoNLL")
TAGS = Limit(100, "tags", "a word of CoNLL")
WORDS = Limit(500_000, "words", "an article of CoNLL or WebAnno TSV")
VALUES = Limit(500, "different values", "a column of CoNLL whose tags are not named")
GAP = Limit(10_000, "characters before it that are in no sentence", "a sentence of WebAnno TSV")
"""All gaps of a file together may be as long, and as long as the file."""
OFFSET = Limit(9, "digits", "an offset")
PARAGRAPH = Limit(250_000, "characters", "a paragraph")
"""The levels of a paragraph are found for all of it at once: one of this length takes 100 MB and two seconds at worst."""
PARAGRAPHS = Limit(1_000_000, "paragraphs", "an article")
"""Where the rows of an article are is found before the first is shown: some seconds for so many, most of which may be empty."""

DEPTH = Limit(100, "levels of objects and lists", "JSON")
FIELD_NAME = Limit(1_000, "characters in the name of a field", "JSON")
DIGITS = Limit(1_000, "digits in one number", "JSON")
SPAN_FIELDS = Limit(1_000, "fields", "a span")
SPANS = Limit(50_000, "spans", "an article")
OVERLAPPING = Limit(100, "spans over one character", "a layer")
REPLAYED = Limit(10_000, "operations", "an article whose histories are replayed when it is opened")
"""Of a longer history the newest are compared with the spans then, of the layer that is opened; undo and `check` go to its beginning."""
TYPES = Limit(2_000, "types", "a type system of CAS")
PARENTS = Limit(100, "parents of one type", "a type system of CAS")
FEATURES = Limit(270, "features", "a type of CAS")
VIEWS = Limit(100, "views", "a CAS")

SCHEMA = Limit(1_000_000, "bytes", "a file with a label schema")
CARD = Limit(1_000_000, "bytes", "a file with a card")
SETTINGS = Limit(1_000_000, "bytes", "a file with settings")
KEYS = Limit(50, "parts with dots between them", "a key of TOML")
RESCUE = Limit(64_000_000, "bytes", "a rescue file")

VALUE = Limit(80_000_000, "bytes", "a value in a project")
"""The longest text of an article (`TEXT`) in UTF-8, at most four bytes a character."""
TEXT = Limit(20_000_000, "characters", "an article")
NOTE = Limit(10_000, "characters", "a note")
LABELS = Limit(10_000, "labels", "a schema")
SECONDS = Limit(1_000_000_000, "seconds", "the work of one person on an article")

STATEMENT = Limit(1_000_000, "bytes", "a statement of SQL")
PATTERN = Limit(1_000, "bytes", "a pattern of LIKE or GLOB")
INSTRUCTIONS = Limit(25_000, "instructions", "a statement of SQL")
TRIGGERS = Limit(20, "levels", "triggers that fire triggers")

STEPS_AT_LEAST = 10_000_000
STEPS_OF_A_BYTE = 10
"""How many steps SQLite may take for one statement: so many for each byte of the file, and never less than the first number."""

READ_AT_LEAST = 1_000_000
READ_OF_A_BYTE = 4
"""How many bytes the rows that one statement finds may have: so many for each byte of the file, and never less than the first number."""
