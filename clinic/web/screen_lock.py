"""The lock on the screen: idle time, PIN, kept drafts, and the tablet in a patient's hands; all in the session."""

from dataclasses import asdict, dataclass, replace
from typing import Any, Final, Literal
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import authenticate, logout
from django.db.models import F
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from clinic.accounts.models import User
from clinic.records.models import Handover
from clinic.records.refusals import WrongState
from clinic.web.attempts import count_witness_try, forgive_witness_tries
from clinic.web.pages import Request

OPEN_WHEN_LOCKED: Final = frozenset({"unlock", "lock", "hand_back", "account_login", "account_logout"})
OPEN_WHEN_HANDED_OVER: Final = frozenset({"hand_back", "unlock"})
HAND_OVER_SECONDS: Final = 3600
_TOUCHED_EVERY_SECONDS: Final = 20
_NEVER_KEPT: Final = ("csrfmiddlewaretoken", "password", "secret", "pin", "otp", "code")
PinAnswer = Literal["right", "wrong", "out"]


@dataclass(frozen=True, slots=True)
class HandedOver:
    """A tablet in a patient's hands: whose, for which pages, and where the staff go on afterwards.

    is_finished : the patient gives it back; from then on it shows nothing but the question for the PIN
    """

    prefix: str
    patient_id: str
    return_to: str
    handover: str = ""
    is_finished: bool = False


def is_locked(request: HttpRequest, moment_seconds: float) -> bool:
    """Tell whether the screen is locked, or has been left alone for too long."""
    limit = HAND_OVER_SECONDS if hand_over_of(request) else settings.IDLE_SECONDS
    last = request.session.get("last_seen", moment_seconds)
    return bool(request.session.get("locked")) or moment_seconds - last > limit


def touch(request: HttpRequest, moment_seconds: float) -> None:
    """Note that somebody is there."""
    if moment_seconds - request.session.get("last_seen", 0) > _TOUCHED_EVERY_SECONDS:
        request.session["last_seen"] = moment_seconds


def lock(request: HttpRequest) -> None:
    """Lock the screen."""
    request.session["locked"] = True


def keep_place(request: HttpRequest) -> None:
    """Keep the page that was asked for."""
    request.session["return_to"] = request.get_full_path()


def keep_draft(request: HttpRequest) -> None:
    """Keep what was typed, on the server, so that the locked screen holds nothing to read."""
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if not any(word in name.lower() for word in _NEVER_KEPT)
    ]
    request.session["draft"] = {"path": request.get_full_path(), "fields": fields}
    request.session["return_to"] = _came_from(request)


def take_draft(request: HttpRequest) -> dict[str, Any] | None:
    """Take the kept draft out of the session."""
    draft: dict[str, Any] | None = request.session.pop("draft", None)
    return draft


def place(request: HttpRequest) -> str:
    """Give the page to return to, never one of another host."""
    address = str(request.session.get("return_to", ""))
    return address if url_has_allowed_host_and_scheme(address, allowed_hosts=None) else "/"


def unlock(request: HttpRequest, moment_seconds: float) -> None:
    """Open the screen again."""
    request.session.pop("locked", None)
    request.session["last_seen"] = moment_seconds


def try_pin(request: Request, pin: str) -> PinAnswer:
    """Try a PIN; each try is counted before it is looked at, and the third wrong one signs out."""
    user = User.objects.filter(pk=request.user.pk)
    counted = user.filter(pin_attempts__lt=settings.PIN_ATTEMPTS).update(pin_attempts=F("pin_attempts") + 1)
    if counted and request.user.is_pin(pin):
        user.update(pin_attempts=0)
        return "right"
    if user.filter(pin_attempts__lt=settings.PIN_ATTEMPTS).exists():
        return "wrong"
    logout(request)
    return "out"


def try_witness_pin(request: Request, witness: User, pin: str) -> PinAnswer:
    """Try the PIN of a second person at this tablet; wrong ones count for both together and lock nobody's own."""
    if count_witness_try(request.user.pk, witness.pk):
        return "out"
    if not witness.is_pin(pin):
        return "wrong"
    forgive_witness_tries(request.user.pk, witness.pk)
    return "right"


def prove(request: Request, secret: str) -> PinAnswer:
    """Try whoever signs by PIN, or by password without one; both are counted by whoever counts them at the door."""
    if request.user.has_pin:
        return try_pin(request, secret)
    return "right" if authenticate(request, email=request.user.email, password=secret) else "wrong"


def check_can_come_back(request: Request) -> None:
    """Refuse to hand a tablet over to whoever could not take it back."""
    if not request.user.has_pin:
        raise WrongState(_("Choose a PIN first: without one you could not take the tablet back."))


def hand_over(request: Request, handover: Handover, *, prefix: str, return_to: str) -> None:
    """Give the tablet to a patient: from now on only addresses that begin with the prefix open.

    Deeds done meanwhile are the patient's; the PIN of whoever handed it over brings the staff back.
    """
    check_can_come_back(request)
    kept = HandedOver(prefix, str(handover.patient_id), return_to, handover=str(handover.pk))
    request.session["hand_over"] = asdict(kept)


def finish(request: HttpRequest) -> None:
    """Note that the patient gives the tablet back: whoever takes it is shown none of what was written on it."""
    handed = hand_over_of(request)
    if handed is not None:
        request.session["hand_over"] = asdict(replace(handed, is_finished=True))


def hand_over_of(request: HttpRequest) -> HandedOver | None:
    """Tell whether the tablet is in a patient's hands, and for what."""
    kept = request.session.get("hand_over")
    return HandedOver(**kept) if kept else None


def take_back(request: HttpRequest) -> str:
    """End the hand-over and give the page where the staff go on; nothing the patient was typing is kept for them."""
    handed = hand_over_of(request)
    for kept in ("hand_over", "draft", "return_to"):
        request.session.pop(kept, None)
    return handed.return_to if handed else "/"


def _came_from(request: HttpRequest) -> str:
    came_from = urlsplit(request.headers.get("referer", ""))
    return came_from.path if came_from.netloc == request.get_host() else "/"
