"""Tables as files: lines that are rows are taken apart at once, and give what the rules of CSV give line by line."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from blunting_cli.cohort import tables
from blunting_cli.cohort.tables import CSV, TSV, Separated, open_table

# Few letters, so that lines of the right width and all that steers the reading of a CSV turn up often.
LETTERS = st.text('ab1 "\x1f\x0b\x1c\x85\u00e9', max_size=3)
ENDS = st.sampled_from(["\n", "\n", "\n", "\r\n", "\r", "\n\n", ""])


@st.composite
def texts(draw: st.DrawFn) -> bytes:
    """Draw a table: mostly plain rows of one width, now and then anything else."""
    between = draw(st.sampled_from(",;\t"))
    width = draw(st.integers(1, 3))
    plain = st.lists(
        st.sampled_from(["", "0", "1", "ab", "\u00e9", '"1"', f'"{between}"', '"a""b"']), min_size=width, max_size=width
    )
    odd = st.lists(LETTERS, max_size=4)
    rows = draw(st.lists(st.one_of(plain, plain, plain, odd), max_size=12))
    head = between.join("abc"[:width])
    text = head + draw(st.sampled_from(["\n", "\r\n"]))
    rest = "".join(between.join(row) + draw(ENDS) for row in rows)
    # In another encoding what is no ASCII is no UTF-8 either.
    return (text + rest).encode(draw(st.sampled_from(["utf-8", "latin-1"])))


def read(text: bytes) -> tuple[list[tuple[int, tuple[str, ...]]], list[tuple[int, str]]]:
    """Give every row with its line, and every line that is no row with the reason."""
    with io.BytesIO(text) as file:
        table = open_table(file, CSV, "t.csv")
        rows, rejects = [], []
        for block in table.blocks(table.header):
            cells = zip(*(block.columns[name] for name in table.header), strict=True)
            rows += zip(block.lines, cells, strict=True)
            rejects += [tuple(one) for one in block.rejects]
    return rows, rejects


@pytest.fixture(scope="module", autouse=True)
def small_blocks() -> Iterator[None]:
    """Blocks so small that a table has several."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tables, "ROWS", 3)
        yield


@given(texts())
@example(b"a,b\n1,2\n3,4\r")
@example(b"a,b\r1,2\n3,4\r5,6\n")
@example(b"a,b\n1,2\n3\x1f4\n")
@example(b'a,b\n1,2\n"3\x1f4",5\n')
def test_plain_lines_read_at_once_give_what_csv_gives(text: bytes) -> None:
    """Rows, their lines, and what is wrong with others: the same as when every line goes the long way."""
    found = read(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Separated, "_simple", lambda *_: None)
        assert read(text) == found


def test_lines_that_are_rows_go_the_short_way() -> None:
    """With the line ends of Windows and with quotes too, behind lines that are none, to an end without a line end."""
    taken = []
    simple = Separated._simple
    text = b'a,b\r\n"1\n1",2\r\n3,4\r\n5,6\r\n' + b'7,"8,""8"""\r\n9,\r\n,0'
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Separated, "_simple", lambda *words: taken.append(simple(*words)) or taken[-1])
        rows, rejects = read(text)
    assert [one is not None for one in taken] == [False, True]
    first = [(2, ("1\n1", "2")), (4, ("3", "4")), (5, ("5", "6"))]
    assert rows == [*first, (6, ("7", '8,"8"')), (7, ("9", "")), (8, ("", "0"))]
    assert rejects == []


def test_long_lines_are_looked_at_a_few_at_a_time() -> None:
    """What is held does not grow with the lines: here one of them is as much as is looked at together."""
    long = "x" * tables.LONGEST_CELL
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tables, "LETTERS", 1000)
        rows, rejects = read(f"a,b\n{long},1\n{long}x,2\n3,4\n".encode())
    assert rows == [(2, (long, "1")), (4, ("3", "4"))]
    assert [line for line, *_ in rejects] == [3]


def test_the_mark_between_cells_is_the_one_of_the_first_line() -> None:
    """A comma in a cell of a table with tabs is a letter."""
    with io.BytesIO(b"a\tb\n1,5\t2\n") as file:
        table = open_table(file, TSV, "t.tsv")
        [block, *_] = table.blocks(table.header)
    assert block.columns == {"a": ["1,5"], "b": ["2"]}
