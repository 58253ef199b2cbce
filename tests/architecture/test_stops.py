"""What the director's page says of the vignettes is what the vignettes say today."""

from needlepoint.protocols.stops import shipped_stops
from tools.stop_counts import counted, of_vignettes


def test_the_counts_of_vignettes_are_current():
    shipped = shipped_stops()
    now = of_vignettes()
    assert now == {"cases": shipped.vignettes.cases, "by_rule": shipped.vignettes.by_rule}, (
        "run `python -m tools.stop_counts`"
    )


def test_a_case_counts_once_a_rule_and_only_where_the_rule_is_met_and_stops():
    case = [("a", "yes", "defer"), ("a", "yes", "refer"), ("b", "unknown", "refer"), ("c", "yes", "proceed")]
    assert counted([case, []]) == {"cases": 2, "by_rule": {"a": 1}}
