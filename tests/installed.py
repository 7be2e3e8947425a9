"""The program as a wheel lays it out, with the questions and their ready-made copies inside."""

from __future__ import annotations

import compileall
import shutil
import tempfile
from functools import cache
from pathlib import Path

from blunting_cli.bank.loading import COPIES, make_copies

ROOT = Path(__file__).resolve().parent.parent


@cache
def installed() -> Path:
    """Give the folder that the processes which the tests start take the program from; made when first asked for."""
    folder = Path(tempfile.mkdtemp(prefix="blunting-tests-"))
    folder.chmod(0o755)
    package = folder / "blunting_cli"
    shutil.copytree(ROOT / "blunting_cli", package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "questions", package / "questions")
    copies = package / "questions" / COPIES
    copies.mkdir()
    for name, content in make_copies().items():
        (copies / name).write_bytes(content)
    compileall.compile_dir(folder, quiet=1)
    return folder


def remove_installed() -> None:
    """Remove the folder where it was made."""
    if installed.cache_info().currsize:
        shutil.rmtree(installed(), ignore_errors=True)
        installed.cache_clear()
