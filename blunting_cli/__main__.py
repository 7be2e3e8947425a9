"""The entry point: a lone `--version` is answered at once, everything else goes to the commands."""

from __future__ import annotations

import sys

from blunting_cli import __version__


def main() -> int:
    """Run the program on the words after its name and give its exit status."""
    if sys.argv[1:] == ["--version"] and _said_version():
        return 0
    import gc

    # A short run frees nothing worth collecting: without the collector it starts and ends a fifth faster.
    gc.disable()
    from blunting_cli.cli import run

    status = run()
    gc.freeze()
    return status


def _said_version() -> bool:
    """Say the version; where it cannot be written, the commands tell why."""
    try:
        sys.stdout.write(f"blunting {__version__}\n")
        sys.stdout.flush()
    except (AttributeError, OSError):
        return False
    return True


if __name__ == "__main__":
    sys.exit(main())
