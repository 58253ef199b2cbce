"""The clinic's policy as it is followed now, what it loosens, and how often each rule stops somebody."""

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from clinic.accounts.models import Clinic
from clinic.records.models import DecisionFinding, Override, PolicyDraft, PolicyDraftState, PolicyVersion
from clinic.records.queries.written import with_parts
from clinic.records.refusals import WrongState
from clinic.records.snapshots import policy_from_text
from needlepoint.protocols.library import shipped_content
from needlepoint.protocols.model import Content
from needlepoint.protocols.policy import SHIPPED, Policy
from needlepoint.protocols.stops import STOPPING
from needlepoint.vocabulary.errors import ContentError

OVERRIDES_SHOWN: Final = 50


def newest_policy_version(clinic: Clinic) -> PolicyVersion | None:
    """Give the newest signed version, or none where the clinic follows what is shipped."""
    return PolicyVersion.objects.filter(clinic=clinic).select_related("signature").first()


def policy_versions(clinic: Clinic) -> list[PolicyVersion]:
    """List every signed version, the newest first."""
    return list(PolicyVersion.objects.filter(clinic=clinic).select_related("signature"))


def draft_of(clinic: Clinic) -> PolicyDraft | None:
    """Give the draft that is being written."""
    drafts = PolicyDraft.objects.filter(clinic=clinic, state=PolicyDraftState.DRAFT)
    return drafts.select_related("follows__signature").first()


def policy_of_clinic(clinic: Clinic) -> Policy:
    """Give the policy that the clinic follows, once for as long as this clinic object is at hand."""
    kept: Policy | None = clinic.__dict__.get("loaded_policy")
    if kept is None:
        kept = clinic.__dict__["loaded_policy"] = _policy_of_text(_newest_text(clinic))
    return kept


def with_policy(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Let rows of a clinic bring the text of its newest policy, in the same question."""
    return with_parts(rows, _newest_policy)


def _newest_policy() -> dict[str, Any]:
    newest = PolicyVersion.objects.filter(clinic=OuterRef("clinic")).order_by("-number")
    return {"policy_text": Subquery(newest.values("text")[:1])}


def adopt_policy(clinic: Clinic, text: str | None) -> None:
    """Keep the text that came with a row of the clinic; it is read when somebody asks for the policy."""
    clinic.__dict__["loaded_policy_text"] = text


def _newest_text(clinic: Clinic) -> str | None:
    if "loaded_policy_text" in clinic.__dict__:
        text: str | None = clinic.__dict__["loaded_policy_text"]
        return text
    version = newest_policy_version(clinic)
    return version.text if version else None


def load_policy(clinic: Clinic) -> PolicyVersion | None:
    """Give the newest signed version, and keep its policy with this clinic object, so that it is read once."""
    version = newest_policy_version(clinic)
    adopt_policy(clinic, version.text if version else None)
    return version


def policy_of_version(version: PolicyVersion | None) -> Policy:
    """Give the policy of a version; one that no longer fits the content is refused, never half followed."""
    return _policy_of_text(version.text if version else None)


def _policy_of_text(text: str | None) -> Policy:
    if text is None:
        return SHIPPED
    try:
        return _read_once(text)
    except ContentError as error:
        raise WrongState(
            _(
                "The clinic's policy no longer fits the content: %(faults)s. The medical director signs it anew."
            )
            % {"faults": error}
        ) from error


@lru_cache(maxsize=8)
def _read_once(text: str) -> Policy:
    """Read a policy against the content, once a process: the same text under the same content is the same policy."""
    return policy_from_text(text, shipped_content())


def content_of_clinic(clinic: Clinic) -> Content:
    """Give the content as this clinic reads it: with its policy's own rules and sources among the shipped ones."""
    return followed_or_shipped(clinic).whole(shipped_content())


def followed_or_shipped(clinic: Clinic) -> Policy:
    """Give what the clinic follows, for reading only.

    Where its policy no longer fits, what is shipped: no decision is made then, but everything recorded can be read.
    """
    try:
        return policy_of_clinic(clinic)
    except WrongState:
        return SHIPPED


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleCount:
    """How often a rule stopped a recorded decision, and how often who decided otherwise, the most frequent first."""

    rule: str
    stopped: int
    overridden: int
    overriders: tuple[tuple[str, int], ...] = ()

    @property
    def overridden_fraction(self) -> float:
        """Give the share of what it stopped that somebody overrode; 0 where it stopped nothing."""
        return self.overridden / self.stopped if self.stopped else 0.0


def rule_counts(clinic: Clinic) -> list[RuleCount]:
    """Count every rule that stopped a recorded decision; what is overridden the most comes first."""
    found = DecisionFinding.objects.filter(clinic=clinic, met="yes", effect__in=STOPPING)
    stopped = dict(found.values_list("rule").annotate(Count("decision", distinct=True)).order_by())
    overrides = Override.objects.filter(clinic=clinic)
    by_name: dict[str, Counter[str]] = {}
    for rule, name, times in overrides.values_list("rule", "name").annotate(Count("pk")).order_by():
        by_name.setdefault(rule, Counter())[name] += times
    counted = [
        RuleCount(
            rule=rule,
            stopped=stopped.get(rule, 0),
            overridden=by_name.get(rule, Counter()).total(),
            overriders=tuple(by_name.get(rule, Counter()).most_common()),
        )
        for rule in {*stopped, *by_name}
    ]
    return sorted(counted, key=lambda one: (-one.overridden_fraction, -one.stopped, one.rule))


def overrides_of(clinic: Clinic, rule: str) -> list[Override]:
    """List who decided otherwise for a rule, the latest first, as far as a page shows."""
    found = Override.objects.filter(clinic=clinic, rule=rule).order_by("-created_at")
    return list(found.select_related("patient")[:OVERRIDES_SHOWN])
