"""Open questions in the shape of the screening page: counted once, in order, with what an answer could come to."""

from dataclasses import replace
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clinic.records.models import Patient
from clinic.records.queries.history import LISTS, history_of
from clinic.records.queries.policy import content_of_clinic
from clinic.records.queries.questionnaire import SECTION_OF_LIST, YES_NO, Asked
from clinic.web.shown.questions import name_of, question_for_page
from needlepoint.protocols.library import shipped_content
from needlepoint.protocols.model import Contraindication
from needlepoint.screening.decision import ScreeningDecision
from needlepoint.screening.questions import OpenQuestion
from needlepoint.vocabulary.reasons import Decision, Truth

QUESTIONS_SHOWN: Final = 5


def questions_for_page(live: ScreeningDecision, patient: Patient) -> dict[str, Any]:
    """Give what is open: what somebody must look at, what is to be asked, and what stands elsewhere."""
    shown = [_question(one, patient) for one in live.questions if not _is_asked_in_vain(one, patient)]
    _number_twins(shown)
    exam = [one for one in shown if one["exam"]]
    ask = [one for one in shown if not one["exam"]]
    said = [one for one in exam if not one["is_plain"] or (one["by_patient"] and one["said_yes"])]
    rest = [one for one in exam if one not in said]
    return {
        "exam": exam,
        "exam_said": said,
        "exam_rest": rest,
        "exam_names": [one["label"] for one in rest],
        "none_seen": [one["asks"] for one in rest],
        "ask": ask[:QUESTIONS_SHOWN],
        "more": ask[QUESTIONS_SHOWN:],
        "asked": len(ask),
        "total": len(shown),
        "order": [one["asks"] for one in (*said, *rest, *ask)],
        "told": _told(shown, len(exam), len(ask)),
    }


def _number_twins(shown: list[dict[str, Any]]) -> None:
    """Keep ids apart where one list is asked for two reasons."""
    seen: dict[str, int] = {}
    for one in shown:
        seen[one["id"]] = seen.get(one["id"], 0) + 1
        if seen[one["id"]] > 1:
            one["id"] = f"{one['id']}-{seen[one['id']]}"


def _told(shown: list[dict[str, Any]], look: int, ask: int) -> str:
    """Say how much is open and what of it could weigh most."""
    if not shown:
        return ""
    many = ngettext("%(n)s question is open", "%(n)s questions are open", len(shown)) % {"n": len(shown)}
    parts = [_("%(n)s to look at") % {"n": look}] if look else []
    parts += [_("%(n)s to ask") % {"n": ask}] if ask else []
    told = f"{many}: {', '.join(parts)}."
    first = shown[0]
    if not first["could_mean"]:
        return told
    return f"{told} " + _("What could weigh most: %(name)s.") % {"name": first["label"]}


def focus_after(before: dict[str, Any], answered: list[str], after: dict[str, Any]) -> str:
    """Name the question to go on with: the same while something of it is missing, else the one that followed it."""
    if (again := next((one for one in answered if one in after["order"]), "")) or not answered:
        return again
    places = [place for place, one in enumerate(before["order"]) if one in answered]
    followers = before["order"][max(places) + 1 :] if places else []
    following = next((one for one in followers if one in after["order"]), next(iter(after["order"]), "end"))
    is_new_look = following in after["none_seen"] and not set(answered) & set(before["none_seen"])
    return "look" if is_new_look else following


def _is_asked_in_vain(question: OpenQuestion, patient: Patient) -> bool:
    """Tell whether a list is asked for that is closed, because another one is open."""
    history = history_of(patient)
    is_list = (
        question.asks in LISTS and question.needs == ("answer",) and question.text == _list_text(question)
    )
    return is_list and history.is_closed(question.asks)


def _list_text(question: OpenQuestion) -> str:
    return shipped_content().case_question[question.asks].text


def _question(question: OpenQuestion, patient: Patient) -> dict[str, Any]:
    rule = content_of_clinic(patient.clinic).contraindication.get(question.asks)
    answer = history_of(patient).newest.get(question.asks)
    asked = asked_of(question, rule)
    shown = question_for_page(replace(asked, answer=answer))
    needs_more = "answer" not in question.needs
    return {
        **shown,
        "label": rule.name if rule else name_of(question.asks),
        "could_mean": _could_mean(question),
        "elsewhere": _elsewhere(question),
        "is_plain": question.kind in YES_NO and not needs_more,
        "needs_more": needs_more,
        "old": shown["said"] if answer and not needs_more else "",
        "by_patient": answer is not None and answer.is_by_patient,
        "said_yes": answer is not None and answer.answer == Truth.YES,
        "in_person": answer is not None and answer.in_person,
    }


COULD_MEAN: Final = {
    Decision.DECLINE: lambda: _("not to treat"),
    Decision.REFER: lambda: _("refer to a doctor"),
    Decision.DEFER: lambda: _("wait"),
    Decision.PROCEED_WITH_PRECAUTIONS: lambda: _("take precautions"),
}


def _could_mean(question: OpenQuestion) -> str:
    """Say in plain words what an answer could come to; nothing where it could bring nothing."""
    words = COULD_MEAN.get(question.could_bring)
    if words is None:
        return ""
    if question.kind in YES_NO:
        return _("A yes could mean: %(words)s.") % {"words": words()}
    return _("The answer could mean: %(words)s.") % {"words": words()}


def asked_of(question: OpenQuestion, rule: Contraindication | None) -> Asked:
    """Give an open question as the questionnaire would ask it."""
    return Asked(
        asks=question.asks,
        kind=question.kind,
        text=question.text,
        why=question.why,
        section="",
        choices=question.choices,
        choice_text=(rule.question.choice_text or "") if rule and rule.question else "",
        exam=rule.exam if rule else question.asks == "patient.phototype",
    )


def _elsewhere(question: OpenQuestion) -> str:
    """Name the page where a question is answered that is no yes or no; "" where it is answered here."""
    if question.asks in LISTS:
        return SECTION_OF_LIST[question.asks]
    return "concerns" if question.asks == "concerns" else ""
