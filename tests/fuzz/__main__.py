"""Search one reader, or all of them one after the other, for an input that breaks what must hold.

    python -m tests.fuzz answers                     until something is found
    python -m tests.fuzz answers -t 60               for a minute
    python -m tests.fuzz all -t 60                   a minute each
    python -m tests.fuzz answers FILE                one input alone, as it was found
    python -m tests.fuzz answers -runs=1000 -seed=7  with options of libFuzzer

What a search has come to know is kept in the folder that `--corpus` names, for the next one. An input that breaks
something stands there as READER-crash-...; keep the shortest form of it in tests/fuzz/found/READER.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib
import pkgutil
import subprocess
import sys
import tempfile
from pathlib import Path

import atheris

# Half a minute against what never ends; the checks themselves measure what takes too long.
HANG = 30
# Traced code is several times as slow.
LONGEST_TRACED = 6.0
LONGEST_INPUT = 32_768


def main(words: list[str]) -> int:
    """Run a search; give the exit code."""
    options = [word for word in words if word.startswith("-") and "=" in word and not word.startswith("--")]
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__.partition("\n")[0])
    parser.add_argument("reader")
    parser.add_argument("inputs", nargs="*", metavar="FILE", help="try these alone")
    parser.add_argument("-t", "--seconds", type=int, default=0, help="how long a search goes on; 0 for ever")
    parser.add_argument("--corpus", type=Path, default=Path(tempfile.gettempdir()) / "blunting-fuzz")
    told = parser.parse_intermixed_args([word for word in words if word not in options])
    if told.reader == "all":
        from .readers import READERS

        runs = [
            [name, "-t", str(told.seconds or 60), "--corpus", str(told.corpus.resolve()), *options] for name in READERS
        ]
        return max(subprocess.run([sys.executable, "-m", "tests.fuzz", *run], check=False).returncode for run in runs)
    search(told.reader, told.inputs, told.corpus, [f"-max_total_time={told.seconds}", *options])
    return 0


def search(reader: str, inputs: list[str], kept: Path, options: list[str]) -> None:
    """Search a reader until the time is over or something is found, and end the process."""
    # What reads YAML is libyaml, which leaves no trace.
    with atheris.instrument_imports(include=["blunting_cli"], enable_loader_override=False):
        import blunting_cli

        for module in pkgutil.walk_packages(blunting_cli.__path__, "blunting_cli."):
            if not module.name.endswith("__main__"):
                importlib.import_module(module.name)
    from .changing import changed, keys
    from .readers import READERS, check
    from .seeds import seeds

    if reader not in READERS:
        sys.stderr.write(f"There is no reader {reader}. There are: {', '.join(READERS)}, all.\n")
        sys.exit(2)
    begun = list(dict.fromkeys(seeds(reader)))
    corpus = kept / reader
    corpus.mkdir(parents=True, exist_ok=True)
    for content in begun:
        (corpus / hashlib.sha1(content).hexdigest()).write_bytes(content)
    words = kept / "words"
    words.write_text("".join(f'"{key}"\n' for key in keys()), encoding="ascii")
    typed = reader in ("medicine", "times")
    arguments = [
        *("fuzz", f"-dict={words}", f"-artifact_prefix={kept}/{reader}-", f"-timeout={HANG}", "-rss_limit_mb=2048"),
        *(f"-max_len={1000 if typed else LONGEST_INPUT}", "-print_final_stats=1", *options, *(inputs or [str(corpus)])),
    ]

    def change(content: bytes, most: int, seed: int) -> bytes:
        return changed(content, most, seed, begun, atheris.Mutate, typed=typed)

    atheris.Setup(arguments, lambda content: check(reader, content, LONGEST_TRACED), custom_mutator=change)
    atheris.Fuzz()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
