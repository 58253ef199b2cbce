"""The invented clinic and the people who work there."""

from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Final

from clinic.accounts.models import Clinic, Membership, User
from clinic.records.actions.rota import ShiftDetails, add_shifts
from clinic.records.actions.team import (
    ClinicDetails,
    MemberDetails,
    Person,
    accept_invitation,
    choose_pin,
    invite_member,
    set_up_clinic,
)
from clinic.records.actors import Actor

# Known to everybody who reads this: a demonstration holds nobody's data and is served to this machine only.
PASSWORD: Final = "needles and thread"
PIN: Final = "2580"
CLINIC: Final = ClinicDetails(
    name="Linden House (demonstration)",
    country="US",
    time_zone="America/New_York",
    phone="+1 212 555 0142",
    emergency_number="911",
    on_call_name="Dr Ruth Adeyemi",
    on_call_hours="every day, round the clock",
    out_of_hours="The invented clinic round the corner is open at night: 12 Linden Street.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Colleague:
    """Somebody of the invented team. `example` addresses belong to nobody, by internet standard."""

    name: str
    email: str
    details: MemberDetails


DIRECTOR: Final = Colleague(
    name="Dr Ruth Adeyemi",
    email="ruth@linden.example",
    details=MemberDetails(
        role="director", profession="doctor", credential="MD, New York 304117", scope="whole clinic"
    ),
)
TEAM: Final = {
    "dermatologist": Colleague(
        name="Dr Samuel Ortiz",
        email="samuel@linden.example",
        details=MemberDetails(
            role="practitioner", profession="doctor", credential="MD, dermatology, licence NY 288950"
        ),
    ),
    "nurse": Colleague(
        name="Nadia Karim",
        email="nadia@linden.example",
        details=MemberDetails(role="practitioner", profession="nurse", credential="RN, New York 664201"),
    ),
    "aesthetician": Colleague(
        name="Chloe Martin",
        email="chloe@linden.example",
        details=MemberDetails(
            role="practitioner", profession="aesthetician", credential="Esthetician, New York 27AE118"
        ),
    ),
    "front_desk": Colleague(
        name="Ben Silva", email="ben@linden.example", details=MemberDetails(role="front_desk")
    ),
}


ON_CALL: Final = ("nurse", "dermatologist")
ROTA_WEEKS: Final = 8


def write_rota(members: dict[str, Membership], on: date) -> None:
    """Put the nurse first and the dermatologist second, day and night, for the next weeks."""
    director = Actor.member(members["director"])
    for place, name in enumerate(ON_CALL, start=1):
        for days in range(7):
            day = on + timedelta(days=days)
            details = ShiftDetails(on=day, begin=time(0), end=time(0), place=place, weeks=ROTA_WEEKS)
            add_shifts(director, members[name], details)


def is_demonstration() -> bool:
    """Tell whether this database is the demonstration's own: nobody real has an address under `.example`."""
    return User.objects.filter(email=DIRECTOR.email).exists()


def is_empty() -> bool:
    """Tell whether nobody has set up anything in this database."""
    return not Clinic.objects.exists() and not User.objects.exists()


def found_clinic() -> dict[str, Membership]:
    """Set up the clinic with its director, who invites everybody else; each chooses a password and a PIN."""
    person = Person(name=DIRECTOR.name, email=DIRECTOR.email, password=PASSWORD)
    director = set_up_clinic(Actor.system(), CLINIC, person, DIRECTOR.details)
    members = {"director": director}
    for place, colleague in TEAM.items():
        invited = invite_member(Actor.member(director), colleague.name, colleague.email, colleague.details)
        members[place] = accept_invitation(Actor.invited(invited), invited, PASSWORD)
    return {place: choose_pin(Actor.member(member), member, PIN) for place, member in members.items()}
