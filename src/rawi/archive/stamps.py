"""Time stamps by an authority (RFC 3161) over the head of the ledger: asked for, read and checked; needs the extra `timestamp`.

What is stamped is the hash of a line of the ledger itself (the SHA-256 of its canonical JSON without `hash`), so that others can check a
token by that hash alone. A certificate must have been valid at the time that the token states, not today.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

from rawi.archive.disk import reading
from rawi.archive.lines import canonical
from rawi.errors import BadTimestamp, MissingExtra, NoTimestamp, UnreadableInput

ANCHORS, ANCHORED = "anchors", "anchored"
"""The folder of the tokens, and the word of the ledger's lines that tell of them."""
NAME = re.compile(r"[0-9]{8,}-[0-9a-f]{16}\.tsr")
"""The name of a token: the number of the stamped line, and the beginning of the token's own SHA-256."""
LONGEST = 200_000
"""Bytes of a token, at most."""
SHA256 = "2.16.840.1.101.3.4.2.1"
UNCHECKED, TRUSTED, UNTRUSTED, EXPIRED = "unchecked", "trusted", "untrusted", "expired"
_TIME_STAMPING = "1.3.6.1.5.5.7.3.8"


@dataclass(frozen=True, slots=True)
class Stamp:
    """A token whose signature fits: the SHA-256 that it is over, the time that it states (UTC), the authority by its own name.

    `trust`: `trusted` (the certificate leads to one that was given), `untrusted` (to none of them), `expired` (it was not valid at that
    time), `unchecked` (no certificates were given to check it by); `why` says more.
    """

    imprint: str
    time: datetime
    authority: str
    trust: str
    why: str = ""


def _libraries() -> tuple[Any, Any, Any, Any]:
    """rfc3161_client, asn1crypto's CMS and TSP (the latter makes the former know tokens), and cryptography's X.509."""
    try:
        client = import_module("rfc3161_client")
        tsp = import_module("asn1crypto.tsp")
        return client, import_module("asn1crypto.cms"), tsp, import_module("cryptography.x509")
    except ImportError:
        raise MissingExtra("time stamps need further packages", hint="Install them: pip install 'rawi[timestamp]'.") from None


def available() -> None:
    """Raises MissingExtra where a package is not installed."""
    _libraries()


def trusted(path: Path) -> list[Any]:
    """The certificates of a PEM file. Raises UnreadableInput where it cannot be read or holds none, MissingExtra."""
    x509 = _libraries()[3]
    with reading(path):
        data = path.read_bytes()
    try:
        found = x509.load_pem_x509_certificates(data)
    except ValueError as error:
        raise UnreadableInput(f"no certificates in PEM ({error})", where=str(path)) from None
    return list(found)


def request(line: Mapping[str, Any]) -> tuple[bytes, int]:
    """The request for a stamp over a line of the ledger (its fields), and the random number that the answer must repeat."""
    client = _libraries()[0]
    data = canonical({name: value for name, value in line.items() if name != "hash"})
    asked = client.TimestampRequestBuilder().data(data).hash_algorithm(client.HashAlgorithm.SHA256).nonce(nonce=True)
    made = asked.cert_request(cert_request=True).build()
    return made.as_bytes(), made.nonce


def accept(answer: bytes, line_hash: str, nonce: int, roots: Sequence[Any]) -> Stamp:
    """The Stamp in the answer to a request. Raises NoTimestamp where the authority refuses, BadTimestamp where it is not what was asked."""
    response = _response(answer)
    if response.status != 0:
        raise NoTimestamp(f"the authority refuses (status {response.status}): {'; '.join(response.status_string)[:300]}")
    stamp = stamp_of(answer, roots)
    if stamp.imprint != line_hash:
        raise BadTimestamp(f"the time stamp is over another hash: {stamp.imprint}")
    if response.tst_info.nonce != nonce:
        raise BadTimestamp("the time stamp does not repeat the number that it was asked with: it is somebody else's answer, or an old one")
    if stamp.trust in (UNTRUSTED, EXPIRED):
        raise BadTimestamp(stamp.why)
    return stamp


def stamp_of(answer: bytes, roots: Sequence[Any]) -> Stamp:
    """Reads a token and checks its signature, and by `roots`, if there are any, its authority. Raises BadTimestamp."""
    client, *_ = _libraries()
    response = _response(answer)
    try:
        info, imprint = response.tst_info, response.tst_info.message_imprint
        if response.status != 0 or imprint.hash_algorithm.dotted_string != SHA256:
            raise BadTimestamp("not a granted time stamp over a SHA-256")
        leaf = _signed_by(response.time_stamp_token())
        time = info.gen_time.replace(tzinfo=info.gen_time.tzinfo or UTC).astimezone(UTC)
        authority, digest = leaf.subject.rfc4514_string(), imprint.message.hex()
        begins, ends = leaf.not_valid_before_utc, leaf.not_valid_after_utc
    except BadTimestamp:
        raise
    except Exception as error:  # hostile ASN.1 breaks the libraries in ways nobody can list
        raise BadTimestamp(f"not a time stamp ({type(error).__name__}: {str(error)[:120]})") from None
    if not begins <= time <= ends:
        why = f"the certificate of {authority} was valid from {begins:%Y-%m-%d} to {ends:%Y-%m-%d}, not at {time:%Y-%m-%d}"
        return Stamp(digest, time, authority, EXPIRED, why)
    if not roots:
        return Stamp(digest, time, authority, UNCHECKED, "its signature fits; the authority was not checked")
    try:
        client.VerifierBuilder(roots=list(roots)).build().verify(response, imprint.message)
    except Exception as error:  # likewise
        return Stamp(digest, time, authority, UNTRUSTED, f"the authority {authority} is not trusted: {_reason(error)}")
    return Stamp(digest, time, authority, TRUSTED)


def _reason(error: Exception) -> str:
    """What OpenSSL says of a chain, without its numbers."""
    return str(error).rpartition("Verify error: ")[2].partition('"')[0][:200]


def _response(answer: bytes) -> Any:
    client = _libraries()[0]
    if len(answer) > LONGEST:
        raise BadTimestamp(f"more than {LONGEST:,} bytes")
    try:
        return client.decode_timestamp_response(answer)
    except ValueError as error:
        raise BadTimestamp(f"not a time stamp ({str(error)[:120]})") from None


def _signed_by(token: bytes) -> Any:
    """The certificate that comes with a token and by which its signature fits. Raises BadTimestamp; broken ASN.1 raises anything.

    After RFC 5652, 5.4: the signature is over the signed attributes, and one of these is the hash of the content.
    """
    _, cms, _, x509 = _libraries()
    signed = cms.ContentInfo.load(token)["content"]
    (signer,) = signed["signer_infos"]
    content = signed["encap_content_info"]["content"].contents
    attributes = {a["type"].native: a["values"][0].native for a in signer["signed_attrs"]}
    hashed = hashlib.new(signer["digest_algorithm"]["algorithm"].native, content).digest()
    if attributes.get("message_digest") != hashed or attributes.get("content_type") != "tst_info":
        raise BadTimestamp("its content is not what was signed")
    sid = signer["sid"].chosen
    for one in signed["certificates"]:
        leaf = x509.load_der_x509_certificate(one.dump())
        if leaf.serial_number == sid["serial_number"].native and one.chosen.issuer == sid["issuer"]:
            _check(leaf, signer)
            return leaf
    raise BadTimestamp("the certificate of the signer does not come with it")


def _check(leaf: Any, signer: Any) -> None:
    """Whether the signature is by this certificate, and it is one for time stamps. Raises as `_signed_by` does."""
    padding, ec = (import_module(f"cryptography.hazmat.primitives.asymmetric.{name}") for name in ("padding", "ec"))
    hashes = import_module("cryptography.hazmat.primitives.hashes")
    wrong = import_module("cryptography.exceptions").InvalidSignature
    x509 = _libraries()[3]
    try:
        use = leaf.extensions.get_extension_for_class(x509.ExtendedKeyUsage)
    except x509.ExtensionNotFound:
        raise BadTimestamp("its certificate is not for time stamps") from None
    if not use.critical or [one.dotted_string for one in use.value] != [_TIME_STAMPING]:
        raise BadTimestamp("its certificate is not for time stamps alone")
    over = signer["signed_attrs"].untag().dump(force=True)
    kind = signer["signature_algorithm"]
    name = kind.hash_algo if kind.signature_algo != "rsassa_pkcs1v15" or kind["algorithm"].native != "rsassa_pkcs1v15" else None
    algorithm = getattr(hashes, (name or signer["digest_algorithm"]["algorithm"].native).upper())()
    how: tuple[Any, ...]
    match kind.signature_algo:
        case "rsassa_pkcs1v15":
            how = (padding.PKCS1v15(), algorithm)
        case "rsassa_pss":
            how = (padding.PSS(padding.MGF1(algorithm), padding.PSS.AUTO), algorithm)
        case "ecdsa":
            how = (ec.ECDSA(algorithm),)
        case other:
            raise BadTimestamp(f"signed in a way that cannot be checked here: {other}")
    try:
        leaf.public_key().verify(signer["signature"].native, over, *how)
    except wrong:
        raise BadTimestamp("its signature does not fit") from None
