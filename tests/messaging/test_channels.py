"""The channels as closed rooms: e-mail by Django's backend, text messages against a provider on this machine."""

import json
import ssl
import threading
import time
from base64 import b64decode
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from smtplib import SMTPAuthenticationError, SMTPRecipientsRefused, SMTPServerDisconnected
from urllib.parse import parse_qs

import pytest
from django.core import mail

from clinic.messaging import set_up, web_request
from clinic.messaging.channel import Outgoing, Refused, Unavailable
from clinic.messaging.mail import Mail
from clinic.messaging.twilio import Account, Twilio
from needlepoint.aftercare.letters import letter_for

LINK = "https://clinic.example/m/abc/"


def outgoing(**changed) -> Outgoing:
    letter = letter_for("en", "Linden Street", LINK, can_be_answered=True)
    usual = {"key": "k-1", "to": "+491712345678", "letter": letter, "clinic": "Linden Street", "link": LINK}
    return Outgoing(**usual | changed)


class FakeProvider(BaseHTTPRequestHandler):
    """Answers as the test says, and keeps what it was asked."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.asked.append(
            (self.path, dict(self.headers), {k: v[0] for k, v in parse_qs(body).items()})
        )
        self.server.answer(self)

    def log_message(self, *given):
        """Say nothing."""

    def give(self, status: int, body: bytes = b"{}", **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture
def provider():
    server = ThreadingHTTPServer(("127.0.0.1", 0), FakeProvider)
    server.asked, server.daemon_threads = [], True
    server.answer = lambda request: request.give(201, b'{"sid": "SM42", "status": "queued"}')
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def sms(provider, **named) -> Twilio:
    account = Account(url=f"http://127.0.0.1:{provider.server_port}", account="AC1", token="secret")
    return Twilio(account, "+15550001", **named)


def answers(provider, status: int, body: bytes = b"{}", **headers: str) -> None:
    provider.answer = lambda request: request.give(status, body, **headers)


def test_a_text_message_is_posted_in_the_providers_form_with_our_key(provider):
    assert sms(provider).send(outgoing(status_address="https://clinic.example/s/")) == "SM42"
    [(path, headers, fields)] = provider.asked
    assert path == "/2010-04-01/Accounts/AC1/Messages.json"
    assert b64decode(headers["Authorization"].removeprefix("Basic ")) == b"AC1:secret"
    assert headers["Idempotency-Key"] == "k-1"
    assert fields == {
        "To": "+491712345678",
        "From": "+15550001",
        "Body": outgoing().letter.text,
        "StatusCallback": "https://clinic.example/s/",
    }


def test_whatsapp_goes_in_an_approved_form(provider):
    sms(provider, prefix="whatsapp:", template="HX7").send(outgoing())
    [(_path, _headers, fields)] = provider.asked
    assert (fields["To"], fields["From"]) == ("whatsapp:+491712345678", "whatsapp:+15550001")
    assert fields["ContentSid"] == "HX7"
    assert json.loads(fields["ContentVariables"]) == {"1": "Linden Street", "2": LINK}
    assert "Body" not in fields


@pytest.mark.parametrize("status", [400, 404, 422])
def test_what_will_never_work_is_refused_with_the_providers_code(provider, status):
    answers(provider, status, b'{"code": 21211, "message": "Invalid +491712345678"}')
    with pytest.raises(Refused) as refused:
        sms(provider).send(outgoing())
    assert str(refused.value) == f"{status} 21211"  # and never the number, which would stand in the log


@pytest.mark.parametrize("status", [401, 403, 408, 429, 500, 502, 503])
def test_what_may_work_later_is_only_unavailable(provider, status):
    answers(provider, status, b"<html>busy</html>")
    with pytest.raises(Unavailable, match=str(status)):
        sms(provider).send(outgoing())


def test_a_redirect_is_not_followed_so_that_credentials_go_nowhere_else(provider):
    answers(provider, 307, Location=f"http://127.0.0.1:{provider.server_port}/elsewhere")
    with pytest.raises(Unavailable, match="307"):
        sms(provider).send(outgoing())
    assert len(provider.asked) == 1


@pytest.mark.parametrize("body", [b"", b"not json", b"[1]", b"\xff\xfe", b'{"status": "queued"}'])
def test_an_answer_without_an_id_still_says_that_it_was_taken(provider, body):
    answers(provider, 201, body)
    assert sms(provider).send(outgoing()) == ""


def test_a_provider_that_says_nothing_or_drips_is_left(provider):
    provider.answer = lambda request: time.sleep(1)
    with pytest.raises(Unavailable, match="TimeoutError"):
        sms(provider, timeout_seconds=0.1).send(outgoing())

    def drip(request):
        request.send_response(201)
        request.send_header("Content-Length", "1000")
        request.end_headers()
        with suppress(ConnectionError):  # nobody listens any more, as it should be
            for _ in range(20):
                request.wfile.write(b" ")
                request.wfile.flush()
                time.sleep(0.03)

    provider.answer = drip
    began = time.monotonic()
    with pytest.raises(Unavailable, match="TimeoutError"):
        sms(provider, timeout_seconds=0.1).send(outgoing())
    assert time.monotonic() - began < 0.5


def test_an_endless_answer_is_read_up_to_its_bound_only(provider, monkeypatch):
    monkeypatch.setattr(web_request, "LONGEST_ANSWER_BYTES", 5_000)
    answers(provider, 201, b"{" + b" " * 200_000 + b'"sid": "SM1"}')
    assert sms(provider).send(outgoing()) == ""


def test_a_provider_that_is_not_there_is_unavailable(provider):
    channel = sms(provider)
    channel.account = Account(url="http://127.0.0.1:9", account="AC1", token="secret")
    with pytest.raises(Unavailable, match="ConnectionRefusedError"):
        channel.send(outgoing())


@pytest.mark.parametrize("address", ["http://api.example/x", "ftp://localhost/x", "http://10.0.0.1/x", "x"])
def test_nothing_is_sent_where_others_could_read_it(address):
    assert not web_request.is_private(address)
    with pytest.raises(Unavailable, match="https://"):
        web_request.post_form(address, {}, user="u", password="p", headers={})


def test_encrypted_means_that_the_name_is_checked():
    assert web_request.is_private("https://api.example/x")
    connection = web_request._connection("https://api.example/x", 1)
    assert connection._context.verify_mode == ssl.CERT_REQUIRED
    assert connection._context.check_hostname


def test_a_mail_carries_its_key_as_its_id_and_says_that_nobody_wrote_it():
    name = Mail().send(outgoing(to="ada@example.org"))
    [sent] = mail.outbox
    assert (sent.to, sent.subject) == (["ada@example.org"], "A message from Linden Street")
    assert sent.message()["Message-ID"] == name == "<k-1@localhost>"
    assert sent.message()["Auto-Submitted"] == "auto-generated"
    assert LINK in sent.body


@pytest.mark.parametrize(
    ("fault", "becomes"),
    [
        (SMTPRecipientsRefused({"a@b.c": (550, b"no such user")}), Refused),
        (SMTPRecipientsRefused({"a@b.c": (450, b"greylisted")}), Unavailable),
        (SMTPAuthenticationError(535, b"who are you"), Unavailable),
        (SMTPServerDisconnected("gone"), Unavailable),
        (ConnectionRefusedError(), Unavailable),
        (TimeoutError(), Unavailable),
    ],
)
def test_what_a_mail_server_says_is_for_ever_or_for_now(monkeypatch, fault, becomes):
    def fails(*given, **named):
        raise fault

    monkeypatch.setattr("django.core.mail.EmailMessage.send", fails)
    with pytest.raises(becomes):
        Mail().send(outgoing(to="a@b.c"))


@pytest.mark.parametrize("to", ["ada@example.org\nBcc: all@example.org", "ada@example.org\r\nX: y"])
def test_an_address_that_would_add_a_header_is_refused(to):
    with pytest.raises(Refused):
        Mail().send(outgoing(to=to))
    assert mail.outbox == []


@pytest.mark.django_db
def test_only_what_is_set_up_can_send(settings):
    settings.EMAIL_HOST = settings.TWILIO_ACCOUNT_SID = ""
    assert set_up.channels() == {}
    settings.EMAIL_HOST = "mail.example"
    settings.TWILIO_ACCOUNT_SID, settings.TWILIO_FROM = "AC1", "+15550001"
    settings.TWILIO_WHATSAPP_FROM = "+15550002"
    assert set(set_up.channels()) == {"email", "sms"}  # WhatsApp needs an approved form
    settings.TWILIO_WHATSAPP_TEMPLATE = "HX7"
    assert set(set_up.channels()) == {"email", "sms", "whatsapp"}
