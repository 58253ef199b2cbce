"""Every table of the record, one file a room."""

from clinic.records.models.adverse_events import (
    AdverseCourse,
    AdverseEvent,
    AdverseEventNote,
    AdverseEventState,
    Cause,
    Origin,
    Relatedness,
)
from clinic.records.models.aftercare import AftercareSheet
from clinic.records.models.blood import (
    Blood,
    BloodMismatch,
    BloodPreparers,
    BloodStep,
    BloodStepKind,
    BloodTube,
)
from clinic.records.models.commissioning import (
    CommissioningRecord,
    Handpiece,
    HandpieceState,
    RecordKind,
)
from clinic.records.models.consent import (
    Baseline,
    Consent,
    ConsentOffer,
    ConsentWithdrawal,
    PhotoStatement,
)
from clinic.records.models.deliveries import Delivery, DeliveryOutcome, DeliverySettlement, Settling
from clinic.records.models.doors import Handover, HandoverState
from clinic.records.models.exposure import (
    FollowUp,
    FollowUpStep,
    LookBack,
    LookBackPerson,
    LookBackState,
    ResultCategory,
    SoughtBy,
)
from clinic.records.models.feeds import CalendarFeed, CalendarFeedState
from clinic.records.models.history import Answer, EntryKind, HistoryEntry, PatientLink, SaidBy
from clinic.records.models.incidents import (
    Affected,
    Incident,
    IncidentEntry,
    IncidentState,
    RetiredItem,
)
from clinic.records.models.items import (
    ItemKind,
    ItemLabel,
    ItemRecall,
    ItemUse,
    Outcome,
    Product,
)
from clinic.records.models.merging import PatientMerge
from clinic.records.models.messages import (
    Channel,
    ContactPreference,
    Message,
    MessageKind,
    MessageState,
    Why,
)
from clinic.records.models.outcome import OutcomeVisit
from clinic.records.models.patients import (
    Attendance,
    EnteredInError,
    Patient,
    PatientNameWord,
    PatientState,
    Sex,
)
from clinic.records.models.photographs import NoteKind, Photograph, PhotographNote
from clinic.records.models.planning import Plan, PlanState, PrescriberWord
from clinic.records.models.policy import PolicyDraft, PolicyDraftState
from clinic.records.models.prefix import Prefix
from clinic.records.models.push import PushEnd, PushState, PushSubscription
from clinic.records.models.referral import Referral, ReferralAnswer
from clinic.records.models.rooms import RoomCheck
from clinic.records.models.rota import OnCallShift
from clinic.records.models.rows import ClinicRow
from clinic.records.models.screening import (
    ContentSnapshot,
    DecisionFinding,
    DecisionRecord,
    Override,
    PolicyVersion,
)
from clinic.records.models.session import (
    EntryWhat,
    Session,
    SessionAmendment,
    SessionEntry,
    SessionState,
)
from clinic.records.models.signatures import Signature
from clinic.records.models.worries import (
    CheckIn,
    Reached,
    ReplyText,
    StepCause,
    StepKind,
    Worry,
    WorryDigest,
    WorryState,
    WorryStep,
)

__all__ = [
    "AdverseCourse",
    "AdverseEvent",
    "AdverseEventNote",
    "AdverseEventState",
    "Affected",
    "AftercareSheet",
    "Answer",
    "Attendance",
    "Baseline",
    "Blood",
    "BloodMismatch",
    "BloodPreparers",
    "BloodStep",
    "BloodStepKind",
    "BloodTube",
    "CalendarFeed",
    "CalendarFeedState",
    "Cause",
    "Channel",
    "CheckIn",
    "ClinicRow",
    "CommissioningRecord",
    "Consent",
    "ConsentOffer",
    "ConsentWithdrawal",
    "ContactPreference",
    "ContentSnapshot",
    "DecisionFinding",
    "DecisionRecord",
    "Delivery",
    "DeliveryOutcome",
    "DeliverySettlement",
    "EnteredInError",
    "EntryKind",
    "EntryWhat",
    "FollowUp",
    "FollowUpStep",
    "Handover",
    "HandoverState",
    "Handpiece",
    "HandpieceState",
    "HistoryEntry",
    "Incident",
    "IncidentEntry",
    "IncidentState",
    "ItemKind",
    "ItemLabel",
    "ItemRecall",
    "ItemUse",
    "LookBack",
    "LookBackPerson",
    "LookBackState",
    "Message",
    "MessageKind",
    "MessageState",
    "NoteKind",
    "OnCallShift",
    "Origin",
    "Outcome",
    "OutcomeVisit",
    "Override",
    "Patient",
    "PatientLink",
    "PatientMerge",
    "PatientNameWord",
    "PatientState",
    "PhotoStatement",
    "Photograph",
    "PhotographNote",
    "Plan",
    "PlanState",
    "PolicyDraft",
    "PolicyDraftState",
    "PolicyVersion",
    "Prefix",
    "PrescriberWord",
    "Product",
    "PushEnd",
    "PushState",
    "PushSubscription",
    "Reached",
    "RecordKind",
    "Referral",
    "ReferralAnswer",
    "Relatedness",
    "ReplyText",
    "ResultCategory",
    "RetiredItem",
    "RoomCheck",
    "SaidBy",
    "Session",
    "SessionAmendment",
    "SessionEntry",
    "SessionState",
    "Settling",
    "Sex",
    "Signature",
    "SoughtBy",
    "StepCause",
    "StepKind",
    "Why",
    "Worry",
    "WorryDigest",
    "WorryState",
    "WorryStep",
]
