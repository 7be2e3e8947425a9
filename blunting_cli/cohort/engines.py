"""Which reader of the rules scores a table: Python alone, or polars where it is there and worth its start."""

from __future__ import annotations

from importlib.util import find_spec

from blunting_cli.cohort.tables import CSV, JSON_LINES, PARQUET, TSV
from blunting_cli.errors import UsageError, printable

PYTHON, POLARS = "python", "polars"
ENGINES = (PYTHON, POLARS)
# From here on polars is ahead although it takes time to begin (tests/benchmarks/cohort.py).
LARGE = 8 * 1024 * 1024
NEEDED = ("to read or write {what} the extra `cohort` is needed.", "pip install 'blunting[cohort]'")


def engine_for(asked: str, read: str, written: str, size: int | None, *, streams: bool, summary: bool) -> str:
    """Choose the reader for a table of a kind and of a size in bytes, None where it is not known.

    `streams` says that the table or the result is a standard stream, and `summary` that results are counted: both are
    for Python alone.

    Raises:
        UsageError: there is no such engine, it is not installed, or it cannot do what is asked.
    """
    if asked not in ("", *ENGINES):
        raise UsageError(f"there is no engine {printable(asked)}.", "Choose from: " + ", ".join(ENGINES))
    parquet = PARQUET in (read, written)
    there = find_spec("polars") is not None and find_spec("narwhals") is not None
    if (parquet or asked == POLARS) and not there:
        what = "Parquet" if parquet else "with polars"
        raise UsageError(NEEDED[0].format(what=what), NEEDED[1])
    if parquet and (streams or summary or asked == PYTHON):
        why = "a summary is counted" if summary else "standard input and output go" if streams else "this engine goes"
        raise UsageError(f"{why} without Parquet.", "Use CSV or JSON Lines here.")
    by_polars = read in (CSV, TSV, PARQUET) and not streams and not summary
    if asked == POLARS and not by_polars:
        raise UsageError("polars reads CSV and Parquet in files, and counts no summary.", "Leave --engine out.")
    if read == JSON_LINES and written == PARQUET:
        raise UsageError("JSON Lines do not become Parquet in one step.", "Write CSV or JSON Lines.")
    large = size is not None and size > LARGE
    return POLARS if parquet or asked == POLARS or (not asked and large and there and by_polars) else PYTHON
