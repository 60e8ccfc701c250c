"""What a year of Common Crawl's Arabic news costs to read, from measured throughput and stated assumptions.

    python benchmarks/scale_plan.py --pages-per-second 40 --documents-per-second 150 --bytes-per-document 9000

Measure the first three on your own machine: `rawi scale read SOME.warc.gz --out read/ --master local[1]` gives documents, claims and, with
`time`, seconds; `du -sb read/` gives bytes. All else is an assumption of docs/scale.md. Prints a Markdown table.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass

HOUR = 3_600
GIGABYTE = 1e9


@dataclass(frozen=True, slots=True)
class Plan:
    """What is measured (per core) and what is assumed; rates are per second, prices in US dollars."""

    documents_per_second: float
    pages_per_second: float
    bytes_per_document: float
    files: int
    pages_per_file: int
    arabic_share: float
    bytes_per_file: float
    core_hour: float
    gigabyte_month: float
    use: float
    cores: int

    @property
    def pages(self) -> float:
        """All pages that are taken apart."""
        return float(self.files * self.pages_per_file)

    @property
    def documents(self) -> float:
        """The Arabic ones, which are read."""
        return self.pages * self.arabic_share

    @property
    def core_hours(self) -> float:
        """Taking pages apart and reading the Arabic ones, with what is lost at starts and ends."""
        return (self.pages / self.pages_per_second + self.documents / self.documents_per_second) / HOUR / self.use

    def rows(self) -> list[tuple[str, str]]:
        """The lines of the table."""
        out = self.documents * self.bytes_per_document / GIGABYTE
        return [
            ("pages taken apart", f"{self.pages:,.0f}"),
            ("articles read", f"{self.documents:,.0f}"),
            ("packed input", f"{self.files * self.bytes_per_file / GIGABYTE:,.0f} GB"),
            ("core hours", f"{self.core_hours:,.0f}"),
            (f"hours on {self.cores:,} cores", f"{self.core_hours / self.cores:,.1f}"),
            ("price of computing", f"${self.core_hours * self.core_hour:,.0f}"),
            ("Parquet out", f"{out:,.0f} GB"),
            ("price of keeping it for a month", f"${out * self.gigabyte_month:,.2f}"),
        ]


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, kind, value, told in (
        ("documents-per-second", float, None, "measured: Arabic articles that a core reads"),
        ("pages-per-second", float, None, "measured: pages that a core takes apart, Arabic or not"),
        ("bytes-per-document", float, None, "measured: Parquet written for an article"),
        ("files", int, 5_500, "WARC files a year"),
        ("pages-per-file", int, 30_000, "pages in each"),
        ("arabic-share", float, 0.04, "share of pages that are Arabic"),
        ("bytes-per-file", float, 1e9, "packed bytes of each"),
        ("core-hour", float, 0.05, "price of a core for an hour"),
        ("gigabyte-month", float, 0.023, "price of keeping a gigabyte for a month"),
        ("use", float, 0.85, "share of the time that cores read"),
        ("cores", int, 256, "cores of the cluster"),
    ):
        parser.add_argument(f"--{name}", type=kind, default=value, required=value is None, help=told)
    plan = Plan(**vars(parser.parse_args()))
    print("| what | a year |\n|---|---|")
    print("\n".join(f"| {what} | {value} |" for what, value in plan.rows()))


if __name__ == "__main__":
    main()
