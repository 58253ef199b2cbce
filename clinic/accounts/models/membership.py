"""Who works in which clinic, as what, and with which credential."""

import uuid
from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from clinic.accounts.models.clinic import Clinic
from clinic.accounts.models.user import User


class Role(models.TextChoices):
    """What somebody is to the clinic."""

    PRACTITIONER = "practitioner", _("Practitioner")
    DIRECTOR = "director", _("Medical director")
    FRONT_DESK = "front_desk", _("Front desk")


class Profession(models.TextChoices):
    """The profession whose credential somebody holds."""

    DOCTOR = "doctor", _("Doctor")
    NURSE = "nurse", _("Nurse")
    AESTHETICIAN = "aesthetician", _("Aesthetician")
    NONE = "none", _("No clinical profession")


class MembershipState(models.TextChoices):
    """Where somebody stands between being invited and having left."""

    INVITED = "invited", _("Invited")
    ACTIVE = "active", _("Active")
    SUSPENDED = "suspended", _("Suspended")
    WITHDRAWN = "withdrawn", _("Invitation withdrawn")


class Membership(models.Model):
    """One person's place in one clinic."""

    machine = "membership"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="memberships")
    user = models.ForeignKey(User, models.PROTECT, related_name="memberships")
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    profession = models.CharField(
        _("profession"), max_length=20, choices=Profession.choices, default=Profession.NONE
    )
    credential = models.CharField(_("credential"), max_length=200, blank=True)
    scope = models.CharField(_("scope of practice"), max_length=400, blank=True)
    valid_until = models.DateField(_("credential valid until"), null=True, blank=True)
    needs_cosign = models.BooleanField(_("sessions are countersigned by the medical director"), default=False)
    state = models.CharField(max_length=12, choices=MembershipState.choices, default=MembershipState.INVITED)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["clinic", "user"], name="one_membership_per_clinic")]
        ordering = ["user__name"]

    def __str__(self) -> str:
        return f"{self.user.name}, {self.get_role_display()}"

    @property
    def is_clinical(self) -> bool:
        """Tell whether this person has a clinical profession."""
        return self.profession != Profession.NONE

    def is_credential_valid(self, on: date) -> bool:
        """Tell whether the credential holds on a day; one without an end holds until it is given one."""
        return self.is_clinical and (self.valid_until is None or self.valid_until >= on)
