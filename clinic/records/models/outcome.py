"""The outcome visit: what was seen and said when a series had healed; append-only, the newest counts."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from clinic.records.models.consent import Baseline
from clinic.records.models.patients import Patient
from clinic.records.models.rows import ClinicRow
from clinic.records.models.session import Session
from clinic.records.models.signatures import Signature


class OutcomeVisit(ClinicRow):
    """One visit at which the result of a series was looked at: not before its healing window ends.

    session : the last session of the series
    on : the day of the visit; first_on : the first day on which a result could be read, as it was known then
    baseline : what the person said before the course, where they were asked
    words, rating : what they say today, asked as it was then: 0 is not at all, 10 is as much as can be
    is_healed, unhealed : whether healing is complete, and what is not
    ended_early : why no further session follows, where more had been planned
    """

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="outcome_visits")
    session = models.ForeignKey(Session, models.PROTECT, related_name="outcome_visits")
    on = models.DateField(_("held on"))
    first_on = models.DateField()
    baseline = models.ForeignKey(Baseline, models.PROTECT, null=True, related_name="+")
    words = models.CharField(_("in their own words"), max_length=1000)
    rating = models.PositiveSmallIntegerField(_("0 to 10"))
    is_healed = models.BooleanField(_("healing is complete"))
    unhealed = models.CharField(_("what is not healed"), max_length=400, blank=True)
    ended_early = models.CharField(_("why the series ends here"), max_length=400, blank=True)
    signature = models.OneToOneField(Signature, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-on", "-created_at"]
        indexes = [models.Index(fields=["patient", "-on"], name="outcome_by_patient")]
        constraints = [
            models.CheckConstraint(condition=models.Q(rating__lte=10), name="outcome_0_to_10"),
            models.CheckConstraint(
                condition=models.Q(on__gte=models.F("first_on")), name="outcome_after_healing"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on.isoformat()} {self.rating}/10"

    def said(self) -> dict[str, Any]:
        """Give everything that is signed, as plain values."""
        return {
            "session": str(self.session_id),
            "on": self.on.isoformat(),
            "first_on": self.first_on.isoformat(),
            "baseline": str(self.baseline_id) if self.baseline_id else None,
            "words": self.words,
            "rating": self.rating,
            "is_healed": self.is_healed,
            "unhealed": self.unhealed,
            "ended_early": self.ended_early,
        }
