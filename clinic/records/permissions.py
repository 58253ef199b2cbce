"""May this person? One table of deeds, one of pages, and the two questions that read them."""

from dataclasses import dataclass, field
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from clinic.accounts.models import Profession, Role
from clinic.accounts.models.membership import MembershipState
from clinic.records.actors import INVITED, PATIENT, SYSTEM, Actor
from clinic.records.refusals import NotPermitted

CLINICAL: Final = frozenset({Profession.DOCTOR, Profession.NURSE, Profession.AESTHETICIAN})


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """A circle of people: by role, and for those who work here also by profession.

    Where professions are named, the credential must be valid on the day; else it must be for the roles in `licensed`.
    """

    described: str
    roles: frozenset[str]
    professions: frozenset[str] = field(default_factory=frozenset)
    licensed: frozenset[str] = field(default_factory=frozenset)


STAFF: Final = Who(described=gettext_noop("somebody who works here"), roles=frozenset(Role.values))
CLINICIANS: Final = Who(
    described=gettext_noop("a practitioner"),
    roles=frozenset({Role.PRACTITIONER, Role.DIRECTOR}),
    professions=CLINICAL,
)
DOCTORS: Final = Who(
    described=gettext_noop("a doctor"), roles=CLINICIANS.roles, professions=frozenset({Profession.DOCTOR})
)
CLINICIANS_AND_PATIENT: Final = Who(
    described=gettext_noop("a practitioner or the patient"),
    roles=CLINICIANS.roles | {PATIENT},
    professions=CLINICAL,
)
RECORD_KEEPERS: Final = Who(
    described=gettext_noop("a practitioner or the medical director"),
    roles=frozenset({Role.PRACTITIONER, Role.DIRECTOR}),
    licensed=frozenset({Role.PRACTITIONER}),
)
DIRECTORS: Final = Who(described=gettext_noop("the medical director"), roles=frozenset({Role.DIRECTOR}))
PATIENT_ONLY: Final = Who(described=gettext_noop("the patient"), roles=frozenset({PATIENT}))
INVITED_ONLY: Final = Who(described=gettext_noop("the person who was invited"), roles=frozenset({INVITED}))
STAFF_AND_PATIENT: Final = Who(
    described=gettext_noop("somebody who works here or the patient"), roles=STAFF.roles | {PATIENT}
)
STAFF_AND_SENDER: Final = Who(
    described=gettext_noop("somebody who works here or the sender of messages"), roles=STAFF.roles | {SYSTEM}
)
PATIENT_AND_SENDER: Final = Who(
    described=gettext_noop("the patient or the sender of messages"), roles=frozenset({PATIENT, SYSTEM})
)
SENDER_ONLY: Final = Who(described=gettext_noop("the sender of messages"), roles=frozenset({SYSTEM}))
SYSTEM_ONLY: Final = Who(described=gettext_noop("whoever starts the clinic"), roles=frozenset({SYSTEM}))

# Every deed stands here exactly once; a deed without an entry cannot be defined. One block a room.
PERMISSIONS: Final[dict[str, Who]] = {
    # clinic and team
    "set_up_clinic": SYSTEM_ONLY,
    "amend_clinic": DIRECTORS,
    "name_prices": DIRECTORS,
    "invite_member": DIRECTORS,
    "renew_invitation": DIRECTORS,
    "withdraw_invitation": DIRECTORS,
    "accept_invitation": INVITED_ONLY,
    "amend_member": DIRECTORS,
    "suspend_member": DIRECTORS,
    "reinstate_member": DIRECTORS,
    "choose_pin": STAFF,
    # patients
    "register_patient": STAFF,
    "amend_patient": STAFF,
    "mark_patient_entered_in_error": RECORD_KEEPERS,
    "merge_patient": RECORD_KEEPERS,
    "undo_merge": RECORD_KEEPERS,
    "mark_arrived": STAFF,
    "mark_left": STAFF,
    # history
    "answer_questions": CLINICIANS_AND_PATIENT,
    "repeat_answers": CLINICIANS,
    "note_entry": CLINICIANS_AND_PATIENT,
    "withdraw_entry": CLINICIANS_AND_PATIENT,
    "set_concern": CLINICIANS,
    "send_patient_link": STAFF,
    "revoke_patient_link": STAFF,
    "open_patient_link": PATIENT_ONLY,
    "note_link_met_staff": STAFF,
    "hand_over_tablet": STAFF,
    "take_tablet_back": STAFF,
    # screening
    "record_decision": CLINICIANS,
    "override_finding": CLINICIANS,
    "override_as_director": DIRECTORS,
    # referral
    "refer_patient": CLINICIANS,
    "note_referral_answer": CLINICIANS,
    # policy
    "start_policy_draft": DIRECTORS,
    "revise_policy": DIRECTORS,
    "sign_policy": DIRECTORS,
    "discard_policy": DIRECTORS,
    # plan
    "start_plan": CLINICIANS,
    "revise_plan": CLINICIANS,
    "approve_plan": CLINICIANS,
    "discard_plan": CLINICIANS,
    "note_prescriber_word": CLINICIANS,
    # calendar addresses
    "open_calendar_feed": RECORD_KEEPERS,
    "close_calendar_feed": STAFF,
    # commissioning
    "add_handpiece": RECORD_KEEPERS,
    "record_stamp_test": CLINICIANS,
    "record_depth_check": CLINICIANS,
    "record_service": CLINICIANS,
    "correct_commissioning": CLINICIANS,
    "retire_handpiece": DIRECTORS,
    "return_handpiece": DIRECTORS,
    # items
    "add_product": RECORD_KEEPERS,
    "print_labels": CLINICIANS,
    "drop_item": CLINICIANS,
    "enter_recall": DIRECTORS,
    "lift_recall": DIRECTORS,
    "check_room": CLINICIANS,
    "scan_item": CLINICIANS,
    "note_refused_item": CLINICIANS,
    # consent
    "record_baseline": CLINICIANS_AND_PATIENT,
    "offer_consent": CLINICIANS,
    "sign_consent": PATIENT_ONLY,
    "withdraw_consent": CLINICIANS_AND_PATIENT,
    "state_photo_consent": CLINICIANS_AND_PATIENT,
    # photographs
    "add_photograph": CLINICIANS,
    "send_photograph": PATIENT_ONLY,
    "look_at_photograph": CLINICIANS,
    "mark_photograph_in_error": RECORD_KEEPERS,
    "state_image_consent": CLINICIANS_AND_PATIENT,
    "destroy_photograph": DIRECTORS,
    # session
    "open_session": CLINICIANS,
    "check_session": CLINICIANS,
    "answer_checklist": CLINICIANS,
    "settle_antiviral": CLINICIANS,
    "note_device": CLINICIANS,
    "note_cartridge": CLINICIANS,
    "put_numbing_on": CLINICIANS,
    "note_home_numbing": CLINICIANS,
    "note_injected_numbing": CLINICIANS,
    "take_numbing_off": CLINICIANS,
    "note_stop": CLINICIANS,
    "start_session": CLINICIANS,
    "chart_zones": CLINICIANS,
    "chart_as_planned": CLINICIANS,
    "chart_as_last_time": CLINICIANS,
    "take_zone_out": CLINICIANS,
    "put_mark": CLINICIANS,
    "take_mark_off": CLINICIANS,
    "note_adjunct": CLINICIANS,
    "explain_deviation": CLINICIANS,
    "undo_entry": CLINICIANS,
    "deliver_entry": CLINICIANS,
    "keep_late_entry": CLINICIANS,
    "settle_delivery": CLINICIANS,
    "finish_charting": CLINICIANS,
    "break_off_session": CLINICIANS,
    "resume_charting": CLINICIANS,
    "cancel_session": CLINICIANS,
    "sign_session": CLINICIANS,
    "amend_session": CLINICIANS,
    "cosign_session": DIRECTORS,
    "override_block": CLINICIANS,
    "override_block_as_director": DIRECTORS,
    # blood
    "draw_blood": CLINICIANS,
    "label_tube": CLINICIANS,
    "spin_tube": CLINICIANS,
    "use_tube": CLINICIANS,
    "discard_tube": CLINICIANS,
    "leave_blood_out": CLINICIANS,
    "note_blood_mismatch": CLINICIANS,
    "name_blood_preparers": DIRECTORS,
    # incidents
    "open_incident": RECORD_KEEPERS,
    "note_incident_step": RECORD_KEEPERS,
    "retire_item": RECORD_KEEPERS,
    "close_incident": RECORD_KEEPERS,
    # adverse events
    "open_adverse_event": CLINICIANS,
    "describe_adverse_event": CLINICIANS,
    "sign_adverse_event": CLINICIANS,
    "withdraw_adverse_event": CLINICIANS,
    "add_to_adverse_event": RECORD_KEEPERS,
    # looking back
    "open_look_back": DIRECTORS,
    "extend_look_back": DIRECTORS,
    "note_follow_up": RECORD_KEEPERS,
    "close_look_back": DIRECTORS,
    # aftercare
    "write_aftercare": CLINICIANS,
    # outcome
    "record_outcome_visit": CLINICIANS,
    # worries
    "report_check_in": PATIENT_ONLY,
    "keep_draft": PATIENT_ONLY,
    "ask_for_erasure": PATIENT_ONLY,
    "drop_old_drafts": SENDER_ONLY,
    "acknowledge_worry": CLINICIANS,
    "close_worry": CLINICIANS,
    "note_worry_call": CLINICIANS,
    "reply_to_worry": CLINICIANS,
    "hand_over_worry": RECORD_KEEPERS,
    "call_next_in_line": SENDER_ONLY,
    "write_worry_digest": SENDER_ONLY,
    "approve_reply_text": DIRECTORS,
    "withdraw_reply_text": DIRECTORS,
    # rota
    "add_shifts": DIRECTORS,
    "take_out_shift": DIRECTORS,
    # messages
    "choose_contact": STAFF_AND_PATIENT,
    "open_push": PATIENT_ONLY,
    "close_push": PATIENT_AND_SENDER,
    "note_contact_reply": SENDER_ONLY,
    "note_text_reply": SENDER_ONLY,
    "claim_messages": SENDER_ONLY,
    "make_message_links": SENDER_ONLY,
    "put_off_message": SENDER_ONLY,
    "take_next_way": SENDER_ONLY,
    "note_message_sent": SENDER_ONLY,
    "give_up_message": SENDER_ONLY,
    "note_delivery": SENDER_ONLY,
    "note_not_delivered": SENDER_ONLY,
    "cancel_message": STAFF_AND_SENDER,
    "retry_message": STAFF,
    "note_phoned": STAFF,
}


def check_may(actor: Actor, deed: str) -> None:
    """Refuse unless this person may do this deed."""
    check_is(actor, PERMISSIONS[deed])


def may(actor: Actor, deed: str) -> bool:
    """Tell whether this person may do this deed, for templates."""
    return is_one_of(actor, PERMISSIONS[deed])


def check_is(actor: Actor, who: Who) -> None:
    """Refuse unless this person belongs to a circle, saying whom to ask."""
    _check_is_active(actor)
    if actor.role not in who.roles or not _has_profession(actor, who):
        raise NotPermitted(
            _(
                "This is for %(who)s. Your role here is %(role)s; ask the medical director if that should change."
            )
            % {"who": _(who.described), "role": _described(actor)}
        )
    needs_credential = bool(who.professions) or actor.role in who.licensed
    if needs_credential and actor.membership and not actor.membership.is_credential_valid(actor.today):
        raise NotPermitted(
            _("Your credential was valid until %(day)s. Ask the medical director to enter the new one.")
            % {"day": actor.membership.valid_until}
        )


def is_one_of(actor: Actor, who: Who) -> bool:
    """Tell whether this person belongs to a circle."""
    try:
        check_is(actor, who)
    except NotPermitted:
        return False
    return True


def _check_is_active(actor: Actor) -> None:
    if actor.membership and actor.membership.state != MembershipState.ACTIVE:
        raise NotPermitted(
            _("Your place in this clinic is not active. Ask the medical director to invite or reinstate you.")
        )


def _has_profession(actor: Actor, who: Who) -> bool:
    return not who.professions or actor.membership is None or actor.profession in who.professions


def _described(actor: Actor) -> str:
    if actor.membership is None:
        return actor.kind
    words = actor.membership.get_role_display().lower()
    return (
        f"{words}, {actor.membership.get_profession_display().lower()}"
        if actor.membership.is_clinical
        else words
    )
