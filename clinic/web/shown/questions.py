"""Questions and answers in the shape of their templates; used by the history and by screening."""

from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from clinic.records.models import Answer, EntryKind, HistoryEntry
from clinic.records.queries.history import NONE_SAID, Changed
from clinic.records.queries.questionnaire import YES_NO, Asked, ListAsked
from clinic.web.facemap import ZONE_IDS, ZoneMark, face_map, zone_name
from clinic.web.forms.history import EVENT_CHOICES, IN_PERSON, ROUTE_CHOICES, field_name
from needlepoint.protocols.library import shipped_content
from needlepoint.vocabulary.dates import PartialDate, read_partial_date
from needlepoint.vocabulary.reasons import Truth


def question_for_page(question: Asked, saved: str = "") -> dict[str, Any]:
    """Give one question with what may be said and what stands; `saved` names the one that was just noted."""
    name = field_name(question.asks)
    return {
        "asks": question.asks,
        "id": f"question-{question.asks}",
        "name": name,
        "kind": question.kind,
        "text": question.text,
        "why": question.why,
        "options": _options(question),
        "is_typed": question.kind in ("number", "text", "date"),
        "typed": _typed(question),
        "detail": _detail(question),
        "zones": _zones(question, name),
        "takes_note": question.asks == "body-dysmorphic-disorder",
        "note": question.answer.note if question.answer else "",
        "exam": question.exam,
        "waits_for_eyes": question.waits_for_eyes,
        "is_stale": question.is_stale,
        "is_open": question.is_open,
        "is_kept": question.is_kept,
        "said": answer_words(question.answer) if question.answer else "",
        "answer": question.answer,
        "section": question.section,
        "is_saved": saved == question.asks,
        "follow_ups": [question_for_page(one, saved) for one in question.follow_ups],
    }


def _options(question: Asked) -> list[dict[str, Any]]:
    stands = _stands(question)
    if question.kind in YES_NO:
        said: list[tuple[str, Any]] = [("yes", _("Yes")), ("no", _("No"))]
    else:
        said = list(question.choices)
    said += [("unknown", _("I don’t know")), (IN_PERSON, _("I’d rather say it in person"))]
    return [{"value": value, "label": label, "checked": value == stands} for value, label in said]


def _stands(question: Asked) -> str:
    answer = question.answer
    if answer is None:
        return ""
    if answer.in_person:
        return IN_PERSON
    return answer.detail if question.kind == "choice" and answer.answer == Truth.YES else answer.answer


def _typed(question: Asked) -> str:
    answer = question.answer
    if answer is None or answer.answer != Truth.YES:
        return ""
    return answer.note if question.kind == "text" else answer.detail


def _detail(question: Asked) -> dict[str, Any] | None:
    if question.kind not in YES_NO or not question.choices:
        return None
    stands = question.answer.detail if question.answer else ""
    return {
        "legend": question.choice_text or _("Which?"),
        "options": [
            {"value": value, "label": text, "checked": value == stands} for value, text in question.choices
        ],
    }


def _zones(question: Asked, name: str) -> Any:
    """Give the list of places, once somebody said yes."""
    answer = question.answer
    if question.kind != "yes_no_zones" or answer is None or answer.answer != Truth.YES:
        return None
    said = set(answer.zones or ())
    marks = [ZoneMark(zone=zone, selected=zone in said) for zone in sorted(ZONE_IDS)]
    return face_map(
        marks, map_id=f"zones-{question.asks}", field_name=f"{name}-zones", legend=_("Where?"), views=()
    )


def answer_words(answer: Answer) -> str:
    """Say an answer in words."""
    if answer.in_person:
        return _("to be told in person")
    if answer.answer == Truth.UNKNOWN:
        return _("not known")
    parts = [_("no") if answer.answer == Truth.NO else _("yes")]
    if answer.detail:
        parts = [*(parts if answer.asks in shipped_content().contraindication else []), _detail_words(answer)]
    if answer.zones:
        parts.append("; ".join(zone_name(zone) for zone in answer.zones))
    return ": ".join([parts[0], ", ".join(parts[1:])]) if len(parts) > 1 else parts[0]


def _detail_words(answer: Answer) -> str:
    content = shipped_content()
    rule, key = content.contraindication.get(answer.asks), content.case_question.get(answer.asks)
    choices = (rule.question.choice if rule and rule.question else ()) or (key.choice if key else ())
    if answer.asks == "patient.phototype":
        return _("phototype %(type)s") % {"type": answer.detail}
    return next((choice.text for choice in choices if choice.id == answer.detail), answer.detail)


def name_of(asks: str) -> str:
    """Name what a question is about, for people who work here."""
    content = shipped_content()
    if asks in content.contraindication:
        return content.contraindication[asks].name
    return {
        "patient.phototype": _("Phototype"),
        "patient.can_be_pregnant": _("Can become pregnant"),
        "patient.weight_kg": _("Weight"),
        "goals": _("Goals"),
        "device": _("Device"),
        "medicine": _("Medicine"),
        "event": _("Treatment or event"),
        "allergy": _("Allergy"),
        "concern": _("Concern"),
    }.get(asks, asks)


def line_words(line: HistoryEntry) -> dict[str, Any]:
    """Say one line of a list: its name and the rest."""
    names = dict(EVENT_CHOICES) if line.kind == EntryKind.EVENT else {}
    routes = {key: label for key, label in ROUTE_CHOICES if key}
    told = [
        line.detail,
        str(routes.get(line.route, "")),
        _status_words(line),
        _span_words(line),
        "; ".join(zone_name(zone) for zone in line.zones or ()),
    ]
    name = _indication(line.name) if line.kind == EntryKind.CONCERN else str(names.get(line.name, line.name))
    return {
        "id": line.pk,
        "name": name,
        "told": " · ".join(one for one in told if one),
        "by_patient": line.is_by_patient,
    }


def _indication(name: str) -> str:
    known = shipped_content().indication.get(name)
    return known.name if known else name


def _status_words(line: HistoryEntry) -> str:
    return {"active": _("in use"), "stopped": _("ended")}.get(line.status, "")


def _span_words(line: HistoryEntry) -> str:
    since, until = (partial_words(text) for text in (line.since, line.until))
    if since and until and since != until:
        return _("%(since)s to %(until)s") % {"since": since, "until": until}
    if until:
        return until
    return _("since %(day)s") % {"day": since} if since else ""


def partial_words(text: str) -> str:
    """Write a date of which a part may be missing."""
    day = read_partial_date(text) if text else None
    return _partial(day) if day else ""


def _partial(day: PartialDate) -> str:
    form = "j F Y" if day.day else "F Y" if day.month else "Y"
    return str(date_format(day.earliest, form))


def list_for_page(asked: ListAsked, form: Any) -> dict[str, Any]:
    """Give a list with its lines and the form for one more."""
    return {
        "path": asked.path,
        "text": asked.text,
        "why": asked.why,
        "lines": [line_words(line) for line in asked.lines],
        "is_closed": asked.is_closed or _says_none(asked),
        "is_empty": (asked.is_closed and not asked.lines) or _says_none(asked),
        "in_person": bool(asked.answer and asked.answer.in_person),
        "form": form,
    }


def _says_none(asked: ListAsked) -> bool:
    """Tell whether a patient said that there is nothing, where the clinic has something: they see what they said."""
    return bool(not asked.lines and asked.answer and asked.answer.note == NONE_SAID)


def changed_for_page(changes: list[Changed]) -> list[dict[str, Any]]:
    """Say what is different from last time, before and now."""
    return [
        {"name": name_of(change.asks), "before": _said(change.before), "now": _said(change.now)}
        for change in changes
    ]


def _said(row: Answer | HistoryEntry | None) -> str:
    if row is None:
        return ""
    if isinstance(row, Answer):
        return row.note if row.asks == "goals" and row.note else answer_words(row)
    words = line_words(row)
    return " · ".join(filter(None, [words["name"], words["told"]]))
