"""The annotator's program: library and articles."""
