"""What makes a function a page: who may open it, and by which methods."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django_htmx.middleware import HtmxDetails

from clinic.accounts.models import User
from clinic.records.actors import Actor
from clinic.records.models import Patient
from clinic.records.permissions import Who, check_is
from clinic.records.queries.banner import Banner, banner
from clinic.records.queries.course import Step, course_line, next_step
from clinic.records.queries.team import is_set_up
from clinic.records.refusals import BadInput, NotHere, Refusal
from clinic.records.visibility import can_see_answers, get_visible

View = Callable[..., HttpResponseBase]
# Rooms without a step of their own on the course line stand at another's.
PART_OF = {"blood": "session", "cosigning": "session", "referral": "screening"}
READ = ("GET", "HEAD")
READ_AND_WRITE = ("GET", "HEAD", "POST")
WRITE = ("POST",)


class Incoming(HttpRequest):
    """A request as the middleware leaves it: perhaps nobody who has a place here is behind it."""

    actor: Actor | None
    htmx: HtmxDetails


class Request(Incoming):
    """A request with the person behind it."""

    actor: Actor
    user: User


def page(who: Who, methods: tuple[str, ...] = READ) -> Callable[[View], View]:
    """Make a page for a circle of people.

    Nobody signed in: the sign-in page. Signed in without a place in a clinic: there is nothing here. Not in the
    circle: refused, saying whom to ask.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def opened(request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method not in methods:
                return HttpResponseNotAllowed(methods)
            if request.actor is None:
                return _without_a_place(request)
            check_is(request.actor, who)
            return view(request, *args, **kwargs)

        opened.who, opened.methods = who, methods  # type: ignore[attr-defined]
        return opened

    return decorate


def public(methods: tuple[str, ...] = READ) -> Callable[[View], View]:
    """Make a page that anybody may open; it must itself check what it was given."""

    def decorate(view: View) -> View:
        @wraps(view)
        def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            return (
                view(request, *args, **kwargs)
                if request.method in methods
                else HttpResponseNotAllowed(methods)
            )

        opened.who, opened.methods = None, methods  # type: ignore[attr-defined]
        return opened

    return decorate


def _without_a_place(request: HttpRequest) -> HttpResponseBase:
    if request.user.is_authenticated:
        raise NotHere
    if not is_set_up():
        return redirect("setup")
    return redirect_to_login(request.get_full_path())


def patient_here(request: Request, patient_id: UUID) -> Patient:
    """Get a patient whom this person may see."""
    patient = get_visible(request.actor, Patient, patient_id)
    assert request.actor.clinic is not None  # a patient is seen from a clinic only
    patient.clinic = request.actor.clinic  # it is this one, and nobody need ask the database again
    return patient


def patient_context(request: Request, patient: Patient) -> dict[str, Any]:
    """Gather what every page about a patient shows: `patient`, `patient_banner` and `course_steps`."""
    line = course_line(patient, request.actor.today)
    steps = steps_for_page(
        patient, line, sees_answers=can_see_answers(request.actor), here=room_here(request)
    )
    return {
        "patient": patient,
        "patient_banner": banner_for_page(banner(request.actor, patient)),
        "course_steps": steps,
    }


def banner_for_page(shown: Banner) -> dict[str, Any]:
    """Give a banner in the shape of its component."""
    return {
        "name": shown.name,
        "chosen_name": shown.chosen_name,
        "birth_date": shown.birth_date,
        "age": shown.age_years,
        "href": reverse("patient", args=[shown.patient.pk]),
        "allergies": shown.allergies,
        "hides_allergies": not shown.may_see_answers,
        "alerts": [{"text": text, "tone": "warning"} for text in shown.alerts],
        "entered_in_error": shown.is_entered_in_error,
    }


def steps_for_page(
    patient: Patient, line: list[Step], *, sees_answers: bool, here: str = ""
) -> list[dict[str, Any]]:
    """Give a course line in the shape of its component; without answers it tells what is done, and when.

    here : the room whose page this is
    """
    first = next_step(line)
    return [
        {
            "label": step.label,
            "is_next": sees_answers and step is first and step.progress.state == "now",
            "has_run_out": sees_answers and step.progress.has_run_out,
            "is_begun": sees_answers and step.progress.is_begun,
            "state": step.progress.state if sees_answers or step.progress.state == "done" else "later",
            "date": step.progress.on,
            "note": step.progress.note if sees_answers else "",
            "decision": step.progress.decision if sees_answers else "",
            "href": room_address(step.room, patient) if sees_answers else "",
            "is_here": step.room == here,
        }
        for step in line
    ]


def room_here(request: HttpRequest) -> str:
    """Name the room whose page is asked for: views live in a module that is named after their room."""
    match = request.resolver_match
    room = match.func.__module__.rpartition(".")[2] if match else ""
    return PART_OF.get(room, room)


def room_address(room: str, patient: Patient) -> str:
    """Give the address of a room's page for a patient: the page that has the room's name, where it is built."""
    try:
        return reverse(room, args=[patient.pk])
    except NoReverseMatch:
        return ""


def given(request: Request) -> Any:
    """Give what was sent, also where nothing was tapped; nothing where the page is only read."""
    return request.POST if request.method == "POST" else None


def refuse_form(form: Form, refusal: Refusal) -> None:
    """Put a refusal into the form that caused it, so that nothing typed is lost."""
    name = refusal.field if isinstance(refusal, BadInput) and refusal.field in form.fields else None
    form.add_error(name, refusal.sentence)


def show_form(
    request: HttpRequest, template: str, form: Form, context: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    """Show a form; with faults, as 422 with its summary on top."""
    shown = {"form": form, "error_summary_form": form, **(context or {})}
    return render(request, template, shown, status=422 if form.errors and status == 200 else status)
