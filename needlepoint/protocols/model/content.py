"""All content of one release, looked up by id."""

from collections.abc import Mapping
from dataclasses import dataclass

from needlepoint.protocols.model.blood import BloodRefusal
from needlepoint.protocols.model.care import (
    Adjunct,
    Anaesthetic,
    ChecklistItem,
    CourseOfSign,
    Disclosure,
    Expectation,
    Gap,
    Instruction,
    RedFlag,
)
from needlepoint.protocols.model.constraint import Constraint
from needlepoint.protocols.model.dosimetry import ChannelClock, Epidermis, Parameter, SkinScenario
from needlepoint.protocols.model.evidence import Conflict, Source
from needlepoint.protocols.model.incident import AdverseKind, Grade, IncidentGuide
from needlepoint.protocols.model.rule import CaseQuestion, Contraindication
from needlepoint.protocols.model.setting import Country, Device, Indication, Zone
from needlepoint.protocols.model.words import Allergen, MappedCode, NamedMedicine
from needlepoint.protocols.model.worry import (
    Downtime,
    HealingPhase,
    HomeProduct,
    Language,
    TriageLevel,
    WordsOfSign,
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Content:
    """Everything that the evidence says, parsed and cross-checked; `digest` names exactly this content.

    Compared by identity, so that what is derived from it can be kept beside it.
    """

    version: str
    digest: str
    source: Mapping[str, Source]
    conflict: Mapping[str, Conflict]
    zone: Mapping[str, Zone]
    country: Mapping[str, Country]
    device: Mapping[str, Device]
    indication: Mapping[str, Indication]
    contraindication: Mapping[str, Contraindication]
    case_question: Mapping[str, CaseQuestion]
    medicine: Mapping[str, NamedMedicine]
    allergen: Mapping[str, Allergen]
    code: Mapping[str, MappedCode]
    instruction: Mapping[str, Instruction]
    adjunct: Mapping[str, Adjunct]
    anaesthetic: Mapping[str, Anaesthetic]
    course_of_sign: Mapping[str, CourseOfSign]
    red_flag: Mapping[str, RedFlag]
    checklist_item: Mapping[str, ChecklistItem]
    expectation: Mapping[str, Expectation]
    disclosure: Mapping[str, Disclosure]
    gap: Mapping[str, Gap]
    skin_scenario: Mapping[str, SkinScenario]
    epidermis: Mapping[str, Epidermis]
    parameter: Mapping[str, Parameter]
    channel_clock: Mapping[str, ChannelClock]
    constraint: Mapping[str, Constraint]
    words_of_sign: Mapping[str, WordsOfSign]
    language: Mapping[str, Language]
    triage_level: Mapping[str, TriageLevel]
    home_product: Mapping[str, HomeProduct]
    downtime: Mapping[str, Downtime]
    healing_phase: Mapping[str, HealingPhase]
    incident_guide: Mapping[str, IncidentGuide]
    grade: Mapping[str, Grade]
    adverse_kind: Mapping[str, AdverseKind]
    blood_refusal: Mapping[str, BloodRefusal]
