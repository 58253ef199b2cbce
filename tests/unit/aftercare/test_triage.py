"""A worry is sorted: what nobody said is open, the harder counts, and nothing calms beyond what is usually seen."""

from dataclasses import replace
from datetime import date

import pytest

from needlepoint.aftercare.report import CheckInReport, ReportedSign, checked_report
from needlepoint.aftercare.sorting import RANK, Noticed, State, ladder_of
from needlepoint.aftercare.telling import downtime_of, numbers_for
from needlepoint.aftercare.triage import Triage, triage
from needlepoint.protocols.library import shipped_content
from needlepoint.protocols.policy import SHIPPED
from needlepoint.session.conditions import Conditions
from needlepoint.session.record import SessionRecord, ZoneRecord
from needlepoint.vocabulary.errors import BadInput
from needlepoint.vocabulary.patient import Facts, Patient

CONTENT = shipped_content()
SIGNS = tuple(CONTENT.course_of_sign)
NOTHING = Conditions(met=frozenset(), open=frozenset())
US = Facts(patient=Patient(country="US"))


def session(*lengths_mm: float | None) -> SessionRecord:
    zones = tuple(
        ZoneRecord(zone=zone, needle_length_mm=length)
        for zone, length in zip(("cheek-left", "chin", "nose"), lengths_mm or (1.5,), strict=False)
    )
    return SessionRecord(on=date(2026, 11, 22), device="skinpen-precision", zones=zones, facts=US)


def answered(day: int, *signs: ReportedSign, history: Conditions = NOTHING, **more: object) -> Triage:
    report = CheckInReport(day=day, signs=signs, **more)  # type: ignore[arg-type]
    return triage(report, session(), history, CONTENT)


def sign(name: str, severity: int | None = None, trend: str | None = None) -> ReportedSign:
    return ReportedSign(sign=name, severity=severity, trend=trend)  # type: ignore[arg-type]


def test_of_two_reports_of_a_sign_the_harder_counts() -> None:
    answer = answered(2, sign("itch", 1, "better"), sign("itch", 3, "same"))
    assert [reason.why for reason in answer.reasons] == ["severe"]
    assert answered(2, sign("itch", 1, "worse"), sign("itch", 1, "better")).reasons[0].why == "worse"


def test_what_was_not_said_is_read_as_moderate_and_the_same_and_is_asked() -> None:
    answer = answered(2, sign("itch"))
    assert answer.level == "self_care"
    assert {"itch.severity", "itch.trend"} <= {one.asks for one in answer.questions}


def test_questions_come_the_hardest_first() -> None:
    ranks = [RANK[one.could_bring] for one in answered(1).questions]
    assert ranks == sorted(ranks, reverse=True)
    assert ranks[0] == RANK["emergency"]


def test_a_question_says_what_its_answer_could_bring_beside_what_is_there() -> None:
    alone = {one.asks: one.could_bring for one in answered(3).questions}
    beside = {one.asks: one.could_bring for one in answered(3, sign("fever")).questions}
    assert (alone["spreading-redness"], beside["spreading-redness"]) == ("same_day", "emergency")
    assert (alone["tinnitus"], alone["fainting"]) == ("same_day", "same_day")


def test_every_question_that_is_open_is_a_red_flag_and_no_usual_sign_on_the_day_itself() -> None:
    assert {one.asks for one in answered(0).questions} == set(ladder_of(CONTENT, SHIPPED).urgent)
    more = {one.asks for one in answered(1).questions} - {one.asks for one in answered(0).questions}
    assert more == {"erythema", "warmth", "pain"}


def test_an_emergency_is_never_provisional() -> None:
    assert not answered(1, sign("seizure")).provisional
    assert answered(1, sign("pus")).provisional


def test_a_condition_that_nobody_knows_is_asked_only_where_it_matters() -> None:
    unknown = Conditions(met=frozenset(), open=frozenset({"immunosuppression"}))
    asked = {one.asks for one in answered(3, sign("fever"), history=unknown).questions}
    assert "facts.immunosuppression" in asked
    assert "facts.immunosuppression" not in {one.asks for one in answered(3, history=unknown).questions}
    met = Conditions(met=frozenset({"immunosuppression"}), open=frozenset())
    assert answered(3, sign("fever"), history=met).level == "emergency"


def test_no_colour_change_calms_nobody() -> None:
    without = answered(3, absent=("erythema",))
    assert (without.level, without.provisional, without.reassurance) == ("self_care", True, None)
    assert "erythema" not in {one.asks for one in without.questions}


def test_what_calms_names_the_day_and_that_nobody_has_looked() -> None:
    calm = answered(2, sign("itch", 1, "better"), absent=SIGNS).reassurance
    assert calm is not None
    assert "day 2" in calm
    assert "nobody has looked" in calm


@pytest.mark.parametrize("text", ["hello", "все хорошо"])
def test_whoever_writes_is_read_by_a_person_first(text: str) -> None:
    answer = answered(2, absent=SIGNS, text=text)
    assert (answer.is_text_open, answer.reassurance) == (True, None)


@pytest.mark.parametrize("more", [{"text": "hello"}, {"applied": ("water with bleach",)}])
@pytest.mark.parametrize("absent", [(), SIGNS])
def test_while_nobody_has_read_it_nobody_is_told_to_go_on(
    more: dict[str, object], absent: tuple[str, ...]
) -> None:
    answer = answered(2, absent=absent, **more)
    assert (answer.level, answer.reassurance) == ("self_care", None)
    assert answer.says.startswith("Nobody has read your words yet.")
    assert "{" not in answer.says
    assert "Go on" not in answer.says


def test_nobody_is_promised_a_call() -> None:
    for name in ("self-harm-thoughts", "seizure"):
        answer = answered(2, sign(name))
        said = " ".join((answer.says, answer.ask_again.text, *(one.text for one in answer.advice)))
        assert "calls you" not in said
        assert "do not wait" in said


def test_what_is_reported_although_it_comes_before_its_first_day_is_not_called_usual() -> None:
    early = answered(0, sign("flaking", 1, "same"), absent=SIGNS)
    assert (early.level, early.reassurance) == ("self_care", None)
    assert "usually seen from day 1" in early.reasons[0].text


def test_every_sign_is_sorted() -> None:
    for name in SIGNS:
        reasons = answered(2, sign(name)).reasons
        assert [reason.sign for reason in reasons][:1] == [name]


def test_what_is_not_usual_or_lasts_too_long_is_offered_as_an_adverse_event() -> None:
    assert answered(8, sign("erythema", 1, "better")).adverse_events == ("erythema",)
    assert answered(7, sign("erythema", 1, "better")).adverse_events == ()
    assert answered(2, sign("vesicles")).adverse_events == ("vesicles",)


def test_a_clinics_number_is_filled_in() -> None:
    report = CheckInReport(day=2, signs=(sign("pus"),))
    answer = triage(report, session(), NOTHING, CONTENT, clinic_phone="020 7946 0000")
    assert "020 7946 0000" in answer.says
    assert not any("{" in told.text for told in (*answer.advice, *answer.watch))


def test_numbers_of_a_country_that_nobody_knows_are_not_made_up() -> None:
    numbers = numbers_for("XX", None, CONTENT)
    assert (numbers.emergency, numbers.crisis) == ("your local emergency number", None)
    assert numbers_for("DE", None, CONTENT).crisis is None
    assert numbers_for("US", None, CONTENT).crisis == "988"


@pytest.mark.parametrize(
    ("lengths_mm", "found"),
    [
        ((0.25,), ["up-to-half-a-millimetre"]),
        ((1.5,), ["about-a-millimetre"]),
        ((0.25, 2.5), ["two-millimetres-and-more"]),
        ((0.6,), []),
        ((1.5, None), []),
        ((3.5,), []),
    ],
)
def test_a_vendors_days_are_told_within_its_bands_only(
    lengths_mm: tuple[float | None, ...], found: list[str]
) -> None:
    assert [one.about for one in downtime_of(session(*lengths_mm), CONTENT)] == found


def test_a_vendors_days_decide_nothing() -> None:
    report = CheckInReport(day=6, signs=(sign("erythema", 1, "better"),), absent=SIGNS)
    levels = {triage(report, session(length), NOTHING, CONTENT).level for length in (0.25, 1.5, 2.5, None)}
    assert levels == {"self_care"}


def test_after_a_worry_it_is_asked_again_sooner() -> None:
    assert answered(1, absent=SIGNS).ask_again.day == 3
    assert answered(400, absent=SIGNS).ask_again.day is None
    assert answered(1).ask_again.hours == 0
    assert answered(1, sign("nodules")).ask_again.hours == 24
    assert answered(1, sign("pus")).ask_again.hours == 4
    assert answered(1, sign("seizure")).ask_again.hours is None


def test_the_extra_day_of_cold_sores_is_the_next_one() -> None:
    herpes = Conditions(met=frozenset({"herpes-history"}), open=frozenset())
    answer = answered(1, absent=SIGNS, history=herpes)
    assert answer.ask_again.day == 2
    assert "watch-for-cold-sores" in {one.about for one in answer.watch}


def test_a_sign_that_nobody_knows_is_refused_by_the_pure_function_too() -> None:
    with pytest.raises(BadInput, match="must be the id of a sign"):
        answered(2, sign("redness"))
    with pytest.raises(BadInput, match="must be the id of a sign"):
        answered(2, absent=("redness",))


@pytest.mark.parametrize(
    ("report", "words"),
    [
        (CheckInReport(day=-1), "must be between 0"),
        (CheckInReport(day=1, hours=49), "must be between 0 and 48"),
        (CheckInReport(day=1, signs=(sign("itch", 4),)), "must be 1"),
        (CheckInReport(day=1, signs=(sign("itch", 1, "faster"),)), "must be one of"),
    ],
)
def test_what_cannot_be_so_is_refused(report: CheckInReport, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        checked_report(report, CONTENT)


def test_a_level_follows_the_side_of_a_conflict_and_no_other_word() -> None:
    noticed = {"urticaria": Noticed(sign="urticaria")}
    for side, wanted in (("emergency", "emergency"), ("same-day", "same_day"), ("nonsense", "same_day")):
        ladder = ladder_of(CONTENT, replace(SHIPPED, choices={"urticaria-alone": side}))
        assert ladder.fired(State(1, noticed))[0].level == wanted
