"""What is still to be asked at a check-in, the hardest first. What was not said is asked, and never read as "no"."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from needlepoint.aftercare.home import Applied
from needlepoint.aftercare.report import CheckInReport
from needlepoint.aftercare.sorting import LEVELS, RANK, Ladder, Noticed, State
from needlepoint.aftercare.wording import Heard
from needlepoint.protocols.model import Content, Contraindication, LevelId, RedFlag
from needlepoint.session.conditions import Conditions

WHY: dict[LevelId, str] = {
    "emergency": "If so, it can be an emergency.",
    "same_day": "If so, somebody should look at it today.",
    "contact": "If so, your clinic would like to know in the next days.",
    "self_care": "It helps whoever reads this.",
}
SEVERITY_CHOICES = ("1 mild", "2 moderate", "3 severe")
TREND_CHOICES = ("better", "same", "worse")


@dataclass(frozen=True, slots=True, kw_only=True)
class TriageQuestion:
    """One thing to ask.

    asks : a sign, `SIGN.severity`, `SIGN.trend`, `facts.RULE`, `applied` or `text`
    could_bring : the level that the hardest answer would bring
    keeps_open : while it is not answered, a red flag is open
    """

    asks: str
    kind: Literal["yes_no", "choice", "text"]
    text: str
    why: str
    could_bring: LevelId
    keeps_open: bool = False
    choices: tuple[str, ...] = ()


def questions_for(
    report: CheckInReport,
    state: State,
    heard: Heard,
    history: Conditions,
    applied: Iterable[Applied],
    ladder: Ladder,
    content: Content,
) -> tuple[TriageQuestion, ...]:
    """Gives every open question."""
    asked = [
        *open_signs(report, state, ladder, content),
        *open_worsening(report, state, ladder, content),
        *open_conditions(state, history, ladder, content),
        *open_degrees(state, ladder, content),
        *open_products(applied),
        *open_words(state, heard),
    ]
    return tuple(sorted(asked, key=lambda one: (-RANK[one.could_bring], not one.keeps_open)))


def open_signs(
    report: CheckInReport, state: State, ladder: Ladder, content: Content
) -> Iterator[TriageQuestion]:
    """Asks for each red flag that nobody reported or denied."""
    known = {*state.noticed, *report.absent}
    for sign in ladder.urgent:
        if sign not in known:
            level = ladder.could_bring(sign, state)
            text = content.course_of_sign[sign].question or content.course_of_sign[sign].text
            yield TriageQuestion(
                asks=sign, kind="yes_no", text=text, why=WHY[level], could_bring=level, keeps_open=True
            )


def open_worsening(
    report: CheckInReport, state: State, ladder: Ladder, content: Content
) -> Iterator[TriageQuestion]:
    """Asks whether what should not grow grows: of a sign that nobody spoke of, or whose trend nobody said."""
    for sign, flags in ladder.worse.items():
        noticed = state.noticed.get(sign)
        is_answered = noticed.trend is not None if noticed else sign in report.absent
        if is_answered or not any(state.day >= flag.from_days for flag, _ in flags):
            continue
        level = ladder.could_bring(sign, state, trend="worse")
        if noticed:
            yield trend_question(sign, level, content, keeps_open=True)
        else:
            text = content.course_of_sign[sign].question or content.course_of_sign[sign].text
            yield TriageQuestion(
                asks=sign, kind="yes_no", text=text, why=WHY[level], could_bring=level, keeps_open=True
            )


def open_conditions(
    state: State, history: Conditions, ladder: Ladder, content: Content
) -> Iterator[TriageQuestion]:
    """Asks for what is not known of the person and would make a sign that is there harder."""
    for flag, level in ladder.joined:
        for name in flag.together_with:
            rule = content.contraindication.get(name)
            asked = rule and open_rule(rule, history, content)
            if asked and would_complete(flag, name, state, ladder):
                yield TriageQuestion(
                    asks=f"facts.{asked.id}",
                    kind="yes_no",
                    text=asked.question.text if asked.question else asked.name,
                    why=WHY[level],
                    could_bring=level,
                    keeps_open=True,
                )


def open_rule(rule: Contraindication, history: Conditions, content: Content) -> Contraindication | None:
    """Gives the rule to ask for: itself where it is open, or the one that it follows where nobody asked that yet."""
    if rule.id in history.open:
        return rule
    before = content.contraindication.get(rule.follows or "")
    return before if before and before.id in history.open and rule.id not in history.met else None


def would_complete(flag: RedFlag, rule: str, state: State, ladder: Ladder) -> bool:
    """Says whether a condition, were it met, would make a red flag fire that does not yet."""
    more = State(state.day, state.noticed, state.met | {rule})
    return not ladder.signs_that_fire(flag, state) and bool(ladder.signs_that_fire(flag, more))


def open_degrees(state: State, ladder: Ladder, content: Content) -> Iterator[TriageQuestion]:
    """Asks how severe each sign is, and whether it gets better or worse, where nobody said."""
    for sign, noticed in state.noticed.items():
        level: LevelId = "contact" if content.course_of_sign[sign].expected else "self_care"
        if noticed.severity is None:
            text = f"{content.course_of_sign[sign].name}: how bad is it?"
            yield TriageQuestion(
                asks=f"{sign}.severity",
                kind="choice",
                text=text,
                why=WHY[level],
                could_bring=level,
                choices=SEVERITY_CHOICES,
            )
        is_asked_as_flag = sign in ladder.worse and any(
            state.day >= flag.from_days for flag, _ in ladder.worse[sign]
        )
        if noticed.trend is None and not is_asked_as_flag:
            yield trend_question(sign, level, content)


def trend_question(
    sign: str, level: LevelId, content: Content, *, keeps_open: bool = False
) -> TriageQuestion:
    """Asks whether a sign gets better or worse."""
    return TriageQuestion(
        asks=f"{sign}.trend",
        kind="choice",
        text=f"{content.course_of_sign[sign].name}: is it better, the same or worse than yesterday?",
        why=WHY[level],
        could_bring=level,
        keeps_open=keeps_open,
        choices=TREND_CHOICES,
    )


def open_products(applied: Iterable[Applied]) -> Iterator[TriageQuestion]:
    """Asks what is in a product that nobody knows."""
    for one in applied:
        if not one.is_known:
            yield TriageQuestion(
                asks="applied",
                kind="text",
                text=f"What is in “{one.text[:80]}”? The list of ingredients on the box helps, or a photograph of it.",
                why="We do not know this product.",
                could_bring="contact",
            )


def open_words(state: State, heard: Heard) -> Iterator[TriageQuestion]:
    """Asks what gets worse, where the text says so and names nothing."""
    if heard.worse and not state.noticed:
        yield TriageQuestion(
            asks="text",
            kind="text",
            text="You wrote that something gets worse. What is it?",
            why=WHY["same_day"],
            could_bring="same_day",
        )


def worst_level(
    report: CheckInReport, state: State, history: Conditions, ladder: Ladder, content: Content
) -> LevelId:
    """Gives the level that everything nobody said would bring, were it all so at once.

    Urgent signs that nobody reported or denied are companions of each other: two of them may be harder than either.
    """
    said = {*state.noticed, *report.absent}
    unsaid = {sign: Noticed(sign=sign) for sign in ladder.urgent if sign not in said}
    growing = {
        sign: Noticed(sign=sign, severity=severity_of(sign, state), trend="worse")
        for sign, flags in ladder.worse.items()
        if any(state.day >= flag.from_days for flag, _ in flags)
        and (sign not in said or is_trend_open(sign, state))
    }
    noticed = {**state.noticed, **unsaid, **growing}
    worst = State(state.day, noticed, state.met | open_rules(history, ladder, content))
    return hardest(one.level for one in ladder.fired(worst))


def severity_of(sign: str, state: State) -> int | None:
    """Gives how severe a sign is, where somebody said it."""
    return state.noticed[sign].severity if sign in state.noticed else None


def is_trend_open(sign: str, state: State) -> bool:
    """Says whether a sign is there and nobody said whether it grows."""
    return sign in state.noticed and state.noticed[sign].trend is None


def open_rules(history: Conditions, ladder: Ladder, content: Content) -> frozenset[str]:
    """Gives the conditions of which nobody knows, and that would make a sign harder."""
    named = {name for flag, _ in ladder.joined for name in flag.together_with}
    rules = (rule for name in named if (rule := content.contraindication.get(name)))
    return frozenset(rule.id for rule in rules if open_rule(rule, history, content))


def hardest(levels: Iterable[LevelId]) -> LevelId:
    """Gives the hardest of the levels, or self-care where there is none."""
    return LEVELS[max((RANK[level] for level in levels), default=0)]
