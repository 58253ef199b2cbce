"""Patients: who they are, how they want to be called, and how they are found."""

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from clinic.accounts.countries import COUNTRY_CHOICES
from clinic.records.models.rows import ClinicRow
from clinic.records.models.signatures import Signature


class Sex(models.TextChoices):
    """Sex as far as the skin and the label need it; whether somebody can be pregnant is asked on its own."""

    FEMALE = "female", _("Female")
    MALE = "male", _("Male")
    OTHER = "other", _("Other")
    UNKNOWN = "unknown", _("Not said")


class PatientState(models.TextChoices):
    """Whether the record stands or was made in error."""

    REGISTERED = "registered", _("Registered")
    ENTERED_IN_ERROR = "entered_in_error", _("Entered in error")


class Patient(ClinicRow):
    """One person in one clinic."""

    machine = "patient"

    name = models.CharField(_("name"), max_length=200)
    chosen_name = models.CharField(_("chosen name"), max_length=200, blank=True)
    birth_date = models.DateField(_("birth date"))
    sex = models.CharField(_("sex"), max_length=10, choices=Sex.choices, default=Sex.UNKNOWN)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    language = models.CharField(_("language"), max_length=35, default="en")
    country = models.CharField(_("country"), max_length=2, choices=COUNTRY_CHOICES)
    # The digits of the telephone number from the last to the first, so that a local form finds an international one.
    phone_key = models.CharField(max_length=40, blank=True, editable=False)
    state = models.CharField(max_length=20, choices=PatientState.choices, default=PatientState.REGISTERED)
    version = models.PositiveIntegerField(default=1)
    # Another record of the same person, which is kept; why, and by whom, is said in a row of its own.
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="duplicates")
    # Whether others point here, so that every page can say so without asking.
    has_duplicates = models.BooleanField(default=False)
    # Whether anything was ever said of this record with another, so that nobody asks where nothing was.
    was_merged = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["clinic", "birth_date"], name="patient_by_birth_date"),
            models.Index(fields=["clinic", "-created_at"], name="patient_by_registration"),
            models.Index(
                fields=["clinic", "phone_key"],
                opclasses=["uuid_ops", "varchar_pattern_ops"],
                name="patient_by_phone",
            ),
        ]

    def __str__(self) -> str:
        return self.called

    @property
    def called(self) -> str:
        """Give the name by which this person wants to be called."""
        return self.chosen_name or self.name

    def age_on(self, day: date) -> int:
        """Give the age in whole years on a day."""
        had_birthday = (day.month, day.day) >= (self.birth_date.month, self.birth_date.day)
        return day.year - self.birth_date.year - (not had_birthday)


class PatientNameWord(models.Model):
    """One word of a patient's names without accents and capitals, for search by its beginning."""

    clinic = models.ForeignKey("accounts.Clinic", models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="name_words")
    word = models.CharField(max_length=200)

    class Meta:
        indexes = [
            models.Index(
                fields=["clinic", "word"],
                opclasses=["uuid_ops", "varchar_pattern_ops"],
                name="patient_by_word",
            ),
        ]

    def __str__(self) -> str:
        return self.word


class EnteredInError(ClinicRow):
    """The signed and lasting mark on a record that was made on the wrong person; append-only."""

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="errors")
    subject_type = models.CharField(max_length=60)
    subject_id = models.UUIDField()
    reason = models.CharField(_("reason"), max_length=400)
    signature = models.OneToOneField(Signature, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["created_at"]

    def __str__(self) -> str:
        return self.reason


class Attendance(ClinicRow):
    """A patient in the house on one day: when they came and when they went."""

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="attendances")
    day = models.DateField()
    left_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["clinic", "day"], name="attendance_by_day"),
            # Who is here now, without reading everybody who ever was.
            models.Index(
                fields=["clinic", "created_at"], condition=models.Q(left_at=None), name="attendance_open"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["patient"], condition=models.Q(left_at=None), name="one_open_attendance"
            ),
        ]
        ordering = ["created_at"]

    def __str__(self) -> str:
        return f"{self.patient_id} {self.day}"
