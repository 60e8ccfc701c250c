"""What Spark raises, under a name of ours."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rawi.errors import SparkFailed

SAID = 600
"""So many characters of what Spark says of a failure are passed on."""
HINT = "Check --master, the memory of the workers, and that all of them reach the folders. Nothing given was changed."


@contextmanager
def failures() -> Iterator[None]:
    """What Spark raises becomes SparkFailed, with the cause that it names."""
    from py4j.protocol import Py4JError  # type: ignore[import-untyped]
    from pyspark.errors import PySparkException

    try:
        yield
    except (PySparkException, Py4JError, ConnectionError) as error:
        raise SparkFailed(f"Spark ended the job: {cause_of(str(error))}", hint=HINT) from error


def cause_of(text: str) -> str:
    """The innermost cause that Spark's long account of a failure names, in one line."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    causes = [line for line in lines if line.startswith("Caused by:")]
    raised = [line for line in lines if line.split(":", 1)[0].endswith(("Error", "Exception")) and not line.startswith("at ")]
    told = (raised[-1:] or causes[-1:] or lines[:1] or ["no reason given"])[0]
    return told.removeprefix("Caused by:").strip()[:SAID]
