"""The adjudicator's list: how many cases each article has, counted once and again when anything of it changes."""
