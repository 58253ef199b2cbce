"""The kinds of knowledge that content files hold."""

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
from needlepoint.protocols.model.content import Content
from needlepoint.protocols.model.evidence import Claim, Conflict, Side, Source
from needlepoint.protocols.model.rule import (
    CaseQuestion,
    Choice,
    Clause,
    Contraindication,
    Hold,
    Question,
    Spread,
    Trigger,
)
from needlepoint.protocols.model.setting import Country, Device, Indication, LabelledUse, Regimen, Zone
from needlepoint.protocols.model.words import Allergen, MappedCode, MedicineClass, NamedMedicine

__all__ = [
    "Adjunct",
    "Allergen",
    "Anaesthetic",
    "CaseQuestion",
    "ChecklistItem",
    "Choice",
    "Claim",
    "Clause",
    "Conflict",
    "Content",
    "Contraindication",
    "Country",
    "CourseOfSign",
    "Device",
    "Disclosure",
    "Expectation",
    "Gap",
    "Hold",
    "Indication",
    "Instruction",
    "LabelledUse",
    "MappedCode",
    "MedicineClass",
    "NamedMedicine",
    "Question",
    "RedFlag",
    "Regimen",
    "Side",
    "Source",
    "Spread",
    "Trigger",
    "Zone",
]
