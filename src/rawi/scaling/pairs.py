"""Steps 2 and 3, blocks and pairs: which accounts stand in a block together, and how much speaks for each pair of them.

A block's accounts are sorted as on one machine, and each is weighed with the LARGEST before it, so that a block may be of any size and a
worker holds only these. A pair that stands in several blocks is weighed in one of them, which both can tell from where they stand.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rawi.comparing.accounts import Account
from rawi.comparing.blocking import LARGEST, Density
from rawi.comparing.incidents import packed, telling
from rawi.scaling.accounts import ORDER, REMEMBERED, Unpacked
from rawi.scaling.batches import Row, mapped

if TYPE_CHECKING:
    from pyspark import Broadcast
    from pyspark.sql import DataFrame

COLUMNS = "a long, b long, points float"
WHOLE = LARGEST + 1
"""In a block of so many accounts or fewer, every two are compared."""


def members(accounts: DataFrame) -> DataFrame:
    """(block: day and name; account) of the blocks that hold more than one.

    With the block's number (`key`), whether it is `whole`, and in one that is not, the account's place in its order (`at`).
    """
    from pyspark.sql import Window
    from pyspark.sql import functions as f

    single = accounts.select("account", *ORDER, f.explode("blocks").alias("block")).select("account", *ORDER, "block.day", "block.name")
    sizes = single.groupBy("day", "name").agg(f.count("*").alias("size")).where(f.col("size") > 1)
    rows = single.join(sizes, ["day", "name"]).withColumn("key", f.xxhash64("day", "name")).withColumn("whole", f.col("size") <= WHOLE)
    place = f.row_number().over(Window.partitionBy("day", "name").orderBy(*ORDER))
    columns = ("day", "name", "account", "key", "whole", "at")
    crowds = rows.where("not whole").withColumn("at", place).select(*columns)
    return crowds.union(rows.where("whole").withColumn("at", f.lit(None).cast("int")).select(*columns))


def edges(accounts: DataFrame, standing: DataFrame, density: Broadcast[Density], partitions: int) -> DataFrame:
    """The pairs that say anything, with their points (BARRED added where barred); `standing`: what `members` gave. Each pair once."""
    from pyspark.sql import functions as f

    small = f.collect_list(f.when(f.col("whole"), f.col("key"))).alias("keys")
    large = f.collect_list(f.when(~f.col("whole"), f.struct("key", "at"))).alias("crowds")
    what = accounts.select("account", "number", "tellings", "paper", *ORDER)
    rows = standing.join(what, "account").join(standing.groupBy("account").agg(small, large), "account")
    laid = rows.repartitionByRange(partitions, "day", "name").sortWithinPartitions("day", "name", *ORDER)

    def work(some: Iterator[Row]) -> Iterator[Row]:
        return scored(some, density.value)

    return mapped(laid, work, COLUMNS)


@dataclass(frozen=True, slots=True)
class Standing:
    """An account as it stands in blocks: the keys of those that are whole, and its place in each that is over-full."""

    number: int
    account: Account
    keys: frozenset[int]
    crowds: dict[int, int]

    def first(self, other: Standing) -> int:
        """The one block in which the two are weighed, of all in which they stand near enough."""
        common = self.keys & other.keys
        if common:
            return min(common)
        return min(k for k in self.crowds.keys() & other.crowds.keys() if abs(self.crowds[k] - other.crowds[k]) <= LARGEST)


def scored(rows: Iterator[Row], density: Density) -> Iterator[Row]:
    """The pairs of the rows of whole blocks, each block in its order."""
    unpacked = Unpacked()
    known: dict[int, Standing] = {}
    block: tuple[int, str] | None = None
    near: deque[Standing] = deque(maxlen=LARGEST)
    for row in rows:
        if block != (row["day"], row["name"]):
            block = row["day"], row["name"]
            near.clear()
        account = unpacked.account(row)
        here = known.get(row["account"])
        if here is None or here.account is not account:
            if len(known) >= REMEMBERED:
                known.clear()
            crowds = {c["key"]: c["at"] for c in row["crowds"]}
            here = known[row["account"]] = Standing(row["account"], account, frozenset(row["keys"]), crowds)
        for other in near:
            if here.first(other) == row["key"]:
                one, two = (other, here) if other.number < here.number else (here, other)
                points = packed(one.account, two.account, density)
                if telling(points):
                    yield {"a": one.number, "b": two.number, "points": points}
        near.append(here)
