"""Pages of supplies: a product from a scan, labels with codes, a recall, and the scan at the time-out."""

import pytest
from django.urls import reverse

from clinic.records.models import ItemLabel, ItemRecall, ItemUse, Product
from clinic.records.queries.chart import chart_of
from clinic.web.pdf import can_write_pdf
from tests.record.calls.items import DI, a_product, a_recall, labels, pack
from tests.record.calls.session import again, rescreened, started


def listed(client, **changed):
    usual = {"code": pack(), "name": "SkinPen tip", "what": "cartridge:skinpen-precision"}
    return client.post(reverse("add_product"), usual | changed)


def test_a_product_is_listed_by_a_scan_of_its_pack(cast, as_member):
    assert listed(as_member("nurse")).url == reverse("items")
    assert Product.objects.get().di == DI
    assert "SkinPen tip" in as_member("director").get(reverse("items")).content.decode()


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"code": "0107610543570904"}, "check digit"),
        ({"code": "x" * 399}, "at most 300"),
        ({"name": ""}, "required"),
        ({"what": "cartridge:magic"}, "valid choice"),
    ],
)
def test_a_product_that_cannot_be_so_is_told_beside_its_field(cast, as_member, changed, told):
    answer = listed(as_member("nurse"), **changed)
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert not Product.objects.exists()


def test_labels_are_made_shown_and_given_as_pdf(cast, as_member):
    client, product = as_member("nurse"), a_product(cast)
    data = {"product": product.pk, "lot": "SP-1", "expires_on": "2031-05-03", "count": "3"}
    answer = client.post(reverse("item_labels"), data)
    page = client.get(answer.url).content.decode()
    for label in ItemLabel.objects.all():
        assert label.text in page
    assert page.count("<svg") >= 3
    paper = client.get(answer.url + "pdf/")
    if can_write_pdf():
        assert paper.content.startswith(b"%PDF")
    else:
        assert paper.url == answer.url


def test_labels_that_cannot_be_are_told(cast, as_member):
    product = a_product(cast)
    data = {"product": product.pk, "lot": "SP-1", "expires_on": "2020-05-03", "count": "3"}
    assert "expired" in as_member("nurse").post(reverse("item_labels"), data).content.decode()


def test_without_a_product_there_is_nothing_to_label(cast, as_member):
    assert "No cartridge is listed yet" in as_member("nurse").get(reverse("item_labels")).content.decode()


def test_the_director_recalls_and_lifts_and_a_practitioner_does_not(cast, as_member):
    data = {"lot": "SP-2291", "code": "", "reason": "The maker"}
    assert as_member("nurse").post(reverse("enter_recall"), data).status_code == 403
    director = as_member("director")
    director.post(reverse("enter_recall"), data)
    recall = ItemRecall.objects.get()
    assert "Lot SP-2291" in director.get(reverse("items")).content.decode()
    director.post(reverse("lift_recall", args=[recall.pk]), {"reason": "Another lot"})
    assert "Nothing is recalled" in director.get(reverse("items")).content.decode()


def test_what_another_clinic_recalled_or_printed_is_not_here(cast, as_member):
    other = as_member("outsider")
    a_recall(cast)
    assert "Nothing is recalled" in other.get(reverse("items")).content.decode()
    assert other.get(reverse("label_sheet", args=[labels(cast)[0].batch])).status_code == 404


def test_what_fell_is_noted_once(cast, as_member):
    a_product(cast)
    client = as_member("nurse")
    assert client.post(reverse("drop_item"), {"scan": pack()}).url == reverse("items")
    answer = client.post(reverse("drop_item"), {"scan": pack()})
    assert answer.status_code == 422
    assert "dropped or opened too early" in answer.content.decode()


def test_a_scan_at_the_time_out_is_kept_and_the_answers_with_it(cast, as_member):
    a_product(cast)
    session, client = rescreened(cast), as_member("nurse")
    data = {"scan": pack().replace("\x1d", "|"), "item-identity": "name+birth-date"}
    answer = client.post(reverse("session_time_out", args=[session.pk]), data)
    page = client.get(answer.url).content.decode()
    assert "scanned, serial 55" in page
    assert chart_of(session).answers["identity"].content["answer"] == "yes"


def test_a_refused_scan_stands_in_the_summary_and_starts_nothing(cast, as_member):
    session, client = rescreened(cast), as_member("nurse")
    data = {"scan": pack(), "item-identity": "name+birth-date", "start": "yes"}
    answer = client.post(reverse("session_time_out", args=[session.pk]), data)
    assert answer.status_code == 422
    assert "No product with the number" in answer.content.decode()
    assert "#id_scan" in answer.content.decode()
    assert again(session).state == "checked"
    assert not ItemUse.objects.exists()


def test_a_cartridge_is_scanned_while_charting(cast, as_member):
    a_product(cast)
    session, client = started(cast), as_member("nurse")
    client.post(reverse("change_session", args=[session.pk, "cartridge"]), {"scan": pack(serial="7")})
    assert "scanned, serial 7" in client.get(reverse("session_chart", args=[session.pk])).content.decode()
    answer = client.post(
        reverse("change_session", args=[session.pk, "cartridge"]), {"scan": "nonsense"}, follow=True
    )
    assert "The scan is no whole GS1 code" in answer.content.decode()
