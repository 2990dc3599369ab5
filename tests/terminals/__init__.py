"""A tour of the program in real terminals: a page of pictures, each with the rows that ICU gives. See `make terminals`.

Words used here: a *terminal* is an emulator with what stands behind it (tmux, screen); a *step* is some keys and the
picture that is taken after them.
"""
