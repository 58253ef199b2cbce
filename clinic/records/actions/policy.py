"""Deeds upon the clinic's policy: it is drafted, looked at, and signed as a new version; the base is never edited."""

from dataclasses import replace
from datetime import date
from typing import Final

from django.utils.translation import gettext as _

from clinic.accounts.models import Clinic
from clinic.records.deeds import Event, deed
from clinic.records.models import PolicyDraft, PolicyDraftState, PolicyVersion
from clinic.records.queries.policy import draft_of, newest_policy_version
from clinic.records.refusals import BadInput, EditedMeanwhile, WrongState
from clinic.records.signatures import sign
from clinic.records.snapshots import digest_of_text, policy_file_from_text, policy_text
from needlepoint.protocols.library import shipped_content
from needlepoint.protocols.policy import PolicyFile
from needlepoint.protocols.vetting import policy_problems

LONGEST_TEXT: Final = 256 * 1024


@deed(on=Clinic)
def start_policy_draft(event: Event, clinic: Clinic) -> PolicyDraft:
    """Begin a draft from what is signed, or from nothing."""
    if draft_of(clinic) is not None:
        raise WrongState(_("A draft is open already. Go on with it, or discard it first."))
    follows = newest_policy_version(clinic)
    file = policy_file_from_text(follows.text) if follows else _nothing_yet(event)
    draft = PolicyDraft(
        clinic=clinic,
        created_at=event.at,
        follows=follows,
        text=policy_text(file),
        edited_at=event.at,
        edited_by_name=event.actor.name,
    )
    draft.save(force_insert=True)
    event.about(draft)
    return draft


@deed(on=PolicyDraft, versioned=True)
def revise_policy(event: Event, draft: PolicyDraft, file: PolicyFile) -> PolicyDraft:
    """Put another text into the draft; a fault that was not there before is refused."""
    before = set(faults_of(policy_file_from_text(draft.text)))
    if new := [fault for fault in faults_of(file) if fault not in before]:
        raise BadInput("policy", " ".join(new))
    _check_loosenings(file, event.on)
    text = policy_text(file)
    if len(text) > LONGEST_TEXT or "\\u0000" in text:
        raise BadInput(
            "policy", _("A policy holds at most 256 KB of plain text. Leave out what no decision needs.")
        )
    draft.text = text
    draft.edited_at, draft.edited_by_name = event.at, event.actor.name
    draft.save()
    event.about(draft)
    return draft


@deed(on=PolicyDraft, versioned=True)
def sign_policy(event: Event, draft: PolicyDraft, typed_name: str) -> PolicyVersion:
    """Sign the draft as the next version; from now on it is followed, and it is never changed."""
    if typed_name.casefold().split() != event.actor.name.casefold().split():
        raise BadInput(
            "typed_name", _("Type your own name as it stands here: %(n)s.") % {"n": event.actor.name}
        )
    number = _next_number(draft)
    file = _signed(event, policy_file_from_text(draft.text), number)
    if faults := faults_of(file):
        raise WrongState(_("This draft cannot be followed: %(faults)s") % {"faults": " ".join(faults)})
    version = _version(event, draft.clinic, file, number)
    version.save(force_insert=True)
    draft.state = PolicyDraftState.SIGNED
    draft.save()
    event.about(version)
    event.linked(draft=draft)
    return version


@deed(on=PolicyDraft, versioned=True)
def discard_policy(event: Event, draft: PolicyDraft) -> PolicyDraft:
    """Give the draft up; what is signed stays as it is."""
    draft.state = PolicyDraftState.DISCARDED
    draft.save()
    event.about(draft)
    return draft


def faults_of(file: PolicyFile) -> list[str]:
    """List what stands against a policy, one sentence each: the part, the rule that it breaks, the remedy."""
    return [
        f"{key} {problem}; {remedy}." for key, problem, remedy in policy_problems(file, shipped_content())
    ]


def _nothing_yet(event: Event) -> PolicyFile:
    return PolicyFile(
        schema="needlepoint/policy/1",
        id=f"clinic-{event.clinic.pk}",
        version="0",
        signed_by=event.actor.name,
        signed_on=event.on,
    )


def _check_loosenings(file: PolicyFile, on: date) -> None:
    """Refuse a softening that somebody answers for only from a day to come."""
    blocks = (file.loosen, file.choice, file.limit)
    since = [one.on for block in blocks for one in block]
    if any(day is not None and day > on for day in since):
        raise BadInput("on", _("What is softer has been so since a day that is past, or since today."))


def _next_number(draft: PolicyDraft) -> int:
    newest = newest_policy_version(draft.clinic)
    if (newest.pk if newest else None) != draft.follows_id:
        raise EditedMeanwhile(
            _("The policy was signed anew after this draft began. Discard it, and begin from what is signed.")
        )
    return newest.number + 1 if newest else 1


def _signed(event: Event, file: PolicyFile, number: int) -> PolicyFile:
    return replace(file, version=str(number), signed_by=event.actor.name, signed_on=event.on)


def _version(event: Event, clinic: Clinic, file: PolicyFile, number: int) -> PolicyVersion:
    text = policy_text(file)
    digest = digest_of_text(text)
    version = PolicyVersion(clinic=clinic, created_at=event.at, number=number, text=text, digest=digest)
    version.signature = sign(event, version, meaning="policy", document={"policy": digest})
    return version
