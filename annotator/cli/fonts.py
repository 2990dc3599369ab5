"""Whether there is a font for a terminal in which Arabic can be read."""

from __future__ import annotations

import os
import shutil
import subprocess

RECOMMENDED = "DejaVu Sans Mono (on Debian and Ubuntu the package fonts-dejavu-core)"


def fonts_summary() -> str:
    """Return a sentence: which fonts of this machine have Arabic letters of one width, or what to install if none has.

    Letters of a font with other widths are squeezed into the cells or cut, and some are not drawn at all.
    """
    if "SSH_CONNECTION" in os.environ:
        return (
            f"not looked at: they are on the machine that the terminal runs on, which needs {RECOMMENDED} or another"
            " font of one width with Arabic letters"
        )
    mono = _families(":lang=ar:spacing=100")
    if mono is None:
        return f"can't be told, because fc-list is not there or fails; {RECOMMENDED} has all that is needed"
    if mono:
        more = f" and {len(mono) - 3} more" if len(mono) > 3 else ""
        return f"of one width with Arabic letters: {', '.join(mono[:3])}{more}"
    others = _families(":lang=ar") or []
    why = (
        f"none of one width has Arabic letters, and in {', '.join(others[:2])} letters may be lost"
        if others
        else "none has Arabic letters"
    )
    return f"{why}: install {RECOMMENDED}"


def _families(pattern: str) -> list[str] | None:
    """Return the families of fonts that fit, None if they can't be listed."""
    if not shutil.which("fc-list"):
        return None
    try:
        run = subprocess.run(
            ["fc-list", pattern, "family"], capture_output=True, text=True, timeout=10, check=True
        )
    except (OSError, UnicodeError, subprocess.SubprocessError):
        return None
    return sorted({line.split(",")[0].strip() for line in run.stdout.splitlines() if line.strip()})
