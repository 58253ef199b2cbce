"""Forms of the policy: each puts one entry into the draft; what they say is checked by the library, whole."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Final, get_args

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from needlepoint.protocols.amendments import with_entry
from needlepoint.protocols.library import shipped_content
from needlepoint.protocols.model import Clause, Contraindication, Hold, Question, Source
from needlepoint.protocols.model.evidence import SourceKind
from needlepoint.protocols.policy import ChosenSide, Loosened, PolicyFile, Tightened, is_softer
from needlepoint.protocols.vetting import GENERIC, is_absolute
from needlepoint.vocabulary.dates import Span
from needlepoint.vocabulary.reasons import Decision

LONGEST_REASON: Final = 400
LARGEST_FILE: Final = 256 * 1024
EFFECTS: Final = [
    ("decline", _("Decline")),
    ("refer", _("Refer")),
    ("defer", _("Defer")),
    ("proceed_with_precautions", _("Proceed with precautions")),
]
UNITS: Final = [("weeks", _("weeks")), ("days", _("days")), ("months", _("months"))]
NEW_SOURCE: Final = "new"


class DraftForm(forms.Form):
    """Changes the draft as somebody saw it."""

    version = forms.IntegerField(min_value=1, max_value=1_000_000_000, widget=forms.HiddenInput)

    def amended(self, file: PolicyFile, name: str, on: date) -> PolicyFile:
        """Give the draft with what this form says, here nothing; name, on : who says it, and the day."""
        return file


def reason_field() -> forms.CharField:
    """Give the field of a reason, which stands wherever the entry acts."""
    return forms.CharField(
        label=_("Why, in your own words"), max_length=LONGEST_REASON, widget=forms.Textarea({"rows": 3})
    )


def rule_choices(rules: Iterable[Contraindication]) -> list[tuple[str, str]]:
    """List rules by name, after an empty line."""
    return [("", str(_("Choose a rule"))), *sorted(((r.id, r.name) for r in rules), key=lambda one: one[1])]


def span_of(number: int | None, unit: str) -> Span | None:
    """Give a time, or none."""
    return Span(**{unit: number}) if number else None


class SideForm(DraftForm):
    """Chooses the side of a conflict."""

    conflict = forms.CharField(max_length=80, widget=forms.HiddenInput)
    side = forms.CharField(
        max_length=80, error_messages={"required": _("Choose one of the sides that are shown.")}
    )
    reason = forms.CharField(max_length=LONGEST_REASON, required=False)

    def clean(self) -> dict[str, Any]:
        """Refuse what nobody can choose, and a softer side without a reason."""
        given = super().clean() or {}
        known = shipped_content().conflict.get(given.get("conflict", ""))
        side = given.get("side")
        if known is None or (side and side not in {one.id for one in known.side}):
            raise forms.ValidationError(_("Choose one of the sides that are shown."))
        if known.default is None:
            raise forms.ValidationError(
                _("Here all sides are shown and none is followed, so there is nothing to choose.")
            )
        if side and is_softer(known.id, side, shipped_content()) and not given.get("reason"):
            raise forms.ValidationError(_("A softer side needs your reason; it stands wherever it acts."))
        return given

    def amended(self, file: PolicyFile, name: str, on: date) -> PolicyFile:
        """Give the draft with this side."""
        given = self.cleaned_data
        chosen = ChosenSide(
            conflict=given["conflict"], side=given["side"], by=name, reason=given["reason"] or None, on=on
        )
        return with_entry(file, "choice", chosen)


class TightenForm(DraftForm):
    """Makes a shipped rule harder."""

    rule = forms.ChoiceField(label=_("Rule"))
    effect = forms.ChoiceField(
        label=_("Harder effect"), choices=[("", _("As shipped")), *EFFECTS], required=False
    )
    hold_number = forms.IntegerField(
        label=_("Longer wait: at least"),
        min_value=1,
        max_value=1000,
        required=False,
        help_text=_("Only for a rule that waits for a time. The rule’s own wait stays; the longer one acts."),
    )
    hold_unit = forms.ChoiceField(label=_("Unit"), choices=UNITS, required=False)
    reason = reason_field()

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        rules = shipped_content().contraindication.values()
        self.fields["rule"].choices = rule_choices(  # type: ignore[attr-defined]
            rule for rule in rules if any(clause.layer == GENERIC for clause in rule.effect)
        )

    def amended(self, file: PolicyFile, name: str, on: date) -> PolicyFile:
        """Give the draft with this rule made harder."""
        given = self.cleaned_data
        effect = Decision(given["effect"]) if given["effect"] else None
        hold = span_of(given["hold_number"], given["hold_unit"] or "weeks")
        change = Tightened(rule=given["rule"], effect=effect, hold=hold, reason=given["reason"])
        return with_entry(file, "tighten", change)


class LoosenForm(DraftForm):
    """Makes a shipped rule softer, with who answers for it."""

    rule = forms.ChoiceField(label=_("Rule"), help_text=_("What nobody overrides is not on the list."))
    effect = forms.ChoiceField(label=_("Softer effect"), choices=EFFECTS[1:])
    reason = reason_field()
    since = forms.DateField(label=_("Since when"), widget=forms.DateInput({"type": "date"}))

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        rules = shipped_content().contraindication.values()
        self.fields["rule"].choices = rule_choices(  # type: ignore[attr-defined]
            rule
            for rule in rules
            if not is_absolute(rule) and any(clause.layer == GENERIC for clause in rule.effect)
        )

    def amended(self, file: PolicyFile, name: str, on: date) -> PolicyFile:
        """Give the draft with this rule made softer."""
        given = self.cleaned_data
        change = Loosened(
            rule=given["rule"],
            effect=Decision(given["effect"]),
            by=name,
            reason=given["reason"],
            on=given["since"],
        )
        return with_entry(file, "loosen", change)


OWN_RULE_GROUPS: Final = (
    (_("The question"), "", "name question why exam valid_for_days"),
    (_("Its effect"), "", "effect hold_number hold_unit ends_when reason scope acts_on override_by"),
    (_("Why"), "", "rationale would_change certainty"),
    (
        _("On what it rests"),
        _("A source of the content, or a new one: then the fields below say what it is."),
        "source source_title source_kind source_trust source_where source_year",
    ),
)


class OwnRuleForm(DraftForm):
    """Writes a rule of the clinic's own, with the source that it rests on."""

    name = forms.CharField(label=_("Name of the rule"), max_length=80)
    question = forms.CharField(
        label=_("What is asked, in plain words"),
        max_length=300,
        help_text=_("A yes means that what the rule is about is present."),
    )
    why = forms.CharField(label=_("Why it is asked"), max_length=300)
    effect = forms.ChoiceField(
        label=_("What a yes does"), choices=[("", _("Choose what it does")), *EFFECTS[::-1]]
    )
    hold_number = forms.IntegerField(
        label=_("If it defers: for"), min_value=1, max_value=1000, required=False
    )
    hold_unit = forms.ChoiceField(label=_("Unit"), choices=UNITS, required=False)
    ends_when = forms.CharField(
        label=_("or until"), max_length=120, required=False, help_text=_("What must end, where no time does.")
    )
    reason = forms.CharField(label=_("What the finding says"), max_length=LONGEST_REASON)
    scope = forms.ChoiceField(
        label=_("Where it acts"),
        choices=[("person", _("The whole person")), ("area", _("The planned zones that are named"))],
    )
    acts_on = forms.ChoiceField(
        label=_("What it bears on"),
        choices=[
            ("both", _("Candidacy and the day")),
            ("candidacy", _("Candidacy")),
            ("day", _("The day only")),
        ],
    )
    valid_for_days = forms.IntegerField(
        label=_("An answer lasts, in days"),
        min_value=0,
        max_value=3650,
        initial=0,
        help_text=_("0: asked at every session."),
    )
    exam = forms.BooleanField(label=_("A practitioner must have looked"), required=False)
    override_by = forms.ChoiceField(
        label=_("Who may decide otherwise"),
        choices=[
            ("doctor", _("A doctor")),
            ("practitioner", _("A practitioner")),
            ("director", _("The medical director")),
            ("nobody", _("Nobody")),
        ],
    )
    rationale = forms.CharField(
        label=_("What happens in the skin"), max_length=600, widget=forms.Textarea({"rows": 3})
    )
    would_change = forms.CharField(label=_("What would change it"), max_length=300)
    certainty = forms.ChoiceField(
        label=_("Certainty"),
        choices=[
            ("convention", _("Convention")),
            ("not-rated", _("Not rated")),
            ("very-low", _("Very low")),
            ("low", _("Low")),
            ("moderate", _("Moderate")),
            ("high", _("High")),
        ],
    )
    source = forms.ChoiceField(label=_("Source"))
    source_title = forms.CharField(label=_("New source: title"), max_length=300, required=False)
    source_kind = forms.ChoiceField(label=_("Kind"), required=False)
    source_trust = forms.ChoiceField(
        label=_("Trust"),
        choices=[
            ("C", _("C: a clinic, a vendor or a copy")),
            ("B", _("B: a mirror or a report of it")),
            ("A", _("A: the publisher’s own page")),
        ],
        required=False,
    )
    source_where = forms.CharField(
        label=_("Where it can be read"),
        max_length=300,
        required=False,
        help_text=_("A DOI, an address, or where it lies in the clinic."),
    )
    source_year = forms.IntegerField(label=_("Year"), min_value=1800, max_value=2200, required=False)

    def __init__(self, own_sources: Iterable[Source], *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        known = [*own_sources, *shipped_content().source.values()]
        titles = sorted(((one.id, one.title) for one in known), key=lambda one: one[1])
        self.fields["source"].choices = [  # type: ignore[attr-defined]
            ("needlepoint-convention", str(_("A convention: we do it so"))),
            (NEW_SOURCE, str(_("A new source, below"))),
            *(one for one in titles if one[0] != "needlepoint-convention"),
        ]
        kinds = [
            ("", str(_("Choose its kind"))),
            *((kind, kind.replace("-", " ")) for kind in get_args(SourceKind)),
        ]
        self.fields["source_kind"].choices = kinds  # type: ignore[attr-defined]

    def groups(self) -> list[dict[str, Any]]:
        """Give the fields as somebody thinks of them: the question, what a yes does, why, and on what it rests."""
        return [
            {"title": title, "lead": lead, "fields": [self[name] for name in names.split()]}
            for title, lead, names in OWN_RULE_GROUPS
        ]

    def clean(self) -> dict[str, Any]:
        """Refuse a new source without a title or a place, and a wait without an end."""
        given = super().clean() or {}
        if given.get("source") == NEW_SOURCE:
            for field in ("source_title", "source_kind", "source_where"):
                if not given.get(field) and field not in self.errors:
                    self.add_error(
                        field, _("Name the new source, say of which kind it is and where it can be read.")
                    )
        if given.get("effect") == "defer" and not (given.get("hold_number") or given.get("ends_when")):
            self.add_error("ends_when", _("Say how long it defers, or what must end."))
        if given.get("name") and not slugify(given["name"]):
            self.add_error("name", _("Use letters that an id can be made of, a to z."))
        return given

    def amended(self, file: PolicyFile, name: str, on: date) -> PolicyFile:
        """Give the draft with this rule, and its source where it is new."""
        source = self._new_source()
        if source is not None:
            file = with_entry(file, "source", source)
        return with_entry(file, "rule", self._rule(source, name, on))

    def _new_source(self) -> Source | None:
        given = self.cleaned_data
        if given["source"] != NEW_SOURCE:
            return None
        where = given["source_where"]
        place = "doi" if where.startswith("10.") else "url" if where.startswith("https://") else "note"
        return Source(
            id=f"own-{slugify(given['source_title'])[:60]}",
            title=given["source_title"],
            kind=given["source_kind"],
            trust=given["source_trust"] or "C",
            read_as="full",
            year=given["source_year"],
            **{place: where},
        )

    def _rule(self, source: Source | None, name: str, on: date) -> Contraindication:
        given = self.cleaned_data
        return Contraindication(
            id=f"own-{slugify(given['name'])[:60]}",
            name=given["name"],
            kind=("asked",),
            scope=given["scope"],
            acts_on=given["acts_on"],
            override_by=given["override_by"],
            rationale=given["rationale"],
            would_change=given["would_change"],
            sources=(source.id if source else given["source"],),
            certainty=given["certainty"],
            evidence=(),
            reviewed_by=name,
            next_review=date(on.year + 1, on.month, min(on.day, 28)),
            exam=given["exam"],
            valid_for_days=given["valid_for_days"],
            question=Question(
                kind="yes_no_zones" if given["scope"] == "area" else "yes_no",
                text=given["question"],
                why=given["why"],
            ),
            effect=(self._clause(),),
        )

    def _clause(self) -> Clause:
        given = self.cleaned_data
        is_wait = given["effect"] == "defer"
        span = span_of(given["hold_number"], given["hold_unit"] or "weeks") if is_wait else None
        return Clause(
            layer=GENERIC,
            effect=Decision(given["effect"]),
            reason=given["reason"],
            hold=Hold(span=span) if span else None,
            ends_when=given["ends_when"] or None,
        )


class ImportForm(DraftForm):
    """Takes a policy file in, in the place of what the draft says."""

    file = forms.FileField(
        label=_("Policy file"),
        help_text=_(
            "TOML in the form needlepoint/policy/1, at most 256 KB. It takes the place of the draft."
        ),
        error_messages={"required": _("Choose the file to read.")},
    )

    def clean_file(self) -> str:
        """Read the file as text."""
        given = self.cleaned_data["file"]
        if given.size > LARGEST_FILE:
            raise forms.ValidationError(
                _("This file has more than 256 KB. Leave out what no decision needs.")
            )
        try:
            text: str = given.read().decode("utf-8")
        except UnicodeDecodeError as error:
            raise forms.ValidationError(_("This is not text in UTF-8. Save it as UTF-8.")) from error
        return text


class DropForm(DraftForm):
    """Takes one entry back out of the draft."""

    block = forms.ChoiceField(
        choices=[(one, one) for one in ("choice", "tighten", "loosen", "limit", "source", "rule")]
    )
    entry = forms.CharField(max_length=120)
