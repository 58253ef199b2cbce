"""The drawn line of healing on the patient's pages: where the skin is today, and when a result can first be judged."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from clinic.records import clock
from clinic.records.models import AftercareSheet
from clinic.web.shown.healing import line_for_page, place_of
from needlepoint.aftercare.healing import healing_line
from needlepoint.protocols.library import shipped_content
from tests.record.calls.worries import named_on_call
from tests.web.test_aftercare import BORN, address, opened
from tests.web.test_languages import page, speaking


def section(text: str) -> str:
    found = re.search(r'<section class="stack healing".*?</section>', text, re.DOTALL)
    assert found
    return found[0]


def line_on(day: int) -> dict:
    whole = AftercareSheet.objects.get().to_domain()
    return line_for_page(whole, whole.on + timedelta(days=day))


@pytest.mark.parametrize(("day", "name"), [(0, "Inflammation"), (6, "Proliferation"), (70, "Remodelling")])
def test_the_page_says_where_the_skin_is_today(cast, as_member, day, name):
    browser, link = opened(cast, as_member)
    with clock.at(clock.now() + timedelta(days=day)):
        link.expires_at = clock.now() + timedelta(days=1)
        link.save()
        browser.post(address(link), {"birth_date": BORN})
        text = section(page(browser, link))
    here = re.findall(r'<li aria-current="date"><p><strong>([^<]+)</strong>', text)
    assert here == [name]
    assert text.count("healing__phase--now") == 1
    assert "Not drawn to scale" in text


def test_after_a_year_no_phase_is_now_and_it_says_so(cast, as_member):
    opened(cast, as_member)
    line = line_on(400)
    assert line["is_over"]
    assert not any(one["is_now"] for one in line["phases"])
    assert line["here"] == line["width"]


def test_a_later_day_is_never_drawn_before_an_earlier_one(cast, as_member):
    opened(cast, as_member)
    places = [line_on(day)["here"] for day in range(0, 400, 3)]
    assert places == sorted(places)


def test_the_first_reading_is_drawn_where_its_day_lies(cast, as_member):
    opened(cast, as_member)
    sheet, line = AftercareSheet.objects.get(), line_on(1)
    first_on = sheet.to_domain().first_reading.first_on
    phases = healing_line(sheet.on, shipped_content())
    assert line["first_on"] == first_on
    assert line["reading"] == (None if first_on is None else place_of(phases, first_on))


def test_it_is_kept_without_network_and_shown_to_staff(cast, as_member):
    named_on_call(cast)
    browser, link = opened(cast, as_member)
    assert "Inflammation" in section(page(browser, link, "aftercare_kept_by_link"))
    staff = as_member("nurse").get(reverse("aftercare", args=[cast.patient.pk])).content.decode()
    assert "Inflammation" in section(staff)


def test_it_is_told_in_the_language_and_runs_from_the_right_in_arabic(cast, as_member):
    text = section(page(*speaking(cast, as_member, "ar")))
    assert "Inflammation" not in text
    assert "الالتهاب" in text
