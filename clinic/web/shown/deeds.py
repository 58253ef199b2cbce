"""Every deed in words that a medical director reads, for the audit page: what was done, never what was written."""

from collections.abc import Mapping
from typing import Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

DEED_WORDS: Final[dict[str, Promise]] = {
    # harm
    "add_to_adverse_event": _("Added to an adverse event after it was signed"),
    "describe_adverse_event": _("Described an adverse event"),
    "open_adverse_event": _("Opened an adverse event"),
    "sign_adverse_event": _("Signed an adverse event"),
    "withdraw_adverse_event": _("Said that an adverse event was none, with the reason"),
    # aftercare
    "write_aftercare": _("Wrote the dated aftercare of a session and the messages it brings"),
    # blood
    "discard_tube": _("Discarded a tube of blood"),
    "draw_blood": _("Drew blood into tubes"),
    "label_tube": _("Labelled a tube of blood beside the person"),
    "leave_blood_out": _("Noted that no blood is drawn although the plan holds it"),
    "name_blood_preparers": _("Said who prepares blood products here, and on what law"),
    "note_blood_mismatch": _("Blood did not match the person: it may only be discarded"),
    "spin_tube": _("Ran the centrifuge with a tube"),
    "use_tube": _("Put the person's own blood product on, after the last comparison"),
    # charting
    "chart_as_last_time": _("Charted every zone as in the last session"),
    "chart_as_planned": _("Charted every zone as planned"),
    "chart_zones": _("Charted zones"),
    "explain_deviation": _("Gave the reason for a deviation from the plan"),
    "note_adjunct": _("Put something on open channels, after it was checked"),
    "note_cartridge": _("Noted a cartridge, typed from its pack"),
    "note_device": _("Noted the handpiece and the room"),
    "note_stop": _("The patient asked to stop"),
    "put_mark": _("Put a point or a stroke on the map of the chart"),
    "take_mark_off": _("Took a point or a stroke off the map; both entries stay in the log"),
    "take_zone_out": _("Charted that a zone was not treated after all"),
    "undo_entry": _("Took the last entry of the chart back; both stay in the log"),
    # handpieces
    "add_handpiece": _("Added a handpiece"),
    "correct_commissioning": _("Corrected a record of a handpiece"),
    "record_depth_check": _("Signed a depth check of a handpiece"),
    "record_service": _("Signed a service of a handpiece"),
    "record_stamp_test": _("Signed a stamp test of a handpiece"),
    "retire_handpiece": _("Took a handpiece out of use"),
    "return_handpiece": _("Took a handpiece back into use"),
    # consent
    "offer_consent": _("Showed and explained the text of a consent"),
    "record_baseline": _("Kept how the person sees their skin before the course"),
    "sign_consent": _("Signed a consent"),
    "state_photo_consent": _("Said yes or no to photographs for a purpose"),
    "withdraw_consent": _("Withdrew a consent"),
    # contact
    "choose_contact": _("Chose by which ways messages may come"),
    "note_contact_reply": _("A reply ended or began again the messages of one way"),
    "note_text_reply": _("A reply in own words became a call to make"),
    # countersigning
    "cosign_session": _("Countersigned a session"),
    # what tablets deliver
    "deliver_entry": _("Took an entry from a tablet: stored, refused, or kept beside what another charted"),
    "keep_late_entry": _("Kept an entry that came after the chart was closed; it changed nothing"),
    "settle_delivery": _("Settled an entry from a tablet that had met something else"),
    # digest
    "write_worry_digest": _("Wrote the day's digest of worries"),
    # doors
    "hand_over_tablet": _("Handed the tablet to the patient"),
    "note_link_met_staff": _(
        "A patient's link was opened where somebody of the team is signed in; it stayed shut"
    ),
    "open_patient_link": _("Tried a birth date at a patient's link"),
    "revoke_patient_link": _("Closed a patient's link"),
    "send_patient_link": _("Made a link for the patient"),
    "take_tablet_back": _("Took the tablet back"),
    # drafts
    "drop_old_drafts": _("Deleted drafts that nobody came back to"),
    "keep_draft": _("Kept the draft of a report"),
    # erasure
    "ask_for_erasure": _("Noted the wish that a record be erased"),
    # escalation
    "call_next_in_line": _("Called the next in line, because nobody had answered a worry in time"),
    "hand_over_worry": _("Handed a worry over by name"),
    # look-back
    "close_look_back": _("Closed a look-back"),
    "extend_look_back": _("Added people to a look-back that are found now"),
    "note_follow_up": _("Noted what was done for somebody whom a look-back found"),
    "open_look_back": _("Opened a look-back: who met it?"),
    # calendars
    "close_calendar_feed": _("Closed a calendar address"),
    "open_calendar_feed": _("Made a calendar address"),
    # history
    "answer_questions": _("Answered questions of the medical history"),
    "note_entry": _("Put a line on a list of the history, or corrected one"),
    "repeat_answers": _("Said that earlier answers are still so today"),
    "set_concern": _("Said what to treat, and where"),
    "withdraw_entry": _("Took a line off a list of the history"),
    # incidents
    "close_incident": _("Closed an incident with what came of it"),
    "note_incident_step": _("Noted a step during an incident"),
    "open_incident": _("Opened an incident"),
    "retire_item": _("Took a scanned item out of use for good, after an incident"),
    # items
    "add_product": _("Listed a product"),
    "drop_item": _("Took an item that fell or touched something out of use"),
    "enter_recall": _("Entered a recall: refused from now on"),
    "lift_recall": _("Ended a recall, with the reason"),
    "note_refused_item": _("A scanned item was refused: expired, recalled, unknown or used before"),
    "print_labels": _("Printed labels, each for one item and one use"),
    "scan_item": _("Scanned an item and took it into use"),
    # two records of one person
    "merge_patient": _("Said that a record is a second one of somebody"),
    "undo_merge": _("Said that two records are not one person after all"),
    # messages
    "cancel_message": _("Took a message back before it was sent"),
    "claim_messages": _("Took due messages in hand to send them"),
    "give_up_message": _("Made a message that cannot be sent a call to make"),
    "make_message_links": _("Made the links that messages carry"),
    "note_delivery": _("Noted what a provider says of a message"),
    "note_message_sent": _("A provider took a message"),
    "note_not_delivered": _("A message did not arrive; it became a call to make"),
    "note_phoned": _("Noted that somebody called"),
    "put_off_message": _("Let a message wait: a failed attempt, or the night"),
    "retry_message": _("Sent a message that failed once more"),
    "take_next_way": _("Sent a message by the next way that was agreed"),
    # numbing
    "note_home_numbing": _("Noted numbing cream that was put on at home"),
    "note_injected_numbing": _("Noted an injected local anaesthetic"),
    "put_numbing_on": _("Put numbing cream on, within its limits"),
    "take_numbing_off": _("Confirmed that numbing cream is off and the skin clean"),
    # outcome
    "record_outcome_visit": _("Signed an outcome visit"),
    # patients
    "amend_patient": _("Corrected what is known of a person"),
    "mark_arrived": _("Noted that a patient is in the house"),
    "mark_left": _("Noted that a patient has left"),
    "mark_patient_entered_in_error": _("Marked a record as entered in error"),
    "register_patient": _("Registered a patient"),
    # photographs
    "add_photograph": _("Kept a photograph"),
    "destroy_photograph": _("Destroyed a photograph that was taken back or is in error"),
    "look_at_photograph": _("Looked at a photograph"),
    "mark_photograph_in_error": _("Marked a photograph as being of somebody else, or of nothing"),
    "send_photograph": _("Sent a photograph with a report"),
    "state_image_consent": _("Said yes or no to one photograph for a purpose"),
    # planning
    "approve_plan": _("Approved and signed a plan"),
    "discard_plan": _("Gave the draft of a plan up"),
    "note_prescriber_word": _("Signed what a prescriber said"),
    "revise_plan": _("Changed the draft of a plan"),
    "start_plan": _("Started the draft of a plan"),
    # policy
    "discard_policy": _("Gave the draft of a policy up"),
    "revise_policy": _("Changed the draft of the policy"),
    "sign_policy": _("Signed a version of the policy"),
    "start_policy_draft": _("Started a draft of the policy"),
    # prices
    "name_prices": _("Named the clinic's prices"),
    # messages on a phone
    "close_push": _("Messages no longer appear on a phone"),
    "open_push": _("Agreed that messages appear on a phone"),
    # referral
    "note_referral_answer": _("Noted what a colleague answered to a referral"),
    "refer_patient": _("Signed a letter of referral"),
    # replies
    "approve_reply_text": _("Approved a text for replies to patients"),
    "withdraw_reply_text": _("Took a text for replies back"),
    # rooms
    "check_room": _("Noted the daily check of a room"),
    # rota
    "add_shifts": _("Put somebody on call"),
    "take_out_shift": _("Took a shift out of the rota"),
    # screening
    "override_as_director": _("Overrode a finding of the screening as medical director"),
    "override_finding": _("Overrode a finding of the screening, with name and reason"),
    "record_decision": _("Recorded the screening decision of the day"),
    # sessions
    "amend_session": _("Amended a signed session; the original stays"),
    "answer_checklist": _("Answered lines of a checklist"),
    "break_off_session": _("Broke a session off, with the reason"),
    "cancel_session": _("Gave a session up before the first puncture"),
    "check_session": _("Re-screened before a session"),
    "finish_charting": _("Finished charting"),
    "open_session": _("Opened a session"),
    "override_block": _("Overrode something that stopped a session, with name and reason"),
    "override_block_as_director": _("Overrode something that stopped a session, as medical director"),
    "resume_charting": _("Went back to the chart before signing"),
    "settle_antiviral": _("Noted the prescriber's word on an antiviral"),
    "sign_session": _("Signed a session"),
    "start_session": _("Started treating, after the time-out"),
    # team
    "accept_invitation": _("Accepted an invitation"),
    "amend_clinic": _("Corrected what the clinic says of itself"),
    "amend_member": _("Changed somebody's role, profession or credential"),
    "choose_pin": _("Chose a PIN"),
    "invite_member": _("Invited somebody to the team"),
    "reinstate_member": _("Took somebody back into the team"),
    "renew_invitation": _("Invited somebody again"),
    "set_up_clinic": _("Founded the clinic"),
    "suspend_member": _("Suspended somebody"),
    "withdraw_invitation": _("Took an invitation back"),
    # worries
    "acknowledge_worry": _("Took a worry on by name"),
    "close_worry": _("Closed a worry with what came of it"),
    "note_worry_call": _("Noted a call about a worry"),
    "reply_to_worry": _("Wrote to whoever told a worry"),
    "report_check_in": _("Reported how it is, and was told what to do"),
}

# Where a row that an event is about, or names, is opened; the first that is there.
PAGES: Final = {
    "adverseevent": "adverse_event",
    "incident": "incident",
    "worry": "worry",
    "lookback": "look_back",
    "referral": "referral",
    "decisionrecord": "decision",
    "handpiece": "handpiece",
    "session": "session_record",
    "patient": "patient",
}
NAMED: Final = {"worry": "worry", "session": "session_record", "patient": "patient"}


def page_of(subject_type: str, subject_id: str, linked: Mapping[str, str]) -> str:
    """Give the address of what an event is about, else of what it names beside; empty where neither has a page."""
    if subject_type in PAGES:
        return reverse(PAGES[subject_type], args=[subject_id])
    found = next((name for name in NAMED if name in linked), "")
    return reverse(NAMED[found], args=[linked[found]]) if found else ""


def deed_words(deed: str) -> str:
    """Say what was done; a deed of an older version that nobody words any more is told by its name."""
    return str(DEED_WORDS.get(deed, deed.replace("_", " ").capitalize()))
