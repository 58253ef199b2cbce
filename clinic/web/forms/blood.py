"""Forms of somebody's own blood: the draw, each step with its scan and second look, and who prepares it here."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from clinic.accounts.models import Membership, Profession
from clinic.records.actions.blood import LONGEST_WORDS
from clinic.records.actions.drawing import MOST_TUBES, Draw
from clinic.records.actions.tubes import ReadBack
from clinic.web.forms.commissioning import DayField
from clinic.web.forms.items import ScanField
from clinic.web.forms.session import IDENTIFIER_WORDS, SAID_TOGETHER, YES_NO
from clinic.web.offers import offer
from needlepoint.protocols.library import shipped_content
from needlepoint.session.blood import IDENTIFIERS

DIFFERS: Final = "differs"
ASKED: Final = "asked-"
DISCARD_WORDS: Final = {
    "left-over": _("What is left after the use"),
    "not-needed": _("Not needed after all"),
    "stopped": _("Something did not match"),
    "spoilt": _("Clotted, spilled or broken"),
    "unlabelled": _("Its label is missing or cannot be read"),
    "too-old": _("It stood longer than whoever prepares it accepts"),
    "other": _("Something else"),
}


def identity_answers() -> list[tuple[str, str]]:
    """Give what is tapped: name and birth date, which alone stand on tube and syringe, or that something differs."""
    words = " + ".join(str(IDENTIFIER_WORDS[one]) for one in IDENTIFIERS)
    return [(SAID_TOGETHER.join(IDENTIFIERS), words), (DIFFERS, str(_("No, something does not match")))]


class KeptScan(forms.TextInput):
    """Keeps a scan until the same tube was scanned once more."""


class SecondLookForm(forms.Form):
    """The scan of a tube, and the second look: another person with their own PIN, or the same tube once more."""

    scan = ScanField(label=_("Scan the label on the tube"), widget=KeptScan)
    again = ScanField(
        label=_("Nobody else here: scan the same tube once more"), required=False, widget=KeptScan
    )
    witness = forms.ChoiceField(label=_("Second person"), required=False)
    witness_pin = forms.CharField(
        label=_("Their PIN"),
        required=False,
        max_length=20,
        widget=forms.PasswordInput({"autocomplete": "off", "inputmode": "numeric"}),
    )

    def __init__(self, people: Sequence[Membership], *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.people = {str(one.pk): one for one in people}
        names = [(key, one.user.name) for key, one in self.people.items()]
        offer(self, "witness", [("", _("Nobody else is here")), *names])
        if self.data.get("scan"):
            # The scanner types into the first field that asks for it: from now on the second one.
            self.fields["scan"].widget.attrs.pop("data-scan", None)

    @property
    def second(self) -> Membership | None:
        """Give the second person whose PIN is to be tried."""
        return self.people.get(self.cleaned_data.get("witness", ""))

    def read_back(self) -> ReadBack:
        """Give what was read back, as the deed takes it."""
        data = self.cleaned_data
        said = data.get("identity", "")
        return ReadBack(
            identifiers=tuple(said.split(SAID_TOGETHER)) if SAID_TOGETHER in said else (),
            differs=said == DIFFERS,
            scan=data.get("scan", "").strip(),
            again=data.get("again", "").strip(),
            witness=data.get("witness", ""),
        )


class StepForm(SecondLookForm):
    """A step beside the person: they say two identifiers, and both are compared with tube and record."""

    identity = forms.ChoiceField(
        label=_("They say both; you compare tube and record"),
        required=False,
        widget=forms.RadioSelect,
    )

    field_order: Any = ("identity", "witness", "witness_pin", "scan", "again")

    def __init__(self, people: Sequence[Membership], *given: Any, **named: Any) -> None:
        super().__init__(people, *given, **named)
        offer(self, "identity", identity_answers())


class SpinForm(StepForm):
    """One run of the centrifuge, as it was done."""

    programme = forms.CharField(
        label=_("Programme"), max_length=200, help_text=_("Its name on the centrifuge, or in words.")
    )
    minutes = forms.FloatField(label=_("Minutes"))
    g = forms.FloatField(
        label=_("Force in g"), required=False, help_text=_("Or the revolutions with their radius.")
    )
    rpm = forms.FloatField(label=_("Revolutions per minute"), required=False)
    radius_mm = forms.FloatField(label=_("Radius in mm"), required=False)

    field_order: Any = ("programme", "minutes", "g", "rpm", "radius_mm", *StepForm.field_order)

    def spin(self) -> dict[str, Any]:
        """Give the run as the deed takes it."""
        return {name: self.cleaned_data[name] for name in ("programme", "minutes", "g", "rpm", "radius_mm")}


class UseForm(StepForm):
    """The last comparison before it goes on: of the syringe, for that is what goes on."""

    scan = ScanField(label=_("Scan the label on the syringe that goes on"), widget=KeptScan)
    reason = forms.CharField(
        label=_("Reason, where you take upon yourself what may be overridden"),
        required=False,
        max_length=LONGEST_WORDS,
    )

    field_order: Any = (*StepForm.field_order, "reason")


class DiscardForm(SecondLookForm):
    """What is discarded, why, and who looked."""

    scan = ScanField(label=_("Scan the label on the tube"), required=False, widget=KeptScan)
    reason = forms.ChoiceField(label=_("Why"), choices=list(DISCARD_WORDS.items()), widget=forms.RadioSelect)
    words = forms.CharField(label=_("In your words"), required=False, max_length=LONGEST_WORDS)
    tube = forms.ChoiceField(
        label=_("Its label cannot be scanned: which tube"),
        required=False,
        help_text=_("Then a second person looks."),
    )

    field_order: Any = ("reason", "words", "witness", "witness_pin", "scan", "again", "tube")

    def __init__(
        self, people: Sequence[Membership], tubes: Sequence[tuple[str, str]], *given: Any, **named: Any
    ) -> None:
        super().__init__(people, *given, **named)
        offer(self, "tube", [("", _("It was scanned")), *tubes])


class DrawForm(forms.Form):
    """What is asked, compared and opened before blood is drawn."""

    identity = StepForm.base_fields["identity"]
    room = forms.CharField(
        label=_("Room"), max_length=80, help_text=_("One person’s blood is open in a room at a time.")
    )
    tubes = forms.IntegerField(label=_("How many tubes"), min_value=1, max_value=MOST_TUBES, initial=1)
    ordered_by = forms.CharField(
        label=_("Which doctor ordered it for this person"),
        required=False,
        max_length=200,
        help_text=_("Empty where you are the doctor."),
    )
    kit_lot = forms.CharField(
        label=_("Lot of the kit"), required=False, max_length=80, help_text=_("Empty where it was scanned.")
    )
    kit_expires_on = DayField(label=_("Last day of use of the kit"))
    kit_is_sealed = forms.BooleanField(
        label=_("Tubes, needle, syringe and kit are sterile, sealed and opened for this person alone."),
        required=False,
    )
    reason = forms.CharField(
        label=_("Reason, where you as a doctor decide about a platelet inhibitor"),
        required=False,
        max_length=LONGEST_WORDS,
    )

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        offer(self, "identity", identity_answers())
        for name, text in questions().items():
            self.fields[f"{ASKED}{name}"] = forms.ChoiceField(
                label=text, choices=YES_NO, required=False, widget=forms.RadioSelect
            )
        self.order_fields(["identity", *(f"{ASKED}{name}" for name in questions())])

    def read_back(self) -> ReadBack:
        """Give what the person said of themselves."""
        said = self.cleaned_data["identity"]
        return ReadBack(
            identifiers=tuple(said.split(SAID_TOGETHER)) if SAID_TOGETHER in said else (),
            differs=said == DIFFERS,
        )

    def draw(self) -> Draw:
        """Give what was said at the draw, as the deed takes it."""
        data = self.cleaned_data
        names = ("room", "tubes", "ordered_by", "kit_lot", "kit_expires_on", "kit_is_sealed", "reason")
        answers = {name: data[f"{ASKED}{name}"] for name in questions()}
        return Draw(answers=answers, **{name: data[name] for name in names})


def questions() -> Mapping[str, str]:
    """Give what is asked at the draw because no rule of the screening asks it."""
    rows = shipped_content().blood_refusal.values()
    return {row.id: row.question for row in rows if row.question}


class LeaveOutForm(forms.Form):
    """Why no blood is drawn now."""

    reason = forms.CharField(label=_("Why none is drawn now"), max_length=LONGEST_WORDS)


class PreparersForm(forms.Form):
    """Who prepares blood products here besides a doctor, and on what law."""

    professions = forms.MultipleChoiceField(
        label=_("Besides a doctor"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[(one.value, one.label) for one in (Profession.NURSE, Profession.AESTHETICIAN)],
    )
    basis = forms.CharField(
        label=_("On what law or authority this rests"),
        max_length=LONGEST_WORDS,
        help_text=_("As you looked it up; it is kept with your name and the time."),
    )
