"""The camera beside a scan field: where it stands, what its program may do, and that it costs a page little."""

import hashlib
import re
from pathlib import Path

import pytest
from django.urls import reverse

from clinic.web.forms.exposure import LookBackForm
from clinic.web.views.items import READER_FILES
from tests.record.calls.items import DI, pack
from tests.record.calls.session import rescreened, started

VENDOR = Path(__file__).parents[2] / "clinic" / "web" / "static" / "vendor"


def test_the_camera_stands_beside_every_scan_field(cast, as_member):
    session = rescreened(cast)
    of_a_nurse = [
        reverse("session_time_out", args=[session.pk]),
        reverse("add_product"),
        reverse("drop_item"),
    ]
    of_the_director = [reverse("open_look_back", args=["lot"]), reverse("enter_recall")]
    pages = [("nurse", one) for one in of_a_nurse] + [("director", one) for one in of_the_director]
    for who, address in pages:
        page = as_member(who).get(address).content.decode()
        assert page.count("data-camera-open=") == page.count("data-scan") == 1, address
        assert "vendor/zxing" not in page


def test_while_charting_the_camera_stands_at_the_cartridge(cast, as_member):
    page = as_member("nurse").get(reverse("session_chart", args=[started(cast).pk])).content.decode()
    form = re.search(r'<form[^>]*data-entry="cartridge".*?</form>', page, re.DOTALL)
    assert form is not None
    assert 'data-camera-open="id_scan"' in form.group()


def test_only_the_reader_may_start_what_is_compiled(client, cast, as_member):
    policy = client.get(reverse("code_reader")).headers["Content-Security-Policy"]
    assert "script-src 'self' 'wasm-unsafe-eval'" in policy
    assert "connect-src 'self'" in policy
    page = as_member("nurse").get(reverse("drop_item"))
    assert "wasm" not in page.headers["Content-Security-Policy"]
    assert page.headers["Permissions-Policy"].startswith("camera=(self), microphone=()")


def test_the_reader_names_our_own_files_and_no_other_place(client, db):
    answer = client.get(reverse("code_reader"))
    assert answer.headers["Content-Type"].startswith("text/javascript")
    for name in READER_FILES:
        assert f"/static/{name.rsplit('.', 1)[0]}" in answer.content.decode()


def test_the_tablet_keeps_the_reader_only_once_it_was_used(client, db):
    program = client.get(reverse("charting_worker")).content.decode()
    files = next(line for line in program.splitlines() if line.startswith("const FILES"))
    reader = next(line for line in program.splitlines() if line.startswith("const READER"))
    assert "zxing" not in files
    assert "camera" in files
    assert reader.count("zxing") == 2 * len(READER_FILES)


def test_vendored_files_are_those_that_their_list_names():
    rows = re.findall(r"^\| `([^`]+)` \|.*\| `([0-9a-f]{64})` \|$", (VENDOR / "README.md").read_text(), re.M)
    assert {name for name, _ in rows} >= {name.removeprefix("vendor/") for name in READER_FILES}
    for name, digest in rows:
        assert hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() == digest, name


@pytest.mark.parametrize(("by", "found"), [("lot", "SP-7"), ("serial", "A55"), ("product", DI)])
def test_a_look_back_takes_what_it_seeks_out_of_a_scanned_code(cast, by, found):
    form = LookBackForm(by, cast.clinic, {"value": pack(lot="SP-7", serial="A55"), "why": "An outbreak"})
    assert form.is_valid(), form.errors
    assert form.sought().value == found


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (f"(01){DI}(17)310503", "does not hold it"),
        ("]d2not a code", "The scan is no whole GS1 code"),
        ("x" * 81, "At most 80"),
    ],
)
def test_a_look_back_says_what_it_cannot_take_out_of_a_code(cast, given, told):
    form = LookBackForm("lot", cast.clinic, {"value": given, "why": "An outbreak"})
    assert told in str(form.errors)


def test_a_lot_that_is_typed_is_taken_as_it_is(cast):
    form = LookBackForm("lot", cast.clinic, {"value": "01-77", "why": "An outbreak"})
    assert form.is_valid(), form.errors
    assert form.sought().value == "01-77"
