"""A whole table through polars: scanned, scored and written in one stream, however many rows it has."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from functools import cache
from typing import NamedTuple

import polars as pl

from blunting_cli.cohort.frames import UNREAD, FrameScorer
from blunting_cli.cohort.frames.polars_coding import BLOCK
from blunting_cli.cohort.results import TIER
from blunting_cli.cohort.running import LINE, Plan
from blunting_cli.cohort.tables import JSON_LINES, LONGEST_CELL, PARQUET, TSV, Reject, open_table
from blunting_cli.cohort.written import FORMULA, in_spreadsheet
from blunting_cli.errors import InputError
from blunting_cli.storage import open_file

WORDS = (pl.Categorical, pl.Enum)
PLAIN = (pl.String, pl.Boolean, pl.Date, pl.Time, pl.Null, *WORDS)
# Behind a sign a spreadsheet reads these as a number and nothing else.
_NUMBER = r"^[+-]?[0-9]+([.,][0-9]+)?([eE][+-]?[0-9]+)?$"


class Streamed(NamedTuple):
    """How many rows were scored, the rows that were not, how often each tier came out, and how many have no answer."""

    rows: int
    rejects: list[Reject]
    tiers: Counter[str]
    without_answers: int


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
    """Give a table as a frame that is read as it is needed, with the place of every row in front."""
    if kind == PARQUET:
        return pl.scan_parquet(path).with_row_index(_place(head), offset=1)
    # Every cell is a text, as in the file.
    texts = dict.fromkeys(head.header, pl.String)
    return pl.scan_csv(path, separator=head.delimiter, schema=texts).with_row_index(_place(head), offset=2)


def _place(head: Head) -> str:
    """Give a name for the place of a row that no column has."""
    name = LINE
    while name in head.header:
        name = f"_{name}"
    return name


def check_lines(path: str, head: Head) -> None:
    """See that polars reads a CSV as we do: every row is one line with as many cells as the header, well quoted.

    Polars takes a short row for one with empty cells, and an empty line for a row.

    Raises:
        NotForPolars: some row is not so.
    """
    with open_file(path) as file:
        rest = b""
        while block := file.read(1 << 20):
            block = rest + block
            end = block.rfind(b"\n") + 1
            if len(block) - end > LONGEST_CELL:
                raise NotForPolars("a long line")
            _check_block(block[:end], head)
            rest = block[end:]
        _check_block(rest, head)


def _check_block(block: bytes, head: Head) -> None:
    """See that whole lines are as they should be; those without a quotation mark all at once."""
    mark, between = head.delimiter.encode(), len(head.header) - 1
    if not between and (block.startswith((b"\n", b"\r")) or b"\n\n" in block or b"\n\r" in block):
        raise NotForPolars("an empty line, which polars reads as an empty cell")
    if b"\0" in block or block.count(b"\r") != block.count(b"\r\n"):
        raise NotForPolars("a letter that ends a line or a text")
    lines = block.split(b"\n")
    if lines and not lines[-1]:
        lines.pop()
    quoted = [line for line in lines if b'"' in line] if b'"' in block else []
    marks = block.count(mark) - sum(line.count(mark) for line in quoted)
    if marks != (len(lines) - len(quoted)) * between or any(len(line) > LONGEST_CELL for line in lines):
        raise NotForPolars("a short or a long row")
    whole = _well_quoted(mark, between)
    if not all(whole.fullmatch(line) for line in quoted):
        raise NotForPolars("a quotation mark in an odd place, or a cell of several lines")


@cache
def _well_quoted(mark: bytes, between: int) -> re.Pattern[bytes]:
    """Match a line with so many cells, in which only a whole cell stands in quotation marks."""
    cell = rb'(?:[^"%s]*|"(?:[^"]|"")*+")' % re.escape(mark)
    return re.compile(rb"(?:%s%s){%d}%s\r?" % (cell, re.escape(mark), between, cell))


def check_kinds(frame: pl.LazyFrame, made: Plan, source: str) -> None:
    """See that every column that is read is of a kind that can hold answers or ids.

    Raises:
        InputError: one is not; it is named with its kind.
    """
    schema = frame.collect_schema()
    for column in (*made.ids, *made.questions.values()):
        kind = schema[column]
        is_id = column in made.ids
        inner = kind.inner if isinstance(kind, pl.List) and not is_id else kind
        if not (inner.is_numeric() or inner in PLAIN or (is_id and isinstance(kind, pl.Datetime))):
            hint = "Write it as numbers or texts" + ("." if is_id else "; a list of medicines as text in JSON.")
            raise InputError(f"the column {column} of {source} is of a kind that is not read: {kind}.", hint)


def stream(
    frame: pl.LazyFrame, made: Plan, scorer: FrameScorer, out: str, kind: str, tell: Callable[[int], None]
) -> Streamed:
    """Score a frame and write the results to a file; what could not be read is given back.

    Raises:
        NotForPolars: polars cannot read the table to its end, or the bank is too large for it.
    """
    rejects: list[Reject] = []
    tiers: Counter[str] = Counter()
    rows = without_answers = 0
    given = frame.collect_schema()
    place = next(iter(given))

    def split(block: pl.DataFrame) -> pl.DataFrame:
        nonlocal rows, without_answers
        rows += block.height
        tell(rows)
        unread = block[UNREAD]
        if unread.null_count() < block.height:
            told = block.filter(unread.is_not_null()).select(place, UNREAD)
            rejects.extend(Reject(int(line), str(why), True) for line, why in told.iter_rows())
            block = block.filter(unread.is_null())
        without_answers += int((block["answered"] == 0).sum())
        tiers.update(dict(block[TIER].value_counts().iter_rows()))
        return block.select(names)

    questions = [pl.col(column).alias(name) for name, column in made.questions.items()]
    ids = map(_id, made.ids, (given[name] for name in made.ids))
    try:
        scored = scorer.score(frame.select(place, *ids, *questions))
    except RecursionError:
        raise NotForPolars("the rules of this bank are too deep for polars") from None
    schema = scored.collect_schema()
    names = [name for name in schema if name != UNREAD and (name != place or not made.ids)]
    kept = scored.map_batches(split, schema={name: schema[name] for name in names}, streamable=True)
    if not made.ids:
        kept = kept.rename({place: LINE})
    try:
        with pl.Config() as config:
            config.set_streaming_chunk_size(BLOCK)
            _sink(kept, out, kind, made.ids).collect(engine="streaming")
    except pl.exceptions.PolarsError as error:
        raise NotForPolars(str(error).splitlines()[0]) from None
    return Streamed(rows - len(rejects), sorted(rejects), tiers, without_answers)


def _id(name: str, kind: pl.DataType) -> pl.Expr:
    """Give an id as it stands; an empty text is no id that is lacking."""
    if kind == pl.String:
        return pl.col(name).fill_null("")
    return pl.col(name).cast(pl.String) if kind in WORDS else pl.col(name)


def _sink(frame: pl.LazyFrame, path: str, kind: str, ids: Sequence[str]) -> pl.LazyFrame:
    if kind == PARQUET:
        return frame.sink_parquet(path, statistics=False, lazy=True)
    if kind == JSON_LINES:
        return frame.sink_ndjson(path, lazy=True)
    schema = frame.collect_schema()
    guarded = [_guarded(name) for name in ids if schema[name] == pl.String]
    heads = {name: in_spreadsheet(name) for name in ids}
    found = frame.with_columns(guarded).rename(heads)
    return found.sink_csv(path, separator="\t" if kind == TSV else ",", lazy=True)


def _guarded(name: str) -> pl.Expr:
    """Put an apostrophe before a text that would begin a formula in a spreadsheet."""
    text = pl.col(name)
    formula = pl.any_horizontal(text.str.starts_with(mark) for mark in FORMULA) & ~text.str.contains(_NUMBER)
    shown = pl.when(formula).then(pl.concat_str(pl.lit("'"), text)).otherwise(text)
    # An empty text would be written in quotation marks.
    return pl.when(text != "").then(shown).alias(name)
