"""What can be wrong with an archive of evidence or its store."""

from __future__ import annotations

from rawi.errors.root import RawiError


class ArchiveError(RawiError):
    """Something is wrong with an archive of evidence, or it cannot be used now."""

    exit_code = 65


class NotAnArchive(ArchiveError):
    """A file, or a folder that is something else than an archive of Rawi."""

    code = "E501"
    default_hint = "Give the folder that holds rawi-archive.json, or a new or empty folder to create one."


class NewerArchive(ArchiveError):
    """An archive in a format that this version of Rawi does not know."""

    code = "E502"
    default_hint = "Use the version of Rawi that wrote it, or a newer one."


class UnwritableArchive(ArchiveError):
    """The archive cannot be written to; what it holds is as it was."""

    code = "E503"
    exit_code = 73
    default_hint = "Check the folder's permissions, and that its disk is there, in order and not mounted read-only."


class ArchiveLocked(ArchiveError):
    """Another process is writing to the archive."""

    code = "E504"
    exit_code = 75
    default_hint = "Wait until the other process is done, and try again."


class ArchiveFull(ArchiveError):
    """No space is left, or the quota is used up; what was confirmed before is safe."""

    code = "E505"
    exit_code = 74
    default_hint = "Make room, then capture again what was not confirmed."


class MissingBlob(ArchiveError):
    """The archive does not hold the raw bytes of that hash."""

    code = "E506"
    exit_code = 66
    default_hint = "`rawi verify` lists all that is missing; restore it from a copy of the archive."


class DamagedBlob(ArchiveError):
    """Raw bytes that are not those which were captured."""

    code = "E507"
    default_hint = "`rawi verify` lists all damage; restore the file from a copy of the archive."


class DamagedLedger(ArchiveError):
    """A line of the ledger is not what was written there."""

    code = "E508"
    default_hint = "`rawi verify` lists all damage; restore ledger.jsonl from a copy of the archive and do not mend it by hand."


class BadEntry(ArchiveError):
    """An event that cannot be put into the ledger: a field of a wrong name or type, a time without zone, too long."""

    code = "E509"
    exit_code = 64
    default_hint = "Fields are text, whole or finite numbers, true, false, null, lists and objects of these; times carry their zone."


class StoreError(ArchiveError):
    """The archive's database cannot be opened, read or written; the evidence beside it is untouched."""

    code = "E510"
    exit_code = 74
    default_hint = "Check the disk and the folder's permissions; `rawi verify` checks the evidence beside it."


class NoTimestamp(ArchiveError):
    """The time-stamping authority cannot be reached, or gives no time stamp; the archive is as it was, unanchored."""

    code = "E521"
    exit_code = 69
    default_hint = "Try again later or with another authority; nothing was recorded, and the archive is not anchored by this."


class BadTimestamp(ArchiveError):
    """What the authority answered is no valid time stamp of the ledger's head; it was not kept."""

    code = "E522"
    default_hint = "Do not use this authority, or check its address and the certificates you trust; nothing was recorded."
