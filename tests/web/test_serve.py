"""The first start and the settings: private by default, and refusals in sentences."""

import os
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError

from clinic.project.environment import data_folder, database, secret_key
from clinic.records.management.commands.lifecycle import document
from clinic.web import background
from clinic.web.management.commands.serve import check_is_private, setup_word

REPOSITORY = Path(__file__).parents[2]


def asked_of_settings(question: str, folder: Path, **environment: str) -> str:
    """Read the settings in a process of their own, under another environment."""
    program = f"from clinic.project import settings; print({question})"
    given = {**os.environ, "NEEDLEPOINT_DATA": str(folder), **environment}
    done = subprocess.run(
        [sys.executable, "-c", program], env=given, cwd=REPOSITORY, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def test_the_data_folder_and_the_secret_key_are_made_once_and_closed_to_others(tmp_path):
    folder = data_folder({"NEEDLEPOINT_DATA": str(tmp_path / "var")})
    first = secret_key(folder)
    assert len(first) >= 50
    assert secret_key(folder) == first
    assert stat.S_IMODE((folder / "secret-key").stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_secret_key_that_is_too_short_is_refused(tmp_path):
    (tmp_path / "secret-key").write_text("short")
    with pytest.raises(ImproperlyConfigured, match="at least 50 characters"):
        secret_key(tmp_path)


def test_the_address_of_the_database_is_read_and_a_strange_one_refused(tmp_path):
    described = database(
        {"DATABASE_URL": "postgres://anna:p%40ss@db.example:5433/clinic?sslmode=require"}, tmp_path
    )
    assert (described["USER"], described["PASSWORD"], described["PORT"]) == ("anna", "p@ss", "5433")
    assert described["OPTIONS"] == {"sslmode": "require"}
    assert str(database({"DATABASE_URL": "sqlite:////data/x.db"}, tmp_path)["NAME"]) == "/data/x.db"
    assert database({}, tmp_path)["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL"):
        database({"DATABASE_URL": "mysql://x/y"}, tmp_path)


def test_cookies_are_secure_exactly_where_the_public_address_is(tmp_path):
    question = "settings.SESSION_COOKIE_SECURE, settings.CSRF_COOKIE_SECURE, settings.SECURE_HSTS_SECONDS > 0"
    secure = asked_of_settings(question, tmp_path, PUBLIC_URL="https://clinic.example")
    plain = asked_of_settings(question, tmp_path, PUBLIC_URL="http://localhost:8000")
    assert (secure, plain) == ("True True True", "False False False")


def test_nothing_is_in_debug_unless_somebody_says_so(tmp_path):
    assert asked_of_settings("settings.DEBUG", tmp_path) == "False"


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "::", "clinic.example", ""])
def test_plain_http_is_refused_where_others_could_listen(host):
    with pytest.raises(CommandError, match="unencrypted"):
        check_is_private(host, None, None)


def test_loopback_and_a_certificate_are_served(settings, tmp_path):
    certificate = tmp_path / "c.pem"
    certificate.write_text("PEM")
    check_is_private("127.0.0.1", None, None)
    check_is_private("::1", None, None)
    with pytest.raises(CommandError, match="PUBLIC_URL=https"):
        check_is_private("0.0.0.0", certificate, certificate)
    settings.IS_HTTPS = True
    check_is_private("0.0.0.0", certificate, certificate)
    with pytest.raises(CommandError, match="belong together"):
        check_is_private("0.0.0.0", certificate, None)
    with pytest.raises(CommandError, match="no such file"):
        check_is_private("0.0.0.0", tmp_path / "none", certificate)


def test_the_set_up_word_is_made_once_and_closed_to_others(settings, tmp_path):
    settings.SETUP_TOKEN_FILE = tmp_path / "setup-token"
    assert setup_word() == setup_word()
    assert stat.S_IMODE(settings.SETUP_TOKEN_FILE.stat().st_mode) == 0o600


def test_the_page_of_states_and_deeds_is_written_from_the_code():
    assert "registered --> entered_in_error: mark_patient_entered_in_error" in document()
    assert "| suspend_member | the medical director |" in document()


def test_the_sender_beside_the_server_ends_with_it_and_is_begun_again_when_it_dies(monkeypatch, tmp_path):
    told = tmp_path / "told"
    write = f"(lambda word: open({str(told)!r}, 'a').write(word))"
    lives = f"import sys; {write}('begun '); sys.stdin.read(); {write}('ended ')"
    dies = f"{write}('died ')"
    monkeypatch.setattr(background, "BEGIN_AGAIN_AFTER_SECONDS", 0.01)
    monkeypatch.setattr(background, "COMMAND", (sys.executable, "-c", dies))
    with background.sending_beside(is_on=True):
        wait_until(lambda: told.exists() and told.read_text().count("died") > 1)
    told.unlink()
    monkeypatch.setattr(background, "COMMAND", (sys.executable, "-c", lives))
    with background.sending_beside(is_on=True):
        wait_until(lambda: told.exists() and told.read_text() == "begun ")
    assert told.read_text() == "begun ended "


def test_nothing_is_sent_beside_a_server_that_was_told_not_to(monkeypatch):
    monkeypatch.setattr(background, "COMMAND", ("no-such-program",))
    with background.sending_beside(is_on=False):
        assert "messages" not in {thread.name for thread in threading.enumerate()}


def wait_until(is_so, seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.05)
