"""Whether something may go on open channels now: product, sterility, route, patch test, reactions, minutes.

Limitation: it reads a name and what somebody said of the pack; what is in the bottle nobody here can see. How long
channels stay open is told by clocks that disagree; until the latest is over, whatever needs a whole skin stays off.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Literal

from needlepoint.planning.plan import AdjunctCheck
from needlepoint.protocols.model import Content
from needlepoint.session.checklist import may_override

PatchTest = Literal["", "negative", "positive"]
AdjunctRefusalKind = Literal[
    "product", "not-planned", "not-sterile", "other-route", "reaction-history", "patch-test"
]
ALLERGY, REACTION = "topical-product-allergy", "previous-needling-reaction"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """What was read on a pack, and what is known of the person with it; None is not said.

    is_sterile : sterile, and opened for this person
    is_for_open_skin : its label names open skin or the dermis as the place where it goes
    """

    is_sterile: bool | None = None
    is_for_open_skin: bool | None = None
    patch_test: PatchTest = ""


UNREAD = Pack()


@dataclass(frozen=True, slots=True, kw_only=True)
class AdjunctRefusal:
    """One reason why something stays off, and who may override it."""

    kind: AdjunctRefusalKind
    text: str
    override_by: str


def refusals_of_adjunct(
    check: AdjunctCheck,
    pack: Pack,
    *,
    is_planned: bool,
    met: Collection[str],
    minutes_since_needling: int | None,
    content: Content,
) -> tuple[AdjunctRefusal, ...]:
    """Gives every reason why it stays off now, what nobody overrides first."""
    found = [
        *of_product(check, is_planned, minutes_since_needling, content),
        *of_pack(check, pack),
        *of_person(check, pack, met),
    ]
    return tuple(sorted(found, key=lambda one: one.override_by != "nobody"))


def standing_refusals(
    refusals: Collection[AdjunctRefusal], roles: Collection[str], reason: str
) -> tuple[AdjunctRefusal, ...]:
    """Gives what still stands after somebody of these roles put their name and a reason to it."""
    if not reason.strip():
        return tuple(refusals)
    return tuple(one for one in refusals if not may_override(one.override_by, roles))


def of_product(
    check: AdjunctCheck, is_planned: bool, minutes: int | None, content: Content
) -> Iterator[AdjunctRefusal]:
    """Gives what the content says of the product and its ingredients."""
    if check.allowed == "no":
        text = f"{check.name}: {check.reason}{barrier_words(minutes, content)}"
        yield AdjunctRefusal(kind="product", text=text, override_by=check.override_by or "nobody")
    elif check.allowed == "gated" and not is_planned:
        gates = "; ".join(check.gates)
        text = f"{check.name} only goes on as part of the plan, after: {gates}"
        yield AdjunctRefusal(kind="not-planned", text=text, override_by="nobody")


def of_pack(check: AdjunctCheck, pack: Pack) -> Iterator[AdjunctRefusal]:
    """Gives what was read on the pack."""
    if pack.is_sterile is False:
        text = f"{check.name}: not sterile, or opened before. What is not sterile stays off open channels."
        yield AdjunctRefusal(kind="not-sterile", text=text, override_by="nobody")
    if pack.is_for_open_skin is False:
        text = f"{check.name}: its label names no open skin. What was made for whole skin stays off open channels."
        yield AdjunctRefusal(kind="other-route", text=text, override_by="nobody")


def of_person(check: AdjunctCheck, pack: Pack, met: Collection[str]) -> Iterator[AdjunctRefusal]:
    """Gives what is known of the person: a reaction before, or to this."""
    if pack.patch_test == "positive":
        text = f"{check.name}: the patch test with it was positive."
        yield AdjunctRefusal(kind="patch-test", text=text, override_by="doctor")
    if ALLERGY in met and pack.patch_test != "negative":
        text = f"{check.name}: an allergy to skin products is known, and no patch test with this one was negative."
        yield AdjunctRefusal(kind="reaction-history", text=text, override_by="practitioner")
    if REACTION in met:
        text = f"{check.name}: needling set off a lasting reaction before."
        yield AdjunctRefusal(kind="reaction-history", text=text, override_by="doctor")


def barrier_words(minutes: int | None, content: Content) -> str:
    """Says how long ago the skin was needled, against the longest time after which channels were still open."""
    hours = open_hours_at_most(content)
    if minutes is None or hours is None or minutes >= hours * 60:
        return ""
    return (
        f" The first puncture was {minutes} minutes ago; by the slowest clock that was read channels are open for up "
        f"to {hours:g} hours."
    )


def open_hours_at_most(content: Content) -> float | None:
    """Gives the longest span of the content's clocks."""
    spans = [span.hours_high for clock in content.channel_clock.values() for span in clock.span]
    return max(spans, default=None)
