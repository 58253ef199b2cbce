"""The states of a session, as data: state → deed → the state afterwards.

A signed session is never changed; an amendment is a dated addition beside it.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from needlepoint.vocabulary.errors import NotGranted

FIRST_STATE: Final = "planned"

LIFECYCLE: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "planned": MappingProxyType({"check_session": "checked", "cancel_session": "cancelled"}),
        "checked": MappingProxyType(
            {
                "check_session": "checked",
                "start_session": "in_progress",
                "cancel_session": "cancelled",
            }
        ),
        "in_progress": MappingProxyType(
            {
                "chart_zone": "in_progress",
                "finish_charting": "charted",
                "break_off_session": "charted",
            }
        ),
        "charted": MappingProxyType({"resume_charting": "in_progress", "sign_session": "signed"}),
        "signed": MappingProxyType({"amend_session": "amended"}),
        "amended": MappingProxyType({"amend_session": "amended"}),
        "cancelled": MappingProxyType({}),
    }
)
WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "planned": "planned",
        "checked": "checked and ready to start",
        "in_progress": "in progress",
        "charted": "charted, not yet signed",
        "signed": "signed",
        "amended": "signed, with an amendment",
        "cancelled": "cancelled",
    }
)


def deeds_in(state: str) -> tuple[str, ...]:
    """Gives the deeds that a state allows, in the order of the session."""
    return tuple(LIFECYCLE[state])


def is_allowed(state: str, deed: str) -> bool:
    """Says whether a state allows a deed."""
    return deed in LIFECYCLE[state]


def state_after(state: str, deed: str) -> str:
    """Gives the state after a deed; raises NotGranted with a sentence where the state does not allow it."""
    if not is_allowed(state, deed):
        now = ", ".join(spoken(one) for one in deeds_in(state)) or "nothing any more"
        raise NotGranted(
            f"This session is {WORDS[state]}, so nobody can {spoken(deed)}; what it allows now: {now}."
        )
    return LIFECYCLE[state][deed]


def is_locked(state: str) -> bool:
    """Says whether the record of a session in this state may no longer be changed, only amended."""
    return state in ("signed", "amended")


def spoken(deed: str) -> str:
    """Writes a deed as people say it."""
    return deed.replace("_", " ")


def diagram() -> str:
    """Draws the states as a Mermaid diagram, for the documents."""
    arrows = [
        f"  {state} --> {after}: {spoken(deed)}"
        for state, deeds in LIFECYCLE.items()
        for deed, after in deeds.items()
    ]
    return "\n".join(["stateDiagram-v2", f"  [*] --> {FIRST_STATE}", *arrows])
