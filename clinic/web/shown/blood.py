"""Somebody's own blood in the shapes of its pages: each tube with its steps, the next step, what is not certain."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from clinic.records import clock
from clinic.records.actors import Actor
from clinic.records.models import Blood, BloodStep, Session, SessionState
from clinic.records.queries.blood import SessionBlood, TubeLine
from clinic.web.shown.screening import CERTAINTY_WORDS
from clinic.web.shown.sources import sources_of
from needlepoint.protocols.library import shipped_content
from needlepoint.session.blood import Preparers

GAPS: Final = ("prp-preparation", "blood-standing-time")
STEP_WORDS: Final = {
    "draw": gettext_lazy("Drawn"),
    "label": gettext_lazy("Labelled"),
    "spin": gettext_lazy("Spun"),
    "use": gettext_lazy("Used"),
    "discard": gettext_lazy("Discarded"),
}
NEXT_WORDS: Final = {
    "draw": gettext_lazy("Next: draw blood."),
    "label": gettext_lazy("Next: put the label on the tube, then scan it there."),
    "spin": gettext_lazy("Next: spin the tube, and write down how."),
    "start": gettext_lazy("Next: the time-out. The plasma goes on after the session has started."),
    "use": gettext_lazy("Next: compare once more, then put it on."),
    "discard": gettext_lazy("Next: discard what is left."),
    "stopped": gettext_lazy("Next: discard every tube. Nothing of it goes on."),
    "done": gettext_lazy("Next: nothing more with blood."),
}
# What each step is called on its button.
DEEDS: Final = {
    "draw": gettext_lazy("Blood is drawn"),
    "label": gettext_lazy("The label is on the tube"),
    "spin": gettext_lazy("It was spun like this"),
    "use": gettext_lazy("It matches: put it on"),
    "discard": gettext_lazy("It is discarded"),
}
# Where the bar leads: to the form of the step, by its place on the page.
GO: Final = {
    "draw": ("step-draw", gettext_lazy("Go to the draw")),
    "label": ("step-label", gettext_lazy("Go to the label")),
    "spin": ("step-spin", gettext_lazy("Go to the spin")),
    "use": ("step-use", gettext_lazy("Go to the comparison")),
    "discard": ("step-discard", gettext_lazy("Go to the bin")),
    "stopped": ("step-discard", gettext_lazy("Discard it now")),
}
STATE_TONES: Final = {"used": "success", "discarded": "neutral", "spun": "info"}
# How far each state of a tube brings the next step.
AFTER_STATE: Final = {"drawn": "label", "labelled": "spin", "spun": "use", "used": "discard"}


def next_step(blood: SessionBlood) -> str:
    """Name the step that is next: of all open tubes the one that is furthest behind; what is stopped is discarded."""
    if blood.is_stopped:
        return "stopped"
    if not blood.open:
        return "done" if blood.tubes or blood.left_out else "draw"
    order = list(AFTER_STATE)
    behind = min(blood.open, key=lambda one: order.index(one.state))
    step = AFTER_STATE[behind.state]
    is_early = blood.session.state == SessionState.CHECKED
    return "start" if step == "use" and is_early else step


def blood_page(actor: Actor, blood: SessionBlood, here: Preparers) -> dict[str, Any]:
    """Gather what stands: the tubes, the next step, who prepares it here, and what is not certain."""
    step = next_step(blood)
    may = actor.profession in here.professions
    return {
        "tubes": [tube_shown(one) for one in blood.tubes],
        "open_count": len(blood.open),
        "room": blood.room,
        "step": step,
        "next_words": NEXT_WORDS[step],
        "deeds": DEEDS,
        "is_stopped": blood.is_stopped,
        "left_out": blood.left_out if not blood.tubes else None,
        "may_prepare": may,
        "preparers": here,
        "uncertain": uncertain(blood),
        "refusals": [
            {
                "name": row.name,
                "text": row.text,
                "certainty": CERTAINTY_WORDS[row.certainty](),
                "sources": sources_of(row.sources),
            }
            for row in shipped_content().blood_refusal.values()
        ],
        "is_before": blood.session.state in (SessionState.CHECKED, SessionState.IN_PROGRESS),
        "server_now": clock.now().isoformat(),
        "go": GO.get(step),
        "is_treating": blood.session.state == SessionState.IN_PROGRESS,
    }


def uncertain(blood: SessionBlood) -> list[str]:
    """Say what nobody knows: no agreed spin or volume, no limit of time, and how long this blood stands."""
    known = shipped_content().gap
    lines = [known[name].text for name in GAPS if name in known]
    drawn = blood.last("draw")
    if drawn and blood.open:
        minutes = minutes_since(drawn.created_at)
        said = ngettext(
            "This blood was drawn %(n)s minute ago.", "This blood was drawn %(n)s minutes ago.", minutes
        )
        lines.insert(0, said % {"n": minutes})
    return lines


def minutes_since(moment: datetime) -> int:
    """Give the whole minutes since a moment."""
    return max(0, int((clock.now() - moment).total_seconds() // 60))


def tube_shown(line: TubeLine) -> dict[str, Any]:
    """Give a tube: its number and label, how it stands, and each step with who did it and who looked."""
    state = line.state
    return {
        "number": line.row.number,
        "label": line.row.label,
        "is_open": line.is_open,
        "is_stopped": line.is_stopped and line.is_open,
        "state": STEP_WORDS[line.steps[-1].step],
        "tone": "error" if line.is_stopped and line.is_open else STATE_TONES.get(state, "warning"),
        "drawn_at": line.steps[0].created_at,
        "minutes": minutes_since(line.steps[0].created_at) if line.is_open else None,
        "steps": [step_shown(one) for one in line.steps],
    }


def step_shown(one: BloodStep) -> dict[str, Any]:
    """Give one step as a line of the timeline."""
    return {
        "when": date_format(timezone.localtime(one.created_at), "H:i"),
        "title": STEP_WORDS[one.step],
        "text": " · ".join(filter(None, [looked_words(one), content_words(one.step, one.content)])),
        "state": "done",
    }


def looked_words(one: BloodStep) -> str:
    """Say who did it, and who or what looked a second time."""
    if one.witness_name:
        return _("%(name)s, with %(second)s") % {"name": one.by_name, "second": one.witness_name}
    scanned = _("%(name)s, scanned twice") if one.is_scanned else "%(name)s"
    return scanned % {"name": one.by_name}


def content_words(step: str, content: Mapping[str, Any]) -> str:
    """Say how it was spun, or why it was discarded."""
    if step == "spin":
        return spin_words(content)
    if step == "discard":
        return discard_words(content)
    return ""


def spin_words(content: Mapping[str, Any]) -> str:
    """Say how a tube was spun: as it was read, with the force that was reckoned where only revolutions were read."""
    parts = [content["programme"], _("%(n)s min") % {"n": f"{content['minutes']:g}"}]
    if content.get("g") is not None:
        parts.append(_("%(n)s g") % {"n": f"{content['g']:g}"})
    if content.get("rpm") is not None:
        parts.append(_("%(n)s revolutions a minute") % {"n": f"{content['rpm']:g}"})
    if content.get("radius_mm") is not None:
        parts.append(_("radius %(n)s mm") % {"n": f"{content['radius_mm']:g}"})
    if content.get("g") is None:
        parts.append(_("reckoned %(n)s g") % {"n": f"{content['force_g']:.0f}"})
    return ", ".join(parts)


REASONS: Final = {
    "left-over": gettext_lazy("left after the use"),
    "not-needed": gettext_lazy("not needed after all"),
    "stopped": gettext_lazy("something did not match"),
    "spoilt": gettext_lazy("clotted, spilled or broken"),
    "unlabelled": gettext_lazy("its label was missing or could not be read"),
    "too-old": gettext_lazy("it stood longer than whoever prepares it accepts"),
    "other": gettext_lazy("another reason"),
}


def discard_words(content: Mapping[str, Any]) -> str:
    """Say why a tube was discarded."""
    return ": ".join(filter(None, [str(REASONS.get(content["reason"], content["reason"])), content["words"]]))


def board(
    bloods: Sequence[Blood], lines: Mapping[Any, Sequence[TubeLine]], today: date
) -> list[dict[str, Any]]:
    """Give each room in which blood is open: whose, since when, how its tubes stand, and what stops."""
    return [
        {
            "room": one.room,
            "patient": one.patient,
            "since": one.created_at,
            "is_old": one.on != today,
            "is_stopped": any(line.is_stopped for line in lines.get(one.pk, ())),
            "tubes": [tube_shown(line) for line in lines.get(one.pk, ())],
            "href": reverse("session_blood", args=[one.session_id]),
        }
        for one in bloods
    ]


def section(session: Session, blood: SessionBlood | None) -> dict[str, Any]:
    """Give what time-out and chart show of it; nothing where the plan makes nothing of the person's own blood."""
    if blood is None:
        return {"blood": None}
    step = next_step(blood)
    left = blood.left_out
    return {
        "blood": {
            "words": _("No blood is drawn: %(why)s") % {"why": left.content["text"]}
            if left
            else NEXT_WORDS[step],
            "tone": "error" if step == "stopped" else "warning" if blood.open else "info",
            "tubes": [tube_shown(one) for one in blood.tubes],
            "href": reverse("session_blood", args=[session.pk]),
            "is_stopped": step == "stopped",
            "is_settled": bool(left) or step in ("start", "done"),
        }
    }
