"""An archive compared: all of it, or what was added, read again or decided since the last time.

A comparison of everything is one transaction; of what is new, one for every few documents. So a comparison that is cut off leaves what the
last confirmed one made, whole, and the next one goes on there. Readings and decisions that come in meanwhile are for the next one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Connection, func, select

from rawi.archive import tables as t
from rawi.archive.databases import location_of
from rawi.archive.evidence import Clock, utc_now
from rawi.archive.lines import stamp
from rawi.archive.opening import open_store
from rawi.archive.store import Store
from rawi.comparing.decisions import Clash, Ruling
from rawi.comparing.encoding import FORM
from rawi.comparing.incidents import Edges, all_accounts, clustered
from rawi.comparing.judging import decisions, ruling_of
from rawi.comparing.loading import Told, kept_accounts, printed, readings_after, told_by
from rawi.comparing.locking import comparing
from rawi.comparing.naming import MERGED, SPLIT, Before, Step, named
from rawi.comparing.neighbourhood import compared_documents, enter
from rawi.comparing.storing import (
    end_incidents,
    fact,
    forget_all,
    note_fact,
    write_accounts,
    write_incidents,
    write_keys,
    write_told,
)
from rawi.comparing.tellings import Telling

BATCH = 32
"""So many documents are made safe together."""
MANY = 400
"""From so many new documents on, if they are more than a quarter of those compared before, everything is compared: that is faster."""
FORM_FACT, UNTIL, DECIDED = "compared_form", "compared_until", "compared_decisions"


@dataclass(slots=True)
class Compared:
    """What became of a comparison, and how far it is.

    `everything`: all documents were compared, not only new ones. `total`, `done`: documents to look at. `incidents`: those that are there
    now, in all. `merged`, `split`: how often. `notes` and `refused`: (document, why) of what was left out of it, or it altogether.
    `clashes`: decisions that later ones overrule.
    """

    everything: bool = False
    total: int = 0
    done: int = 0
    doing: str = ""
    incidents: int = 0
    merged: int = 0
    split: int = 0
    notes: list[tuple[str, str]] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)
    clashes: tuple[Clash, ...] = ()

    def tell(self, told: Told) -> None:
        """Keeps what is to be said of a document."""
        if told.note is not None:
            (self.refused if told.refused else self.notes).append((told.name, told.note))

    def count(self, steps: Sequence[Step]) -> None:
        """Counts what became of incidents."""
        self.merged += sum(s.kind == MERGED for s in steps)
        self.split += sum(s.kind == SPLIT for s in steps)


class Comparing:
    """An archive opened to be compared; use it as a context manager. Adding to the archive may go on beside it."""

    def __init__(self, folder: str | Path, *, clock: Clock = utc_now, store: str | None = None) -> None:
        """`store` as for `open_store`. Raises NotAnArchive, NewerArchive, StoreError, BadStore, MissingExtra."""
        self.folder, self._clock = Path(folder), clock
        open_store(self.folder, store).close()  # an archive without a store is none to compare
        self.store = Store(location_of(self.folder, store))

    def __enter__(self) -> Comparing:
        return self

    def __exit__(self, *_: object) -> None:
        self.store.close()

    def run(self, *, everything: bool = False) -> Iterator[Compared]:
        """Compares; gives the running account at the start and after each step. Raises ArchiveLocked where another process compares.

        `everything`: also what has been compared. So it is where nothing has been, where much is new, or where an older version did it.
        """
        with comparing(self.folder, self.store):
            done = Compared()
            with self.store.connection() as connection:
                fit = fact(connection, FORM_FACT) == FORM
                until = int(fact(connection, UNTIL) or 0) if fit else 0
                new = readings_after(connection, until)
                many = len(new) > MANY and len(new) * 4 > compared_documents(connection)
            if everything or many or not fit:
                yield from self._all(done, fit=fit)
            else:
                yield from self._new(new, done)
            with self.store.connection() as connection:
                count = select(func.count()).select_from(t.incidents).where(t.incidents.c.current == 1)
                done.incidents = int(connection.execute(count).scalar_one())
            done.doing = ""
            yield done

    def _new(self, new: list[tuple[int, str]], done: Compared) -> Iterator[Compared]:
        """The new readings one by one, and the documents of which something was decided."""
        with self.store.connection() as connection:
            mark = int(fact(connection, DECIDED) or 0)
            decided = list(decisions(connection, mark))
            again = self._readings_of(connection, {key[0] for _, d, _ in decided for key in d.pair} - {document for _, document in new})
        readings = again + [reading for reading, _ in new]
        done.total, done.doing = len(readings), "compared"
        yield done
        for n in range(0, len(readings), BATCH):
            part = readings[n : n + BATCH]
            with self.store.connection() as connection:
                ruling, last = self._ruling(connection, done)
                for told in told_by(connection, part):
                    done.tell(told)
                    done.count(enter(connection, told, ruling, stamp(self._clock())).steps)
                if n >= len(again):
                    note_fact(connection, UNTIL, str(part[-1]))
                if n + BATCH >= len(again):  # those of which something was decided came first, and are all in
                    note_fact(connection, DECIDED, str(min(last, max([mark, *(number for number, _, _ in decided)]))))
            done.done += len(part)
            yield done

    def _readings_of(self, connection: Connection, documents: set[str]) -> list[int]:
        """The compared readings in force of these documents."""
        c = t.compared.c
        asked = select(c.reading_id).where(c.document_id.in_(documents)).order_by(c.reading_id)
        return [int(n) for n in connection.execute(asked).scalars()] if documents else []

    def _ruling(self, connection: Connection, done: Compared) -> tuple[Ruling, int]:
        """What was decided, and the number of the last decision."""
        last = int(connection.execute(select(func.coalesce(func.max(t.decisions.c.decision_id), 0))).scalar_one())
        ruling = ruling_of(connection)
        done.clashes = ruling.clashes
        return ruling, last

    def _all(self, done: Compared, *, fit: bool) -> Iterator[Compared]:
        """Everything anew; `fit`: what was kept of the readings can be used."""
        done.everything, done.doing = True, "read"
        with self.store.connection() as connection:
            ruling, last = self._ruling(connection, done)
            current = dict(readings_after(connection, 0))
            done.total = len(current)
            yield done
            told = _kept(connection, set(current)) if fit else {}
            done.done, fresh = len(told), []
            missing = [reading for reading in current if reading not in told]
            for one in told_by(connection, missing):
                done.done += 1
                done.tell(one)
                told[one.reading_id] = one.tellings
                fresh.append(one)
                if done.done % BATCH == 0:
                    yield done
            done.doing = "read, being compared"
            yield done
            self._group(connection, told, fresh, ruling, done)
            for name, value in ((FORM_FACT, FORM), (UNTIL, str(max(current, default=0))), (DECIDED, str(last))):
                note_fact(connection, name, value)

    def _group(
        self, connection: Connection, told: dict[int, tuple[Telling, ...]], fresh: list[Told], ruling: Ruling, done: Compared
    ) -> None:  # fmt: skip
        """Weighs, groups, names and writes all tellings."""
        at = stamp(self._clock())
        reading_of = {tellings[0].document: reading for reading, tellings in told.items() if tellings}
        accounts = all_accounts((x for tellings in told.values() for x in tellings), ruling)
        edges = Edges(accounts)
        edges.all()
        incidents, steps = named(list(clustered(accounts, edges, ruling)), Before.made(_before(connection)))
        del edges
        done.count(steps)
        forget_all(connection)
        write_told(connection, fresh)
        write_incidents(connection, incidents, printed(connection), at)
        numbers = {account.key: number for number, account in enumerate(accounts, 1)}
        write_accounts(
            connection, ((numbers[a.key], a, i.id, reading_of[a.paper.document]) for i in incidents for a in i.accounts)
        )  # fmt: skip
        write_keys(connection, enumerate(accounts, 1))
        end_incidents(connection, steps, at)


def _kept(connection: Connection, current: set[int]) -> dict[int, tuple[Telling, ...]]:
    """The tellings that are kept of readings that are still in force, by reading."""
    found: dict[int, list[Telling]] = {
        int(n): [] for n in connection.execute(select(t.compared.c.reading_id)).scalars() if int(n) in current
    }
    for one in kept_accounts(connection):
        if one.reading_id in found:
            found[one.reading_id] += one.account.tellings
    return {reading: tuple(tellings) for reading, tellings in found.items()}


def _before(connection: Connection) -> Iterator[tuple[str, int, str, str]]:
    """(document, offset, type, incident) of every telling that is of an incident now."""
    c, i = t.claims.c, t.incident_claims.c
    joined = t.incident_claims.join(t.claims, (c.reading_id == i.reading_id) & (c.claim_id == i.claim_id))
    asked = select(i.document_id, i.trigger_start, c.type, i.incident_id).select_from(joined)
    for row in connection.execute(asked.execution_options(yield_per=1000)):
        yield str(row[0]), int(row[1]), str(row[2]), str(row[3])
