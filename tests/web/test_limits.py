"""A director draws limits on a page, sees first what they would stop, and is told of the impossible in a sentence."""

import pytest
from django.urls import reverse

from clinic.records.models import PolicyDraft
from clinic.records.snapshots import policy_file_from_text
from needlepoint.planning.possible import impossible_settings
from needlepoint.protocols.library import shipped_content
from needlepoint.protocols.limits import with_limits
from needlepoint.protocols.model.overlay import Limited
from tests.record.calls.planning import an_approved_plan

CAP = "tips-past-dermis"


@pytest.fixture
def director(as_member):
    return as_member("director")


@pytest.fixture
def put(cast, director):
    """Sends the form of a limit, and gives the answer."""
    director.post(reverse("policy_start"))

    def send(deed: str = "keep", **typed):
        usual = {"constraint": CAP, "at_most": "0.1", "reason": "Our audit", "deed": deed}
        version = PolicyDraft.objects.get().version
        return director.post(reverse("policy_limit"), usual | {"version": version} | typed)

    return send


def limits() -> tuple[Limited, ...]:
    return policy_file_from_text(PolicyDraft.objects.get().text).limit


def test_a_closer_limit_goes_into_the_draft(put):
    assert put().url == reverse("policy_draft")
    assert limits() == (Limited(constraint=CAP, at_most=0.1, reason="Our audit"),)


def test_a_wider_one_carries_the_name_of_the_director_and_its_day(put, cast):
    assert put(at_most="0.5", since="2026-11-01").status_code == 302
    (one,) = limits()
    assert (one.by, one.on.isoformat()) == (cast.actor("director").name, "2026-11-01")


def test_what_it_would_stop_is_shown_before_and_nothing_is_stored(put, cast):
    an_approved_plan(cast)
    page = put("preview", at_most="0", is_hard="on").content.decode()
    assert "Impossible: no length keeps to these limits together." in page
    assert "even 0.25 mm breaks tips past the dermis in thin skin (at most 0 fraction of tips)" in page
    assert "1 open plan was held against them" in page
    assert "Cheek" in page.partition("limits-impact")[2]
    assert limits() == ()


def test_a_limit_that_bears_on_nobody_says_so(put, cast):
    an_approved_plan(cast)
    page = put("preview", constraint="density-in-darker-skin", at_most="200").content.decode()
    assert "None of them goes beyond." in page
    assert "Impossible" not in page


def test_the_page_before_signing_shows_it_too(put, cast, director):
    an_approved_plan(cast)
    put(at_most="0", is_hard="on")
    page = director.get(reverse("policy_sign")).content.decode()
    assert "What these limits stop" in page
    assert "Impossible" in page


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"at_most": "25"}, "at_most", "give a number from 0 to 1"),
        ({"at_most": "-1"}, "at_most", "greater than or equal to 0"),
        ({"at_most": "NaN"}, "at_most", "Enter a number"),
        ({"at_most": "0.25"}, "at_most", "is the shipped limit"),
        ({"at_most": ""}, "at_most", "Changes nothing"),
        ({"at_most": "0.5"}, "since", "since when somebody answers for it"),
        ({"at_most": "0.5", "since": "2126-01-01"}, "since", ""),
        ({"constraint": "evaluated-maximum", "at_most": "1"}, "at_most", "Cannot be made wider"),
        ({"constraint": "gravity"}, "constraint", "Select a valid choice"),
        ({"reason": ""}, "reason", "required"),
    ],
)
def test_what_no_clinic_may_do_to_a_limit_is_told_by_its_field(put, typed, field, words):
    answer = put(**typed)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert limits() == ()


def test_the_same_limit_twice_takes_the_place_of_the_first(put):
    put()
    put(at_most="0.05")
    assert [one.at_most for one in limits()] == [0.05]


def test_shipped_limits_leave_a_length_everywhere_and_impossible_ones_say_where():
    content = shipped_content()
    assert impossible_settings(content) == ()
    hard = with_limits(content, (Limited(constraint=CAP, at_most=0.0, hardness="hard", reason="r"),))
    found = impossible_settings(hard)
    assert {one.device for one in found} == set(content.device)
    assert all(one.constraints == (CAP,) and one.zones for one in found)
    closed = {zone.id for zone in content.zone.values() if zone.is_excluded or not zone.may_be_planned}
    assert closed
    assert not closed & {zone for one in found for zone in one.zones}
