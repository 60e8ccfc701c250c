"""Time stamps over the ledger, by a real authority: OpenSSL behind a small server, with certificates made for the test."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import IPv4Network
from pathlib import Path
from typing import Any

import pytest

from rawi.archive import Evidence, anchor, verify
from rawi.archive.anchoring import Anchor, keep, stamp_head
from rawi.archive.lines import FIRST, canonical, line_hash
from rawi.archive.stamps import EXPIRED, UNCHECKED, stamp_of, trusted
from rawi.errors import BadTimestamp, ForbiddenAddress, NoTimestamp, UnreadableInput
from rawi.sources.guard import Policy
from rawi.sources.posting import Poster
from samples import run

pytest.importorskip("rfc3161_client")
pytest.importorskip("asn1crypto")
if shutil.which("openssl") is None:
    pytest.skip("needs the program openssl", allow_module_level=True)

AT = datetime(2026, 1, 1, 12, tzinfo=UTC)
CONFIG = """
[ca]
default_ca = own
[own]
dir = .
database = ./index.txt
serial = ./serial
new_certs_dir = .
default_md = sha256
policy = names
unique_subject = no
[names]
commonName = supplied
[req]
distinguished_name = dn
prompt = no
[dn]
CN = x
[for_tsa]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
[for_web]
basicConstraints = critical,CA:FALSE
extendedKeyUsage = serverAuth
[for_ca]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
[tsa]
default_tsa = one
[one]
serial = ./tsaserial
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha512
ess_cert_id_alg = sha256
tsa_name = yes
"""


@dataclass
class Authority:
    """Keys and certificates in a folder, and what its server answers with."""

    folder: Path
    url: str = ""
    signer: str = "tsa"
    answer: Callable[[bytes], tuple[int, str, bytes]] | None = None
    asked: list[bytes] = field(default_factory=list)

    def openssl(self, *arguments: str) -> None:
        subprocess.run(["openssl", *arguments], cwd=self.folder, check=True, capture_output=True)

    @property
    def root(self) -> Path:
        return self.folder / "ca.pem"

    def reply(self, query: bytes) -> bytes:
        """What `openssl ts` makes of a query."""
        (self.folder / "q.tsq").write_bytes(query)
        key = f"{self.signer}.key" if (self.folder / f"{self.signer}.key").exists() else "tsa.key"
        signing = ("-signer", f"{self.signer}.pem", "-inkey", key, "-config", "c.cnf")
        self.openssl("ts", "-reply", "-queryfile", "q.tsq", *signing, "-out", "r.tsr")
        return (self.folder / "r.tsr").read_bytes()

    def stamp(self, folder: Path, roots: bool = True, **more: Any) -> Anchor:
        return stamp_head(folder, self.url, who="tester", roots=trusted(self.root) if roots else (), poster=LOCAL, clock=lambda: AT, **more)


def certificates(folder: Path) -> Authority:
    """A root, an authority below it, one that had expired, one of another root, one that signed itself, and one that is for the web."""
    made = Authority(folder)
    (folder / "c.cnf").write_text(CONFIG)
    (folder / "index.txt").write_text("")
    (folder / "serial").write_text("01\n")
    (folder / "tsaserial").write_text("01\n")
    for name in ("ca", "other"):
        made.openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", f"{name}.key", "-out", f"{name}.pem", "-days", "30",
                     "-subj", f"/CN=Root {name}", "-config", "c.cnf", "-extensions", "for_ca")  # fmt: skip
    made.openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "self.key", "-out", "self.pem", "-days", "30",
                 "-subj", "/CN=Self", "-config", "c.cnf", "-extensions", "for_tsa")  # fmt: skip
    made.openssl("req", "-new", "-newkey", "rsa:2048", "-nodes", "-keyout", "tsa.key", "-out", "tsa.csr", "-config", "c.cnf",
                 "-subj", "/CN=Example authority")  # fmt: skip
    made.openssl("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", "curve.key")
    made.openssl("req", "-new", "-key", "curve.key", "-out", "curve.csr", "-subj", "/CN=Curve authority", "-config", "c.cnf")
    usual = ("-days", "20")
    for name, request, root, kind, days in (
        ("tsa", "tsa", "ca", "for_tsa", usual), ("curve", "curve", "ca", "for_tsa", usual), ("foreign", "tsa", "other", "for_tsa", usual),
        ("old", "tsa", "ca", "for_tsa", ("-startdate", "20200101000000Z", "-enddate", "20210101000000Z")),
    ):  # fmt: skip
        made.openssl("ca", "-batch", "-config", "c.cnf", "-cert", f"{root}.pem", "-keyfile", f"{root}.key", "-in", f"{request}.csr",
                     "-out", f"{name}.pem", "-extensions", kind, "-notext", *days)  # fmt: skip
    return made


LOCAL = Poster(Policy(ports=frozenset(range(1, 65536)), networks=(IPv4Network("127.0.0.0/8"),)), silence=2.0, whole=4.0)


@pytest.fixture(scope="module")
def _authority(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Authority]:
    made = certificates(tmp_path_factory.mktemp("tsa"))

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            query = self.rfile.read(int(self.headers["Content-Length"]))
            made.asked.append(query)
            if made.answer is not None:
                status, kind, body = made.answer(query)
            else:
                status, kind, body = 200, "application/timestamp-reply", made.reply(query)
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            return

    server = HTTPServer(("127.0.0.1", 0), Handler)
    made.url = f"http://127.0.0.1:{server.server_port}/tsa"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield made
    server.shutdown()
    server.server_close()


@pytest.fixture
def authority(_authority: Authority) -> Authority:
    _authority.signer, _authority.answer, _authority.asked = "tsa", None, []
    return _authority


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with Evidence.create(tmp_path / "a", who="tester", clock=lambda: AT) as evidence:
        for n in range(3):
            evidence.capture(b"%d" % n, name=f"{n}", who="tester", at=AT)
    return tmp_path / "a"


def files(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def kinds(folder: Path, root: Path | None = None) -> list[str]:
    return sorted(f.kind for f in verify(folder, roots=trusted(root) if root else ()))


def state(folder: Path, root: Path | None = None) -> str:
    """The state after everything was gone through."""
    check = verify(folder, roots=trusted(root) if root else ())
    list(check)
    return check.state


def overwrite(path: Path, data: bytes) -> None:
    path.chmod(0o644)
    path.write_bytes(data)


def capture_more(folder: Path) -> None:
    with Evidence.open(folder, who="tester", clock=lambda: AT) as evidence:
        evidence.capture(b"later", who="tester", at=AT)


def test_a_stamp_is_kept_recorded_and_checked(authority: Authority, folder: Path) -> None:
    head = anchor(folder)
    kept = authority.stamp(folder)
    assert (kept.seq, kept.hash) == (head.seq, head.hash) and kept.file.startswith("anchors/00000003-")
    assert abs((kept.stamp.time - datetime.now(UTC)).total_seconds()) < 60
    line = json.loads((folder / "ledger.jsonl").read_bytes().splitlines()[-1])
    assert line["what"] == "anchored" and line["stamped_hash"] == head.hash and line["authority"] == "CN=Example authority"
    capture_more(folder)
    check = verify(folder, roots=trusted(authority.root))
    assert list(check) == [] and [a.trust for a in check.anchors] == ["trusted"]
    assert check.state.startswith("anchored through seq 3 at 20")
    assert check.state.endswith(" by CN=Example authority (trusted); the ledger ends with seq 5")
    unchecked = verify(folder)
    assert list(unchecked) == [] and "its signature fits, the authority was not checked" in unchecked.state
    both = verify(folder, expected=head.hash)
    assert list(both) == [] and both.state.startswith("anchored through seq 3 of 5; time-stamped through seq 3 at ")


def test_openssl_checks_it_by_the_hash_alone(authority: Authority, folder: Path) -> None:
    kept = authority.stamp(folder)
    command = ["openssl", "ts", "-verify", "-digest", kept.hash, "-in", str(folder / kept.file), "-CAfile", str(authority.root)]
    assert b"Verification: OK" in subprocess.run(command, capture_output=True).stdout
    command[4] = "0" * 64
    assert subprocess.run(command, capture_output=True).returncode != 0


def test_elliptic_curves_are_checked_too(authority: Authority, folder: Path) -> None:
    authority.signer = "curve"
    authority.stamp(folder)
    assert kinds(folder, authority.root) == [] == kinds(folder)


def test_only_a_hash_goes_out(authority: Authority, folder: Path) -> None:
    kept = authority.stamp(folder)
    assert len(authority.asked) == 1 and bytes.fromhex(kept.hash) in authority.asked[0] and len(authority.asked[0]) < 100


def _other_hash(authority: Authority) -> bytes:
    """A granted stamp over something else."""
    (authority.folder / "x").write_text("something else")
    authority.openssl("ts", "-query", "-data", "x", "-sha256", "-cert", "-out", "x.tsq")
    return authority.reply((authority.folder / "x.tsq").read_bytes())


REPLY = "application/timestamp-reply"
BAD: dict[str, tuple[Callable[[Authority, bytes], tuple[int, str, bytes]], type[Exception]]] = {
    "garbage": (lambda _, __: (200, REPLY, b"\x00garbage" * 20), BadTimestamp),
    "empty": (lambda _, __: (200, REPLY, b""), BadTimestamp),
    "page": (lambda _, __: (200, "text/html", b"<html>"), NoTimestamp),
    "error": (lambda _, __: (503, REPLY, b""), NoTimestamp),
    "moved": (lambda _, __: (302, REPLY, b""), NoTimestamp),
    "too large": (lambda _, __: (200, REPLY, b"0" * 300_000), NoTimestamp),
    "refused": (lambda a, _: (200, REPLY, a.reply(b"no query")), NoTimestamp),
    "other hash": (lambda a, _: (200, REPLY, _other_hash(a)), BadTimestamp),
    "cut": (lambda a, q: (200, REPLY, a.reply(q)[:-20]), BadTimestamp),
    "changed": (lambda a, q: (200, REPLY, a.reply(q)[:-5] + b"xxxxx"), BadTimestamp),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_answers_leave_the_archive_as_it_was(authority: Authority, folder: Path, name: str) -> None:
    make, kind = BAD[name]
    authority.answer = lambda query: make(authority, query)
    before = files(folder)
    with pytest.raises(kind):
        authority.stamp(folder)
    assert files(folder) == before and state(folder) == "unanchored"


def test_an_old_answer_to_the_same_question_is_refused(authority: Authority, folder: Path) -> None:
    """The hash fits and the signature too, but it is an answer to an earlier request."""
    earlier: list[bytes] = []

    def replay(query: bytes) -> tuple[int, str, bytes]:
        earlier.append(authority.reply(query))
        return 200, REPLY, earlier[0]

    authority.answer = replay
    copy = Path(shutil.copytree(folder, folder.parent / "copy"))
    authority.stamp(copy)
    with pytest.raises(BadTimestamp, match="number"):
        authority.stamp(folder)


@pytest.mark.parametrize(
    ("signer", "words"), [("old", "valid from 2020-01-01 to 2021-01-01"), ("self", "not trusted"), ("foreign", "not trusted")]
)
def test_bad_authorities_are_refused(authority: Authority, folder: Path, signer: str, words: str) -> None:
    authority.signer = signer
    before = files(folder)
    with pytest.raises(BadTimestamp, match=words):
        authority.stamp(folder)
    assert files(folder) == before


def test_without_certificates_a_stranger_is_not_called_trusted(authority: Authority, folder: Path) -> None:
    authority.signer = "self"
    assert authority.stamp(folder, roots=False).stamp.trust == UNCHECKED
    assert kinds(folder) == [] and "was not checked" in state(folder)
    check = verify(folder, roots=trusted(authority.root))
    assert [f.kind for f in check] == ["anchor-untrusted"] and check.state == "unanchored" and check.damages == 1


def test_an_authority_that_had_expired(authority: Authority, folder: Path) -> None:
    """Kept by hand, as by a tool that does not look."""
    authority.signer = "old"
    from rawi.archive.stamps import request

    with Evidence.open(folder, read_only=True) as evidence:
        token = authority.reply(request(evidence.ledger.last())[0])
    stamp = stamp_of(token, ())
    assert stamp.trust == EXPIRED
    keep(folder, token, stamp, 3, url=authority.url, who="tester", clock=lambda: AT)
    assert kinds(folder) == ["anchor-expired"] == kinds(folder, authority.root)
    assert state(folder) == "unanchored"


def test_a_stamp_over_another_hash_is_found(authority: Authority, folder: Path) -> None:
    token = _other_hash(authority)
    keep(folder, token, stamp_of(token, ()), 3, url=authority.url, who="tester", clock=lambda: AT)
    assert kinds(folder) == ["anchor-not-in-chain"]


def test_a_stamp_of_another_line_than_the_ledger_says(authority: Authority, folder: Path) -> None:
    copy = Path(shutil.copytree(folder, folder.parent / "copy"))
    kept = authority.stamp(copy)
    keep(folder, (copy / kept.file).read_bytes(), kept.stamp, 1, url=authority.url, who="tester", clock=lambda: AT)
    assert kinds(folder) == ["anchor-wrong-hash"]


@pytest.mark.parametrize("step", [17, pytest.param(1, marks=pytest.mark.slow)])
def test_every_flipped_byte_of_a_token_is_found(authority: Authority, folder: Path, step: int) -> None:
    path = folder / authority.stamp(folder).file
    data = path.read_bytes()
    for at in range(0, len(data), step):
        overwrite(path, data[:at] + bytes([data[at] ^ 1 << (at % 8)]) + data[at + 1 :])
        assert kinds(folder) == ["anchor-damaged"], at
    overwrite(path, data)
    assert kinds(folder) == []


@pytest.mark.parametrize("step", [17, pytest.param(1, marks=pytest.mark.slow)])
def test_flipped_bytes_of_a_token_that_no_line_vouches_for(authority: Authority, folder: Path, step: int) -> None:
    """By the signature alone: what is not signed over is nothing that we read, so either it is found or the token says the same."""
    path = folder / authority.stamp(folder).file
    data, sound = path.read_bytes(), stamp_of(path.read_bytes(), trusted(authority.root))
    silent = 0
    for at in range(0, len(data), step):
        try:
            found = stamp_of(data[:at] + bytes([data[at] ^ 1 << (at % 8)]) + data[at + 1 :], trusted(authority.root))
        except BadTimestamp:
            continue
        silent += found.trust == "trusted"
        same = (found.imprint, found.time, found.authority) == (sound.imprint, sound.time, sound.authority)
        assert found.trust == "untrusted" or same, at
    assert silent < 30


def test_a_deleted_token_and_strange_files(authority: Authority, folder: Path) -> None:
    path = folder / authority.stamp(folder).file
    token = path.read_bytes()
    path.unlink()
    assert kinds(folder) == ["anchor-missing"]
    path.write_bytes(token)
    (folder / "anchors" / "notes.txt").write_text("x")
    (folder / "anchors" / ("00000001-" + "0" * 16 + ".tsr")).write_text("x")
    (folder / "anchors" / ("00000002-" + "0" * 16 + ".tsr")).symlink_to(path)
    assert kinds(folder) == ["anchor-broken", "anchor-orphan", "stray", "stray"]


def test_a_token_that_a_crash_left_behind_counts(authority: Authority, folder: Path) -> None:
    """The file was kept and its line was not: the same as cutting the ledger off right behind the stamped line."""
    authority.stamp(folder)
    path = folder / "ledger.jsonl"
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-1]))
    check = verify(folder)
    assert [(f.kind, f.damage) for f in check] == [("anchor-orphan", False)] and check.state.startswith("anchored through seq 3")


def test_a_cut_tail_is_found_by_a_stamp(authority: Authority, folder: Path) -> None:
    authority.stamp(folder)
    path = folder / "ledger.jsonl"
    lines = path.read_bytes().splitlines(keepends=True)
    for left in (1, 2, 3):
        path.write_bytes(b"".join(lines[:left]))
        assert "anchor-not-in-chain" in kinds(folder), left


def rewritten(folder: Path, change: Callable[[list[dict[str, Any]]], None]) -> None:
    """The whole chain computed anew after a change, as an attacker who can write everything would."""
    path = folder / "ledger.jsonl"
    entries = [json.loads(line) for line in path.read_bytes().splitlines()]
    change(entries)
    previous = FIRST
    for seq, entry in enumerate(entries):
        entry |= {"seq": seq, "previous": previous}
        entry["hash"] = previous = line_hash(entry)
    path.write_bytes(b"".join(canonical(entry) + b"\n" for entry in entries))


def test_a_rewritten_chain_is_found_by_a_stamp_or_a_published_hash_and_by_nothing_else(authority: Authority, folder: Path) -> None:
    head = anchor(folder)

    def backdate(entries: list[dict[str, Any]]) -> None:
        entries[1]["at"] = "2020-01-01T00:00:00.000000Z"

    plain = Path(shutil.copytree(folder, folder.parent / "plain"))
    rewritten(plain, backdate)
    assert kinds(plain) == []
    assert [f.kind for f in verify(plain, expected=head.hash)] == ["not-in-chain"]
    authority.stamp(folder)
    rewritten(folder, backdate)
    assert kinds(folder) == ["anchor-not-in-chain"]

    def claim(entries: list[dict[str, Any]]) -> None:
        entries[-1]["stamped_hash"] = entries[3]["hash"]

    rewritten(folder, claim)
    assert kinds(folder) == ["anchor-not-in-chain"]


def test_who_deletes_the_stamps_too_is_found_only_by_a_copy(authority: Authority, folder: Path) -> None:
    """docs/archive.md says so: it is merely unanchored then."""
    kept = authority.stamp(folder)
    token = (folder / kept.file).read_bytes()
    shutil.rmtree(folder / "anchors")

    def forget(entries: list[dict[str, Any]]) -> None:
        entries[1]["at"] = "2020-01-01T00:00:00.000000Z"
        del entries[-1]

    rewritten(folder, forget)
    assert kinds(folder) == [] and state(folder) == "unanchored"
    (folder / "anchors").mkdir()
    (folder / kept.file).write_bytes(token)
    assert "anchor-not-in-chain" in kinds(folder)


def test_hostile_lines_about_stamps(folder: Path) -> None:
    good = {"sha256": "0" * 64, "size": 1, "stamped_hash": "0" * 64, "stamped_seq": 0}
    with Evidence.open(folder, who="tester", clock=lambda: AT) as evidence:
        for name in ("../../etc/passwd", "anchors/../ledger.jsonl", "anchors/x.tsr", 5, None, "anchors"):
            evidence.record("anchored", who="tester", at=AT, file=name, **good)
        evidence.record("anchored", who="tester", at=AT, file=f"anchors/00000000-{'0' * 16}.tsr", **{**good, "size": "1"})
        evidence.record("anchored", who="tester", at=AT, file=f"anchors/00000000-{'0' * 16}.tsr", **{**good, "sha256": 7})
        evidence.record("anchored", who="tester", at=AT)
    assert kinds(folder) == ["fields"] * 9


def test_an_authority_that_is_not_there(folder: Path) -> None:
    before = files(folder)
    down, nowhere, private = "http://127.0.0.1:1/", "http://tsa.rawi-no-such-host.com/", "http://10.0.0.1/"
    for url, kind in ((down, NoTimestamp), (nowhere, NoTimestamp), (private, ForbiddenAddress)):
        poster = Poster(LOCAL.policy, resolver=lambda *_: (_ for _ in ()).throw(OSError("no such host")), silence=1.0, whole=2.0)
        with pytest.raises(kind):
            stamp_head(folder, url, who="tester", poster=poster)
    with pytest.raises(ForbiddenAddress):
        stamp_head(folder, "http://127.0.0.1/", who="tester")
    assert files(folder) == before


@pytest.mark.parametrize("part", [b"", b"HTTP/1.1 200 OK\r\nContent-Type: application/timestamp-reply\r\nContent-Length: 1000\r\n\r\n"])
def test_an_authority_that_drips_or_is_silent_does_not_hold_us(folder: Path, part: bytes) -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(4096)
                try:
                    connection.sendall(part)
                    for _ in range(200):
                        connection.sendall(b"x" if part else b"")
                        time.sleep(0.1)
                except OSError:
                    return

        threading.Thread(target=serve, daemon=True).start()
        begun = time.monotonic()
        with pytest.raises(NoTimestamp):
            poster = Poster(LOCAL.policy, silence=1.0, whole=1.5)
            stamp_head(folder, f"http://127.0.0.1:{server.getsockname()[1]}/", who="tester", poster=poster)
        assert time.monotonic() - begun < 5


def test_the_command_line(authority: Authority, folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    forbidden = run("anchor", folder, "--tsa", authority.url)
    assert forbidden.exit_code != 0 and "anchors" not in [p.name for p in folder.iterdir()]
    monkeypatch.setattr("rawi.cli.anchor.POLICY", LOCAL.policy)
    done = run("anchor", folder, "--tsa", authority.url, "--tsa-roots", authority.root, "--who", "tester")
    assert done.exit_code == 0 and "(trusted)" in done.stdout and "anchors/00000003-" in done.stderr, done.stderr
    whole = json.loads(run("verify", folder, "--json", "--tsa-roots", authority.root).stdout)
    assert whole["anchors"][0]["trust"] == "trusted" and whole["anchors"][0]["seq"] == 3 and not whole["damaged"]
    assert "(trusted)" in run("verify", folder, "--tsa-roots", authority.root).stdout
    foreign = run("verify", folder, "--tsa-roots", authority.folder / "other.pem")
    assert foreign.exit_code == 65 and "DAMAGE anchor-untrusted" in foreign.stdout
    down = run("anchor", folder, "--tsa", "http://127.0.0.1:1/")
    assert down.exit_code == 69 and "E521" in down.stderr and "not anchored" in down.stderr
    authority.answer = lambda _: (200, REPLY, b"garbage")
    assert run("anchor", folder, "--tsa", authority.url).exit_code == 65
    (tmp_path / "none.pem").write_text("no certificate")
    assert run("verify", folder, "--tsa-roots", tmp_path / "none.pem").exit_code == UnreadableInput.exit_code


def test_without_the_packages(authority: Authority, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    authority.stamp(folder)
    monkeypatch.setitem(sys.modules, "rfc3161_client", None)
    check = verify(folder)
    assert [(f.kind, f.damage) for f in check] == [("anchor-unread", False)] and check.state == "unanchored"
    result = run("anchor", folder, "--tsa", "https://tsa.example.org")
    assert result.exit_code == 69 and "rawi[timestamp]" in result.stderr
