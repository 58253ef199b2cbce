"""The cast: everybody who may stand at a screen, in two clinics, and the doors by which they come in."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client

from clinic.accounts.models import Clinic, Membership, User
from clinic.audit.triggers import install, promised, remove
from clinic.records.actions.patients import PatientDetails, register_patient
from clinic.records.actors import Actor
from clinic.records.models import Patient

BEGINNING = datetime(2026, 1, 5, 8, tzinfo=UTC)
PASSWORD = "a needle and some thread"
PIN = "2580"
# name in the cast: role, profession
MEMBERS = {
    "doctor": ("practitioner", "doctor"),
    "nurse": ("practitioner", "nurse"),
    "aesthetician": ("practitioner", "aesthetician"),
    "director": ("director", "none"),
    "front_desk": ("front_desk", "none"),
    "lapsed": ("practitioner", "nurse"),
    "suspended": ("practitioner", "doctor"),
    "invited": ("practitioner", "nurse"),
}


class Cast:
    """Two clinics, their people and a patient each; a stranger belongs to neither."""

    def __init__(self) -> None:
        self.clinic = make_clinic("Linden Street")
        self.other_clinic = make_clinic("Harbour View")
        self.members = {name: self._member(name) for name in MEMBERS}
        self.members["outsider"] = make_member(self.other_clinic, "outsider", "practitioner", "doctor")
        self.stranger = make_user("stranger")
        self.patient = register_patient(self.actor("director"), details("Ada Lovelace"))
        self.other_patient = register_patient(self.actor("outsider"), details("Grace Hopper"))

    def _member(self, name: str) -> Membership:
        member = make_member(self.clinic, name, *MEMBERS[name])
        member.state = {"suspended": "suspended", "invited": "invited"}.get(name, "active")
        member.valid_until = date(2020, 1, 1) if name == "lapsed" else None
        member.save()
        return member

    def __getattr__(self, name: str) -> User:
        return self.members[name].user

    def actor(self, name: str) -> Actor:
        """Give somebody as the deeds see them, as they are now."""
        return Actor.member(Membership.objects.select_related("clinic", "user").get(pk=self.members[name].pk))


def make_clinic(name: str) -> Clinic:
    """Make a clinic in Berlin."""
    return Clinic.objects.create(
        name=name,
        country="DE",
        time_zone="Europe/Berlin",
        phone="+49 30 1234567",
        emergency_number="112",
        created_at=BEGINNING,
    )


def make_user(name: str) -> User:
    """Make somebody who can sign in."""
    user = User.objects.create_user(f"{name}@example.org", PASSWORD, name=name.replace("_", " ").title())
    user.set_pin(PIN, BEGINNING)
    user.save()
    return user


def make_member(clinic: Clinic, name: str, role: str, profession: str) -> Membership:
    """Give somebody an active place in a clinic."""
    return Membership.objects.create(
        clinic=clinic,
        user=make_user(name),
        role=role,
        profession=profession,
        credential=f"{profession} 4711",
        state="active",
        created_at=BEGINNING,
    )


def details(name: str = "Ada Lovelace", **changed) -> PatientDetails:
    """Give the details of somebody to register."""
    usual = {"birth_date": date(1991, 4, 2), "country": "DE", "phone": "+49 171 2345678", "sex": "female"}
    return PatientDetails(name=name, **(usual | changed))


@pytest.fixture(autouse=True)
def quick_hashes(settings) -> None:
    """Hash passwords fast, their slowness is Django's to test, and forget who signed in how often."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    cache.clear()


@pytest.fixture(autouse=True)
def own_photographs(settings, tmp_path) -> None:
    """Let each test have a folder of photographs of its own."""
    settings.PHOTOGRAPH_FOLDER = tmp_path / "photographs"


@pytest.fixture
def cast(db: None) -> Cast:
    """Give the whole cast."""
    return Cast()


@pytest.fixture
def as_member(cast: Cast) -> Callable[[str | None], Client]:
    """Give a browser in which somebody of the cast is signed in; None: nobody is."""

    def signed_in(name: str | None) -> Client:
        client = Client(raise_request_exception=True)
        if name:
            client.force_login(
                getattr(cast, name), backend="allauth.account.auth_backends.AuthenticationBackend"
            )
        return client

    return signed_in


@contextmanager
def without_triggers() -> Iterator[None]:
    """Take the refusing triggers away, for clearing up after a test and for playing the attacker."""
    operations = list(promised())
    for operation in operations:
        remove(connection, operation)
    try:
        yield
    finally:
        for operation in operations:
            install(connection, operation)


@contextmanager
def undone() -> Iterator[None]:
    """Do something and take all of it back, so that the next person finds the same rows."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def committed_db(django_db_setup, django_db_blocker) -> Iterator[None]:
    """Give a database in which commits are real, for threads and for triggers; it is emptied afterwards."""
    with django_db_blocker.unblock():
        try:
            yield
        finally:
            with without_triggers():
                call_command("flush", interactive=False, verbosity=0)
            connection.close()


def later(days: int) -> datetime:
    """Give a moment some days after the beginning."""
    return BEGINNING + timedelta(days=days)


__all__ = [
    "Cast",
    "Patient",
    "as_member",
    "cast",
    "committed_db",
    "details",
    "later",
    "own_photographs",
    "quick_hashes",
    "undone",
    "without_triggers",
]
