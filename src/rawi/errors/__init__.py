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
├── WebError                      something that was to be fetched
│   ├── BadAddress            E601  exit 64  not an address that Rawi fetches
│   ├── ForbiddenAddress      E602  exit 77  an address within the own machine or network, or of nobody
│   ├── UnknownHost           E603  exit 68  no such host
│   ├── Offline               E604  exit 69  fetching was asked for and is switched off
│   ├── FetchFailed           E605  exit 69  no answer, a broken one, or one that says no
│   └── RobotsForbid          E606  exit 77  the site asks robots to stay away
├── ScaleError                    reading on Apache Spark
│   ├── NoJava                E801  exit 69  no Java, or one that is too old
│   ├── PoisonDocument        E802  exit 65  a document that ends the process which reads it
│   ├── TooSlow               E803  exit 65  a document not read within the time limit
│   ├── ChangedInput          E804  exit 75  a file that changed while the job ran
│   ├── UnwritablePart        E805  exit 74  what was read of a part cannot be written
│   ├── LostPart              E806  exit 75  a part whose workers were lost again and again
│   ├── NotOurFolder          E807  exit 73  the output folder holds something else, or is in use
│   ├── SparkFailed           E808  exit 69  Spark cannot be started, reached, or ended the job
│   ├── OtherVersion          E809  exit 78  a worker with another version of Rawi or of the lexicon
│   └── NotConnected          E810  exit 70  a step that repeats until nothing changes did not end
└── ServeError                    the workbench and its HTTP answers
    ├── ForeignHost           E701  exit 69  the request names a host that is not served
    ├── ForeignOrigin         E702  exit 69  another site asks for a change or a part of a page
    ├── NotSignedIn           E703  exit 77  nobody is signed in
    ├── NotPermitted          E704  exit 77  the role does not allow it
    ├── TooMany               E705  exit 69  too many requests in this time
    ├── TooLong               E706  exit 69  a request that is too large
    ├── NoSuchPage            E707  exit 69  nothing at this address
    ├── Outdated              E708  exit 69  somebody else changed it in the meantime
    ├── NotBuilt              E709  exit 69  scripts and styles of the workbench are missing
    ├── BadRequest            E710  exit 69  a parameter that is missing, unknown or out of bounds
    ├── NeedsAccounts         E711  exit 78  serving others without any account
    └── CannotListen          E712  exit 69  the workbench's address or port is taken
```
Exit codes follow BSD `sysexits.h`.
"""

from __future__ import annotations

from rawi.errors.archives import (
    ArchiveError,
    ArchiveFull,
    ArchiveLocked,
    BadEntry,
    BadTimestamp,
    DamagedBlob,
    DamagedLedger,
    MissingBlob,
    NewerArchive,
    NotAnArchive,
    NoTimestamp,
    StoreError,
    UnwritableArchive,
)
from rawi.errors.inputs import (
    BinaryInput,
    BrokenArchive,
    BrokenFeed,
    BrokenHtml,
    BrokenList,
    BrokenRecord,
    EmptyInput,
    FaultyRows,
    GoldError,
    InputError,
    MissingPart,
    NoArticle,
    NotArabic,
    TooLarge,
    UnknownFormat,
    UnreadableInput,
    UnsafeArchive,
    UnsafeXml,
    WrongDigest,
)
from rawi.errors.root import RawiError
from rawi.errors.scaling import (
    ChangedInput,
    LostPart,
    NoJava,
    NotConnected,
    NotOurFolder,
    OtherVersion,
    PoisonDocument,
    ScaleError,
    SparkFailed,
    TooSlow,
    UnwritablePart,
)
from rawi.errors.serving import (
    BadRequest,
    CannotListen,
    ForeignHost,
    ForeignOrigin,
    NeedsAccounts,
    NoSuchPage,
    NotBuilt,
    NotPermitted,
    NotSignedIn,
    Outdated,
    ServeError,
    TooLong,
    TooMany,
)
from rawi.errors.usage import (
    BadDate,
    BadHash,
    BadQuery,
    BadStore,
    LexiconError,
    MissingExtra,
    UnknownClaim,
    UnknownName,
    UnwritableOutput,
    UsageError,
)
from rawi.errors.web import BadAddress, FetchFailed, ForbiddenAddress, Offline, RobotsForbid, UnknownHost, WebError

__all__ = [
    "ArchiveError",
    "ArchiveFull",
    "ArchiveLocked",
    "BadAddress",
    "BadDate",
    "BadEntry",
    "BadHash",
    "BadQuery",
    "BadRequest",
    "BadStore",
    "BadTimestamp",
    "BinaryInput",
    "BrokenArchive",
    "BrokenFeed",
    "BrokenHtml",
    "BrokenList",
    "BrokenRecord",
    "CannotListen",
    "ChangedInput",
    "DamagedBlob",
    "DamagedLedger",
    "EmptyInput",
    "FaultyRows",
    "FetchFailed",
    "ForbiddenAddress",
    "ForeignHost",
    "ForeignOrigin",
    "GoldError",
    "InputError",
    "LexiconError",
    "LostPart",
    "MissingBlob",
    "MissingExtra",
    "MissingPart",
    "NeedsAccounts",
    "NewerArchive",
    "NoArticle",
    "NoJava",
    "NoSuchPage",
    "NoTimestamp",
    "NotAnArchive",
    "NotArabic",
    "NotBuilt",
    "NotConnected",
    "NotOurFolder",
    "NotPermitted",
    "NotSignedIn",
    "Offline",
    "OtherVersion",
    "Outdated",
    "PoisonDocument",
    "RawiError",
    "RobotsForbid",
    "ScaleError",
    "ServeError",
    "SparkFailed",
    "StoreError",
    "TooLarge",
    "TooLong",
    "TooMany",
    "TooSlow",
    "UnknownClaim",
    "UnknownFormat",
    "UnknownHost",
    "UnknownName",
    "UnreadableInput",
    "UnsafeArchive",
    "UnsafeXml",
    "UnwritableArchive",
    "UnwritableOutput",
    "UnwritablePart",
    "UsageError",
    "WebError",
    "WrongDigest",
]
