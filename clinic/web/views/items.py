"""Supplies: products and their codes, labels for what has no serial number, what fell, and recalls."""

from typing import Any, Final
from uuid import UUID

import segno
from csp.decorators import csp_update
from django.contrib import messages
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from clinic.records import clock
from clinic.records.actions import items as deeds
from clinic.records.models import ItemLabel, ItemRecall
from clinic.records.permissions import CLINICIANS, DIRECTORS, RECORD_KEEPERS
from clinic.records.queries.items import labels_of, products_of, recall_rows
from clinic.records.refusals import BadInput, NotHere, WrongState
from clinic.records.visibility import get_visible
from clinic.web.forms.items import DropForm, LabelForm, LiftForm, ProductForm, RecallForm
from clinic.web.pages import READ_AND_WRITE, Request, page, public, refuse_form, show_form
from clinic.web.pdf import HOW_TO_INSTALL, can_write_pdf, pdf_of

# What reads a code out of a picture of the camera: a program, and the compiled reader that it starts.
READER_FILES: Final = ("vendor/zxing/zxing-reader.js", "vendor/zxing/zxing_reader.wasm")


@page(RECORD_KEEPERS)
def items(request: Request) -> HttpResponse:
    """List what is recalled and which products can be scanned."""
    assert request.actor.clinic is not None  # a page of staff is of a clinic
    context = {
        "products": products_of(request.actor.clinic),
        "recalls": recall_rows(request.actor.clinic),
    }
    return render(request, "items/items.html", context)


@page(RECORD_KEEPERS, methods=READ_AND_WRITE)
def add_product(request: Request) -> HttpResponse:
    """List a product from its pack."""
    form = ProductForm(request.POST or None, initial={"code": request.GET.get("code", "")[:14]})
    if request.method == "POST" and form.is_valid():
        try:
            product = deeds.add_product(request.actor, form.details())
            messages.success(
                request, _("%(name)s is listed. Its packs can be scanned now.") % {"name": product.name}
            )
            return redirect("items")
        except (BadInput, WrongState) as refusal:
            refuse_form(form, refusal)
    return show_form(request, "items/product.html", form)


@page(CLINICIANS, methods=READ_AND_WRITE)
def labels(request: Request) -> HttpResponse:
    """Make labels for what has no serial number."""
    assert request.actor.clinic is not None  # a page of staff is of a clinic
    products = {str(one.pk): one for one in products_of(request.actor.clinic)}
    form = LabelForm(list(products.values()), request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            product = products[data["product"]]
            made = deeds.print_labels(request.actor, product, data["lot"], data["expires_on"], data["count"])
            return redirect("label_sheet", made[0].batch)
        except BadInput as refusal:
            refuse_form(form, refusal)
    return show_form(request, "items/labels.html", form, {"has_products": bool(form.labelled)})


@page(CLINICIANS)
def label_sheet(request: Request, batch: UUID) -> HttpResponse:
    """Show the labels that were made together, to print."""
    return render(request, "items/label_sheet.html", _sheet(request, batch))


@page(CLINICIANS)
def label_pdf(request: Request, batch: UUID) -> HttpResponse:
    """Give the labels as a PDF; where none can be written, say what to install."""
    context = _sheet(request, batch)
    if not can_write_pdf():
        messages.warning(request, HOW_TO_INSTALL)
        return redirect("label_sheet", batch)
    written = pdf_of("items/label_paper.html", context | {"clinic": request.actor.clinic})
    answer = HttpResponse(written, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="labels-{context["labels"][0]["text"]}.pdf"'
    return answer


def _sheet(request: Request, batch: UUID) -> dict[str, Any]:
    assert request.actor.clinic is not None  # a page of staff is of a clinic
    rows = labels_of(request.actor.clinic, batch)
    if not rows:
        raise NotHere
    return {
        "batch": batch,
        "labels": [_label(row) for row in rows],
        "product": rows[0].product,
        "lot": rows[0].lot,
        "expires_on": rows[0].expires_on,
        "printed_at": clock.now(),
    }


def _label(row: ItemLabel) -> dict[str, Any]:
    """Give a label with its picture; error correction "quartile" survives a scratch."""
    picture = segno.make(row.text, error="q", micro=False).svg_inline(scale=3, border=2, omitsize=True)
    return {"text": row.text, "picture": mark_safe(picture)}  # noqa: S308  our own signs, drawn by segno


@page(CLINICIANS, methods=READ_AND_WRITE)
def drop(request: Request) -> HttpResponse:
    """Note what fell or was opened too early."""
    form = DropForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            use = deeds.drop_item(request.actor, form.cleaned_data["scan"])
            messages.success(
                request, _("%(name)s is refused from now on. Throw it away.") % {"name": use.name}
            )
            return redirect("items")
        except BadInput as refusal:
            refuse_form(form, refusal)
    return show_form(request, "items/drop.html", form)


@page(DIRECTORS, methods=READ_AND_WRITE)
def recall(request: Request) -> HttpResponse:
    """Recall a lot or a product."""
    form = RecallForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            deeds.enter_recall(request.actor, data["code"], data["lot"], data["reason"])
            messages.success(request, _("Recalled. From now on it is refused at every scan."))
            return redirect("items")
        except BadInput as refusal:
            refuse_form(form, refusal)
    return show_form(request, "items/recall.html", form)


@page(DIRECTORS, methods=READ_AND_WRITE)
def lift(request: Request, recall_id: UUID) -> HttpResponse:
    """End a recall."""
    row = get_visible(request.actor, ItemRecall, recall_id)
    form = LiftForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        deeds.lift_recall(request.actor, row, form.cleaned_data["reason"])
        messages.success(request, _("The recall is lifted. The row and both reasons stay."))
        return redirect("items")
    return show_form(request, "items/lift.html", form, {"recall": row})


@public()
@csp_update({"script-src": ["'wasm-unsafe-eval'"]})
def code_reader(request: HttpRequest) -> HttpResponse:
    """Give the program that reads codes beside a page; its own policy alone lets it start what is compiled."""
    program, compiled = (staticfiles_storage.url(name) for name in READER_FILES)
    context = {"program": program, "compiled": compiled}
    return render(request, "items/code_reader.js", context, content_type="text/javascript; charset=utf-8")
