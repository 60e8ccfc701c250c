"""What was given to read cannot be read."""

from __future__ import annotations

from rawi.errors.root import RawiError


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


class GoldError(InputError):
    """Gold that cannot be scored."""

    code = "E401"
    default_hint = "Gold is JSONL in the shape that `rawi read --format jsonl` writes."
