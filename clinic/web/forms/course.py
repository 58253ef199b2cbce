"""What of a course is set by hand, as it is typed: sessions, interval and why; by zone passes, density and place."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clinic.web.facemap import zone_name
from clinic.web.forms.days import DaysForm
from clinic.web.forms.measured import said_as
from needlepoint.planning.changes import (
    LONGEST_REASON,
    MOST_INTERVAL_DAYS,
    MOST_PLANNED_PASSES,
    MOST_SESSIONS,
    CourseWishes,
)
from needlepoint.planning.geometry import MOST_PER_CM2

PASSES = "passes-"
DENSITY = "density-"
PLACE = "place-"


class CourseForm(DaysForm):
    """The part of a plan's form that sets by hand what is proposed.

    for_sessions, for_interval : what was proposed where the form was shown; a number that still is no choice
    shown_order : the zones in the order in which the form showed them; hand_order : the same, where it was set by hand
    """

    for_sessions = forms.IntegerField(widget=forms.HiddenInput, required=False)
    for_interval = forms.IntegerField(widget=forms.HiddenInput, required=False)
    shown_order = forms.CharField(widget=forms.HiddenInput, required=False, max_length=4000)
    hand_order = forms.CharField(widget=forms.HiddenInput, required=False, max_length=4000)
    course_as_proposed = forms.BooleanField(label=_("Back to the proposed course"), required=False)
    order_as_proposed = forms.BooleanField(label=_("Back to the proposed order"), required=False)
    course_sessions = forms.IntegerField(
        label=_("Sessions"),
        required=False,
        min_value=1,
        max_value=MOST_SESSIONS,
        error_messages=said_as(_("Give whole sessions from 1 to 20, such as 3.")),
    )
    course_interval_days = forms.IntegerField(
        label=_("Days between sessions"),
        required=False,
        min_value=1,
        max_value=MOST_INTERVAL_DAYS,
        error_messages=said_as(_("Give whole days from 1 to 365, such as 30.")),
    )
    course_reason = forms.CharField(required=False, max_length=LONGEST_REASON)

    def add_zones(self, zones: tuple[str, ...]) -> None:
        """Add the fields of each zone; a place is offered where there is more than one."""
        places = [("", "")] + [(number, str(number)) for number in range(1, len(zones) + 1)]
        for zone in zones:
            named = {"zone": zone_name(zone)}
            self.fields[PASSES + zone] = forms.IntegerField(
                label=_("%(zone)s, passes") % named,
                required=False,
                min_value=1,
                max_value=MOST_PLANNED_PASSES,
                error_messages=said_as(_("Give whole passes from 1 to 50, such as 4.")),
            )
            self.fields[DENSITY + zone] = forms.IntegerField(
                label=_("%(zone)s, punctures per cm²") % named,
                required=False,
                min_value=1,
                max_value=int(MOST_PER_CM2),
                error_messages=said_as(_("Give whole punctures on a square centimetre, such as 250.")),
            )
            if len(zones) > 1:
                self.fields[PLACE + zone] = forms.TypedChoiceField(
                    label=_("%(zone)s, place in the order") % named,
                    required=False,
                    coerce=int,
                    empty_value=None,
                    choices=places,
                )

    def course(self, zones: tuple[str, ...]) -> CourseWishes:
        """Give what of the course is set by hand, as far as it could be read."""
        data = self.cleaned_data
        if data.get("course_as_proposed"):
            return CourseWishes(zone_order=self._order(zones))
        sessions, interval = data.get("course_sessions"), data.get("course_interval_days")
        return CourseWishes(
            sessions=None if sessions == data.get("for_sessions") else sessions,
            interval_days=None if interval == data.get("for_interval") else interval,
            why=data.get("course_reason", "").strip(),
            zone_order=self._order(zones),
        )

    def passes(self, zones: tuple[str, ...]) -> dict[str, int]:
        """Give the passes that are set by hand."""
        return {zone: number for zone in zones if (number := self.cleaned_data.get(PASSES + zone))}

    def densities(self, zones: tuple[str, ...]) -> dict[str, float]:
        """Give the density that is prescribed for each zone: its own, else the one for all of them."""
        for_all = self.cleaned_data.get("wanted_per_cm2")
        typed = {zone: self.cleaned_data.get(DENSITY + zone) or for_all for zone in zones}
        return {zone: float(number) for zone, number in typed.items() if number}

    def _order(self, zones: tuple[str, ...]) -> tuple[str, ...]:
        """Give the order where it is set by hand: who was given another place takes it, the others move up."""
        if self.cleaned_data.get("order_as_proposed"):
            return ()
        shown = _known(self.cleaned_data.get("shown_order", ""), zones)
        places = {zone: self.cleaned_data.get(PLACE + zone) for zone in shown}
        moved = {zone: p for at, zone in enumerate(shown, start=1) if (p := places[zone]) and p != at}
        if not moved:
            return _known(self.cleaned_data.get("hand_order", ""), zones)
        order = [zone for zone in (*shown, *zones) if zone not in moved]
        order = list(dict.fromkeys(order))
        for zone in sorted(moved, key=lambda zone: moved[zone]):
            order.insert(moved[zone] - 1, zone)
        return tuple(order)


def hand_fields(form: forms.Form, zone: str) -> dict[str, Any]:
    """Give the bound fields of one zone; a place only where there is more than one."""
    named = {"passes": PASSES + zone, "density": DENSITY + zone, "place": PLACE + zone}
    return {name: form[field] for name, field in named.items() if field in form.fields}


def _known(typed: str, zones: tuple[str, ...]) -> tuple[str, ...]:
    """Read zones between commas, each once; one that is not planned is left out."""
    return tuple(dict.fromkeys(zone for zone in typed.split(",") if zone in zones))


def initial_course(course: CourseWishes, shown: tuple[str, ...], proposed: dict[str, Any]) -> dict[str, Any]:
    """Give the form's values for what is set by hand.

    shown : the zones in the order of the plan; proposed : sessions and interval as the plan came out
    """
    return {
        "course_sessions": proposed["sessions"],
        "course_interval_days": proposed["interval_days"],
        "for_sessions": None if course.sessions is not None else proposed["sessions"],
        "for_interval": None if course.interval_days is not None else proposed["interval_days"],
        "course_reason": course.why,
        "shown_order": ",".join(shown),
        "hand_order": ",".join(course.zone_order),
        **{PLACE + zone: number for number, zone in enumerate(shown, start=1)},
    }
