"""Two records of one person in the shapes of the pages: what each says of the other, and who may be the same."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from clinic.records.models import Patient
from clinic.records.queries.merging import said_of
from clinic.web.forms.merging import MergeForm
from clinic.web.templatetags.needlepoint import full_date


def of_patient(patient: Patient) -> dict[str, Any]:
    """Say on a patient's page which other record there is, either way."""
    said = said_of(patient)
    return {
        "points_to": said.points_to,
        "others": [_line(one.patient) | {"merge": one} for one in said.others],
        "merges_undone": said.undone,
    }


def candidates(patient: Patient, others: Sequence[Patient], form: MergeForm) -> dict[str, Any]:
    """Give the records that may be kept as choices, with what tells two people apart."""
    chosen = form["kept"].value()
    return {
        "this": _line(patient),
        "others": [_line(one) | {"checked": str(one.pk) == chosen} for one in others],
    }


def _line(patient: Patient) -> dict[str, Any]:
    reach = [one for one in (patient.phone, patient.email) if one]
    return {
        "value": str(patient.pk),
        "name": patient.name,
        "born": full_date(patient.birth_date),
        "reach": " · ".join(reach),
        "href": reverse("patient", args=[patient.pk]),
    }
