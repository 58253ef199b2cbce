"""The pages of two records of one person: found, compared, signed, shown on both, and taken back."""

from html import unescape

import pytest
from django.urls import reverse

from clinic.records.actions.patients import mark_patient_entered_in_error
from clinic.records.models import PatientMerge
from tests.record.calls.merging import REASON, another_record, fresh, merged


def text_of(client, name: str, patient) -> str:
    return unescape(client.get(reverse(name, args=[patient.pk])).content.decode())


def post(client, patient, **said):
    usual = {"reason": REASON, "version": str(fresh(patient).version)}
    return client.post(reverse("merge_patient", args=[patient.pk]), usual | said)


def test_another_record_is_looked_for_and_chosen_by_what_tells_two_people_apart(cast, as_member):
    other, client = another_record(cast), as_member("nurse")
    assert f'value="{other.pk}"' not in text_of(client, "merge_patient", cast.patient)
    found = post(client, cast.patient, q="Somerville", find="yes").content.decode()
    assert f'value="{other.pk}"' in found
    assert REASON.split(";")[0] in unescape(found)
    assert not PatientMerge.objects.exists()


def test_signed_it_leads_to_the_kept_record_and_both_say_so(cast, as_member):
    other, client = another_record(cast), as_member("director")
    answer = post(client, cast.patient, q="Somerville", kept=str(other.pk), sign="yes")
    assert answer.url == reverse("patient", args=[other.pk])
    kept, duplicate = text_of(client, "patient", other), text_of(client, "patient", cast.patient)
    assert "There is another record of this person:" in kept
    assert "are not read here" in kept
    assert "A second record of one person." in duplicate
    for page in (kept, duplicate):
        assert REASON in page
        assert "Director" in page


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"reason": ""}, "This field is required."),
        ({"kept": ""}, "Choose the record that is kept"),
        ({"kept": "nobody"}, "Choose one of the list."),
        ({"reason": "x" * 500_000}, "at most 400 characters"),
        ({"version": "0"}, "changed"),
        ({"version": "soon"}, "whole number"),
    ],
)
def test_what_cannot_be_is_a_sentence_and_nothing_is_stored(cast, as_member, said, told):
    other, client = another_record(cast), as_member("director")
    answer = post(client, cast.patient, **{"q": "Somerville", "kept": str(other.pk)} | said)
    assert answer.status_code in (409, 422)
    assert told in unescape(answer.content.decode())
    assert not PatientMerge.objects.exists()


def test_a_mistake_is_taken_back_and_what_was_said_stays(cast, as_member):
    duplicate, client = merged(cast), as_member("nurse")
    assert "no longer points to that of" in text_of(client, "undo_merge", duplicate)
    said = {"reason": "Two sisters <b>", "version": str(duplicate.version)}
    client.post(reverse("undo_merge", args=[duplicate.pk]), said)
    page = client.get(reverse("patient", args=[duplicate.pk])).content.decode()
    assert "that was taken back" in page
    assert "Two sisters &lt;b&gt;" in page
    assert "A second record of one person." not in page
    assert client.post(reverse("undo_merge", args=[duplicate.pk]), said).status_code in (409, 422)


def test_the_desk_sees_the_pointer_and_no_way_to_set_it(cast, as_member):
    duplicate, desk = merged(cast), as_member("front_desk")
    page = text_of(desk, "patient", duplicate)
    assert "A second record of one person." in page
    assert reverse("undo_merge", args=[duplicate.pk]) not in page
    assert desk.get(reverse("merge_patient", args=[duplicate.pk])).status_code == 403


def test_another_clinic_finds_nothing_here(cast, as_member):
    stranger = as_member("stranger") if "stranger" in cast.members else None
    address = reverse("merge_patient", args=["00000000-0000-0000-0000-000000000000"])
    client = stranger or as_member("nurse")
    assert client.get(address).status_code == 404


def test_a_patient_page_asks_at_most_twelve_times_with_and_without(
    cast, as_member, django_assert_max_num_queries
):
    duplicate, client = merged(cast), as_member("nurse")
    for one in (duplicate, duplicate.merged_into):
        text_of(client, "patient", one)
        with django_assert_max_num_queries(12):
            text_of(client, "patient", one)


def test_the_page_of_a_record_that_points_and_is_marked_as_an_error_leads_to_taking_it_back(cast, as_member):
    client, row = as_member("director"), merged(cast)
    mark_patient_entered_in_error(cast.actor("director"), row, "The wrong twin", version=row.version)
    address = reverse("undo_merge", args=[row.pk])
    assert address in client.get(reverse("patient", args=[row.pk])).content.decode()
    said = {"reason": "Two sisters", "version": fresh(row).version}
    assert client.post(address, said).url == reverse("patient", args=[row.pk])
    assert fresh(row).merged_into_id is None
