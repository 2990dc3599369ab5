"""The annotator's list of articles: rows read for what is in sight, in any order, with a filter, and sums of it."""
