"""The concordance of both programs: all that somebody marked, or all gold, grouped, in context, and changed together."""
