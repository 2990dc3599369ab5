"""Tests of the adjudicator's list."""
