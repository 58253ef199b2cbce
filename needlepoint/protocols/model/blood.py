"""Why no blood is drawn from somebody for their own skin."""

from dataclasses import dataclass
from typing import Literal

from needlepoint.protocols.model.evidence import Claim


@dataclass(frozen=True, slots=True, kw_only=True)
class BloodRefusal(Claim):
    """One reason not to draw blood for platelet-rich plasma.

    rules : rules of the screening; any one that is met refuses, and one of which nobody knows is asked first
    question : asked of everybody at the draw, because no rule of the screening asks it; a yes refuses
    override_by : whose decision, with a reason, lets it be drawn nevertheless
    """

    id: str
    name: str
    text: str
    rules: tuple[str, ...] = ()
    question: str | None = None
    override_by: Literal["nobody", "doctor"] = "nobody"
