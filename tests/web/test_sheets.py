"""The plan's sheet for the wall: one page, whatever the plan holds, and nothing on it that the plan does not say."""

from dataclasses import replace
from html import unescape

import pytest
from django.template.loader import render_to_string
from django.urls import reverse

from clinic.records.actions.planning import start_plan
from clinic.records.queries.planning import Choices
from clinic.web import pdf
from clinic.web.facemap import zone_name
from clinic.web.shown.sheet import (
    MOST_LINES,
    MOST_SETTINGS,
    numbing_lines,
    settings_lines,
    sheet_of,
    shortened,
)
from needlepoint.planning.plan import ConstraintReason, Plan, Precaution
from tests.plans import clean_plan
from tests.record.calls.planning import DEVICE, afresh, an_approved_plan, approve

PANGO = pytest.mark.skipif(not pdf.can_write_pdf(), reason="WeasyPrint finds no Pango")
FACE = (
    "forehead temple-left temple-right periorbital-left periorbital-right nose cheek-left cheek-right upper-lip chin "
    "nasolabial-left nasolabial-right jawline-left jawline-right neck decolletage"
).split()
LONG = (
    "A reason as long as people write them when they have to explain themselves, and then a little longer. "
)


def a_face(**asked) -> Plan:
    concerns = [{"indication": "acne-scars-rolling", "zones": FACE, "severity": "severe"}]
    return clean_plan(case={"concerns": concerns}, **asked)


def at_its_worst() -> Plan:
    """Another length in every zone, every limit broken with a long reason, cream, care and much outside the label."""
    lengths = {zone: 0.25 * (1 + number % 10) for number, zone in enumerate(FACE)}
    said = tuple(ConstraintReason(constraint="tips-past-dermis", zone=zone, reason=LONG) for zone in FACE)
    plan = a_face(needle_lengths_mm=lengths, anaesthetic="compounded-23-7", reasons=said)
    care = tuple(
        Precaution(
            rule=f"rule-{n}", name=f"Precaution number {n}, at some length", reason=LONG, zones=(), sources=()
        )
        for n in range(12)
    )
    return replace(plan, precautions=care)


PLANS = {
    "usual": clean_plan,
    "deep": lambda: clean_plan(needle_lengths_mm={"cheek-left": 2.0, "cheek-right": 1.5}),
    "roller": lambda: clean_plan(device="dermaroller-192"),
    "unread": lambda: clean_plan(device="dr-pen"),
    "cream": lambda: clean_plan(anaesthetic="lmx4-us"),
    "face": a_face,
    "worst": at_its_worst,
}


def written(plan: Plan, paper: str = "a4") -> str:
    context = sheet_of(plan) | {
        "plan": {"number": 3},
        "is_newest": False,
        "patient": {
            "name": "Ada Augusta Lovelace, of a long name",
            "chosen_name": "Ada",
            "birth_date": "1991-04-02",
        },
        "clinic": {"name": "A clinic", "phone": "+1 212 555 0142"},
        "document": {"version": 3, "digest": plan.digest},
        "paper": paper,
        "signatures": [],
    }
    return render_to_string("planning/sheet.html", context)


@PANGO
@pytest.mark.parametrize("paper", ["a4", "letter"])
@pytest.mark.parametrize("name", PLANS)
def test_the_sheet_is_one_page(name, paper):
    text = written(PLANS[name](), paper)
    made = pdf.weasyprint.HTML(string=text, base_url=f"{pdf.OWN}:/", url_fetcher=pdf.own_file).render()
    assert len(made.pages) == 1


def test_it_says_lengths_endpoint_dates_and_what_is_not_certain():
    text = unescape(written(clean_plan(needle_lengths_mm={"cheek-left": 1.5})))
    for words in (
        "1.50 mm",
        "0.75 mm",
        "pinpoint bleeding",
        "Session 1: from 22 November 2026",
        "Judged:",
        "Not kept: Tips past the dermis in thin skin (Cheek, patient’s left)",
        "72 % of the tips, at most 25 %",
        "The needle length is a convention, not evidence.",
        "If the skin says stop, stop.",
        "Superseded by a newer version.",
    ):
        assert words in text
    assert 'style="' not in text


def test_zones_with_the_same_setting_share_a_line_and_others_do_not():
    assert [line["zones"] for line in settings_lines(clean_plan())] == [
        ["Cheek, patient’s left", "Cheek, patient’s right"]
    ]
    apart = settings_lines(clean_plan(needle_lengths_mm={"cheek-left": 1.5}))
    assert [(line["length"], len(line["zones"])) for line in apart] == [("1.50 mm", 1), ("0.75 mm", 1)]


def test_of_two_concerns_in_a_zone_the_longest_needle_is_on_the_wall():
    plan = clean_plan()
    shallow = replace(plan.zones[0], needle_length_mm=0.25, indication="texture")
    for zones in ((*plan.zones, shallow), (shallow, *plan.zones)):
        lines = settings_lines(replace(plan, zones=zones))
        assert {line["length"] for line in lines} == {"0.75 mm"}


def test_what_has_no_room_is_counted_and_not_dropped_without_a_word():
    assert shortened([str(n) for n in range(MOST_LINES)])[-1] == str(MOST_LINES - 1)
    assert shortened([str(n) for n in range(MOST_LINES + 3)])[-1] == "… and 3 more on the plan’s page"


def test_every_zone_of_a_face_has_its_line_on_the_sheet_however_many_there_are():
    plan = at_its_worst()
    text = unescape(written(plan))
    assert len(settings_lines(plan)) == len(FACE) <= MOST_SETTINGS
    assert all(f'<th scope="row">{zone_name(zone)}</th>' in text for zone in FACE)
    assert "more on the plan’s page" in text


def test_the_cream_has_its_budget_on_the_wall():
    lines = " ".join(numbing_lines(clean_plan(anaesthetic="emla-us")))
    assert "Label: at most 29.4 g on this area." in lines
    assert "g on open skin reach the limit of an injection" in lines
    assert numbing_lines(clean_plan()) == ["None planned."]
    assert "No label that was read gives an amount" in " ".join(
        numbing_lines(clean_plan(anaesthetic="compounded-30"))
    )


def test_a_zone_without_data_says_so():
    (line,) = settings_lines(clean_plan(device="dr-pen"))
    assert (line["length"], line["basis"], line["below"]) == ("–", "No data", "–")


# The pages


def sheet(cast, row, name: str = "plan_sheet") -> str:
    return reverse(name, args=[cast.patient.pk, row.pk])


def test_the_approved_plan_leads_to_its_sheet_with_name_version_and_digest(cast, as_member):
    row, client = an_approved_plan(cast), as_member("nurse")
    page = client.get(reverse("plan_version", args=[cast.patient.pk, row.pk])).content.decode()
    assert sheet(cast, row) in page
    assert sheet(cast, row, "pdf_plan") in page
    text = client.get(sheet(cast, row)).content.decode()
    for said in ("Ada Lovelace", row.digest, "Version 1", "Signed by"):
        assert said in text
    assert "Superseded" not in text


def test_an_older_version_says_that_a_newer_stands(cast, as_member):
    old, doctor = an_approved_plan(cast), cast.actor("doctor")
    approve(cast, doctor, start_plan(doctor, afresh(cast.patient), Choices(device=DEVICE)))
    assert "Superseded by a newer version." in as_member("nurse").get(sheet(cast, old)).content.decode()


@PANGO
def test_the_pdf_is_one_file_that_opens_in_the_browser(cast, as_member):
    row = an_approved_plan(cast)
    answer = as_member("nurse").get(sheet(cast, row, "pdf_plan"))
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'inline; filename="plan-1.pdf"'
    assert answer.content.startswith(b"%PDF-")


def test_without_pango_the_button_says_what_to_install_and_the_sheet_is_there(cast, as_member, monkeypatch):
    monkeypatch.setattr(pdf, "weasyprint", None)
    row, client = an_approved_plan(cast), as_member("nurse")
    answer = client.get(sheet(cast, row, "pdf_plan"), follow=True)
    assert "install Pango" in answer.content.decode()
    assert client.get(sheet(cast, row)).status_code == 200


@pytest.mark.parametrize("name", ["plan_sheet", "pdf_plan"])
def test_a_draft_and_the_front_desk_have_no_sheet(cast, as_member, name):
    row = an_approved_plan(cast)
    draft = start_plan(cast.actor("nurse"), afresh(cast.patient), Choices(device=DEVICE))
    assert as_member("nurse").get(sheet(cast, draft, name)).status_code == 404
    assert as_member("front_desk").get(sheet(cast, row, name)).status_code == 403
