"""Whatever is reported: one more sign, or a worse one, never softens; a denial never raises; words only raise.

The names hold "fuzz" where `make bench` is to run them with ten thousand examples each.
"""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from needlepoint.aftercare.report import TRENDS, ReportedSign
from needlepoint.aftercare.sorting import RANK
from needlepoint.aftercare.triage import Triage
from tests.property.check_ins import CONTENT, SIGNS, Asked, asked, reported, texts
from tests.reference.triage_twin import NAMES, URGENT, is_provisional, level


def rank(answer: Triage) -> int:
    return RANK[answer.level]


def with_report(one: Asked, **changes: object) -> Asked:
    return replace(one, report=replace(one.report, **changes))  # type: ignore[arg-type]


@given(asked(), reported)
def test_fuzz_one_more_sign_never_softens(one: Asked, sign: ReportedSign) -> None:
    more = with_report(one, signs=(*one.report.signs, sign))
    assert rank(more.answered()) >= rank(one.answered())


@given(asked(st.lists(reported, min_size=1, max_size=5)), st.data())
def test_fuzz_a_worse_sign_never_softens(one: Asked, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(one.report.signs) - 1))
    known = one.report.signs[place]
    severity = data.draw(st.integers(known.severity or 2, 3))
    trend = data.draw(st.sampled_from(TRENDS[TRENDS.index(known.trend or "same") :]))
    worse = ReportedSign(sign=known.sign, severity=severity, trend=trend)
    signs = (*one.report.signs[:place], worse, *one.report.signs[place + 1 :])
    assert rank(with_report(one, signs=signs).answered()) >= rank(one.answered())


@given(asked(), st.sampled_from(SIGNS))
def test_fuzz_a_denial_changes_no_level_and_opens_nothing(one: Asked, sign: str) -> None:
    before, after = one.answered(), with_report(one, absent=(*one.report.absent, sign)).answered()
    assert after.level == before.level
    assert before.provisional or not after.provisional


@given(asked(written=st.none()), texts)
def test_fuzz_words_only_raise(one: Asked, text: str | None) -> None:
    before, after = one.answered(), with_report(one, text=text).answered()
    assert rank(after) >= rank(before)
    assert text is None or after.reassurance is None


@given(asked(), st.text(max_size=60))
def test_fuzz_no_words_before_or_after_a_sentence_take_it_back(one: Asked, noise: str) -> None:
    text = one.report.text or ""
    after = with_report(one, text=f"{noise}. {text}. {noise}").answered()
    assert rank(after) >= rank(one.answered())


@given(asked(), st.lists(st.sampled_from(["vitamin C", "retinol", "water", "EMLA", "??", "oil"]), max_size=3))
def test_fuzz_what_was_put_on_only_raises(one: Asked, applied: list[str]) -> None:
    assert rank(with_report(one, applied=tuple(applied)).answered()) >= rank(one.answered())


@given(asked(), st.randoms(use_true_random=False))
def test_fuzz_order_and_repetition_change_nothing(one: Asked, shuffle: object) -> None:
    signs = [*one.report.signs, *one.report.signs[:1]]
    shuffle.shuffle(signs)  # type: ignore[attr-defined]
    first, second = one.answered(), with_report(one, signs=tuple(signs)).answered()
    assert (first.level, first.provisional) == (second.level, second.provisional)
    assert {(r.sign, r.level, r.red_flag) for r in first.reasons} >= {
        (r.sign, r.level, r.red_flag) for r in second.reasons if r.red_flag is None
    }


@given(asked())
def test_fuzz_what_calms_is_said_only_where_nothing_is_open_and_all_is_usual(one: Asked) -> None:
    answer = one.answered()
    if answer.reassurance is not None:
        assert answer.level == "self_care"
        assert not answer.provisional
        assert not any(question.keeps_open for question in answer.questions)
        assert one.report.text is None
        usual = {sign.sign for sign in answer.expected}
        assert {sign.sign for sign in one.report.signs} <= usual


@given(asked())
def test_fuzz_with_an_emergency_the_number_comes_first_and_nobody_waits(one: Asked) -> None:
    answer = one.answered()
    if answer.level == "emergency":
        assert answer.advice[0].text.startswith("Call your local emergency number now")
        assert "first, now" in answer.says
        told = " ".join(advice.text for advice in answer.advice)
        assert "next days" not in told
        assert "aftercare page" not in told


@given(asked(written=st.none()), st.data())
def test_fuzz_nothing_that_was_left_out_makes_harder_what_is_not_provisional(
    one: Asked, data: st.DataObject
) -> None:
    answer = one.answered()
    said = {sign.sign for sign in one.report.signs} | set(one.report.absent)
    left_out = sorted(set(URGENT) - said)
    more = data.draw(st.lists(st.sampled_from(left_out), unique=True)) if left_out else []
    after = with_report(one, signs=(*one.report.signs, *(ReportedSign(sign=sign) for sign in more)))
    assert answer.provisional or rank(after.answered()) == rank(answer)


@given(asked(written=st.none()))
def test_fuzz_engine_and_twin_agree(one: Asked) -> None:
    signs: dict[str, tuple[int | None, str | None]] = {}
    for each in one.report.signs:
        severity, trend = signs.get(each.sign, (None, None))
        severities = [s for s in (severity, each.severity) if s is not None]
        trends = [t for t in (trend, each.trend) if t is not None]
        worst = max(trends, key=["better", "same", "worse"].index, default=None)
        signs[each.sign] = (max(severities, default=None), worst)
    answer, history = one.answered(), one.history
    assert answer.level == NAMES[level(one.report.day, signs, history.met)]
    open_too = is_provisional(one.report.day, signs, one.report.absent, history.met, history.open)
    assert answer.provisional is open_too


def test_the_generator_reaches_every_level_and_every_sign() -> None:
    seen: set[str] = set()

    @given(asked())
    def gather(one: Asked) -> None:
        seen.add(one.answered().level)

    gather()
    assert seen == set(RANK)
    assert set(SIGNS) == set(CONTENT.course_of_sign)
