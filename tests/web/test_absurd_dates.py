"""A year that cannot be meant is refused beside its field, in a sentence, and nothing is stored."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from clinic.audit.models import AuditEvent
from clinic.records.actions.doors import send_patient_link
from clinic.records.models import HistoryEntry, Patient, PatientLink, SessionEntry
from clinic.web.patient_links import token_of
from tests.record.calls.session import rescreened

PERSON = {"name": "Mary Somerville", "sex": "female", "country": "DE", "language": "en"}
MEMBER = {"role": "practitioner", "profession": "nurse", "version": "1"}
ABSURD = ["0001-01-01", "1800-06-30", "9999-12-31"]


@pytest.mark.parametrize("day", ABSURD)
def test_a_birth_date(cast, as_member, day):
    answer = as_member("front_desk").post(reverse("register_patient"), PERSON | {"birth_date": day})
    assert answer.status_code == 422
    assert "Check the year." in answer.content.decode()
    assert not Patient.objects.filter(name="Mary Somerville").exists()


@pytest.mark.parametrize("day", ABSURD)
def test_the_end_of_a_credential(cast, as_member, day):
    address = reverse("member", args=[cast.members["nurse"].pk])
    answer = as_member("director").post(address, MEMBER | {"valid_until": day})
    assert answer.status_code == 422
    assert "Check the year" in answer.content.decode()
    assert not AuditEvent.objects.filter(deed="amend_member").exists()


@pytest.mark.parametrize("day", ABSURD)
def test_the_last_day_of_a_cartridge(cast, as_member, day):
    session = rescreened(cast)
    typed = {"lot": "SP-2291", "expires_on": day}
    answer = as_member("nurse").post(reverse("session_time_out", args=[session.pk]), typed)
    assert answer.status_code == 422
    words = "sterile pack commonly lasts" if day > "2026" else "expired cartridge is not used"
    assert words in answer.content.decode()
    assert not SessionEntry.objects.filter(what="cartridge").exists()


@pytest.mark.parametrize("field", ["since", "until"])
@pytest.mark.parametrize("year", ["1", "1800", "1950", "2044", "2200", "9999"])
def test_a_day_in_somebodys_history(cast, as_member, field, year):
    address = reverse("history_section", args=[cast.patient.pk, "medicines"])
    typed = {"do": "add", "name": "Isotretinoin", "route": "oral", "status": "active", f"{field}_year": year}
    answer = as_member("nurse").post(address, typed)
    assert answer.status_code == 422
    assert "error-summary" in answer.content.decode()
    assert not HistoryEntry.objects.exists()


def test_a_day_in_the_year_of_birth_and_one_that_is_planned_are_taken(cast, as_member):
    address = reverse("history_section", args=[cast.patient.pk, "medicines"])
    typed = {"do": "add", "name": "Isotretinoin", "route": "oral", "status": "active"}
    years = {"since_year": "1991", "until_year": str(date.today().year + 1)}
    assert as_member("nurse").post(address, typed | years).status_code == 302


@pytest.mark.parametrize("day", ABSURD)
def test_a_birth_date_at_a_link_is_a_slip_and_no_wrong_try(cast, day):
    link = send_patient_link(cast.actor("front_desk"), cast.patient)
    answer = Client().post(reverse("history_by_link", args=[token_of(link)]), {"birth_date": day})
    assert answer.status_code == 422
    assert "Check the year" in answer.content.decode()
    assert PatientLink.objects.get().wrong_birth_dates == 0
