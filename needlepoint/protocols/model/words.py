"""How names and codes are recognised: medicines, allergens and terminologies."""

from dataclasses import dataclass
from typing import Literal

MedicineGroup = Literal[
    "isotretinoin",
    "oral-retinoid-other",
    "topical-retinoid",
    "exfoliant",
    "photosensitiser",
    "lightening-product",
    "topical-steroid",
    "systemic-steroid",
    "immunosuppressant",
    "chemotherapy",
    "anticoagulant",
    "antiplatelet",
    "diabetes-medicine",
    "methaemoglobinaemia-inducer",
    "anti-arrhythmic",
    "none",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class MedicineClass:
    """What an ingredient acts as by which routes; `assumed` where the route is absent."""

    group: MedicineGroup
    routes: tuple[str, ...] = ()
    assumed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedMedicine:
    """An ingredient with its brands and what it acts as."""

    ingredient: str
    acts_as: tuple[MedicineClass, ...]
    brands: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Allergen:
    """An allergen with the words that name it."""

    id: str
    words: tuple[str, ...]
    group: Literal[
        "nickel",
        "stainless-steel",
        "amide-anaesthetic",
        "ester-anaesthetic",
        "paba",
        "antiseptic",
        "latex",
        "topical-product",
        "none",
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class MappedCode:
    """A verified code and what it means here: `medicine:…`, `rule:…#detail`, `event:…`, `allergen:…` or `none`.

    A code that means several things names them one after another, with "; " between.
    """

    system: Literal["rxnorm", "snomed", "icd10cm", "loinc"]
    code: str
    display: str
    means: str
    verified_in: str
    route: str | None = None

    @property
    def meanings(self) -> tuple[str, ...]:
        """Gives each thing that it means."""
        return tuple(self.means.split("; "))
