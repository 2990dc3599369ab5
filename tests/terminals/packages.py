"""Debian's packages that the tour needs: installed where that may be done, told of where it may not."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def version(package: str) -> str:
    """Return the version of an installed package, or an empty string."""
    if shutil.which("dpkg-query") is None:
        return ""
    argv = ["dpkg-query", "--show", "--showformat", "${db:Status-Abbrev} ${Version}", package]
    done = subprocess.run(argv, capture_output=True, text=True, check=False)
    state, _, number = done.stdout.partition(" ")
    return number.strip() if done.returncode == 0 and state == "ii" else ""


def may_install() -> bool:
    """Return whether packages can be installed: as root on Debian or a system made from it."""
    return os.name == "posix" and os.geteuid() == 0 and shutil.which("apt-get") is not None


def install(packages: Iterable[str]) -> list[str]:
    """Install those that are missing, if that may be done; return those that are still missing."""
    missing = [package for package in packages if not version(package)]
    if missing and may_install():
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update", "-qq"], capture_output=True, check=False)
        for package in missing:  # One by one: a Debian that lacks one has the others.
            argv = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", package]
            subprocess.run(argv, env=environment, capture_output=True, check=False)
    return [package for package in missing if not version(package)]
