"""What can go wrong, by name.

```
RawiError                     the root: every error of Rawi has a stable code, an exit code and a hint
├── InputError                something that was given to read
│   ├── EmptyInput            E101  exit 65  nothing in it
│   ├── BinaryInput           E102  exit 65  not text in any known encoding
│   ├── NotArabic             E103  exit 65  text, but not Arabic
│   ├── BrokenRecord          E104  exit 65  a line of JSONL that is no record
│   ├── UnreadableInput       E105  exit 66  missing, or may not be read
│   ├── BrokenHtml            E106  exit 65  no article text found in the page
│   ├── TooLarge              E107  exit 65  one document beyond the size limit
│   ├── UnknownFormat         E108  exit 65  a list of places in none of the formats that can be imported
│   ├── UnsafeArchive         E109  exit 65  a zip that unpacks beyond measure or names files outside itself
│   ├── FaultyRows            E110  exit 65  a list of places with faults, each with its line
│   ├── BrokenFeed            E120  exit 65  a feed that is cut, not well-formed or no feed at all
│   ├── UnsafeXml             E121  exit 65  XML that declares entities or asks for other files
│   ├── BrokenArchive         E122  exit 65  a record or package of a web archive that is damaged
│   ├── WrongDigest           E123  exit 65  bytes that are not those that were archived
│   ├── MissingPart           E124  exit 65  something that a package promises and does not hold
│   ├── NoArticle             E125  exit 65  a page in an article's place: not found, for subscribers, consent, a check of the browser
│   └── BrokenList            E126  exit 65  a list of feeds or pages (OPML, sitemap, plain) that is none, or has no address in it
├── UsageError                what was asked for
│   ├── BadDate               E201  exit 64  not a date of the calendar
│   ├── UnknownClaim          E202  exit 64  no such claim or offset in the text
│   ├── MissingExtra          E203  exit 69  an optional package is not installed
│   ├── UnwritableOutput      E204  exit 73  the output cannot be written where it was asked for
│   ├── UnknownName           E205  exit 64  no actor or place of that name
│   ├── BadHash               E206  exit 64  not a SHA-256 in 64 hexadecimal digits
│   ├── BadQuery              E207  exit 64  a search that cannot be run as given
│   └── BadStore              E208  exit 64  not the address of a store that Rawi can use
├── LexiconError              E301  exit 78  a lexicon folder with faults, each with file and line
├── GoldError                 E401  exit 65  gold that cannot be scored
├── ArchiveError              an archive of evidence
│   ├── NotAnArchive          E501  exit 65  a file, or a folder that is something else
│   ├── NewerArchive          E502  exit 65  made by a newer version of Rawi
│   ├── UnwritableArchive     E503  exit 73  the archive's folder cannot be written
│   ├── ArchiveLocked         E504  exit 75  another process is writing to it
│   ├── ArchiveFull           E505  exit 74  the disk or quota is full
│   ├── MissingBlob           E506  exit 66  no such raw bytes in it
│   ├── DamagedBlob           E507  exit 65  raw bytes that are not what was captured
│   ├── DamagedLedger         E508  exit 65  a line of the ledger that is not what was written
│   ├── BadEntry              E509  exit 64  an event that the ledger cannot hold
│   ├── StoreError            E510  exit 74  the archive's database cannot be opened, read or written
│   ├── NoTimestamp           E521  exit 69  the time-stamping authority gave no answer, or refused
│   └── BadTimestamp          E522  exit 65  an answer that is no time stamp of what was asked
└── WebError                      something that was to be fetched
    ├── BadAddress            E601  exit 64  not an address that Rawi fetches
    ├── ForbiddenAddress      E602  exit 77  an address within the own machine or network, or of nobody
    ├── UnknownHost           E603  exit 68  no such host
    ├── Offline               E604  exit 69  fetching was asked for and is switched off
    ├── FetchFailed           E605  exit 69  no answer, a broken one, or one that says no
    └── RobotsForbid          E606  exit 77  the site asks robots to stay away
```
Exit codes follow BSD `sysexits.h`.
"""

from __future__ import annotations


class RawiError(Exception):
    """The root of all errors of Rawi.

    `code` is stable and documented; `exit_code` is what the command line ends with; `hint` says what to do next.
    """

    code = "E000"
    exit_code = 70
    default_hint = "Please report this with the input that caused it."

    def __init__(self, message: str, *, hint: str | None = None, where: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint or self.default_hint
        self.where = where

    def __str__(self) -> str:
        return f"{self.where}: {self.message}" if self.where else self.message


class InputError(RawiError):
    """Something that was given to read cannot be read."""

    exit_code = 65


class EmptyInput(InputError):
    """There is no text in it."""

    code = "E101"
    default_hint = "Check that the file holds the article's text."


class BinaryInput(InputError):
    """Not text in any encoding that Rawi knows."""

    code = "E102"
    default_hint = "Rawi reads text, HTML and JSONL in UTF-8, UTF-16, windows-1256 or ISO-8859-6."


class NotArabic(InputError):
    """Text, but hardly a word of Arabic in it."""

    code = "E103"
    default_hint = "Rawi reads Arabic; leave this document out."


class BrokenRecord(InputError):
    """A line of JSONL that is not a record with a `text`."""

    code = "E104"
    default_hint = 'Each line must be one JSON object with at least a string "text".'


class UnreadableInput(InputError):
    """Missing, or not allowed to be read."""

    code = "E105"
    exit_code = 66
    default_hint = "Check the path and its permissions."


class BrokenHtml(InputError):
    """A page in which no article text was found."""

    code = "E106"
    default_hint = "Save the article itself, or give its text."


class TooLarge(InputError):
    """One document beyond the size limit."""

    code = "E107"
    default_hint = "Split it into articles, one a file or one a JSONL line."


class UnknownFormat(InputError):
    """A list of places in none of the formats that can be imported."""

    code = "E108"
    default_hint = "Give a GeoNames country dump, an OSM extract or an OCHA P-code CSV; --format says which where it is not recognised."


class UnsafeArchive(InputError):
    """A packed file that unpacks beyond measure, names files outside itself or hides what it holds."""

    code = "E109"
    default_hint = "Unpack it yourself, look at what it holds, and import the file."


class FaultyRows(InputError):
    """A list of places with faults, each named with its line; nothing was written."""

    code = "E110"
    default_hint = "Mend the lines named above, or use --keep-going to import the good rows and set the others aside."


class BrokenFeed(InputError):
    """A feed that is cut, not well-formed, or no feed at all."""

    code = "E120"
    default_hint = "Fetch the feed again: it must be RSS, Atom or JSON Feed, whole and well-formed."


class UnsafeXml(InputError):
    """XML that declares entities or asks for other files, which no feed needs and attacks are made of."""

    code = "E121"
    default_hint = "Rawi expands no declared entities; take the DOCTYPE out if you trust the file."


class BrokenArchive(InputError):
    """A record of a WARC, or a WACZ package, that is damaged; the message says which record and at which byte."""

    code = "E122"
    default_hint = "Get the archive again; the records not named here were read."


class WrongDigest(InputError):
    """Bytes that are not those that were archived: their digest is another than the one written beside them."""

    code = "E123"
    default_hint = "The archive was damaged or altered after it was made; get it again from whoever made it."


class MissingPart(InputError):
    """Something that a package promises and does not hold."""

    code = "E124"
    default_hint = "The package is not whole; get it again."


class NoArticle(InputError):
    """A page that a server sent in the place of an article; the message says of which kind and by which words."""

    code = "E125"
    default_hint = "Open the address in a browser; if the article is there, save it and read the file."


class BrokenList(InputError):
    """A list of feeds or pages (OPML, sitemap, plain lines) that is cut, not well-formed, or holds no address."""

    code = "E126"
    default_hint = "Give OPML whose outlines have xmlUrl, a sitemap, or a text file with one address a line."


class UsageError(RawiError):
    """What was asked for makes no sense."""

    exit_code = 64


class BadDate(UsageError):
    """Not a date of the calendar in the form YYYY-MM-DD."""

    code = "E201"
    default_hint = "Give the publication date as YYYY-MM-DD, for instance 2019-03-23."


class UnknownClaim(UsageError):
    """No such claim, or an offset outside the text."""

    code = "E202"
    default_hint = "`rawi read` lists the claims with their ids."


class MissingExtra(UsageError):
    """An optional package is needed and not installed."""

    code = "E203"
    exit_code = 69
    default_hint = "Install it: pip install 'rawi[html]'."


class UnwritableOutput(UsageError):
    """The output cannot be written where it was asked for."""

    code = "E204"
    exit_code = 73
    default_hint = "Choose another file or folder that you may write to, and none of the inputs."


class UnknownName(UsageError):
    """No actor or place of that name or id."""

    code = "E205"
    default_hint = "Try another spelling, the English name or the id; --lexicon DIR adds a folder of your own."


class LexiconError(RawiError):
    """A lexicon folder has faults; `faults` lists them all as `file:line: what`."""

    code = "E301"
    exit_code = 78
    default_hint = "Mend the entries named above; docs/lexicon.md describes the format."

    def __init__(self, faults: list[str]) -> None:
        super().__init__("; ".join(faults[:3]) + (f"; and {len(faults) - 3} more" if len(faults) > 3 else ""))
        self.faults = faults


class GoldError(InputError):
    """Gold that cannot be scored."""

    code = "E401"
    default_hint = "Gold is JSONL in the shape that `rawi read --format jsonl` writes."


class BadHash(UsageError):
    """Not a SHA-256 in 64 lower-case hexadecimal digits."""

    code = "E206"
    default_hint = "Give all 64 digits, as `rawi verify --anchor` or sha256sum print them."


class BadQuery(UsageError):
    """A search that cannot be run as it was given."""

    code = "E207"


class BadStore(UsageError):
    """Not the address of a store that Rawi can use for this archive."""

    code = "E208"
    default_hint = "Give a PostgreSQL database as postgresql://user@host:5432/database, or leave --store out for a file in the archive."


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


class WebError(RawiError):
    """Something that was to be fetched from the web."""

    exit_code = 69


class BadAddress(WebError):
    """Not an address that Rawi fetches: its form, scheme or port."""

    code = "E601"
    exit_code = 64
    default_hint = "Give the article's address as http:// or https://, without name and password, on a usual port."


class ForbiddenAddress(WebError):
    """An address of this machine, of a private network, or of nobody."""

    code = "E602"
    exit_code = 77
    default_hint = "Rawi fetches from public addresses only; save the page and read the file."


class UnknownHost(WebError):
    """The name has no address."""

    code = "E603"
    exit_code = 68
    default_hint = "Check the spelling and your connection."


class Offline(WebError):
    """Fetching was asked for and is switched off."""

    code = "E604"
    default_hint = "Leave out --offline, or read a saved file."


class FetchFailed(WebError):
    """No answer in time, a broken one, or one that says no."""

    code = "E605"
    default_hint = "Try again later, or save the page in a browser and read the file."
    transient = False
    """Whether it may pass by itself: no answer, a broken one, or a status that says «later» (429, 5xx)."""
    retry_after: float | None = None
    """Seconds that the server asks to be left alone, where it says so."""


class RobotsForbid(WebError):
    """The site's robots.txt asks robots to stay away from this page."""

    code = "E606"
    exit_code = 77
    default_hint = "Save the page in a browser and read the file."
