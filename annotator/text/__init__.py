"""Arabic text as it is read and drawn: pure functions and values, no screen and no database.

Words used here:

* *offset*: a count of code points from the start of the unaltered text; ranges are half-open ``[start, end)``.
* *paragraph*: the text between two line separators. The separator belongs to the paragraph that it ends.
* *grapheme*: what a reader sees as one letter, a base and its marks (UAX #29).
* *glyph*: what is drawn in one cell or more: one grapheme, or a lam and the alef after it.
* *row*: one line of the terminal: glyphs in visual order, left to right.
* *column*: a count of terminal cells from the left edge of a row.
"""
