"""Many rows: how fast, and in how much memory, each reader scores a table, beside what others do with the same rows.

Run in an environment with `pip install '.[cohort]'`, which reads the ready-made copy of the bank as a user does. With R
and its package psych (Debian: r-base-core, r-cran-psych, r-cran-data.table) and with pandas they stand in the same table,
for the means of the seven domains alone:

    .venv/bin/python tests/benchmarks/cohort.py [ROWS] [RUNS]

Every row of the output is one whole process: rows a second, the most memory it held, and its time as a ratio to the
last line, which only reads the same columns and writes the same output.
"""

from __future__ import annotations

import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from multiprocessing import get_context
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from blunting_cli.bank import Bank, load_bank
from blunting_cli.bank.model import Question

SEED = 20261129
# So many different people are drawn; a larger table draws each cell from one of them.
PEOPLE = 20_000
MISSING = 0.05
MEDICINES = (
    *[""] * 8,
    *("sertraline", "venlafaxine", "quetiapine", "metformin", "diazepam", "pregabalin", "codeine", "bupropion"),
    *("olanzapine; lithium", "zopiclone; mirtazapine", "no such medicine"),
    '[{"name": "sertraline", "started": "3 weeks"}]',
    '[{"name": "citalopram", "started": "2 years", "change": "raised", "changed": "3 weeks"}]',
)
CORE_MOST = 100_000
R_SCRIPT = """
suppressMessages({library(psych); library(data.table)})
d <- fread(commandArgs(TRUE)[1], data.table=FALSE)
keys <- list(%s)
s <- scoreItems(keys, d, impute="none", min=0, max=4)
fwrite(as.data.frame(s$scores), commandArgs(TRUE)[2])
"""
PANDAS = """
import sys, pandas as pd
d = pd.read_csv(sys.argv[1], usecols=%r)
out = pd.DataFrame({name: (d[up].join(4 - d[down])).mean(axis=1).mul(25).round(1) for name, up, down in %r})
out.to_csv(sys.argv[2], index=False)
"""
COPY = """
import sys, polars as pl
columns = pl.scan_parquet(sys.argv[2]).collect_schema().names()
pl.scan_parquet(sys.argv[1]).select(pl.all().hash().sum()).collect(engine="streaming")
pl.scan_parquet(sys.argv[2]).select(columns).sink_parquet(sys.argv[3])
"""


class Timed(NamedTuple):
    """One whole process: seconds of wall time, and the most memory it held, in MiB."""

    seconds: float
    mebibytes: float


def timed(*words: str) -> Timed:
    """Run a program to its end, its words thrown away."""
    began = time.perf_counter()
    process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    error = process.stderr.read() if process.stderr else b""
    _, status, usage = os.wait4(process.pid, 0)
    took = time.perf_counter() - began
    if status:
        raise RuntimeError(f"{' '.join(words)[:200]}\n{error.decode()[-2000:]}")
    return Timed(
        took, usage.ru_maxrss / (1 if sys.platform == "darwin" else 1024) / (1024 if sys.platform == "darwin" else 1)
    )


def cell(question: Question, chance: Random) -> Any:
    """Draw the answer of one person to one question."""
    if question.type == "medicine":
        return chance.choice(MEDICINES)
    if chance.random() < MISSING:
        return None
    if question.type == "multi":
        alone = [option.value for option in question.options if option.alone]
        if alone and chance.random() < 0.5:
            return str(chance.choice(alone))
        ticked = [str(option.value) for option in question.options if not option.alone and chance.random() < 0.2]
        return ";".join(ticked) or None
    return chance.choice(question.options).value


def make_tables(bank: Bank, rows: int, folder: Path) -> None:
    """Write the same table as Parquet and as CSV."""
    import polars as pl

    chance = Random(SEED)
    few = {question.id: [cell(question, chance) for _ in range(PEOPLE)] for question in bank.questions}
    kinds = {
        name: pl.Int8 if any(isinstance(one, int) for one in column) else pl.String for name, column in few.items()
    }
    base = pl.DataFrame(few, schema=kinds)
    names = base.columns
    table = pl.DataFrame(
        [
            base[name].gather(pl.int_range(rows, eager=True).shuffle(seed=SEED + number) % PEOPLE)
            for number, name in enumerate(names)
        ]
    ).insert_column(0, pl.int_range(rows, eager=True).alias("id"))
    table.write_parquet(folder / "t.parquet")
    table.write_csv(folder / "t.csv")


def domains(bank: Bank) -> list[tuple[str, list[str], list[str]]]:
    """Give each domain with its questions, the plain and the reversed ones."""
    found = []
    for score in bank.scores:
        if not score.composite:
            reversed_ones = [name for name in score.of if bank.by_id[name].reverse]
            found.append((score.id, [name for name in score.of if name not in reversed_ones], reversed_ones))
    return found


def programs(bank: Bank, rows: int, folder: Path) -> Iterator[tuple[str, int, list[str]]]:
    """Give every program with its name and how many rows it reads."""
    # In a process of its own: what this one held would count as held by those it starts.
    maker = get_context("spawn").Process(target=make_tables, args=(bank, rows, folder))
    maker.start()
    maker.join()
    parquet, separated = folder / "t.parquet", folder / "t.csv"
    ours = [str(Path(sys.executable).parent / "blunting"), "cohort"]
    small = folder / "small.csv"
    count = 0
    with separated.open(encoding="utf-8") as file, small.open("w", encoding="utf-8") as start:
        for number, line in zip(range(CORE_MOST + 1), file, strict=False):
            start.write(line)
            count = number
    out = str(folder / "out")
    yield "blunting, Python alone, CSV", count, [*ours, str(small), "-o", f"{out}.csv", "--engine", "python", "--force"]
    yield "blunting, polars, Parquet", rows, [*ours, str(parquet), "-o", f"{out}.parquet", "--force"]
    yield "blunting, polars, CSV", rows, [*ours, str(separated), "-o", f"{out}2.csv", "--engine", "polars", "--force"]
    if shutil.which("Rscript"):
        keys = ", ".join(
            f"{name}=c({', '.join([repr(one) for one in up] + [repr('-' + one) for one in down])})"
            for name, up, down in domains(bank)
        )
        script = folder / "score.R"
        script.write_text(R_SCRIPT % keys, encoding="utf-8")
        yield "R psych, domain means alone, CSV", rows, ["Rscript", str(script), str(separated), f"{out}.r.csv"]
    if subprocess.run([sys.executable, "-c", "import pandas"], capture_output=True, check=False).returncode == 0:
        script = folder / "score.py"
        columns = [name for _, up, down in domains(bank) for name in (*up, *down)]
        script.write_text(PANDAS % (columns, domains(bank)), encoding="utf-8")
        yield "pandas, domain means alone, CSV", rows, [sys.executable, str(script), str(separated), f"{out}.pd.csv"]
    script = folder / "plainly.py"
    script.write_text(COPY, encoding="utf-8")
    yield (
        "reading the columns, writing the output",
        rows,
        [sys.executable, str(script), str(parquet), f"{out}.parquet", f"{out}.copy.parquet"],
    )


def main() -> None:
    """Print the table."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    runs = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with tempfile.TemporaryDirectory() as folder:
        found = []
        for name, count, words in programs(load_bank(), rows, Path(folder)):
            each = [timed(*words) for _ in range(runs)]
            found.append(
                (name, count, statistics.median(one.seconds for one in each), max(one.mebibytes for one in each))
            )
        floor = found[-1][2]
        sys.stdout.write(f"{'':42}{'rows':>12}{'seconds':>10}{'rows/s':>12}{'MiB':>8}{'ratio':>8}\n")
        for name, count, seconds, memory in found:
            ratio = seconds / count * rows / floor
            sys.stdout.write(f"{name:42}{count:12,}{seconds:10.2f}{count / seconds:12,.0f}{memory:8.0f}{ratio:8.1f}\n")


if __name__ == "__main__":
    main()
