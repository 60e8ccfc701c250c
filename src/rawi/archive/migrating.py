"""The store's schema, made and brought up to date by Alembic; each released version stays readable."""

from __future__ import annotations

from pathlib import Path

from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from rawi.errors import StoreError

SCRIPTS = Path(__file__).parent / "migrations"


def is_newest(connection: Connection) -> bool:
    """Whether an opened store has the newest schema."""
    head = ScriptDirectory(str(SCRIPTS)).get_current_head()
    return MigrationContext.configure(connection).get_current_revision() == head


def migrate(connection: Connection) -> None:
    """Brings an opened store to the newest schema; raises StoreError for one that a newer Rawi made."""
    scripts = ScriptDirectory(str(SCRIPTS))
    context = MigrationContext.configure(connection)
    at, head = context.get_current_revision(), scripts.get_current_head()
    if at == head:
        return
    if at is not None and at not in {script.revision for script in scripts.walk_revisions()}:
        raise StoreError(f"the store has the schema {at}, which a newer Rawi made", hint="Update Rawi to open it.")
    ahead = [script for script in scripts.walk_revisions() if at is None or _after(scripts, at, script.revision)]
    with Operations.context(context):
        for script in reversed(ahead):
            script.module.upgrade()
            context.stamp(scripts, script.revision)


def _after(scripts: ScriptDirectory, at: str, revision: str) -> bool:
    """Whether `revision` comes after `at` in the one line of migrations."""
    return revision != at and at in {script.revision for script in scripts.iterate_revisions(revision, "base")}
