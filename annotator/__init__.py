"""annotator: read Arabic news in a terminal, drawn right to left, and tag spans for gold data sets."""

__version__ = "0.1.0"

DISTRIBUTION = "arabic-annotator"
"""What pip installs. The package and its command are called annotator."""
