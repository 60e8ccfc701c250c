"""Step 4, components: what strong pairs connect, each under its least member.

Large-star and small-star by turns (Kiveris et al., «Connected Components in MapReduce and Beyond», 2014): every member of a component ends
as a neighbour of the least one, in a number of rounds that grows with the logarithm of its width. Nothing holds a component in memory.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rawi.errors import NotConnected
from rawi.scaling.batches import kept

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

ROUNDS = 60


def components(links: DataFrame, path: str, rounds: int = ROUNDS) -> tuple[DataFrame, int]:
    """(member, least) of every member of a component but the least, and in how many rounds; `links`: `a` and `b` of one sortable type.

    Rounds are kept under `path`. Raises NotConnected after `rounds`.
    """
    from pyspark.sql import functions as f

    now = kept(links.where("a <> b").select(f.greatest("a", "b").alias("a"), f.least("a", "b").alias("b")).distinct(), f"{path}/0")
    for number in range(1, rounds + 1):
        if _are_stars(now):
            return now.select(f.col("a").alias("member"), f.col("b").alias("least")), number - 1
        now = kept(_small_star(_large_star(now)), f"{path}/{number}")
    if _are_stars(now):
        return now.select(f.col("a").alias("member"), f.col("b").alias("least")), rounds
    raise NotConnected(f"what belongs together is not found in {rounds} rounds")


def _large_star(links: DataFrame) -> DataFrame:
    """Every greater neighbour of a node becomes one of the least neighbour (or itself)."""
    from pyspark.sql import Window
    from pyspark.sql import functions as f

    both = links.union(links.select(f.col("b").alias("a"), f.col("a").alias("b")))
    least = f.least("a", f.min("b").over(Window.partitionBy("a")))
    return both.withColumn("least", least).where("b > a").select(f.col("b").alias("a"), f.col("least").alias("b")).distinct()


def _small_star(links: DataFrame) -> DataFrame:
    """Every lesser neighbour of a node, and the node, become neighbours of the least. `links`: `a` is the greater."""
    from pyspark.sql import Window
    from pyspark.sql import functions as f

    least = f.min("b").over(Window.partitionBy("a"))
    joined = links.withColumn("least", least)
    moved = joined.where("b <> least").select(f.col("b").alias("a"), f.col("least").alias("b"))
    return moved.union(joined.select("a", f.col("least").alias("b"))).distinct()


def _are_stars(links: DataFrame) -> bool:
    """Whether every node has one lesser neighbour, or is one and has none."""
    from pyspark.sql import functions as f

    roles = links.select(f.col("a").alias("node"), f.lit(1).alias("low"), f.lit(0).alias("high"))
    roles = roles.union(links.select(f.col("b").alias("node"), f.lit(0).alias("low"), f.lit(1).alias("high")))
    counted = roles.groupBy("node").agg(f.sum("low").alias("low"), f.max("high").alias("high"))
    return counted.where("low > 1 or (low > 0 and high > 0)").isEmpty()
