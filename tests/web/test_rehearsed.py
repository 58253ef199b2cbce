"""The density of a plan, drawn when asked for: from its settings, honest about what is not known, and light."""

import re
import tracemalloc
from dataclasses import replace

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clinic.web.facemap import DRAWINGS
from clinic.web.shown.rehearsal import (
    _made,
    address_of,
    address_with,
    drawn_zones,
    offer_of,
    picture_of,
    settings_of,
)
from clinic.web.shown.works import Settings, Work, read_settings
from needlepoint.planning.geometry import Kappa
from needlepoint.planning.plan import Plan
from needlepoint.protocols.library import shipped_content
from needlepoint.vocabulary.errors import BadInput
from tests.forms import typed_plan
from tests.plans import clean_plan
from tests.record.calls.planning import a_draft, an_approved_plan

PEN, ROLLER = "skinpen-precision", "dermaroller-192"
FOREHEAD = "forehead:aim:250"


def pictured(*zones: str, device: str = PEN, kappa: str = ""):
    return picture_of(read_settings(device, list(zones), kappa))


def aimed(zone: str, per_cm2: float = 250) -> Work:
    return Work(zone=zone, aim_per_cm2=per_cm2)


# What a plan's picture is made from


def test_without_planned_seconds_a_plan_s_picture_is_of_the_published_density():
    assert settings_of(clean_plan()).works == (aimed("cheek-left"), aimed("cheek-right"))
    assert pictured(FOREHEAD).is_aimed


def test_planned_seconds_are_what_is_drawn():
    plan = clean_plan(contact_seconds={"cheek-left": 40.0})
    assert settings_of(plan).works[0] == Work(zone="cheek-left", contact_seconds=40.0)
    assert settings_of(plan).works[1] == aimed("cheek-right")


def test_passes_of_a_roller_are_drawn_where_they_are_planned_else_those_of_the_published_density():
    plan = clean_plan(device=ROLLER)
    assert settings_of(plan).works[0] == aimed("cheek-left")
    counted = replace(plan, zones=tuple(replace(zone, passes=8) for zone in plan.zones))
    assert settings_of(counted).works[0] == Work(zone="cheek-left", passes=8)
    assert pictured(FOREHEAD, device=ROLLER).zones[0].work == "16 passes"
    assert pictured("forehead:passes:8", device=ROLLER).zones[0].work == "8 passes"


def test_two_concerns_in_one_zone_are_drawn_once():
    plan = clean_plan()
    doubled = replace(plan, zones=plan.zones + plan.zones)
    assert settings_of(doubled) == settings_of(plan)


@pytest.mark.parametrize("mean", [0.2, 0.63, 1.0])
def test_the_share_of_the_stamp_tests_is_read_off_the_plan(mean):
    plan = clean_plan(kappa=Kappa(mean=mean, tests=3))
    assert settings_of(plan).kappa == pytest.approx(mean, rel=0.01)
    assert settings_of(clean_plan()).kappa is None


@pytest.mark.parametrize(
    "plan",
    [
        clean_plan(),
        clean_plan(kappa=Kappa(mean=0.5, sd=0.05, tests=3), contact_seconds={"cheek-left": 31.5}),
        clean_plan(device=ROLLER),
        clean_plan(device="dr-pen"),
    ],
    ids=["pen", "tested", "roller", "unread"],
)
def test_the_address_says_all_of_it_and_is_read_back(plan: Plan):
    address = address_of(plan)
    query = re.findall(r"(\w+)=([^&]*)", address.partition("?")[2].replace("%3A", ":"))
    zones = [value for name, value in query if name == "zone"]
    assert read_settings(plan.device, zones, dict(query).get("kappa", "")) == settings_of(plan)


# What is said


def test_the_picture_comes_near_what_was_aimed_at_less_what_falls_beside_the_zone():
    for zone in ("forehead", "cheek-left", "nose", "chin"):
        (line,) = pictured(f"{zone}:aim:250").zones
        assert line.per_cm2 is not None
        assert 0.88 * 250 < line.per_cm2 <= 250


def test_without_a_stamp_test_a_pen_s_densities_are_upper_bounds_and_a_roller_s_are_not():
    assert pictured(FOREHEAD).is_upper_bound
    tested = pictured(FOREHEAD, kappa="0.5")
    assert (tested.is_upper_bound, tested.is_of_film) == (False, True)
    assert not pictured(FOREHEAD, device=ROLLER).is_upper_bound


def test_fewer_strokes_that_pierce_take_more_seconds_and_a_slower_hand():
    (all_pierce,), (half,) = pictured(FOREHEAD).zones, pictured(FOREHEAD, kappa="0.5").zones
    assert half.work == "17.4 s in 4 passes"
    assert all_pierce.work == "8.7 s in 4 passes"
    assert half.hand_cm_per_s == pytest.approx((all_pierce.hand_cm_per_s or 0) / 2, rel=0.01)


def test_where_a_hand_would_have_to_fly_fewer_passes_are_drawn_and_said():
    (line,) = pictured("chin:seconds:3:9").zones
    assert line.note.startswith("4 instead of 9 passes")
    assert (line.hand_cm_per_s or 0) <= 100


def test_no_zone_is_refused_for_want_of_seconds_at_the_published_density():
    """At kappa 1 the hand is fast, about 70 cm a second, and the page says so; it need not fly."""
    content = shipped_content()
    known = [zone for zone in drawn_zones() if content.zone[zone].area_cm2]
    assert len(known) > 8
    for device in (PEN, "exceed"):
        for line in picture_of(Settings(device=device, works=tuple(map(aimed, known)))).zones:
            assert not line.reason
            assert 0 < (line.hand_cm_per_s or 0) < 100


@pytest.mark.parametrize(
    ("device", "zone", "words"),
    [
        (PEN, "upper-lip:seconds:0.2", "not even one pass"),
        (PEN, "neck:aim:250", "No area of its own was found"),
        (PEN, "abdomen:aim:250", "not on the drawing"),
        ("dr-pen", "forehead:aim:250", "Dr.pen: must have known geometry; not read: the number of needles"),
        ("dr-pen", "forehead:seconds:20", "Dr.pen: must have known geometry"),
    ],
)
def test_a_zone_without_a_picture_says_why(device, zone, words):
    picture = pictured(zone, device=device)
    assert words in picture.zones[0].reason
    assert picture.heat is None


def test_one_zone_without_a_picture_does_not_take_it_from_the_others():
    picture = pictured("neck:aim:250", FOREHEAD)
    assert picture.heat is not None
    assert [row.zone for row in picture.heat.rows] == ["forehead"]
    assert [bool(line.reason) for line in picture.zones] == [True, False]


def test_what_was_assumed_stands_with_the_picture():
    heat = pictured(FOREHEAD).heat
    assert heat is not None
    said = " ".join(heat.assumptions)
    for words in ("circle of 6 to 9 mm", "No stamp test was entered", "nobody measured a hand", "0.4 mm"):
        assert words in said
    borrowed = pictured("neck:passes:4", device=ROLLER).heat
    assert borrowed is not None
    assert "No area was found for these zones" in " ".join(borrowed.assumptions)


# The same settings, the same picture


def test_the_same_settings_are_drawn_once_and_come_out_the_same_again():
    first = pictured(FOREHEAD)
    assert pictured(FOREHEAD) is first
    _made.cache_clear()
    again = pictured(FOREHEAD)
    assert again is not first
    assert again == first


def test_another_content_draws_anew():
    settings = read_settings(PEN, [FOREHEAD], "")
    assert _made(settings, "sha256:another") is not picture_of(settings)


def test_a_whole_face_takes_little_memory():
    works = tuple(aimed(zone) for zone in drawn_zones() if shipped_content().zone[zone].area_cm2)
    _made.cache_clear()
    tracemalloc.start()
    picture_of(Settings(device=PEN, works=works))
    kept, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 120_000_000
    assert kept < 40_000_000


# Nonsense in the address


@pytest.mark.parametrize(
    ("device", "zones", "kappa"),
    [
        ("", [FOREHEAD], ""),
        (PEN, [], ""),
        (PEN, [f"forehead:seconds:{n}" for n in range(1, 40)], ""),
        (PEN, ["forehead"], ""),
        (PEN, ["nowhere:aim:250"], ""),
        (PEN, ["forehead:hope:3"], ""),
        (PEN, ["forehead:aim:nan"], ""),
        (PEN, ["forehead:aim:-1"], ""),
        (PEN, ["forehead:aim:1e9"], ""),
        (PEN, ["forehead:seconds:20:2.5"], ""),
        (PEN, ["forehead:seconds:20:4:4"], ""),
        (PEN, [FOREHEAD], "2"),
        (PEN, [FOREHEAD], "x"),
    ],
)
def test_what_cannot_be_is_refused_by_its_field(device, zones, kappa):
    with pytest.raises(BadInput, match="must be"):
        read_settings(device, zones, kappa)


def test_nonsense_gets_a_sentence(cast, as_member):
    answer = as_member("nurse").get(reverse("density"), {"device": PEN, "zone": "forehead:aim:\x00"})
    assert answer.status_code == 422
    assert "open the picture from a plan" in answer.content.decode() or "must be" in answer.content.decode()


# The pages


def test_a_draft_offers_the_picture_and_keeps_it_while_its_settings_stay(cast, as_member):
    draft, client = a_draft(cast), as_member("nurse")

    def offered(**changed) -> str:
        page = client.post(
            reverse("preview_plan", args=[cast.patient.pk]),
            typed_plan(draft, **changed),
            headers={"HX-Request": "true"},
        ).content.decode()
        return re.search(r'id="(density-\w+)" class="density-part" hx-preserve', page)[1]

    usual = offered()
    assert offered(**{"length-cheek-left": "1.50"}) == usual
    assert offered(zones=["cheek-left"]) != usual
    assert offered(device="exceed") != usual


def test_the_offer_names_nobody_and_opens_as_a_part_and_as_a_page(cast, as_member):
    plan = an_approved_plan(cast).to_domain()
    client, address = as_member("nurse"), offer_of(plan)["address"]
    assert str(cast.patient.pk) not in address
    part = client.get(address, headers={"HX-Request": "true"}).content.decode()
    whole = client.get(address).content.decode()
    assert "<h1>" not in part
    assert whole.count("<h1>") == 1
    for page in (part, whole):
        assert "An upper bound." in page
        assert "at most 239" in page
        assert "How much of each zone received how much" in page
        assert "<caption>Punctures per cm² by zone, simulated</caption>" in page
    assert len(whole.encode()) < 150_000


def test_a_plan_without_zones_offers_nothing():
    assert offer_of(replace(clean_plan(), zones=())) == {}


def test_the_picture_asks_the_database_little(cast, as_member):
    address, client = offer_of(an_approved_plan(cast).to_domain())["address"], as_member("nurse")
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    assert len(asked) <= 12


# Patterns and drawn strokes


def drawn(*strokes: str, zones=(FOREHEAD,), pattern: str = "", device: str = PEN):
    return picture_of(read_settings(device, list(zones), "", pattern, list(strokes)))


def across(zone: str) -> str:
    """Give a stroke through a zone, in the units of the drawing."""
    here = next(one for one in DRAWINGS["front"].zones if one.zone == zone)
    return f"{here.label_x - 10:.1f},{here.label_y:.1f};{here.label_x + 10:.1f},{here.label_y:.1f}"


@pytest.mark.parametrize(
    ("pattern", "is_a_hand"), [("straight-glide", True), ("random", False), ("regular", False)]
)
def test_a_pattern_is_another_picture_of_the_same_work(pattern, is_a_hand):
    usual, other = pictured(FOREHEAD), drawn(pattern=pattern)
    assert other.zones[0].per_cm2 == pytest.approx(usual.zones[0].per_cm2, rel=0.15)
    assert other.heat.rows[0].covered_percent != usual.heat.rows[0].covered_percent
    assert (other.zones[0].hand_cm_per_s is not None) is is_a_hand
    assert other.heat.assumptions != usual.heat.assumptions


def test_strokes_that_were_drawn_are_what_is_needled_and_the_table_says_so():
    picture = drawn(across("forehead"), across("forehead"), zones=("forehead:seconds:2", "chin:seconds:2"))
    forehead, chin = picture.zones
    assert re.fullmatch(r"2\.0 s along 2 drawn, \d+ cm", forehead.work)
    assert chin.reason == "No stroke was drawn over it."
    assert forehead.per_cm2 > 0
    row = picture.heat.rows[0]
    assert (row.half_per_cm2, row.name) == (0, "Forehead")


def test_a_roller_follows_drawn_strokes_too():
    assert re.fullmatch(r"1 drawn, \d+ cm", drawn(across("forehead"), device=ROLLER).zones[0].work)


def test_the_address_says_pattern_and_strokes_and_is_read_as_it_was_written():
    asked = read_settings(PEN, [FOREHEAD], "0.5", "random", ["10,20;30.5,40"])
    given = QueryDict(address_with(asked).partition("?")[2])
    assert given["pattern"] == "random"
    assert given.getlist("stroke") == ["10,20;30.5,40"]
    again = read_settings(
        given["device"], given.getlist("zone"), given["kappa"], given["pattern"], given.getlist("stroke")
    )
    assert again == asked


@pytest.mark.parametrize(
    "stroke",
    [
        "",
        "10,20",
        "10,20;10,20",
        "nan,1;2,3",
        "-1,2;3,4",
        "1e3,2;3,4",
        "9999,2;3,4",
        "1,2;" * 70 + "3,4",
        "<x>",
    ],
)
def test_a_stroke_that_cannot_be_is_refused_by_its_field(stroke):
    with pytest.raises(BadInput) as refused:
        drawn(stroke)
    assert refused.value.field == "stroke"


def test_too_many_strokes_and_an_unknown_pattern_are_refused():
    with pytest.raises(BadInput, match="at most 40"):
        drawn(*["1,2;3,4"] * 41)
    with pytest.raises(BadInput, match="must be one of"):
        drawn(pattern="spiral")


def test_the_page_offers_patterns_and_a_board_and_refuses_nonsense_kindly(cast, as_member):
    client, where = as_member("nurse"), reverse("density")
    asked = {"device": PEN, "zone": FOREHEAD, "stroke": across("forehead")}
    page = client.get(where, asked).content.decode()
    assert page.count('class="stroke-board__stroke"') == 1
    assert page.count("stroke-board__zone") == 1
    assert 'aria-current="true"' not in page
    for words in ("Straight glide, same lanes", "At random", "Even lattice", "Take the last one back"):
        assert words in page
    chosen = client.get(where, asked | {"pattern": "random", "stroke": []}).content.decode()
    assert chosen.count('aria-current="true"') == 1
    for nonsense in ({"pattern": "\x00"}, {"stroke": "\x00"}, {"stroke": "1,2"}):
        assert client.get(where, asked | nonsense).status_code == 422
