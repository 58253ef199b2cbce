"""Wrong passwords: counted by address and e-mail, slowed down from everywhere, and nobody kept out for ever."""

from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from axes.models import AccessAttempt
from django.core.exceptions import ImproperlyConfigured
from django.db.models import F
from django.test import Client
from django.urls import reverse

from clinic.project.environment import proxies_in_front
from clinic.web.attempts import KNOWN_BROWSER_COOKIE, SLOWED, WRONG_FROM_EVERYWHERE, client_address
from tests.cast import PASSWORD

LOGIN = "/account/login/"
NURSE = {"login": "nurse@example.org", "password": PASSWORD}


def sign_in(client: Client, address: str = "203.0.113.1", **changed: str) -> int:
    return client.post(LOGIN, NURSE | changed, REMOTE_ADDR=address).status_code


def guess(times: int, address: str = "203.0.113.1") -> list[int]:
    return [sign_in(Client(), address, password="wrong") for _ in range(times)]


def pass_time(time: timedelta) -> None:
    AccessAttempt.objects.update(attempt_time=F("attempt_time") - time)


def guess_from_everywhere(cast) -> None:
    for number in range(WRONG_FROM_EVERYWHERE):
        guess(1, f"198.51.100.{number}")


def test_five_wrong_ones_from_one_address_rest_there_and_nowhere_else(cast):
    assert guess(5)[-1] == 429
    assert sign_in(Client()) == 429
    assert sign_in(Client(), "203.0.113.2") == 302


def test_trying_on_while_the_door_rests_does_not_make_it_rest_longer(cast):
    guess(5)
    pass_time(timedelta(minutes=10))
    assert set(guess(3)) == {429}
    pass_time(timedelta(minutes=6))
    assert sign_in(Client()) == 302


def test_guessing_from_many_addresses_is_slowed_down_and_never_shut(cast):
    guess_from_everywhere(cast)
    assert sign_in(Client(), "203.0.113.9") == 429
    pass_time(SLOWED)
    assert sign_in(Client(), "203.0.113.9", password="wrong") == 200
    assert sign_in(Client(), "203.0.113.10") == 429
    pass_time(SLOWED)
    assert sign_in(Client(), "203.0.113.10") == 302


def test_in_a_browser_that_knows_them_nobody_is_kept_out_by_what_others_guess(cast):
    hers = Client()
    assert sign_in(hers) == 302
    hers.post("/account/logout/")
    guess(5)
    guess_from_everywhere(cast)
    assert sign_in(Client()) == 429
    assert sign_in(hers) == 302


def test_a_browser_that_knows_somebody_counts_as_strictly(cast):
    hers = Client()
    sign_in(hers)
    hers.post("/account/logout/")
    assert [sign_in(hers, password="wrong") for _ in range(5)][-1] == 429
    assert sign_in(hers) == 429


def test_a_browser_knows_only_who_signed_in_there(cast):
    hers = Client()
    sign_in(hers)
    hers.post("/account/logout/")
    guess_from_everywhere(cast)
    assert sign_in(hers, login="doctor@example.org", password="wrong") == 200
    assert AccessAttempt.objects.filter(username="doctor@example.org").exists()


@pytest.mark.parametrize("cookie", ["", "nonsense", "e30:1v:abc"])
def test_a_cookie_that_nobody_signed_knows_nobody(cast, cookie):
    client = Client()
    client.cookies[KNOWN_BROWSER_COOKIE] = cookie
    assert sign_in(client, password="wrong") == 200
    assert AccessAttempt.objects.get().username == "nurse@example.org"


@pytest.mark.parametrize("login", ["\x00", "a" * 5000, "a@b.cd\x00", "א" * 300 + "@example.org"])
def test_nonsense_at_the_door_is_counted_and_breaks_nothing(cast, login):
    assert Client().post(LOGIN, {"login": login, "password": "wrong"}).status_code == 200


def test_no_pin_and_no_answer_is_kept_with_a_wrong_password(cast, as_member):
    as_member("nurse").post(reverse("choose_pin"), {"pin": "1793", "password": "wrong", "words": "acne"})
    kept = AccessAttempt.objects.get()
    assert (kept.get_data, kept.post_data) == ("", "")
    assert "1793" not in str(vars(kept))


# the address of whoever asks


@pytest.mark.parametrize(
    ("proxies", "header", "address"),
    [
        (0, "198.51.100.7", "10.0.0.1"),
        (1, "198.51.100.7", "198.51.100.7"),
        (1, "6.6.6.6, 198.51.100.7", "198.51.100.7"),
        (2, "6.6.6.6, 198.51.100.7, 10.0.0.2", "198.51.100.7"),
        (2, "198.51.100.7", "10.0.0.1"),
        (1, "", "10.0.0.1"),
        (1, "6.6.6.6, nonsense", "10.0.0.1"),
        (1, " 2001:db8::7 ", "2001:db8::7"),
    ],
)
def test_forwarded_addresses_are_read_from_the_right(rf, settings, proxies, header, address):
    settings.PROXIES_IN_FRONT = proxies
    request = rf.get("/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=header)
    assert client_address(request) == address


def test_behind_one_proxy_each_visitor_counts_alone(cast, settings):
    settings.PROXIES_IN_FRONT = 1
    for _ in range(5):
        Client().post(LOGIN, NURSE | {"password": "wrong"}, HTTP_X_FORWARDED_FOR="1.1.1.1, 198.51.100.7")
    locked = Client().post(LOGIN, NURSE, HTTP_X_FORWARDED_FOR="2.2.2.2, 198.51.100.7")
    free = Client().post(LOGIN, NURSE, HTTP_X_FORWARDED_FOR="198.51.100.7, 198.51.100.8")
    assert (locked.status_code, free.status_code) == (429, 302)


@pytest.mark.parametrize("given", ["-1", "9", "one", ""])
def test_a_strange_number_of_proxies_is_refused(given):
    with pytest.raises(ImproperlyConfigured, match="NEEDLEPOINT_PROXIES"):
        proxies_in_front({"NEEDLEPOINT_PROXIES": given})


def test_without_a_word_no_proxy_is_believed():
    assert proxies_in_front({}) == 0


def test_the_second_factor_is_not_guessed_without_end(cast):
    TOTP.activate(cast.nurse, generate_totp_secret())
    client = Client()
    assert client.post(LOGIN, NURSE).url == reverse("mfa_authenticate")
    shown = [client.post(reverse("mfa_authenticate"), {"code": f"{n:06}"}) for n in range(12)]
    assert "Too many" in shown[-1].content.decode()
