"""Bytes to text, whatever the label says."""

from __future__ import annotations

import pytest

from rawi.errors import BinaryInput, EmptyInput
from rawi.sources.encodings import decode, plausibility
from rawi.sources.files import documents
from samples import BODY, PAGE, PLAIN, run, write


@pytest.mark.parametrize(
    ("codec", "name"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("utf-16", "utf-16-le"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("utf-32", "utf-32-le"),
        ("cp1256", "windows-1256"),
        ("iso8859-6", "iso-8859-6"),
    ],
)
@pytest.mark.parametrize("text", [BODY, PLAIN, "مقتل ثلاثة جنود في هجوم على نقطة تفتيش"])
def test_every_encoding_is_found_without_a_label(codec: str, name: str, text: str) -> None:
    found = decode(text.encode(codec))
    assert (found.text, found.encoding, found.replaced) == (text, name, 0)


def test_a_mark_in_utf16_big_endian() -> None:
    assert decode(b"\xfe\xff" + BODY.encode("utf-16-be")).text == BODY


@pytest.mark.parametrize("codec", ["utf-8", "cp1256"])
def test_text_decoded_as_latin_and_saved_so_is_put_right(codec: str) -> None:
    garbled = PLAIN.encode(codec).decode("latin-1")
    assert decode(garbled.encode()).text == PLAIN


@pytest.mark.parametrize("codec", ["cp1256", "iso8859-6", "utf-16"])
def test_a_mislabelled_page_is_read_by_its_bytes(tmp_path, codec: str) -> None:
    page = write(tmp_path / "page.html", PAGE.encode(codec))  # says utf-8
    [document] = documents([str(page)])
    assert PLAIN in document.text


def test_a_truncated_last_character_costs_that_character_only() -> None:
    found = decode(BODY.encode()[:-2])
    assert found.text.startswith(BODY[:-3]) and found.replaced == 1


def test_a_few_broken_bytes_do_not_make_it_another_encoding() -> None:
    data = bytearray((BODY * 20).encode())
    data[41] = 0xFF
    found = decode(bytes(data))
    assert found.encoding == "utf-8" and found.text.count("\ufffd") <= 2


def test_nul_becomes_a_replacement_one_for_one() -> None:
    text = decode((PLAIN[:20] + "\x00" + PLAIN[20:]).encode()).text
    assert text == PLAIN[:20] + "\ufffd" + PLAIN[20:]


@pytest.mark.parametrize("data", [b"", b" \n\t ", b"\xef\xbb\xbf", "\ufeff \n".encode("utf-16-le")])
def test_nothing_is_empty(data: bytes) -> None:
    with pytest.raises(EmptyInput):
        decode(data)


@pytest.mark.parametrize(
    "data", [b"%PDF-1.7 \x00", b"PK\x03\x04rest", b"\x89PNG\r\n\x1a\n", bytes(range(256)) * 8, b"\x00" * 500, b"\x7fELF\x02\x01"]
)
def test_binary_is_named(data: bytes) -> None:
    with pytest.raises(BinaryInput):
        decode(data)


def test_other_scripts_are_text_but_not_arabic() -> None:
    for text, codec in (("Le président a été reçu à Beyrouth", "latin-1"), ("これはテストです。日本語の文章", "shift_jis")):
        assert run("read", "-", stdin=text.encode(codec)).exit_code == 65


def test_arabic_is_more_plausible_than_the_same_bytes_read_wrongly() -> None:
    for codec, wrong in (("cp1256", "iso8859-6"), ("iso8859-6", "cp1256")):
        assert plausibility(PLAIN) > plausibility(PLAIN.encode(codec).decode(wrong, "replace")) + 0.5
