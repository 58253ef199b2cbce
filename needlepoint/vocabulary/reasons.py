"""Three-valued answers and the six decisions, with their order."""

from enum import StrEnum


class Truth(StrEnum):
    """Unknown is a third answer, never a "no"."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Decision(StrEnum):
    """What screening advises, hardest first; the hardest met finding decides."""

    DECLINE = "decline"
    REFER = "refer"
    DEFER = "defer"
    NEEDS_INFORMATION = "needs_information"
    PROCEED_WITH_PRECAUTIONS = "proceed_with_precautions"
    PROCEED = "proceed"

    @property
    def softness(self) -> int:
        """Gives 0 for the hardest decision; a smaller number is harder."""
        return SOFTNESS[self]

    @property
    def is_free(self) -> bool:
        """Says whether nothing stands against treating."""
        return self in (Decision.PROCEED, Decision.PROCEED_WITH_PRECAUTIONS)


SOFTNESS: dict[Decision, int] = {decision: place for place, decision in enumerate(Decision)}


def hardest(*decisions: Decision) -> Decision:
    """Gives the hardest of the decisions, or `proceed` where there is none."""
    return min(decisions, key=SOFTNESS.__getitem__, default=Decision.PROCEED)
