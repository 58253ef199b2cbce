"""The clinic's policy as it is followed now, what it loosens, and how often each rule stops somebody."""

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from clinic.accounts.models import Clinic
from clinic.records.models import DecisionFinding, Override, PolicyVersion
from clinic.records.refusals import WrongState
from clinic.records.snapshots import policy_file_from_text, policy_from_text
from needlepoint.protocols.library import shipped_content
from needlepoint.protocols.policy import SHIPPED, ChosenSide, Policy
from needlepoint.vocabulary.errors import ContentError

STOPPING = ("decline", "refer", "defer")


def newest_policy_version(clinic: Clinic) -> PolicyVersion | None:
    """Give the newest signed version, or none where the clinic follows what is shipped."""
    return PolicyVersion.objects.filter(clinic=clinic).select_related("signature").first()


def policy_of_clinic(clinic: Clinic) -> Policy:
    """Give the policy that the clinic follows, once for as long as this clinic object is at hand."""
    kept: Policy | None = clinic.__dict__.get("loaded_policy")
    if kept is None:
        kept = clinic.__dict__["loaded_policy"] = _policy_of_text(_newest_text(clinic))
    return kept


def with_policy(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Let rows of a clinic bring the text of its newest policy, in the same question."""
    newest = PolicyVersion.objects.filter(clinic=OuterRef("clinic")).order_by("-number")
    return rows.annotate(policy_text=Subquery(newest.values("text")[:1]))


def adopt_policy(clinic: Clinic, text: str | None) -> None:
    """Keep the text that came with a row of the clinic; it is read when somebody asks for the policy."""
    clinic.__dict__["loaded_policy_text"] = text


def _newest_text(clinic: Clinic) -> str | None:
    if "loaded_policy_text" in clinic.__dict__:
        text: str | None = clinic.__dict__["loaded_policy_text"]
        return text
    version = newest_policy_version(clinic)
    return version.text if version else None


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


def choices_of(version: PolicyVersion | None) -> dict[str, ChosenSide]:
    """Give the sides that a version chose, with who answers for the softer ones, why and since when."""
    if version is None:
        return {}
    return {chosen.conflict: chosen for chosen in policy_file_from_text(version.text).choice}


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleCount:
    """How often a rule stopped a recorded decision, and how often somebody decided otherwise."""

    rule: str
    stopped: int
    overridden: int


def rule_counts(clinic: Clinic) -> list[RuleCount]:
    """Count every rule that stopped a recorded decision, or left it open, the most frequent first."""
    found = DecisionFinding.objects.filter(clinic=clinic, met="yes", effect__in=STOPPING)
    stopped = dict(found.values_list("rule").annotate(Count("decision", distinct=True)).order_by())
    overridden = Counter(Override.objects.filter(clinic=clinic).values_list("rule", flat=True))
    counted = [
        RuleCount(rule=rule, stopped=stopped.get(rule, 0), overridden=overridden[rule])
        for rule in {*stopped, *overridden}
    ]
    return sorted(counted, key=lambda one: (-one.stopped, -one.overridden, one.rule))
