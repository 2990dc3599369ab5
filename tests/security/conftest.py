from __future__ import annotations

from tests.cli.conftest import here, project, run

__all__ = ["here", "project", "run"]
