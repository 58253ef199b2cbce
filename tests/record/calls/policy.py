"""Deeds of the policy."""

from collections.abc import Callable
from dataclasses import replace

from clinic.records.actions import policy
from clinic.records.models import PolicyDraft, PolicyVersion
from clinic.records.queries.policy import draft_of
from clinic.records.snapshots import policy_file_from_text
from needlepoint.protocols.amendments import with_entry
from needlepoint.protocols.library import shipped_content
from needlepoint.protocols.policy import ChosenSide, PolicyFile
from tests.record.calls import call, in_state


def file_of(draft: PolicyDraft | PolicyVersion) -> PolicyFile:
    """Read what a draft or a version says."""
    return policy_file_from_text(draft.text)


def chosen(cast, conflict: str, side: str, reason: str | None = None) -> ChosenSide:
    """Choose a side as the director does."""
    director = cast.actor("director")
    return ChosenSide(conflict=conflict, side=side, by=director.name, reason=reason, on=director.today)


def drafted(cast) -> PolicyDraft:
    """Give the open draft, begun where there is none."""
    return draft_of(cast.clinic) or policy.start_policy_draft(cast.actor("director"), cast.clinic)


def revised(cast, change: Callable[[PolicyFile], PolicyFile]) -> PolicyDraft:
    """Change the open draft."""
    draft = drafted(cast)
    return policy.revise_policy(cast.actor("director"), draft, change(file_of(draft)), version=draft.version)


def signed(cast, change: Callable[[PolicyFile], PolicyFile]) -> PolicyVersion:
    """Sign a policy that says something otherwise than what is signed."""
    draft = revised(cast, change)
    return policy.sign_policy(cast.actor("director"), draft, "Director", version=draft.version)


def signed_side(cast, conflict: str, side: str, reason: str | None = None) -> PolicyVersion:
    """Sign a policy that follows another side of a conflict."""
    return signed(cast, lambda file: with_entry(file, "choice", chosen(cast, conflict, side, reason)))


def own_rule(cast) -> str:
    """Sign a rule that only this clinic has, and give its id."""
    smoking = shipped_content().contraindication["smoking"]
    ours = replace(smoking, id="our-smoking", sources=("needlepoint-convention",), certainty="convention")
    ours = replace(
        ours, effect=tuple(replace(one, sources=()) for one in ours.effect if one.layer == "generic")
    )
    signed(cast, lambda file: with_entry(file, "rule", ours))
    return ours.id


@in_state("policy_draft", "draft")
def _(cast):
    return drafted(cast)


@in_state("policy_draft", "signed")
def _(cast):
    draft = drafted(cast)
    signed_side(cast, "keloid", "decline")
    draft.refresh_from_db()
    return draft


@in_state("policy_draft", "discarded")
def _(cast):
    draft = drafted(cast)
    return policy.discard_policy(cast.actor("director"), draft, version=draft.version)


@call("start_policy_draft")
def _(cast, actor, row):
    return policy.start_policy_draft(actor, cast.clinic)


@call("revise_policy")
def _(cast, actor, draft):
    return policy.revise_policy(actor, draft, replace(file_of(draft), id="other"), version=draft.version)


@call("sign_policy")
def _(cast, actor, draft):
    return policy.sign_policy(actor, draft, actor.name, version=draft.version)


@call("discard_policy")
def _(cast, actor, draft):
    return policy.discard_policy(actor, draft, version=draft.version)
