"""A Spark session: on this machine, on a cluster, or the one that is there already."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import subprocess
import sys
import warnings
from collections.abc import Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

from rawi.errors import MissingExtra, NoJava, SparkFailed

TRIES = 4
"""So often Spark gives a task to a worker before it gives up; on one machine it would not try again unless told."""
JAVA = 17
_LOCAL = re.compile(r"local\[(\d+|\*)\]")
_VERSION = re.compile(r'version "(\d+)')


def check() -> None:
    """Raises MissingExtra without pyspark or pyarrow, NoJava without a Java runtime that is new enough."""
    from importlib.util import find_spec

    missing = [name for name in ("pyspark", "pyarrow") if find_spec(name) is None]
    if missing:
        raise MissingExtra(f"reading on Spark needs {' and '.join(missing)}", hint="Install it: pip install 'rawi[spark]'.")
    java = _java()
    if java is None:
        raise NoJava("there is no Java here")
    found = _java_version(java)
    if found is not None and found < JAVA:
        raise NoJava(f"the Java here is version {found}", where=java)


def _java() -> str | None:
    home = os.environ.get("JAVA_HOME")
    if home:
        path = Path(home) / "bin" / "java"
        return str(path) if path.is_file() else None
    return shutil.which("java")


def _java_version(java: str) -> int | None:
    try:
        told = subprocess.run([java, "-version"], capture_output=True, text=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    match = _VERSION.search(told.stderr + told.stdout)
    return int(match.group(1)) if match else None


def master_of(asked: str | None) -> str | None:
    """The master to ask for: what is given, else what `spark-submit` set (None here), else all cores of this machine."""
    if asked is None:
        return None if "SPARK_ENV_LOADED" in os.environ or "PYSPARK_GATEWAY_PORT" in os.environ else f"local[*,{TRIES}]"
    match = _LOCAL.fullmatch(asked)
    return f"local[{match.group(1)},{TRIES}]" if match else f"local[1,{TRIES}]" if asked == "local" else asked


def settings(master: str | None) -> dict[str, str]:
    """What Rawi sets where nothing else is asked for."""
    quiet = files("rawi.scaling").joinpath("log4j2.properties")
    out = {"spark.ui.showConsoleProgress": "false", "spark.driver.extraJavaOptions": f"-Dlog4j2.configurationFile=file:{quiet}"}
    if master is not None and master.startswith("local"):
        out |= {
            "spark.ui.enabled": "false", "spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1",
        }  # fmt: skip
    return out


@contextlib.contextmanager
def session(master: str | None = None, *, name: str = "rawi scale", conf: Mapping[str, str] | None = None) -> Iterator[Any]:
    """A SparkSession. One that is active already is used and left open; one that was made here is stopped at the end.

    `conf`: Spark's own settings, which go before ours. Raises MissingExtra, NoJava, SparkFailed.
    """
    check()
    warnings.filterwarnings("ignore", category=FutureWarning, module="pyspark")
    from pyspark.sql import SparkSession

    running = SparkSession.getActiveSession()
    if running is not None:
        yield running
        return
    wanted = master_of(master)
    asked = {**settings(wanted), **(conf or {})}
    if python := asked.get("spark.pyspark.python"):
        os.environ["PYSPARK_PYTHON"] = python  # what Spark looks at where it was not started by spark-submit
    elif wanted is not None and wanted.startswith("local"):
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.appName(name)
    for key, value in asked.items():
        builder = builder.config(key, value)
    if wanted is not None:
        builder = builder.master(wanted)
    try:
        spark = builder.getOrCreate()
    except Exception as error:  # py4j and Spark raise what they like
        raise SparkFailed(f"Spark does not start: {reason(error)}") from None
    try:
        yield spark
    finally:
        with contextlib.suppress(Exception):
            spark.stop()


def spread(spark: Any, tasks_a_core: int = 2) -> None:
    """Has what is shuffled spread over as many tasks as suits the cores there are, where nobody asked for another number."""
    name, usual = "spark.sql.shuffle.partitions", "200"
    if spark.conf.get(name, usual) == usual:
        spark.conf.set(name, str(tasks_a_core * spark.sparkContext.defaultParallelism))


def reason(error: BaseException) -> str:
    """The line of an error of Spark's that says most."""
    java = getattr(error, "java_exception", None)
    text = str(java.getMessage() if java is not None else error)
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return (lines[0] if lines else type(error).__name__)[:300]
