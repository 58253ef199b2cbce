"""How a proposed length came about, step by step: reported, then the ceiling, then thin skin, then the target layer.

Limitation first: the target layer shortens nothing and lengthens nothing. No trial compared lengths by the layer that
they reach, so that it is checked in the *thickest* skin that a study saw, and said where it may not be reached.
"""

from collections.abc import Iterator

from needlepoint.planning.plan import LengthStep
from needlepoint.planning.settings import Ceiling
from needlepoint.planning.tissue import Skin
from needlepoint.protocols.model import Content

SHARE = "target-share"
MAY_NOT_REACH = "It may not reach in thick skin: do not press harder, and stop at the endpoint."


def length_steps(
    reported_mm: float,
    longest_mm: float,
    chosen_mm: float,
    ceiling: Ceiling,
    skins: tuple[Skin, ...],
    target: str | None,
    reaching: dict[float, float | None],
    content: Content,
) -> Iterator[LengthStep]:
    """Tells each step with the length that was left after it.

    reaching : of each length the share of tips that reach the target layer, in the skin where it is smallest
    """
    yield LengthStep(step="reported", needle_length_mm=reported_mm, text="The length that was reported.")
    over = (
        f"Shortened to {longest_mm:g} mm: the ceiling comes first." if longest_mm < reported_mm else "Kept."
    )
    yield LengthStep(
        step="ceiling", needle_length_mm=longest_mm, text=f"The ceiling is {ceiling.mm:g} mm. {over}"
    )
    yield LengthStep(
        step="thin-skin",
        needle_length_mm=chosen_mm,
        text=thin_words(longest_mm, chosen_mm, is_skin_known=bool(skins)),
    )
    yield LengthStep(
        step="target-layer",
        needle_length_mm=chosen_mm,
        text=target_words(chosen_mm, longest_mm, target, reaching, content, is_skin_known=bool(skins)),
    )


def thin_words(longest_mm: float, chosen_mm: float, *, is_skin_known: bool) -> str:
    """Says what thin skin made of a length."""
    if not is_skin_known:
        return "The skin here was never measured, so thin skin shortens nothing."
    if chosen_mm < longest_mm:
        return f"Shortened to {chosen_mm:g} mm: too many tips would end below the dermis in thin skin."
    return "Kept: few enough tips end below the dermis in thin skin."


def target_words(
    chosen_mm: float,
    longest_mm: float,
    target: str | None,
    reaching: dict[float, float | None],
    content: Content,
    *,
    is_skin_known: bool,
) -> str:
    """Says whether the target layer is reached in thick skin, and what a clash with it means."""
    if target is None:
        return "No source names the layer that is meant, so nothing more is asked of the length."
    here = reaching[chosen_mm]
    if not is_skin_known or here is None:
        return "The skin here was never measured: whether the layer is reached is not known."
    words = f"{round(here * 100)} % of the tips reach the {target.replace('_', ' ')} or deeper in thick skin."
    longer = reaching.get(longest_mm) or here
    does_clash = round(longer * 100) > round(here * 100)
    if does_clash:
        words += (
            f" {longest_mm:g} mm would bring {round(longer * 100)} % there; the shorter needle comes first."
        )
    return f"{words} {MAY_NOT_REACH}" if does_clash or here < wanted_share(content) else words


def wanted_share(content: Content) -> float:
    """Gives the share of tips below which a layer counts as perhaps not reached."""
    value = content.parameter[SHARE].value
    assert value is not None, f"{SHARE}: a parameter without a number"
    return value
