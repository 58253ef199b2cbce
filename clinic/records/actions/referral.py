"""Deeds of referral: sending somebody to a colleague for what a decision found, and noting the answer."""

import json
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from clinic.records.deeds import Event, deed
from clinic.records.models import DecisionRecord, Referral, ReferralAnswer
from clinic.records.queries.referral import marked, reasons_to_refer
from clinic.records.queries.screening import newest_decision
from clinic.records.refusals import AlreadyDone, BadInput, WrongState
from clinic.records.signatures import sign


@deed(on=DecisionRecord)
def refer_patient(event: Event, record: DecisionRecord, to: str, asked: str) -> Referral:
    """Sign a letter to a colleague, with every reason to refer that the newest decision has."""
    to, asked = _words(to, "to", 300), _words(asked, "asked", 1000)
    newest = newest_decision(record.patient)
    if newest is None or newest.pk != record.pk:
        raise WrongState(_("A newer decision is recorded. Refer from that one."))
    reasons = reasons_to_refer(record)
    if not reasons:
        raise WrongState(_("Nothing in this decision asks for a referral."))
    _check_is_news(record, to, asked)
    content: dict[str, Any] = {"reasons": reasons, "considered": _considered(record), "device": record.device}
    content["version"] = record.document["content"]["version"]
    document = {"decision": record.digest, "to": to, "asked": asked, "content": content}
    referral = Referral(
        clinic=record.clinic,
        created_at=event.at,
        patient=record.patient,
        decision=record,
        on=event.on,
        to=to,
        asked=asked,
        rules=marked(one["rule"] for one in reasons),
        content=content,
        signature=sign(event, record, meaning="referral", document=document),
    )
    referral.save(force_insert=True)
    event.about(referral, letter=document)
    event.linked(decision=record)
    return referral


@deed(on=Referral)
def note_referral_answer(
    event: Event, referral: Referral, on: date, given_by: str, words: str
) -> ReferralAnswer:
    """Note what the colleague answered; a later word is noted beside it, never over it."""
    given_by, words = _words(given_by, "given_by", 200), _words(words, "words", 2000)
    if not referral.on <= on <= event.on:
        raise BadInput("on", _("Choose a day between the referral and today."))
    if referral.answers.filter(on=on, given_by=given_by, words=words).exists():
        raise AlreadyDone(_("This answer is noted already."), referral)
    document = {"referral": str(referral.pk), "on": on.isoformat(), "given_by": given_by, "words": words}
    answer = ReferralAnswer(
        clinic=referral.clinic,
        created_at=event.at,
        patient=referral.patient,
        referral=referral,
        on=on,
        given_by=given_by,
        words=words,
        signature=sign(event, referral, meaning="referral answer", document=document),
    )
    answer.save(force_insert=True)
    event.about(answer, answer=document)
    event.linked(referral=referral)
    return answer


def _words(text: str, field: str, most: int) -> str:
    said = text.strip()
    if not said or len(said) > most or "\x00" in said:
        raise BadInput(field, _("Write 1 to %(most)s characters.") % {"most": most})
    return said


def _check_is_news(record: DecisionRecord, to: str, asked: str) -> None:
    """Take a second click for the first."""
    same = Referral.objects.filter(decision=record, to=to, asked=asked).first()
    if same:
        raise AlreadyDone(_("This referral is signed already."), same)


def _considered(record: DecisionRecord) -> list[dict[str, Any]]:
    """Give what the treatment would be for, and where, as the decision was made from it."""
    concerns = json.loads(record.facts_text).get("concerns") or []
    return [{"indication": one["indication"], "zones": list(one["zones"])} for one in concerns]
