"""Does this state allow it? Every state machine of the clinic, as data.

Machine → state → deed → the state afterwards. The first state of a machine is where it begins.
"""

from typing import Final, Protocol

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from clinic.records.refusals import WrongState

Machine = dict[str, dict[str, str]]


class Stateful(Protocol):
    """A row that stands in a state of a machine."""

    machine: str
    state: str


# One block a room.
MACHINES: Final[dict[str, Machine]] = {
    "membership": {
        "invited": {
            "renew_invitation": "invited",
            "accept_invitation": "active",
            "withdraw_invitation": "withdrawn",
        },
        "active": {
            "amend_member": "active",
            "suspend_member": "suspended",
            "choose_pin": "active",
            "add_shifts": "active",
            "open_calendar_feed": "active",
        },
        "suspended": {"reinstate_member": "active"},
        "withdrawn": {"renew_invitation": "invited"},
    },
    "patient": {
        "registered": {
            "amend_patient": "registered",
            "merge_patient": "registered",
            "undo_merge": "registered",
            "mark_arrived": "registered",
            "mark_left": "registered",
            "mark_patient_entered_in_error": "entered_in_error",
            "start_plan": "registered",
            "record_baseline": "registered",
            "offer_consent": "registered",
            "state_photo_consent": "registered",
            "add_photograph": "registered",
            "answer_questions": "registered",
            "repeat_answers": "registered",
            "note_entry": "registered",
            "set_concern": "registered",
            "send_patient_link": "registered",
            "hand_over_tablet": "registered",
            "record_decision": "registered",
            "open_session": "registered",
            "report_check_in": "registered",
            "ask_for_erasure": "registered",
            "open_adverse_event": "registered",
            "record_outcome_visit": "registered",
            "choose_contact": "registered",
            "note_contact_reply": "registered",
            "note_text_reply": "registered",
            "open_push": "registered",
        },
        # That two records are of one person can have been wrong, too, after one of them was marked.
        "entered_in_error": {"undo_merge": "entered_in_error"},
    },
    "policy_draft": {
        "draft": {"revise_policy": "draft", "sign_policy": "signed", "discard_policy": "discarded"},
        "signed": {},
        "discarded": {},
    },
    "handover": {"given": {"take_tablet_back": "taken_back"}, "taken_back": {}},
    "plan": {
        "draft": {
            "revise_plan": "draft",
            "note_prescriber_word": "draft",
            "approve_plan": "approved",
            "discard_plan": "discarded",
        },
        "approved": {},
        "discarded": {},
    },
    "calendar_feed": {"open": {"close_calendar_feed": "closed"}, "closed": {}},
    "worry": {
        "open": {
            "acknowledge_worry": "acknowledged",
            "hand_over_worry": "handed_over",
            "call_next_in_line": "open",
        },
        "handed_over": {
            "acknowledge_worry": "acknowledged",
            "hand_over_worry": "handed_over",
            "call_next_in_line": "handed_over",
        },
        "acknowledged": {
            "acknowledge_worry": "acknowledged",
            "note_worry_call": "acknowledged",
            "reply_to_worry": "acknowledged",
            "hand_over_worry": "handed_over",
            "call_next_in_line": "acknowledged",
            "close_worry": "closed",
        },
        "closed": {},
    },
    "push_subscription": {"open": {"close_push": "closed"}, "closed": {}},
    "reply_text": {"approved": {"withdraw_reply_text": "withdrawn"}, "withdrawn": {}},
    "shift": {"standing": {"take_out_shift": "taken_out"}, "taken_out": {}},
    "handpiece": {
        "in_use": {
            "record_stamp_test": "in_use",
            "record_depth_check": "in_use",
            "record_service": "in_use",
            "correct_commissioning": "in_use",
            "retire_handpiece": "retired",
        },
        "retired": {"correct_commissioning": "retired", "return_handpiece": "in_use"},
    },
    # That a sender has a message in hand is a lease in its columns and no state: it ends without anybody's deed.
    "message": {
        "due": {
            "put_off_message": "due",
            "take_next_way": "due",
            "note_message_sent": "sent",
            "note_delivery": "sent",
            "note_not_delivered": "phone_task",
            "give_up_message": "phone_task",
            "cancel_message": "cancelled",
        },
        "sent": {
            "note_delivery": "sent",
            "note_not_delivered": "phone_task",
            "take_next_way": "due",
        },
        "phone_task": {
            "retry_message": "due",
            "note_phoned": "phoned",
            "cancel_message": "cancelled",
        },
        "phoned": {},
        "cancelled": {},
    },
    "session": {
        "planned": {"check_session": "checked", "open_incident": "planned", "cancel_session": "cancelled"},
        "checked": {
            "open_incident": "checked",
            "check_session": "checked",
            "answer_checklist": "checked",
            "override_block": "checked",
            "override_block_as_director": "checked",
            "settle_antiviral": "checked",
            "note_device": "checked",
            "note_cartridge": "checked",
            "scan_item": "checked",
            "note_refused_item": "checked",
            "note_stop": "checked",
            "put_numbing_on": "checked",
            "note_home_numbing": "checked",
            "note_injected_numbing": "checked",
            "take_numbing_off": "checked",
            "undo_entry": "checked",
            "draw_blood": "checked",
            "label_tube": "checked",
            "spin_tube": "checked",
            "discard_tube": "checked",
            "leave_blood_out": "checked",
            "note_blood_mismatch": "checked",
            "start_session": "in_progress",
            "cancel_session": "cancelled",
        },
        "in_progress": {
            "note_device": "in_progress",
            "open_incident": "in_progress",
            "note_cartridge": "in_progress",
            "scan_item": "in_progress",
            "note_refused_item": "in_progress",
            "take_numbing_off": "in_progress",
            "note_injected_numbing": "in_progress",
            "chart_zones": "in_progress",
            "chart_as_planned": "in_progress",
            "chart_as_last_time": "in_progress",
            "take_zone_out": "in_progress",
            "put_mark": "in_progress",
            "take_mark_off": "in_progress",
            "note_stop": "in_progress",
            "note_adjunct": "in_progress",
            "explain_deviation": "in_progress",
            "undo_entry": "in_progress",
            "deliver_entry": "in_progress",
            "keep_late_entry": "in_progress",
            "settle_delivery": "in_progress",
            "draw_blood": "in_progress",
            "label_tube": "in_progress",
            "spin_tube": "in_progress",
            "use_tube": "in_progress",
            "discard_tube": "in_progress",
            "leave_blood_out": "in_progress",
            "note_blood_mismatch": "in_progress",
            "finish_charting": "charted",
            "break_off_session": "charted",
        },
        "charted": {
            "open_incident": "charted",
            "answer_checklist": "charted",
            "override_block": "charted",
            "override_block_as_director": "charted",
            "explain_deviation": "charted",
            "keep_late_entry": "charted",
            "settle_delivery": "charted",
            "discard_tube": "charted",
            "note_blood_mismatch": "charted",
            "resume_charting": "in_progress",
            "sign_session": "signed",
        },
        "signed": {
            "amend_session": "signed",
            "cosign_session": "signed",
            "write_aftercare": "signed",
            "keep_late_entry": "signed",
            "settle_delivery": "signed",
            "open_incident": "signed",
        },
        "cancelled": {
            "keep_late_entry": "cancelled",
            "settle_delivery": "cancelled",
            "open_incident": "cancelled",
        },
    },
    "adverse_event": {
        "draft": {
            "describe_adverse_event": "draft",
            "sign_adverse_event": "signed",
            "withdraw_adverse_event": "withdrawn",
        },
        "signed": {"add_to_adverse_event": "signed"},
        "withdrawn": {},
    },
    "incident": {
        "open": {"note_incident_step": "open", "retire_item": "open", "close_incident": "closed"},
        "closed": {},
    },
    "look_back": {"open": {"extend_look_back": "open", "close_look_back": "closed"}, "closed": {}},
}
# How a machine and its states are called in a sentence.
WORDS: Final[dict[str, str]] = {
    "membership": gettext_noop("place in the team"),
    "patient": gettext_noop("patient record"),
    "message": gettext_noop("message"),
    "due": gettext_noop("not sent yet"),
    "phone_task": gettext_noop("a call to be made"),
    "phoned": gettext_noop("dealt with by a call"),
    "handover": gettext_noop("hand-over of a tablet"),
    "given": gettext_noop("in the patient’s hands"),
    "taken_back": gettext_noop("over: the tablet was taken back"),
    "session": gettext_noop("session"),
    "policy_draft": gettext_noop("draft of the policy"),
    "planned": gettext_noop("opened and not yet checked today"),
    "checked": gettext_noop("checked and not yet started"),
    "in_progress": gettext_noop("in progress"),
    "charted": gettext_noop("charted and not yet signed"),
    "in_use": gettext_noop("in use"),
    "retired": gettext_noop("out of use"),
    "look_back": gettext_noop("look-back"),
    "reply_text": gettext_noop("text for replies"),
    "push_subscription": gettext_noop("phone that may be knocked at"),
    "shift": gettext_noop("shift"),
    "standing": gettext_noop("on the rota"),
    "taken_out": gettext_noop("taken out of the rota"),
    "handed_over": gettext_noop("handed over and not taken on yet"),
    "incident": gettext_noop("incident"),
    "adverse_event": gettext_noop("adverse event"),
    "entered_in_error": gettext_noop("marked as entered in error"),
}


# A record that was made on the wrong person is not worked on; only what ends, closes or explains stays possible.
STANDING: Final = "registered"
STILL_POSSIBLE: Final = frozenset(
    (
        "withdraw_consent withdraw_photo_consent revoke_patient_link discard_plan cancel_session break_off_session "
        "state_image_consent mark_photograph_in_error destroy_photograph "
        "take_tablet_back note_link_met_staff "
        "close_push note_message_sent give_up_message cancel_message note_delivery note_not_delivered note_phoned "
        "take_tablet_back note_link_met_staff note_follow_up "
        "open_incident note_incident_step retire_item close_incident "
        "describe_adverse_event sign_adverse_event withdraw_adverse_event add_to_adverse_event "
        "acknowledge_worry hand_over_worry call_next_in_line note_worry_call close_worry "
        "discard_tube note_blood_mismatch "
        "finish_charting answer_checklist explain_deviation sign_session amend_session cosign_session write_aftercare "
        "keep_late_entry settle_delivery"
    ).split()
)


def check_allows(row: Stateful, deed: str) -> None:
    """Refuse unless the row's state allows the deed."""
    if not allows(row, deed):
        raise WrongState(
            _("This %(thing)s is %(state)s, so that cannot be done. Go back and look at its present state.")
            % {"thing": _word(row.machine), "state": _word(row.state)}
        )


def allows(row: Stateful, deed: str) -> bool:
    """Tell whether the row's state allows the deed, for templates."""
    return deed in MACHINES[row.machine][row.state]


def state_after(machine: str, state: str, deed: str) -> str:
    """Give the state in which a deed leaves a row."""
    return MACHINES[machine][state][deed]


def deeds_of(machine: str) -> frozenset[str]:
    """List every deed that some state of a machine allows."""
    return frozenset(deed for state in MACHINES[machine].values() for deed in state)


def diagram(machine: str) -> str:
    """Draw a machine as a Mermaid state diagram."""
    states = MACHINES[machine]
    lines = ["stateDiagram-v2", f"    [*] --> {next(iter(states))}"]
    for state, deeds in states.items():
        lines += [f"    {state} --> {after}: {deed}" for deed, after in deeds.items()]
    return "\n".join(lines)


def _word(name: str) -> str:
    return _(WORDS.get(name, name.replace("_", " ")))
