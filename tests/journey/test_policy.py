"""The director drafts a policy, sees on the demonstration clinic whose decision would change, and signs it."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.journey import chapters
from tests.journey.screen import Screen
from tests.journey.server import Server

NAME, EMAIL, PASSWORD, PIN = "Dr Ruth Adeyemi", "ruth@linden.example", "needles and thread", "2580"


@pytest.fixture(scope="module")
def director(demonstration: Server, screens: Callable[..., Screen]) -> Screen:
    """Sign the director in on a tablet."""
    screen = screens(demonstration)
    chapters.sign_in(screen, EMAIL, PASSWORD)
    return screen


@pytest.fixture(scope="module")
def drafting(director: Screen) -> Screen:
    """Begin a draft, by keyboard."""
    director.open("/policy/").is_headed("The clinic’s policy").check()
    director.keyboard_to("Draft a new version").press("Enter").is_headed("Draft of the policy").check()
    return director


@pytest.fixture(scope="module")
def drafted(drafting: Screen) -> Screen:
    """Choose a side, make a rule stricter and one softer, and write one."""
    drafting.open("/policy/draft/sides/").check()
    keloid = drafting.page.locator("#conflict-keloid")
    keloid.locator('input[value="decline"]').check()
    keloid.get_by_role("button", name=re.compile("Into the draft")).click()
    drafting.open("/policy/draft/tighten/").choose("Rule", "Filler in the area")
    drafting.check().type("Longer wait: at least", "4").type(
        "Why, in your own words", "Our injectors ask for it"
    )
    drafting.tap("Into the draft").is_headed("Draft of the policy")
    drafting.open("/policy/draft/loosen/").choose("Rule", "Sarcoidosis").check()
    drafting.choose("Softer effect", "Proceed with precautions")
    drafting.type("Why, in your own words", "We ask the specialist").tap("Into the draft")
    write_a_rule(drafting)
    return drafting


def write_a_rule(screen: Screen) -> None:
    """Write a rule of the clinic's own with a source of its own."""
    screen.open("/policy/draft/rule/").check()
    for label, text in {
        "Name of the rule": "Journey into strong sun",
        "What is asked, in plain words": "Are you travelling into strong sun within a week?",
        "Why it is asked": "Needled skin burns and darkens more easily.",
        "or until": "the journey is over",
        "What the finding says": "A journey into strong sun lies ahead.",
        "What happens in the skin": "Skin that is still closing burns and darkens more easily.",
        "What would change it": "Coming back from the journey.",
        "New source: title": "Our audit of two summers",
        "Where it can be read": "Folder of audits",
    }.items():
        screen.type(label, text)
    screen.choose("What a yes does", "Defer").choose("Source", "A new source, below")
    screen.choose("Kind", "clinic page").tap("Into the draft").is_headed("Draft of the policy")


def test_the_draft_says_in_words_what_it_changes(drafted):
    drafted.open("/policy/draft/").check()
    drafted.sees("softer: proceed with precautions").sees("at least 4 weeks").sees(
        "Own rule Journey into strong sun"
    )


def test_whose_decision_would_change_is_named_and_then_it_is_signed_by_name_and_pin(drafted):
    drafted.tap("See what changes, and sign").is_headed("What would change").check()
    plans = drafted.page.locator(
        "section", has=drafted.page.get_by_role("heading", name=re.compile("Open plans"))
    )
    expect(plans.get_by_role("link", name=re.compile("Mara"))).to_be_visible()
    drafted.type("Your name", NAME).type("Your PIN", "0000").tap("Sign the policy").sees(
        "Nothing was signed yet"
    )
    drafted.check().type("Your name", NAME).type("Your PIN", PIN).tap("Sign the policy")
    drafted.is_headed("The clinic’s policy").sees("Signed: version 1 of the policy.").check()
    drafted.open("/policy/versions/").check().sees("Version 1")
    drafted.open("/policy/versions/1/").check().sees("Signed by")
    drafted.open("/policy/release/").check().sees("Journey into strong sun")


def test_how_often_rules_stop_somebody_leads_to_the_evidence_of_each(director):
    director.open("/policy/rules/").is_headed("How often each rule stops somebody").check()
    director.tap("Isotretinoin").check().sees("What it rests on")
