"""The store's schema, made and brought up to date by Alembic; each released version stays readable."""

from __future__ import annotations

from pathlib import Path

from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from rawi.archive.databases import is_postgres
from rawi.errors import StoreError

SCRIPTS = Path(__file__).parent / "migrations"
_LOCK = 7_283_461


def is_newest(connection: Connection) -> bool:
    """Whether an opened store has the newest schema."""
    head = ScriptDirectory(str(SCRIPTS)).get_current_head()
    return MigrationContext.configure(connection).get_current_revision() == head


def migrate(connection: Connection, to: str | None = None) -> None:
    """Brings an opened store to the newest schema, or to the revision `to`; raises StoreError for one that a newer Rawi made."""
    if is_postgres(connection):
        connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))  # two that open a new store at once come one after the other
    scripts = ScriptDirectory(str(SCRIPTS))
    context = MigrationContext.configure(connection)
    at, head = context.get_current_revision(), to or scripts.get_current_head()
    if at == head:
        return
    if at is not None and at not in {script.revision for script in scripts.walk_revisions()}:
        raise StoreError(f"the store has the schema {at}, which a newer Rawi made", hint="Update Rawi to open it.")
    line = scripts.iterate_revisions(head, "base")
    ahead = [script for script in line if at is None or _after(scripts, at, script.revision)]
    with Operations.context(context):
        for script in reversed(ahead):
            script.module.upgrade()
            context.stamp(scripts, script.revision)


def _after(scripts: ScriptDirectory, at: str, revision: str) -> bool:
    """Whether `revision` comes after `at` in the one line of migrations."""
    return revision != at and at in {script.revision for script in scripts.iterate_revisions(revision, "base")}
