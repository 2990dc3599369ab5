"""All occurrences of a name on the annotator's screen: lit, taken with one key, taken away with one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.tui.conftest import Open
