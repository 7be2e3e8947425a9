"""Frames of PySpark give the same cells as the reader that needs nothing but Python."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cohorts import by_core, cells, differences, numbers, recognise

from blunting_cli.bank import load_bank

pytest.importorskip("narwhals", reason="narwhals is not installed")
pytest.importorskip("pyspark", reason="PySpark is not installed")
if shutil.which("java") is None:
    pytest.skip("PySpark needs Java", allow_module_level=True)

# PySpark and narwhals warn of what they will do one day.
pytestmark = pytest.mark.filterwarnings("ignore")
ROWS = 60


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false")
    session = builder.config("spark.sql.shuffle.partitions", "1").getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()


# Spark takes long to plan so many columns: one bank as texts and as numbers, and one with every key there is.
@pytest.mark.parametrize(
    ("name", "kind"), [("banks/phq9", "texts"), ("banks/phq9", "numbers"), ("every_key.yaml", "texts")]
)
def test_spark_gives_the_same_cells(spark: Any, name: str, kind: str) -> None:
    """Of texts and of whole numbers, with cells that are no answers."""
    from pyspark.sql.types import LongType, StringType, StructField, StructType

    from blunting_cli.cohort.frames import score_frame

    bank = load_bank(str(Path(__file__).parent / name))
    table = cells(bank, ROWS, 11)
    table = numbers(bank, table) if kind == "numbers" else table
    whole = {one for one, column in table.items() if any(isinstance(cell, int) for cell in column)}
    fields = [StructField("id", LongType())]
    fields += [StructField(one, LongType() if one in whole else StringType()) for one in table]
    rows = list(zip(range(ROWS), *table.values(), strict=True))
    frame = spark.createDataFrame(rows, StructType(fields))
    scored = score_frame(bank, frame, recognise=recognise, explain=True)
    found = sorted(scored.collect(), key=lambda row: row["id"])
    given = {column: [row[column] for row in found] for column in scored.columns}
    assert given.pop("id") == list(range(ROWS))
    assert differences(by_core(bank, table, ROWS, explain=True, safety=False), given) == []
