"""The language of a patient's pages: chosen on the phone, remembered in its browser, with no word about anybody."""

from typing import Final

from django.conf import settings
from django.http import HttpResponseBase
from django.shortcuts import redirect

from clinic.web.languages import COOKIE, COOKIE_SECONDS, NAMES
from clinic.web.pages import WRITE, Incoming, public
from clinic.web.patient_links import link_of

PURPOSE: Final = "aftercare"


@public(WRITE)
def choose_language(request: Incoming, token: str) -> HttpResponseBase:
    """Show the pages of a link in another language from now on, in this browser."""
    link_of(request, token, PURPOSE)
    answer = redirect("aftercare_by_link", token)
    wanted = request.POST.get("language", "")
    if wanted in NAMES:
        answer.set_cookie(
            COOKIE,
            wanted,
            max_age=COOKIE_SECONDS,
            httponly=True,
            secure=settings.IS_HTTPS,
            samesite="Lax",
        )
    return answer
