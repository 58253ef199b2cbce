"""Every story of an item from the shelf comes out as it was written: taken, or refused with its reason."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from needlepoint.interop.gs1 import read_pack_code
from needlepoint.session.item import Item, Recall, refusals_of
from needlepoint.vocabulary.errors import BadInput

FOLDER = Path(__file__).parent / "session"
STORIES = tomllib.loads((FOLDER / "items.toml").read_text(encoding="utf-8"))["case"]
KNOWN = {"name", "evidence", "scan", "on", "device", "recalls", "expect"}
USUAL_DAY, USUAL_DEVICE = date(2026, 11, 28), "skinpen-precision"
# What this made-up clinic has on its shelf; the numbers belong to nobody's product.
SHELF: dict[str, dict[str, Any]] = {
    "07610543570903": {"kind": "cartridge", "of": "skinpen-precision", "name": "SkinPen tip"},
    "07610543570910": {"kind": "cartridge", "of": "dr-pen", "name": "Dr. Pen tip"},
    "00300003210308": {"kind": "anaesthetic", "of": "lmx4-us", "name": "Numbing cream"},
}
NOT_LISTED: dict[str, Any] = {"kind": None, "of": None, "name": "The product"}


def item_of(scan: str) -> Item:
    """Gives the item that a scan names, by what is on the shelf."""
    code = read_pack_code(scan)
    return Item(
        di=code.di,
        lot=code.lot or "",
        serial=code.serial or "",
        expires_on=code.expires_on,
        **SHELF.get(code.di, NOT_LISTED),
    )


def outcome(story: dict[str, Any]) -> list[tuple[str, str]]:
    """Gives why an item is not used, each with its sentence; nothing where it is taken."""
    try:
        item = item_of(story["scan"])
    except BadInput as refusal:
        return [("unreadable", str(refusal))]
    recalls = [Recall(**one) for one in story.get("recalls", [])]
    on, device = story.get("on", USUAL_DAY), story.get("device", USUAL_DEVICE)
    return [(one.kind, one.text) for one in refusals_of(item, recalls, on, device)]


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story["name"])
def test_an_item_is_taken_or_refused_as_the_story_says(story):
    found = outcome(story)
    assert [kind for kind, _text in found] == story["expect"]["refused"]
    assert story["expect"].get("says", "") in " ".join(text for _kind, text in found)


def test_every_story_is_written_in_words_that_are_known_and_only_once():
    assert {key for story in STORIES for key in story} <= KNOWN
    assert {key for story in STORIES for key in story["expect"]} <= {"refused", "says"}
    names = [story["name"] for story in STORIES]
    assert len(names) == len(set(names))


def test_every_reason_to_refuse_has_a_story():
    told = {kind for story in STORIES for kind in story["expect"]["refused"]}
    assert told == {
        "unknown",
        "other-device",
        "expired",
        "expiry-missing",
        "recalled",
        "no-serial",
        "no-lot",
        "unreadable",
    }


def test_every_refusal_says_what_to_do_next():
    for story in STORIES:
        for _kind, text in outcome(story):
            assert any(deed in text for deed in ("Put", "Scan", "scan", "Read", "Take", "type", "read")), text
