"""`blunting cohort`: a table with one row a respondent, scored by the rules of one sheet."""

from __future__ import annotations

import os
from collections import Counter
from contextlib import contextmanager
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Annotated

import typer

from blunting_cli.cli.options import BankOption, ForceOption, recogniser
from blunting_cli.environment import Environment
from blunting_cli.errors import ExitCode, InputError, UsageError, on_one_line, printable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import BinaryIO

    from blunting_cli.bank.model import Bank
    from blunting_cli.cohort.mapping import TableMapping
    from blunting_cli.cohort.running import Plan, Rejects
    from blunting_cli.cohort.scoring import Scorer
    from blunting_cli.cohort.summary import Summary
    from blunting_cli.cohort.tables import Reject, Table

STDIO, CSV = "-", "csv"
REJECTS = ".rejects"
MOST_UNREAD = (
    "most rows could not be read. A mapping file (--map) says what a cell stands for, such as all: {NA: unanswered}."
)


def cohort(
    table: Annotated[str, typer.Argument(metavar="TABLE", help="csv, tsv, jsonl or parquet; - is standard input.")],
    output: Annotated[str, typer.Option("--output", "-o", metavar="OUT", help="Write there; - is stdout.")] = "",
    format: Annotated[
        str, typer.Option("--format", "-f", metavar="FORMAT", help="Where no ending tells: csv, tsv, jsonl, parquet.")
    ] = "",
    map: Annotated[str, typer.Option("--map", metavar="FILE", help="Other column names and values.")] = "",
    explain: Annotated[bool, typer.Option("--explain", help="Add the rules behind each result.")] = False,
    summary: Annotated[bool, typer.Option("--summary", help="Print counts and item statistics.")] = False,
    fail_fast: Annotated[bool, typer.Option("--fail-fast", help="Stop at the first row that cannot be read.")] = False,
    engine: Annotated[
        str, typer.Option("--engine", metavar="ENGINE", help="python or polars; without it, by size.")
    ] = "",
    bank: BankOption = "blunting",
    force: ForceOption = False,
    include_safety: Annotated[bool, typer.Option("--include-safety", help="Tell what rests on safety too.")] = False,
) -> None:
    """\b
    Score a table with one row a respondent.
    blunting cohort table.csv -o scored.csv          blunting cohort table.csv --summary
    """
    import gc

    from blunting_cli.bank import load_bank
    from blunting_cli.ending import Ended, ending_by_signal

    # Unlike the other commands this one lives long enough to have something to collect, if seldom.
    gc.set_threshold(100_000)
    gc.enable()
    env = Environment.of_this_process()
    work = Work(table, output, format, map, env, force=force, fail_fast=fail_fast)
    if summary and output == STDIO:
        raise UsageError("the summary and the results would go to one place.", "Name a file with -o OUT.")
    if not output and not summary:
        raise UsageError("there is nowhere to write to.", "Add -o OUT, or --summary.")
    loaded = load_bank(bank, env.data)
    mapping = _mapping(map, loaded)
    try:
        with ending_by_signal():
            if work.engine(engine, summary=summary) == "polars":
                work.run_in_polars(loaded, mapping, explain=explain, safety=include_safety)
            else:
                work.run(loaded, mapping, explain=explain, safety=include_safety, summary=summary)
    except Ended as ended:
        raise typer.Exit(ended.code) from None
    raise typer.Exit(ExitCode.DONE)


def _mapping(name: str, bank: Bank) -> TableMapping:
    from blunting_cli.cohort.mapping import TableMapping, read_mapping
    from blunting_cli.storage import read_file

    return read_mapping(read_file(name), name, bank) if name else TableMapping()


class Work:
    """One table on its way: where it comes from, where it goes, and what is said of it."""

    def __init__(
        self, table: str, output: str, format: str, map: str, env: Environment, *, force: bool, fail_fast: bool
    ) -> None:
        self.table, self.output, self.env = table, output, env
        self.force, self.fail_fast = force, fail_fast
        self.kind = kind_of(table, format)
        self.written = kind_of(output, format) if output else ""
        self.rows = self.without_answers = 0
        self.tiers: Counter[str] = Counter()
        written = {os.path.realpath(name) for name in (output, self.rejected) if name not in ("", STDIO)}
        for read in (table, map):
            if read not in ("", STDIO) and os.path.realpath(read) in written:
                raise UsageError(f"{printable(read)} would be written over.", "Give -o another name.")

    def engine(self, asked: str, *, summary: bool) -> str:
        """Choose what reads the rules."""
        from blunting_cli.cohort.engines import engine_for

        table = Path(self.table)
        size = table.stat().st_size if self.table != STDIO and table.is_file() else None
        streams = STDIO in (self.table, self.output)
        return engine_for(asked, self.kind, self.written, size, streams=streams, summary=summary)

    def run_in_polars(self, bank: Bank, mapping: TableMapping, *, explain: bool, safety: bool) -> None:
        """Score the table as a data frame; where its text is not as polars reads it, row by row."""
        from blunting_cli.cohort.frames import FrameScorer
        from blunting_cli.cohort.frames.tables import NotForPolars, check_kinds, check_lines, head_of, scan, stream
        from blunting_cli.cohort.running import Rejects, plan
        from blunting_cli.cohort.tables import PARQUET
        from blunting_cli.storage import write_whole

        source = self.source
        head = head_of(self.table, self.kind, source)
        scorer = FrameScorer(bank, recogniser(), mapping.recodes, explain=explain, safety=safety)
        made = plan(head.header, mapping, bank, list(scorer.columns), source)
        try:
            frame = scan(self.table, self.kind, head)
            if self.kind == PARQUET:
                check_kinds(frame, made, source)
            else:
                check_lines(self.table, head)
            with (
                write_whole(self.output, replace=self.force) as unfinished,
                Rejects(self.rejected, replace=self.force) as rejects,
                self._progress(head.rows, lambda rows: rows) as tell,
            ):
                done = stream(frame, made, scorer, unfinished.path, self.written, tell)
                self._stop_at(done.rejects)
                rejects.add(done.rejects)
        except NotForPolars as error:
            if self.kind == PARQUET:
                raise InputError(f"cannot read {source}: {error}.") from None
            self.run(bank, mapping, explain=explain, safety=safety, summary=False)
            return
        self._say_left_over(head.header, made, bank)
        self.rows, self.tiers, self.without_answers = done.rows, done.tiers, done.without_answers
        self._say_scored()
        self._say_rejects(rejects)
        self._say_urgent(bank)

    def _stop_at(self, rejects: Sequence[Reject]) -> None:
        """Stop at the first row that cannot be read, where that was asked for."""
        if rejects and self.fail_fast:
            raise InputError(f"{self.source}:{rejects[0].line}: {rejects[0].reason}")

    def run(self, bank: Bank, mapping: TableMapping, *, explain: bool, safety: bool, summary: bool) -> None:
        """Score the table, write the results, and print the summary."""
        from blunting_cli.cohort.running import plan
        from blunting_cli.cohort.scoring import Scorer
        from blunting_cli.cohort.summary import Summary
        from blunting_cli.cohort.tables import open_table

        scorer = Scorer(bank, recogniser(), mapping.recodes, explain=explain, safety=safety)
        counts = Summary(bank, scorer.results) if summary else None
        with self._input() as file:
            source = self.source
            table = open_table(file, self.kind, source)
            made = plan(table.header, mapping, bank, scorer.results.names, source, whole=table.whole)
            rejects = self._score(table, made, scorer, file, counts)
            self._say_left_over(table.header, made, bank)
        if self.output:
            self._say_scored()
        self._say_rejects(rejects)
        self._say_urgent(bank)
        if counts:
            self._print(counts, bank, rejects.count)

    def _score(self, table: Table, made: Plan, scorer: Scorer, file: BinaryIO, counts: Summary | None) -> Rejects:
        """Score every row and give those that could not be read."""
        from contextlib import ExitStack

        from blunting_cli.cohort.running import LINE, Rejects, score_table
        from blunting_cli.cohort.written import Writer

        writer = Writer(self.written, made.ids or (LINE,), [group.names for group in scorer.results.groups])
        with ExitStack() as stack:
            # The file of those that were not scored takes its name first, when all is done.
            out = stack.enter_context(self._out()) if self.output else None
            rejects = stack.enter_context(Rejects(self.rejected, replace=self.force))
            size = None if self.table == STDIO else os.fstat(file.fileno()).st_size
            tell = stack.enter_context(self._progress(size, lambda rows: file.tell() if size else rows))
            if out:
                out.write(writer.head())
            for block in score_table(table, made, scorer, self.source):
                self._stop_at(block.rejects)
                rejects.add(block.rejects)
                if out:
                    out.write(writer.rows(block.ids, block.filled))
                if counts and block.rows:
                    counts.add(block.columns, block.filled, block.rows)
                self.rows += block.rows
                if block.rows:
                    self.tiers += block.tiers()
                    self.without_answers += block.without_answers()
                tell(self.rows)
                del block
        return rejects

    def _print(self, counts: Summary, bank: Bank, rejected: int) -> None:
        """Print the summary; as data where the results do not go to the same place."""
        from blunting_cli.cohort.summarising import summary_sheet
        from blunting_cli.render import Look, render

        env = self.env
        page = summary_sheet(counts.result(), bank, refused=rejected)
        format = "terminal" if env.terminal else "text"
        env.stdout.write(render(page, format, Look(env.width, env.colour, env.ascii_only)).decode())
        env.stdout.flush()

    @property
    def source(self) -> str:
        """The name of the table to show."""
        return "standard input" if self.table == STDIO else printable(on_one_line(self.table))

    @property
    def rejected(self) -> str:
        """The name of the file for rows that are not scored; empty where the result is no file."""
        return f"{self.output}{REJECTS}" if self.output not in ("", STDIO) else ""

    @contextmanager
    def _input(self) -> Iterator[BinaryIO]:
        """Open the table; it must not be where the result goes."""
        if self.table == STDIO:
            yield self.env.stdin.buffer
            return
        from blunting_cli.storage import open_file

        with open_file(self.table) as file:
            yield file

    @contextmanager
    def _out(self) -> Iterator[BinaryIO]:
        if self.output == STDIO:
            yield self.env.stdout.buffer
            self.env.stdout.buffer.flush()
            return
        from blunting_cli.storage import write_whole

        with write_whole(self.output, replace=self.force) as unfinished:
            yield unfinished.file

    @contextmanager
    def _progress(self, total: int | None, done: Callable[[int], int]) -> Iterator[Callable[[int], None]]:
        """Show how far the work is, where somebody can see it; `done` tells how much of the total so many rows are."""
        if not self.env.stderr.isatty() or self.env.term == "dumb":
            yield lambda _: None
            return
        from blunting_cli.render.progress import Progress

        with Progress(self.env.stderr, total, colour=self.env.colour) as progress:
            yield lambda rows: progress.tell(done(rows), rows)

    def _say_left_over(self, header: Sequence[str], made: Plan, bank: Bank) -> None:
        """Say which columns are not read, and which questions have none; first those that matter for safety."""
        from blunting_cli.cohort.running import left_over, some_names

        unused, absent = left_over(header, made, bank)
        minded = [name for name in absent if bank.by_id[name].safety or bank.by_id[name].red_flag]
        for names, what in (
            (minded, "no column for these questions about safety or signs of danger, which nobody answered then"),
            (unused, "not read, since no question of the bank has this name"),
            ([name for name in absent if name not in minded], "no column, so nobody answered"),
        ):
            if names:
                self.env.say(f"blunting: {what}: {printable(some_names(names))}\n")

    def _say_scored(self) -> None:
        where = f", written to {printable(on_one_line(self.output))}" if self.rejected else ""
        self.env.say(f"blunting: {_counted(self.rows, 'respondent')} scored{where}\n")
        if self.without_answers:
            rows = f"{_counted(self.without_answers, 'row')} without any answer"
            self.env.say(f"blunting: among them {rows}; questions about safety were not counted for this\n")

    def _say_rejects(self, rejects: Rejects) -> None:
        """Say how many rows could not be read, and where it stands why."""
        if not rejects.count:
            return
        where = f"; {printable(on_one_line(self.rejected))} says why" if self.rejected else ""
        self.env.say(f"blunting: {_counted(rejects.count, 'row')} could not be read{where}\n")
        for one in () if self.rejected else rejects.first:
            self.env.say(f"blunting: line {one.line}: {printable(one.reason)}\n")
        self.env.say("blunting: such rows have no tier; their answers about safety were not looked at\n")
        if rejects.no_text:
            self.env.say("blunting: some lines are no text in UTF-8; save the table as CSV in UTF-8\n")
        if rejects.of_cells > self.rows:
            self.env.say(f"blunting: {MOST_UNREAD}\n")

    def _say_urgent(self, bank: Bank) -> None:
        """Say where answers call for help that cannot wait until somebody looks at the rows."""
        for tier in bank.tiers:
            if tier.urgent and self.tiers[tier.id]:
                self.env.say(f"blunting: {self.tiers[tier.id]:,} with the tier {tier.id}: {printable(tier.title)}\n")


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def kind_of(name: str, format: str) -> str:
    """Give the kind of table a name stands for, by its ending, else the one that was asked for.

    Raises:
        UsageError: neither tells.
    """
    from blunting_cli.cohort.tables import ENDINGS, FORMATS

    if format not in ("", *FORMATS):
        raise UsageError(f"there is no format {printable(format)}.", "Choose from: " + ", ".join(FORMATS))
    found = "" if name == STDIO else ENDINGS.get(PurePath(name).suffix.casefold(), "")
    found = found or format
    if not found and name != STDIO:
        raise UsageError(f"{printable(name)} does not tell what kind of table it is.", "Add --format csv, or jsonl ...")
    return found or CSV
