"""Random check-ins: any signs in any degree, on any day, with any of it denied, said or left out."""

from dataclasses import dataclass
from datetime import date

from hypothesis import strategies as st

from needlepoint.aftercare.report import TRENDS, CheckInReport, ReportedSign
from needlepoint.aftercare.triage import Triage, triage
from needlepoint.protocols.library import shipped_content
from needlepoint.session.conditions import Conditions
from needlepoint.session.record import SessionRecord, ZoneRecord

CONTENT = shipped_content()
SIGNS = tuple(CONTENT.course_of_sign)
SESSION = SessionRecord(
    on=date(2026, 11, 22),
    device="skinpen-precision",
    zones=(ZoneRecord(zone="cheek-left", needle_length_mm=1.5),),
)
RULES = ("immunosuppression", "diabetes-uncontrolled", "herpes-history")
# Words that raise, in four languages, words that deny, and words that say nothing.
PIECES = (
    "fever", "no fever", "pus.", "I cannot breathe", "getting worse", "unbearable", "swollen", "fiebre", "no puedo más",
    "kein Fieber", "Bläschen", "حمى", "لا أستطيع التنفس", "hello", "?", "…", "😀", "better now", "no", "not", "sin pus",
)  # fmt: skip

degrees = st.tuples(st.sampled_from([None, 1, 2, 3]), st.sampled_from([None, *TRENDS]))
reported = st.builds(
    lambda sign, degree: ReportedSign(sign=sign, severity=degree[0], trend=degree[1]),
    st.sampled_from(SIGNS),
    degrees,
)
texts = st.none() | st.lists(st.sampled_from(PIECES), min_size=1, max_size=5).map(" ".join)
histories = st.lists(st.sampled_from(["met", "open", "no"]), min_size=len(RULES), max_size=len(RULES)).map(
    lambda known: Conditions(
        met=frozenset(rule for rule, one in zip(RULES, known, strict=True) if one == "met"),
        open=frozenset(rule for rule, one in zip(RULES, known, strict=True) if one == "open"),
    )
)
days = st.sampled_from([0, 1, 2, 3, 4, 7, 8, 10, 11, 14, 42, 366])


@dataclass(frozen=True)
class Asked:
    """A report and the history that it is read with."""

    report: CheckInReport
    history: Conditions

    def answered(self) -> Triage:
        return triage(self.report, SESSION, self.history, CONTENT)


def asked(
    signs: st.SearchStrategy[list[ReportedSign]] | None = None, written: st.SearchStrategy[str | None] = texts
) -> st.SearchStrategy[Asked]:
    """Gives random check-ins."""
    reports = st.builds(
        lambda day, one, absent, text: CheckInReport(
            day=day, signs=tuple(one), absent=tuple(absent), text=text
        ),
        days,
        signs if signs is not None else st.lists(reported, max_size=5),
        st.lists(st.sampled_from(SIGNS), max_size=8) | st.just(list(SIGNS)) | st.permutations(SIGNS),
        written,
    )
    return st.builds(Asked, reports, histories)
