"""The patient's own phone: their days without network, where they chose it, and the page as an app.

Nothing is kept on a phone unless whoever holds it says that it is theirs alone; it ends with the link.
"""

import json
from typing import Final

from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from clinic.records import clock
from clinic.records.queries.aftercare import newest_sheet
from clinic.records.refusals import NotHere
from clinic.web.languages import choice_of, spoken
from clinic.web.pages import Incoming, public
from clinic.web.patient_links import is_open, link_of
from clinic.web.shown import aftercare as healing
from clinic.web.shown.healing import line_for_page
from needlepoint.aftercare.letters import line_for

PURPOSE: Final = "aftercare"
SCRIPT: Final = "text/javascript; charset=utf-8"
FILES: Final = (
    *("css/tokens.css", "css/site.css", "css/phone.css", "css/facemap.css", "css/aftercare.css"),
    *("js/theme.js", "js/site.js", "img/favicon.svg"),
)


@public()
def worker(request: Incoming, token: str) -> HttpResponseBase:
    """Give the program that opens the kept days without network, and deletes them when the link has ended."""
    link = link_of(request, token, PURPOSE)
    context = {
        "name": f"needlepoint-days-{link.pk.hex}",
        "until": int(link.expires_at.timestamp() * 1000),
        "page": reverse("aftercare_kept_by_link", args=[token]),
        "files": json.dumps([staticfiles_storage.url(name) for name in FILES]),
        "clinic": link.clinic,
        "line": line_for(spoken(), link.clinic.name),
        "language": spoken(),
        "home": reverse("aftercare_by_link", args=[token]),
        "heard": reverse("push_heard", args=[token]),
    }
    return render(request, "aftercare/worker.js", context, content_type=SCRIPT)


@public()
def manifest(request: Incoming, token: str) -> HttpResponse:
    """Let the page be put on the home screen under the clinic's name; it says nothing of anybody."""
    link = link_of(request, token, PURPOSE)
    icon = {"src": staticfiles_storage.url("img/favicon.svg"), "sizes": "any", "type": "image/svg+xml"}
    document = {
        "name": link.clinic.name,
        "short_name": link.clinic.name[:12],
        "start_url": "./",
        "scope": "./",
        "display": "standalone",
        "icons": [icon],
    }
    return JsonResponse(document, content_type="application/manifest+json")


@public()
def kept(request: Incoming, token: str) -> HttpResponseBase:
    """Show all days on one page, as a phone keeps it: what to do, to leave out, to expect, and whom to call."""
    link = link_of(request, token, PURPOSE)
    if not is_open(request, link):
        return redirect("aftercare_by_link", token)
    sheet = newest_sheet(link.patient)
    if sheet is None:
        raise NotHere
    whole = healing.whole(sheet, sheet.to_domain(), clock.today(link.clinic.zone))
    context = (
        whole
        | choice_of(token)
        | {
            "clinic": link.clinic,
            "line": line_for_page(sheet.to_domain(), clock.today(link.clinic.zone)),
            "back_href": reverse("aftercare_by_link", args=[token]),
            "ends_on": link.expires_on,
        }
    )
    return render(request, "aftercare/kept.html", context)


def own_phone_of(token: str, name: str) -> dict[str, str]:
    """Give the addresses with which a phone keeps the days."""
    return {
        "name": f"needlepoint-days-{name}",
        "worker": reverse("aftercare_worker", args=[token]),
        "manifest": reverse("aftercare_manifest", args=[token]),
        "page": reverse("aftercare_kept_by_link", args=[token]),
    }
