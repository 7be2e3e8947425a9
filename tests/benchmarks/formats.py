"""Time and size of each format of a sheet, as a ratio to `python -c pass`: medians of paired runs, one line a format.

Run with the interpreter of an environment the wheel was installed into, with the extra `pdf`:

    .venv/bin/python tests/benchmarks/formats.py [RUNS]
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from startup import ANSWERS, seconds

ENDINGS = ("json", "txt", "md", "html", "pdf")


def main() -> None:
    """Print the median ratio, milliseconds and size of every format, then those of explain, verify and the form."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 21
    program, bare = str(Path(sys.executable).parent / "blunting"), [sys.executable, "-c", "pass"]
    with tempfile.TemporaryDirectory() as folder:
        record = f"{folder}/record.json"
        subprocess.run([program, "check", "--answers", ANSWERS, "-o", record], check=True, capture_output=True)
        files = {ending: f"{folder}/sheet.{ending}" for ending in ENDINGS}
        commands = {ending: [program, "sheet", record, "-o", path, "--force"] for ending, path in files.items()} | {
            "explain": [program, "explain", record],
            "verify": [program, "verify", record],
            "form.pdf": [program, "template", "-o", f"{folder}/form.pdf", "--force"],
        }
        files["form.pdf"] = f"{folder}/form.pdf"
        for name, command in commands.items():
            seconds(command)
            pairs = [(seconds(command), seconds(bare)) for _ in range(runs)]
            ratio = statistics.median(ours / theirs for ours, theirs in pairs)
            ours = statistics.median(ours for ours, _ in pairs)
            size = f"{Path(files[name]).stat().st_size / 1000:7.1f} kB" if name in files else ""
            sys.stdout.write(f"{ratio:6.2f}x  {ours * 1000:7.1f} ms  {name:8} {size}\n")


if __name__ == "__main__":
    main()
