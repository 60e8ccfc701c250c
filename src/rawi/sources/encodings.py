"""Bytes to text: the encodings that Arabic news comes in, decided by trying them; no label is believed blindly.

Order: a byte order mark; the charset that a server declares, where the bytes are that without a fault and give plausible Arabic (labels
are often wrong); UTF-16 without a mark; UTF-8, strictly and then with a few broken bytes; windows-1256 and ISO-8859-6 by how plausible
the letters are as Arabic; whatever charset-normalizer finds. Text that was decoded wrongly once and saved so
(«Ø§Ù„», «ÇáÌíÔ») is put right. The weights of letters are rounded rates of newspaper Arabic.
"""

from __future__ import annotations

import codecs
import contextlib
import math
import re
from dataclasses import dataclass

from rawi.errors import BinaryInput, EmptyInput

SAMPLE = 60_000
"""Bytes or characters from which an encoding is judged."""
LEAST_SCORE = -4.2
ENOUGH = 14
"""So many words hold at least one «ال» in Arabic."""
MOST_CONTROLS = 0.03
MOST_BROKEN = 0.02

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"),
)  # fmt: skip
_MAGIC = {
    b"%PDF": "a PDF", b"PK\x03\x04": "a ZIP or Office file", b"\xd0\xcf\x11\xe0": "an old Office file", b"\x7fELF": "a program",
    b"\x89PNG": "a PNG image", b"\xff\xd8\xff": "a JPEG image", b"GIF8": "a GIF image", b"SQLite format 3": "a database",
    b"\x1f\x8b": "gzip", b"BZh": "bzip2", b"\xfd7zXZ": "xz", b"Rar!": "a RAR archive", b"7z\xbc\xaf": "a 7z archive",
    b"OggS": "audio", b"ID3": "audio", b"RIFF": "audio or video",
}  # fmt: skip
_PER_MILLE = {
    "ا": 140, "ل": 115, "ي": 75, "م": 62, "و": 60, "ن": 58, "ر": 50, "ت": 48, "ب": 34, "ع": 34, "د": 32, "ة": 32, "ه": 28,
    "س": 28, "ف": 27, "أ": 25, "ق": 25, "ك": 21, "ح": 20, "ج": 16, "إ": 12, "ش": 12, "ص": 12, "ط": 12, "ى": 11, "خ": 10,
    "ض": 8, "ذ": 8, "ث": 7, "ز": 7, "ئ": 5, "غ": 5, "ء": 5, "ظ": 3, "ؤ": 2, "آ": 2,
}  # fmt: skip
_WEIGHT = {letter: math.log(n / 1000) for letter, n in _PER_MILLE.items()}
_NEUTRAL = frozenset("،؛؟«»“”‘’–—…ـ٪٠١٢٣٤٥٦٧٨٩\u00a0\u200c\u200d\u200e\u200f") | frozenset(map(chr, range(0x64B, 0x653)))
_ALIEN = -9.0
_WORD = re.compile("[\u0621-\u064a]{2,}")
_ARTICLE = re.compile("[وفب]?ال")
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")
_ENCODED_TWICE = re.compile("[ØÙÚÛ][\u0080-\u00bf\u0152-\u2122]")
_CHARSET = re.compile(r"utf-16(?:-?[lb]e)?|(?:windows-|cp)1256|cp(?:720|864)|iso-8859-6|mac-arabic")
_OTHER_NAMES = {
    "arabic": "iso-8859-6", "iso_8859-6": "iso-8859-6", "iso8859-6": "iso-8859-6", "asmo-708": "iso-8859-6", "ecma-114": "iso-8859-6",
    "x-cp1256": "windows-1256", "dos-720": "cp720", "windows-720": "cp720", "ibm864": "cp864", "x-mac-arabic": "mac-arabic",
}  # fmt: skip
_HIGH = re.compile("[\u00c0-\u00ff]{2}")


@dataclass(frozen=True, slots=True)
class Decoded:
    """`text`, the `encoding` it was in, and how many broken places were `replaced` by U+FFFD."""

    text: str
    encoding: str
    replaced: int = 0


def plausibility(text: str) -> float:
    """How much `text` looks like Arabic: mean log rate of its characters beyond ASCII. Arabic is about -3, all else below -4."""
    total, count = 0.0, 0
    for char in text[:SAMPLE]:
        if char > "\x7f" and char not in _NEUTRAL:
            total += _WEIGHT.get(char, _ALIEN)
            count += 1
    if not count:
        return _ALIEN
    words = _WORD.findall(text[:SAMPLE])
    articles = sum(bool(_ARTICLE.match(w)) for w in words)
    bonus = articles / len(words) if articles else -1.5 if len(words) > ENOUGH else 0.0
    return total / count + bonus


def _controls(text: str) -> float:
    head = text[:SAMPLE]
    return len(_CONTROL.findall(head)) / max(1, len(head))


def _by_mark(data: bytes) -> Decoded | None:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            text = data[len(mark) :].decode(encoding, "replace")
            return Decoded(text, encoding, text.count("\ufffd"))
    return None


def _utf16(data: bytes) -> Decoded | None:
    """UTF-16 without a mark: the high bytes 06 (Arabic) and 00 (blanks, Latin) stand on one side."""
    head = data[:SAMPLE]
    pairs = len(head) // 2
    if pairs < 2:
        return None
    for encoding, high in (("utf-16-le", head[1::2]), ("utf-16-be", head[0::2])):
        other = head[0::2] if encoding == "utf-16-le" else head[1::2]
        if high.count(6) + high.count(0) >= 0.75 * pairs and other.count(0) <= 0.1 * pairs:
            text = data.decode(encoding, "replace")
            if _controls(text) <= MOST_CONTROLS:
                return Decoded(text, encoding, text.count("\ufffd"))
    return None


def _utf8(data: bytes) -> Decoded | None:
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        pass
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    beyond = sum(c > "\x7f" for c in text[:SAMPLE]) * max(1.0, len(text) / SAMPLE)
    return Decoded(text, "utf-8", broken) if broken <= max(1.0, MOST_BROKEN * beyond) and beyond > 2 else None


def _single_byte(data: bytes) -> Decoded | None:
    best: tuple[float, str] | None = None
    for encoding in ("cp1256", "iso8859-6"):
        sample = data[:SAMPLE].decode(encoding, "replace")
        score = plausibility(sample)
        if _controls(sample) <= MOST_CONTROLS and score > LEAST_SCORE and (best is None or score > best[0]):
            best = (score, encoding)
    if best is None:
        return None
    text = data.decode(best[1], "replace")
    return Decoded(text, {"cp1256": "windows-1256"}.get(best[1], "iso-8859-6"), text.count("\ufffd"))


def _bytes_of_latin(text: str) -> bytes | None:
    """The bytes that gave `text` when read as windows-1252 or Latin-1; None when some character came from neither."""
    out = bytearray()
    for char in text:
        if ord(char) < 256:
            out.append(ord(char))
            continue
        try:
            out += char.encode("cp1252")
        except UnicodeEncodeError:
            return None
    return bytes(out)


def _mended(found: Decoded) -> Decoded:
    """Text that was decoded as Latin once and saved so: read again, if that makes it Arabic."""
    head = found.text[:SAMPLE]
    if _WORD.search(head) or len(_ENCODED_TWICE.findall(head)) + len(_HIGH.findall(head)) < 3:
        return found
    data = _bytes_of_latin(found.text)
    again = (_utf8(data) or _single_byte(data)) if data is not None else None
    if again is None or plausibility(again.text) <= LEAST_SCORE:
        return found
    return Decoded(again.text, f"{again.encoding} read as Latin and saved as {found.encoding}", again.replaced)


def _declared(data: bytes, charset: str | None) -> Decoded | None:
    """By the label of an HTTP header; None where it names no encoding of texts that Arabic is written in, or the bytes belie it.

    Bytes that are UTF-8 without a fault are that by more than chance, whatever the label.
    """
    name = _OTHER_NAMES.get((charset or "").strip("\"' \t").lower(), (charset or "").strip("\"' \t").lower())
    if not _CHARSET.fullmatch(name):
        return None
    with contextlib.suppress(UnicodeDecodeError):
        data.decode("utf-8")
        return None
    try:
        text = data.decode(name)
    except (LookupError, UnicodeError):
        return None
    found = Decoded(text, name)
    return found if _controls(text) <= MOST_CONTROLS and plausibility(text) > LEAST_SCORE else None


def _guess(data: bytes) -> Decoded | None:
    from charset_normalizer import from_bytes

    best = from_bytes(data[:SAMPLE], steps=3, chunk_size=256, cp_exclusion=["utf_16", "utf_32", "utf_7"]).best()
    if best is None or best.encoding.startswith(("utf_16", "utf_32")) or _controls(str(best)) > MOST_CONTROLS:
        return None
    text = data.decode(best.encoding, "replace")
    return Decoded(text, best.encoding, text.count("\ufffd"))


def decode(data: bytes, charset: str | None = None) -> Decoded:
    """The text of `data`; raises EmptyInput or BinaryInput. NUL, which means nothing in a text, becomes U+FFFD one for one.

    `charset` is what a server declared in its Content-Type; it decides where bytes and letters do not speak against it.
    """
    if not data.strip():
        raise EmptyInput("there is nothing in it")
    found = _by_mark(data)
    if found is None:
        for magic, what in _MAGIC.items():
            if data.startswith(magic):
                raise BinaryInput(f"this is {what}, not text")
        found = _declared(data, charset) or _utf16(data) or _utf8(data)
        if found is None:
            found = _single_byte(data) or _guess(data)
    if found is None or _controls(found.text) > MOST_CONTROLS:
        raise BinaryInput("this is not text in an encoding that Rawi knows")
    if not found.text.strip():
        raise EmptyInput("there is nothing in it but blanks")
    found = _mended(found)
    return Decoded(clean(found.text).removeprefix("\ufeff"), found.encoding, found.replaced)


def clean(text: str) -> str:
    """`text` with NUL and lone surrogates replaced by U+FFFD, one for one, so that offsets stay true."""
    try:
        text.encode()
    except UnicodeEncodeError:
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text.replace("\x00", "\ufffd")
