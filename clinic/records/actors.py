"""Who does a deed: somebody who works here, a patient, somebody invited, or the system."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from clinic.accounts.models import Clinic, Membership
from clinic.records import clock

MEMBER = "member"
PATIENT = "patient"
INVITED = "invited"
SYSTEM = "system"


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """The person behind a request, as the deeds see them.

    sitting : of a patient, the browser or the tablet at which they sit; handover : the tablet's handing over
    """

    kind: str
    id: str
    name: str
    clinic: Clinic | None
    membership: Membership | None = None
    sitting: str = ""
    handover: str = ""

    @classmethod
    def member(cls, membership: Membership) -> "Actor":
        """Somebody who works here."""
        return cls(
            kind=MEMBER,
            id=str(membership.pk),
            name=membership.user.name,
            clinic=membership.clinic,
            membership=membership,
        )

    @classmethod
    def invited(cls, membership: Membership) -> "Actor":
        """Somebody who holds an invitation and has not accepted it yet."""
        return cls(kind=INVITED, id=str(membership.pk), name=membership.user.name, clinic=membership.clinic)

    @classmethod
    def patient(cls, patient: Any, *, sitting: str = "", handover: str = "") -> "Actor":
        """A patient, by a signed link or on a tablet that was handed over."""
        return cls(
            kind=PATIENT,
            id=str(patient.pk),
            name=patient.called,
            clinic=patient.clinic,
            sitting=sitting or handover,
            handover=handover,
        )

    @classmethod
    def system(cls, clinic: Clinic | None = None) -> "Actor":
        """The program itself, on a command line or a timer."""
        return cls(kind=SYSTEM, id="", name="Needlepoint", clinic=clinic)

    @property
    def role(self) -> str:
        """Give the role of somebody who works here, else the kind of actor."""
        return self.membership.role if self.membership else self.kind

    @property
    def profession(self) -> str:
        """Give the clinical profession, or nothing."""
        return self.membership.profession if self.membership else ""

    @property
    def today(self) -> date:
        """Tell which day it is in this person's clinic."""
        if self.clinic is None:
            raise ValueError(
                "actor.today: this actor belongs to no clinic, so there is no day. Give it a clinic."
            )
        return clock.today(self.clinic.zone)
