"""Wrong passwords: from where they come, how they are counted, and how nobody locks a colleague out for ever.

Three counts. From one address for one e-mail: five wrong ones, and it rests for a quarter of an hour. For one e-mail
from everywhere: after many, one try each half minute. From a browser in which this person signed in before: a count of
its own, so that whoever guesses elsewhere, even behind the same address, cannot keep them out.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from ipaddress import ip_address
from typing import Any, Final

from axes.handlers.database import AxesDatabaseHandler
from axes.helpers import get_cool_off
from axes.models import AccessAttempt
from django.conf import settings
from django.core import signing
from django.db import transaction
from django.db.models import F, Max, QuerySet, Sum
from django.http import HttpRequest, HttpResponseBase
from django.utils.crypto import get_random_string, salted_hmac

from clinic.records import clock

# Convention: more than people mistype together in a quarter of an hour, far less than guessing needs.
WRONG_FROM_EVERYWHERE: Final = 20
# As long as a wrong password rests.
RESTS: Final = timedelta(hours=settings.AXES_COOLOFF_TIME)
_NO_ADDRESS: Final = "0.0.0.0"
SLOWED: Final = timedelta(seconds=30)
KNOWN_BROWSER_COOKIE: Final = "known_browser"
_KNOWN_DAYS: Final = 365
_PEOPLE_KNOWN: Final = 20
_SALT: Final = "needlepoint.known-browser"
_LONGEST: Final = 200


class Attempts(AxesDatabaseHandler):
    """Counts as axes does, slows down guessing from many addresses, and keeps nothing of what was typed."""

    def is_locked(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> bool:
        """Tell whether this try is refused: by the count of its address or browser, or by the one of its e-mail."""
        return super().is_locked(request, credentials) or _is_slowed(request, credentials)

    def user_login_failed(
        self, sender: Any, credentials: dict[str, Any], request: Any = None, **given: Any
    ) -> None:
        """Count a wrong password; a form may hold a PIN or a patient's answers, which axes would keep."""
        with transaction.atomic():
            super().user_login_failed(sender, credentials, request, **given)
            AccessAttempt.objects.filter(username=counted_as(request, credentials)).update(
                get_data="", post_data=""
            )


def count_witness_try(actor_id: object, witness_id: object) -> bool:
    """Count a try at somebody else's PIN before it is looked at; tell whether it is one too many.

    Counted for whoever holds the tablet and whoever is named, so that nobody's own PIN is locked by a colleague. After
    as many as at the door it rests as long as a password does.
    """
    tries, now = _witness_tries(actor_id, witness_id), clock.now()
    AccessAttempt.objects.get_or_create(
        username=_witness_name(actor_id, witness_id),
        ip_address=_NO_ADDRESS,
        user_agent="",
        defaults={"failures_since_start": 0},
    )
    tries.filter(attempt_time__lt=now - RESTS).update(failures_since_start=0)
    within = tries.filter(failures_since_start__lt=settings.PIN_ATTEMPTS)
    return not within.update(failures_since_start=F("failures_since_start") + 1, attempt_time=now)


def forgive_witness_tries(actor_id: object, witness_id: object) -> None:
    """Forget the wrong ones after a right one."""
    _witness_tries(actor_id, witness_id).update(failures_since_start=0)


def _witness_tries(actor_id: object, witness_id: object) -> QuerySet[AccessAttempt]:
    return AccessAttempt.objects.filter(username=_witness_name(actor_id, witness_id))


def _witness_name(actor_id: object, witness_id: object) -> str:
    return f"witness:{actor_id}:{witness_id}"


def counted_as(request: HttpRequest, credentials: Mapping[str, Any] | None = None) -> str:
    """Give the name under which a wrong password counts: the e-mail, or this browser where it knows the person."""
    email = _email(request, credentials)
    known = _known(request)
    if known is None or _trace(email) not in known["people"]:
        return email
    return f"known:{_trace(email)}:{known['browser']}"


def _is_slowed(request: Any, credentials: Mapping[str, Any] | None) -> bool:
    key = counted_as(request, credentials)
    if key.startswith("known:"):
        return False
    since: datetime = request.axes_attempt_time - get_cool_off(request)
    tried = AccessAttempt.objects.filter(username=key, attempt_time__gt=since)
    found = tried.aggregate(wrong=Sum("failures_since_start"), last=Max("attempt_time"))
    is_many = (found["wrong"] or 0) >= WRONG_FROM_EVERYWHERE
    return is_many and request.axes_attempt_time - found["last"] < SLOWED


def know_browser(request: HttpRequest, response: HttpResponseBase, email: str) -> None:
    """Let a browser prove later that this person has signed in there; it lets nobody in."""
    known = _known(request) or {"browser": get_random_string(16), "people": []}
    others = [one for one in known["people"] if one != _trace(email.lower())]
    known["people"] = [*others, _trace(email.lower())][-_PEOPLE_KNOWN:]
    response.set_cookie(
        KNOWN_BROWSER_COOKIE,
        signing.dumps(known, salt=_SALT),
        max_age=_KNOWN_DAYS * 86_400,
        httponly=True,
        secure=settings.IS_HTTPS,
        samesite="Lax",
    )


def client_address(request: HttpRequest) -> str:
    """Give the address of whoever asks, as far as the proxies that stand in front are to be believed.

    Each proxy adds at the right of X-Forwarded-For who asked it. Of two that are ours, the second from the right was
    written by ours; what stands further left was written by the visitor, and is not believed.
    """
    peer = request.META.get("REMOTE_ADDR", "")
    if not settings.PROXIES_IN_FRONT:
        return peer
    hops = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    if len(hops) < settings.PROXIES_IN_FRONT:
        return peer
    return _as_address(hops[-settings.PROXIES_IN_FRONT]) or peer


def _as_address(text: str) -> str:
    try:
        return str(ip_address(text.strip()))
    except ValueError:
        return ""


def _email(request: HttpRequest, credentials: Mapping[str, Any] | None) -> str:
    given = credentials or {}
    found = given.get("email") or given.get("username") or request.POST.get("login", "")
    return str(found).strip().lower().replace("\x00", "")[:_LONGEST]


def _trace(email: str) -> str:
    return salted_hmac(_SALT, email).hexdigest()[:20]


def _known(request: HttpRequest) -> dict[str, Any] | None:
    """Read the cookie; whoever changed it, or brings an old one, is not known."""
    try:
        known: dict[str, Any] = signing.loads(
            request.COOKIES.get(KNOWN_BROWSER_COOKIE, ""), salt=_SALT, max_age=_KNOWN_DAYS * 86_400
        )
    except signing.BadSignature:
        return None
    return known
