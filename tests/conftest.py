"""What holds for all tests."""

from __future__ import annotations

from hypothesis import settings

# A machine may be busy: how long an example takes proves nothing here.
settings.register_profile("annotator", deadline=None)
settings.load_profile("annotator")
