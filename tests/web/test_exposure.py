"""The page of a look-back: however many it found, it is read part by part, and letters leave nobody out."""

from django.urls import reverse

from clinic.records.actions import exposure as deeds
from clinic.records.queries.exposure import Sought
from clinic.web.views import exposure as views
from tests.record.calls.exposure import SOUGHT, somebody_else
from tests.record.calls.session import started

NAMES = ("Ada First", "Bo Second", "Cy Third")


def look_back_of_three(cast):
    started(cast)
    for name in NAMES[1:]:
        somebody_else(cast, name)
        started(cast)
    return deeds.open_look_back(cast.actor("director"), Sought(by=SOUGHT.by, value=SOUGHT.value), "A letter")


def test_many_people_are_shown_part_by_part_and_letters_are_for_all(cast, as_member, monkeypatch):
    row, client = look_back_of_three(cast), as_member("director")
    found = [one.patient.called for one in row.people.select_related("patient")]
    assert len(found) == 3
    address = reverse("look_back", args=[row.pk])
    monkeypatch.setattr(views, "PEOPLE_A_PAGE", 2)
    first, second = client.get(address).content.decode(), client.get(f"{address}?page=2").content.decode()
    assert "Page 1 of 2" in first
    assert "Page 2 of 2" in second
    on_first, on_second = (
        {name for name in found if f">{name}</a></h2>" in page} for page in (first, second)
    )
    assert (len(on_first), len(on_second)) == (2, 1)
    assert on_first | on_second == set(found)
    letters = client.get(reverse("look_back_letters", args=[row.pk])).content.decode()
    assert all(name in letters for name in found)


def test_a_page_number_that_is_none_opens_a_page_that_is_there(cast, as_member):
    address = reverse("look_back", args=[look_back_of_three(cast).pk])
    for typed in ("0", "-1", "99", "two", "9" * 400, "\x00"):
        answer = as_member("director").get(address, {"page": typed})
        assert answer.status_code == 200, typed
        assert "3 people met it" in answer.content.decode()
