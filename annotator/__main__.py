"""What the scripts `annotator` and `arabic-annotator` and `python -m annotator` run."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line. It calls itself annotator, whichever script was called."""
    if sys.platform == "win32":
        sys.exit(
            "annotator needs Linux: Windows has not its kind of terminals and file locks. The Windows Subsystem for Linux "
            "has them; it was not tried there."
        )
    try:
        from annotator.cli import main as run

        run(prog_name="annotator")
    except KeyboardInterrupt:  # before a command has begun, which tells what was done
        sys.exit(130)


if __name__ == "__main__":
    main()
