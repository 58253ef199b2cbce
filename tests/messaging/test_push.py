"""Web push: a knock without a word, proved by the clinic's key, sent to the public internet only."""

import base64
import datetime as dt
import ipaddress
import json
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.x509.oid import NameOID

from clinic.messaging.channel import Gone, Outgoing, Refused, Unavailable
from clinic.messaging.outside import Door, is_public, post_outside, public_door
from clinic.messaging.push import Push, topic_of
from clinic.records import clock
from clinic.records.endpoints import NotOutside, checked_address
from clinic.records.vapid import authorization, key_in, public_text
from needlepoint.aftercare.letters import TEXTS, letter_for, line_for

HOST = "push.example.org"
ADDRESS = f"https://{HOST}/wpush/v2/gAAAAABk?x=1"
CONTACT = "mailto:desk@clinic.example"


class Service:
    """A push service on this machine, that remembers what it was told and answers as a test wants."""

    def __init__(self) -> None:
        self.status, self.location = 201, ""
        self.heard: list[tuple[str, dict[str, str], bytes]] = []


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """Make a certificate for the service, that is trusted by nobody but the test."""
    folder = tmp_path_factory.mktemp("tls")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "service.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path


@contextmanager
def served(service: Service, certificate) -> Iterator[int]:
    """Serve it encrypted, and give its port."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            service.heard.append((self.path, dict(self.headers), self.rfile.read(length)))
            self.send_response(service.status)
            if service.location:
                self.send_header("Location", service.location)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *args: object) -> None:
            return

    server = HTTPServer(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture
def service(certificate, monkeypatch):
    """Give a service, and a channel whose door leads to it alone."""
    found = Service()
    with served(found, certificate) as port:
        real = __import__("socket").create_connection
        monkeypatch.setattr(
            "clinic.messaging.outside.socket.create_connection",
            lambda address, timeout: real((address[0], port), timeout),
        )
        yield found


@pytest.fixture
def channel(certificate, tmp_path):
    context = ssl.create_default_context(cafile=str(certificate))
    door = Door(resolve=lambda host, port: ["127.0.0.1"], is_allowed=lambda number: True, context=context)
    return Push(tmp_path / "push-key.pem", CONTACT, door)


def outgoing(to: str = ADDRESS, key: str = "4f0c") -> Outgoing:
    letter = letter_for("en", "Linden House", "https://clinic.example/m/x/", can_be_answered=False)
    return Outgoing(key=key, to=to, letter=letter, clinic="Linden House", link="https://clinic.example/m/x/")


def read(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def test_a_knock_holds_no_word_and_goes_to_the_address_as_it_was_given(service, channel):
    assert channel.send(outgoing()) == ""
    [(path, headers, body)] = service.heard
    assert path == "/wpush/v2/gAAAAABk?x=1"
    assert body == b""
    assert headers["TTL"] == "86400"
    assert headers["Topic"] == topic_of("4f0c")
    everything = path + str(headers)
    assert "Linden" not in everything
    assert "clinic.example/m/" not in everything


def test_the_proof_is_signed_by_the_clinics_key_for_this_service_and_for_less_than_a_day(service, channel):
    channel.send(outgoing())
    scheme, _, rest = service.heard[0][1]["Authorization"].partition(" ")
    said = dict(part.strip().split("=", 1) for part in rest.split(","))
    head, claims, proof = said["t"].split(".")
    assert (scheme, json.loads(read(head))) == ("vapid", {"typ": "JWT", "alg": "ES256"})
    told = json.loads(read(claims))
    assert told["aud"] == f"https://{HOST}"
    assert told["sub"] == CONTACT
    assert 0 < told["exp"] - dt.datetime.now(dt.UTC).timestamp() < 86_400
    point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), read(said["k"]))
    signature = read(proof)
    both = encode_dss_signature(int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big"))
    point.verify(both, f"{head}.{claims}".encode(), ec.ECDSA(hashes.SHA256()))
    with pytest.raises(InvalidSignature):
        point.verify(both, f"{head}.{claims}x".encode(), ec.ECDSA(hashes.SHA256()))


@pytest.mark.parametrize(
    ("status", "fault"),
    [
        (404, Gone),
        (410, Gone),
        (400, Refused),
        (401, Refused),
        (403, Refused),
        (413, Refused),
        (408, Unavailable),
        (429, Unavailable),
        (500, Unavailable),
        (503, Unavailable),
        (302, Unavailable),
        (307, Unavailable),
    ],
)
def test_what_a_service_answers_is_read_as_what_to_do(service, channel, status, fault):
    service.status, service.location = status, "https://elsewhere.example.org/"
    with pytest.raises(fault) as raised:
        channel.send(outgoing())
    assert raised.type is fault
    assert len(service.heard) == 1


def test_a_service_that_nobody_trusts_is_not_told_anything(service, tmp_path):
    door = Door(
        resolve=lambda host, port: ["127.0.0.1"],
        is_allowed=lambda number: True,
        context=ssl.create_default_context(),
    )
    with pytest.raises(Unavailable):
        Push(tmp_path / "key.pem", CONTACT, door).send(outgoing())
    assert service.heard == []


@pytest.mark.parametrize(
    "address",
    [
        "http://push.example.org/a",
        "https://user:secret@push.example.org/a",
        "https://push.example.org:8443/a",
        "https://127.0.0.1/a",
        "https://[::1]/a",
        "https://localhost/a",
        "https://intranet/a",
        "https://printer.local/a",
        "https://db.internal./a",
        "https://push.example.org/a#b",
        "https://push.example.org/" + "a" * 1_000,
        "https://push.example.org/\r\nHost: x",
        "https://push.exämple.org/a",
        "https://push.example.org:port/a",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "",
    ],
)
def test_an_address_that_could_lead_within_is_refused(address):
    with pytest.raises(NotOutside):
        checked_address(address)


@pytest.mark.parametrize(
    "number",
    [
        *("127.0.0.1", "10.1.2.3", "192.168.0.7", "172.16.0.1", "169.254.169.254", "0.0.0.0", "100.64.0.1"),
        *("::1", "fe80::1%eth0", "fc00::1", "::ffff:10.0.0.1", "::ffff:127.0.0.1", "224.0.0.1", "ff02::1"),
        *("64:ff9b::a00:1", "64:ff9b:1::a00:1", "2002:a00:1::", "::10.0.0.1", "::ffff:0:10.0.0.1", "fec0::1"),
    ],
)
def test_no_number_of_this_house_is_public(number):
    assert not is_public(number)


def test_a_name_of_which_one_number_lies_within_is_not_knocked_at(service, tmp_path):
    names = {HOST: ["93.184.216.34", "10.0.0.1"]}
    door = Door(resolve=lambda host, port: names[host], is_allowed=is_public, context=public_door().context)
    with pytest.raises(Refused, match="no public address"):
        Push(tmp_path / "key.pem", CONTACT, door).send(outgoing())
    assert service.heard == []
    assert is_public("93.184.216.34")
    assert ipaddress.ip_address("93.184.216.34").is_global


def test_a_service_that_drips_is_left_after_the_whole_of_its_time(certificate, tmp_path):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with socket.create_server(("127.0.0.1", 0)) as plain:

        def drip() -> None:
            with suppress(OSError), context.wrap_socket(plain.accept()[0], server_side=True) as one:
                one.recv(4_096)
                for _ in range(100):
                    one.send(b"x")
                    time.sleep(0.1)

        threading.Thread(target=drip, daemon=True).start()
        trusted = ssl.create_default_context(cafile=str(certificate))
        door = Door(
            resolve=lambda host, port: ["127.0.0.1"],
            is_allowed=lambda number: True,
            context=trusted,
            within_seconds=0.5,
        )
        began = time.monotonic()
        with pytest.raises(Unavailable):
            post_outside(f"https://{HOST}:{plain.getsockname()[1]}/a", {}, door)
    assert time.monotonic() - began < 5


def test_an_address_that_gives_no_answer_is_tried_three_times_an_hour(service, certificate, tmp_path):
    asked, is_down = [], [True]

    def resolve(host: str, port: int) -> list[str]:
        asked.append(host)
        if is_down[0]:
            raise OSError("no answer")
        return ["127.0.0.1"]

    context = ssl.create_default_context(cafile=str(certificate))
    door = Door(resolve=resolve, is_allowed=lambda number: True, context=context)
    channel = Push(tmp_path / "push-key.pem", CONTACT, door)
    noon = dt.datetime(2026, 6, 10, 12, tzinfo=dt.UTC)

    def knock(minutes: int, to: str = ADDRESS) -> None:
        with clock.at(noon + dt.timedelta(minutes=minutes)), suppress(Unavailable):
            channel.send(outgoing(to))

    for minutes in (0, 1, 2, 3, 50):
        knock(minutes)
    assert len(asked) == 3
    knock(51, ADDRESS + "2")
    assert len(asked) == 4
    knock(63)
    assert len(asked) == 5
    is_down[0] = False
    knock(64)
    assert (len(asked), len(service.heard)) == (6, 1)
    is_down[0] = True
    for minutes in (65, 66, 67, 68):
        knock(minutes)
    assert len(asked) == 9


def test_of_two_who_make_the_key_at_once_one_counts_and_none_is_half_written(tmp_path):
    path = tmp_path / "push-key.pem"
    key_in.cache_clear()
    with ThreadPoolExecutor(8) as pool:
        texts = set(pool.map(lambda _: public_text(key_in.__wrapped__(path)), range(16)))
    assert len(texts) == 1
    assert [one.name for one in tmp_path.iterdir()] == ["push-key.pem"]


def test_the_key_is_made_once_for_its_owner_only_and_stays(tmp_path):
    path = tmp_path / "push-key.pem"
    text = public_text(key_in(path))
    assert path.stat().st_mode & 0o777 == 0o600
    key_in.cache_clear()
    assert public_text(key_in(path)) == text
    assert len(read(text)) == 65
    assert read(text)[0] == 4


def test_a_file_that_holds_another_kind_of_key_says_what_to_do(tmp_path):
    from cryptography.hazmat.primitives.asymmetric import ed25519

    path = tmp_path / "push-key.pem"
    other = ed25519.Ed25519PrivateKey.generate()
    path.write_bytes(
        other.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    with pytest.raises(TypeError, match="Remove the file"):
        key_in(path)


def test_a_second_knock_for_a_message_takes_the_place_of_the_first_and_names_nothing():
    assert topic_of("a") == topic_of("a") != topic_of("b")
    assert len(topic_of("a")) == 32


def test_the_moment_of_the_proof_is_the_clinics(tmp_path):
    moment = dt.datetime(2027, 1, 1, tzinfo=dt.UTC)
    header = authorization(key_in(tmp_path / "key.pem"), f"https://{HOST}", CONTACT, moment)
    claims = json.loads(read(header.split("t=")[1].split(".")[1]))
    assert claims["exp"] == int((moment + dt.timedelta(hours=12)).timestamp())


@pytest.mark.parametrize("language", sorted(TEXTS))
def test_the_line_on_the_screen_is_neutral_and_holds_no_address(language):
    line = line_for(language, "Linden House\nEvil")
    assert "Linden House Evil" in line
    assert "{" not in line
    assert "http" not in line
