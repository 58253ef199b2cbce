"""The daily digest of worries: the proof that none is open past its deadline, or the names of those that are."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render

from clinic.records.models import WorryDigest
from clinic.records.permissions import DIRECTORS
from clinic.records.queries.worries import digests_of, worries_named
from clinic.records.visibility import get_visible
from clinic.web.pages import Request, page
from clinic.web.shown.worries import digest_rows


@page(DIRECTORS)
def digests(request: Request) -> HttpResponse:
    """List the digests by day."""
    return render(request, "worries/digests.html", {"rows": digests_of(request.actor)})


@page(DIRECTORS)
def digest(request: Request, digest_id: UUID) -> HttpResponse:
    """Show one digest as it was written."""
    row = get_visible(request.actor, WorryDigest, digest_id)
    worries = worries_named(request.actor, [one["worry"] for one in row.document["open"]])
    context = {"digest": row, "said": row.document, "rows": digest_rows(row, worries)}
    return render(request, "worries/digest.html", context)
