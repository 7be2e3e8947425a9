"""A whole table through polars: scanned, scored and written in one stream, however many rows it has."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import polars as pl

from blunting_cli.cohort.frames import UNREAD, FrameScorer
from blunting_cli.cohort.frames.polars_coding import BLOCK
from blunting_cli.cohort.running import LINE, Plan
from blunting_cli.cohort.tables import JSON_LINES, PARQUET, TSV, Reject, open_table
from blunting_cli.cohort.written import FORMULA
from blunting_cli.errors import InputError
from blunting_cli.storage import open_file

# Behind a sign a spreadsheet reads these as a number and nothing else.
_NUMBER = r"^[+-]?\d+([.,]\d+)?([eE][+-]?\d+)?$"


class Streamed(NamedTuple):
    """How many rows were scored, and the rows that were not."""

    rows: int
    rejects: list[Reject]


class NotForPolars(Exception):
    """A table that polars reads in another way than we do, or not at all."""


class Head(NamedTuple):
    """What is known of a table before it is read: its columns, what stands between cells, and how many rows it has."""

    header: tuple[str, ...]
    delimiter: str = ","
    rows: int | None = None


def head_of(path: str, kind: str, source: str) -> Head:
    """Read the beginning of a table.

    Raises:
        InputError: it is no table.
    """
    if kind != PARQUET:
        with open_file(path) as file:
            table = open_table(file, kind, source)
            return Head(table.header, getattr(table, "delimiter", ","))
    try:
        open_file(path).close()
        rows = pl.scan_parquet(path).select(pl.len()).collect().item()
        return Head(tuple(pl.read_parquet_schema(path)), rows=int(rows))
    except (pl.exceptions.PolarsError, OSError) as error:
        raise InputError(f"{source} is no Parquet file: {str(error).splitlines()[0]}.") from None


def scan(path: str, kind: str, head: Head) -> pl.LazyFrame:
    """Give a table as a frame that is read as it is needed, with the `line` of every row in front."""
    if kind == PARQUET:
        return pl.scan_parquet(path).with_row_index(LINE, offset=1)
    # Every cell is a text, as in the file.
    texts = dict.fromkeys(head.header, pl.String)
    return pl.scan_csv(path, separator=head.delimiter, schema=texts).with_row_index(LINE, offset=2)


def check_lines(path: str, head: Head) -> None:
    """See that every row of a CSV is one line with as many cells as the header.

    Polars takes a short row for one with empty cells, and an empty line for a row.

    Raises:
        NotForPolars: some row is not so.
    """
    mark, lines, marks, inside, last = head.delimiter.encode(), 0, 0, False, b"\n"
    with open_file(path) as file:
        while block := file.read(1 << 20):
            last = block[-1:]
            for number, part in enumerate(block.split(b'"')):
                inside = inside if not number else not inside
                if not inside:
                    lines, marks = lines + part.count(b"\n"), marks + part.count(mark)
                elif b"\n" in part:
                    raise NotForPolars
    lines += last != b"\n"
    if inside or marks != lines * (len(head.header) - 1):
        raise NotForPolars


def stream(
    frame: pl.LazyFrame, made: Plan, scorer: FrameScorer, out: str, kind: str, tell: Callable[[int], None]
) -> Streamed:
    """Score a frame and write the results to a file; what could not be read is given back.

    Raises:
        NotForPolars: polars cannot read the table to its end.
    """
    rejects: list[Reject] = []
    rows = 0

    def split(block: pl.DataFrame) -> pl.DataFrame:
        nonlocal rows
        rows += block.height
        tell(rows)
        unread = block[UNREAD]
        if unread.null_count() < block.height:
            told = block.filter(unread.is_not_null()).select(LINE, UNREAD)
            rejects.extend(Reject(int(line), str(why)) for line, why in told.iter_rows())
            block = block.filter(unread.is_null())
        return block.select(names)

    questions = [pl.col(column).alias(name) for name, column in made.questions.items()]
    ids = [name for name in made.ids if name not in made.questions]
    scored = scorer.score(frame.select(LINE, *ids, *questions))
    schema = scored.collect_schema()
    names = [name for name in schema if name != UNREAD and (name != LINE or not ids)]
    kept = scored.map_batches(split, schema={name: schema[name] for name in names}, streamable=True)
    try:
        with pl.Config() as config:
            config.set_streaming_chunk_size(BLOCK)
            _sink(kept, out, kind, ids).collect(engine="streaming")
    except pl.exceptions.PolarsError as error:
        raise NotForPolars(str(error)) from None
    return Streamed(rows - len(rejects), sorted(rejects))


def _sink(frame: pl.LazyFrame, path: str, kind: str, ids: Sequence[str]) -> pl.LazyFrame:
    if kind == PARQUET:
        return frame.sink_parquet(path, statistics=False, lazy=True)
    if kind == JSON_LINES:
        return frame.sink_ndjson(path, lazy=True)
    schema = frame.collect_schema()
    guarded = [_guarded(name) for name in ids if schema[name] == pl.String]
    return frame.with_columns(guarded).sink_csv(path, separator="\t" if kind == TSV else ",", lazy=True)


def _guarded(name: str) -> pl.Expr:
    """Put an apostrophe before a text that would begin a formula in a spreadsheet."""
    text = pl.col(name)
    formula = pl.any_horizontal(text.str.starts_with(mark) for mark in FORMULA) & ~text.str.contains(_NUMBER)
    return pl.when(formula).then(pl.concat_str(pl.lit("'"), text)).otherwise(text).alias(name)
