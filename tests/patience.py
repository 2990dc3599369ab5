"""How long tests wait for what other programs and threads do."""

PATIENCE = 300.0
"""Seconds after which what should come about is given up: far more than a loaded machine takes, less than a test may take."""
