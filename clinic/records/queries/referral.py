"""Questions about referrals: for which reasons, which are on their way, and what was answered."""

from collections.abc import Iterable
from typing import Any

from clinic.records.models import DecisionRecord, Patient, Referral
from needlepoint.vocabulary.reasons import Decision

KEPT = ("rule", "name", "reason", "zones", "until", "sources", "trust", "certainty")


def reasons_to_refer(record: DecisionRecord) -> list[dict[str, Any]]:
    """Give the findings of a decision for which somebody is referred, as the letter keeps them."""
    return [
        {key: finding.get(key) for key in KEPT}
        for finding in record.document["findings"]
        if finding["met"] == "yes" and finding["effect"] == Decision.REFER
    ]


def marked(rules: Iterable[str]) -> str:
    """Write rules so that a database finds one among them."""
    return "".join(f"|{rule}|" for rule in dict.fromkeys(rules))


def referrals_of(patient: Patient) -> list[Referral]:
    """List the referrals of somebody with their answers, the newest first."""
    rows = Referral.objects.filter(patient=patient).select_related("signature")
    return list(rows.prefetch_related("answers__signature"))
