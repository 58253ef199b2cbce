"""Forms of a session: what changed, the time-out, one zone, the ledger, the signature, an amendment."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import combinations
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clinic.records.actions.answers import SaidWith
from clinic.records.actions.charting import ENDPOINTS, ZoneSetting
from clinic.records.actions.history import Said
from clinic.records.queries.chart import Handpiece
from clinic.records.queries.readiness import CHAPERONE_ITEM, IDENTITY_ITEM, Line
from clinic.records.queries.rescreen import Asked
from clinic.web.forms.items import ScanField
from clinic.web.offers import offer
from needlepoint.session.adjunct import UNREAD, Pack
from needlepoint.session.record import DIRECTIONS, Cartridge

SAME = "same"
ENDPOINT_WORDS = {
    "pinpoint-bleeding": _("Pinpoint bleeding"),
    "warmth": _("Warmth"),
    "swelling": _("Swelling"),
    "erythema": _("Redness, or darker"),
    "none-wanted": _("None wanted"),
}
ANSWER_WORDS = {"yes": _("Yes"), "no": _("No"), "unknown": _("I don’t know")}
YES_NO = [("yes", _("Yes")), ("no", _("No"))]
IDENTIFIER_WORDS = {
    "name": _("Name"),
    "birth-date": _("Birth date"),
    "phone": _("Telephone"),
}
SAID_TOGETHER = "+"
CHAPERONE_ANSWERS = [
    ("accepted", _("Accepted")),
    ("declined", _("Offered and declined")),
    ("no", _("Not offered")),
]


class RescreenForm(forms.Form):
    """Asks again what can have changed: what stays as it was needs no tap."""

    skin_seen = forms.BooleanField(
        label=_("I looked at the skin of every planned zone today, in good light."), required=False
    )

    def __init__(self, questions: Sequence[Asked], *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.questions = {f"answer-{one.asks}": one for one in questions}
        for name, one in self.questions.items():
            self.fields[name] = _answer_field(one)

    def said(self) -> list[Said]:
        """Give the answers that are new."""
        given = {name: self.cleaned_data[name] for name in self.questions}
        return [
            Said(asks=self.questions[name].asks, answer=answer)
            for name, answer in given.items()
            if answer != SAME
        ]

    def same(self) -> list[str]:
        """Name the questions to which the answer is what it was."""
        return [one.asks for name, one in self.questions.items() if self.cleaned_data[name] == SAME]


def _answer_field(one: Asked) -> forms.ChoiceField:
    choices = [("yes", ANSWER_WORDS["yes"]), ("no", ANSWER_WORDS["no"]), ("unknown", ANSWER_WORDS["unknown"])]
    if one.last is None:
        return forms.ChoiceField(label=one.text, choices=choices, widget=forms.RadioSelect)
    before = _("As before: %(answer)s") % {"answer": ANSWER_WORDS[one.last.answer]}
    others = [choice for choice in choices if choice[0] != one.last.answer]
    return forms.ChoiceField(
        label=one.text, choices=[(SAME, before), *others], initial=SAME, widget=forms.RadioSelect
    )


class TimeOutForm(forms.Form):
    """The lines of a checklist: those that are seen one by one, and the rest by one tap or each by its own.

    identifiers : what the person can be compared by; which two of them were said is the answer to the line of identity
    """

    all_of_the_rest = forms.BooleanField(required=False)
    chaperone_name = forms.CharField(
        label=_("Who stands by"),
        required=False,
        max_length=200,
        strip=True,
        help_text=_("Of the team, or brought along."),
    )

    def __init__(
        self, lines: Sequence[Line], *given: Any, identifiers: Sequence[str] = (), **named: Any
    ) -> None:
        super().__init__(*given, **named)
        self.lines = {f"item-{line.item.id}": line for line in lines}
        pairs = [(SAID_TOGETHER.join(pair), _pair_words(pair)) for pair in combinations(identifiers, 2)]
        special: dict[str, Any] = {
            IDENTITY_ITEM: [*pairs, ("no", _("No, something differs"))],
            CHAPERONE_ITEM: CHAPERONE_ANSWERS,
        }
        for name, line in self.lines.items():
            self.fields[name] = forms.ChoiceField(
                label=line.item.text,
                choices=special.get(line.item.id, YES_NO),
                required=False,
                initial=_given(line),
                widget=forms.RadioSelect,
            )

    def answers(self) -> dict[str, str]:
        """Give what was answered now; a line of its own is never answered by the tap for the rest."""
        rest = "yes" if self.cleaned_data["all_of_the_rest"] else ""
        given = {
            line.item.id: self._answer(name) or ("" if line.is_alone else rest)
            for name, line in self.lines.items()
        }
        before = {line.item.id: _given(line) for line in self.lines.values()}
        return {item: answer for item, answer in given.items() if answer and answer != before[item]}

    def _answer(self, name: str) -> str:
        given: str = self.cleaned_data[name]
        return given if given in ("", "no") else "yes"

    def said(self) -> SaidWith:
        """Give what was said with the answers."""
        data = self.cleaned_data
        identity, chaperone = data.get(f"item-{IDENTITY_ITEM}", ""), data.get(f"item-{CHAPERONE_ITEM}", "")
        return SaidWith(
            identifiers=tuple(identity.split(SAID_TOGETHER)) if SAID_TOGETHER in identity else (),
            chaperone=chaperone if chaperone in ("accepted", "declined") else "",
            chaperone_name=data["chaperone_name"],
        )


def _pair_words(pair: Sequence[str]) -> str:
    return " + ".join(str(IDENTIFIER_WORDS[one]) for one in pair)


def _given(line: Line) -> str:
    return "no" if line.failed_by else "yes" if line.tick else ""


class CartridgeForm(forms.Form):
    """A cartridge: a lot that was opened here lately by one tap, another from its pack."""

    scan = ScanField(
        label=_("Scan the pack, our label, or the handpiece"),
        required=False,
        help_text=_("Or type what stands on our label."),
    )
    lot_at_hand = forms.CharField(required=False, max_length=120)
    lot = forms.CharField(label=_("Lot"), required=False, max_length=80, strip=True)
    expires_on = forms.DateField(
        label=_("Last day of use"),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )

    def chosen(self, at_hand: Sequence[Cartridge]) -> tuple[str, date | None] | None:
        """Give lot and last day; nothing where neither was given."""
        data = self.cleaned_data
        if data.get("lot"):
            return data["lot"], data.get("expires_on")
        known = {key_of_lot(one): one for one in at_hand}
        one = known.get(data.get("lot_at_hand", ""))
        return (one.lot, one.expires_on) if one else None


class HandpieceForm(forms.Form):
    """The handpiece and the room: one that was used here lately by one tap, another from its plate."""

    handpiece = forms.CharField(required=False, max_length=170)
    serial = forms.CharField(label=_("Serial number"), required=False, max_length=80, strip=True)
    room = forms.CharField(label=_("Room"), required=False, max_length=80, strip=True)

    def chosen(self, at_hand: Sequence[Handpiece]) -> Handpiece | None:
        """Give the handpiece; nothing where none was given."""
        data = self.cleaned_data
        if data.get("serial"):
            return Handpiece(serial=data["serial"], room=data.get("room", ""))
        return {key_of_handpiece(one): one for one in at_hand}.get(data.get("handpiece", ""))


def key_of_handpiece(handpiece: Handpiece) -> str:
    """Write serial number and room as one value of a form."""
    return f"{handpiece.serial}|{handpiece.room}"


def key_of_lot(cartridge: Cartridge) -> str:
    """Write lot and last day as one value of a form."""
    return f"{cartridge.expires_on}|{cartridge.lot}"


PACK_WORDS = {
    "fit": _("Sterile, opened now, for open skin"),
    "not-sterile": _("Not sterile, or opened before"),
    "other-route": _("Not made for open skin"),
}
PACKS = {
    "fit": Pack(is_sterile=True, is_for_open_skin=True),
    "not-sterile": Pack(is_sterile=False),
    "other-route": Pack(is_sterile=True, is_for_open_skin=False),
}


class AdjunctForm(forms.Form):
    """What goes on open channels: which, its lot, what its pack says, and a patch test where one was done."""

    adjunct = forms.CharField(label=_("Which"), required=False, max_length=80)
    another = forms.CharField(label=_("What stands on its label"), required=False, max_length=200, strip=True)
    adjunct_lot = forms.CharField(
        label=_("Lot, where it was not scanned"), required=False, max_length=80, strip=True
    )
    pack = forms.ChoiceField(label=_("On the pack"), required=False, choices=[("", ""), *PACK_WORDS.items()])
    patch_test = forms.ChoiceField(
        label=_("Patch test"),
        required=False,
        choices=[("", ""), ("negative", _("Negative")), ("positive", _("Positive"))],
    )
    adjunct_reason = forms.CharField(label=_("Reason"), required=False, max_length=400, strip=True)

    def pack_read(self) -> Pack:
        """Give what was read on the pack."""
        data = self.cleaned_data
        return replace(PACKS.get(data["pack"], UNREAD), patch_test=data["patch_test"])


class ZoneForm(forms.Form):
    """One zone, or several at once: length, passes, endpoint."""

    zones = forms.MultipleChoiceField(required=False)
    needle_length_mm = forms.FloatField(label=_("Needle length"), required=False)
    passes = forms.IntegerField(label=_("Passes"), required=False)
    contact_seconds = forms.FloatField(label=_("Seconds on the skin"), required=False)
    directions = forms.MultipleChoiceField(
        label=_("Directions"), required=False, choices=[(one, one) for one in DIRECTIONS]
    )
    # A form that shows the directions says so, as one that ticks none of them sends none.
    shows = forms.CharField(required=False, max_length=20)
    endpoint = forms.MultipleChoiceField(
        label=_("Endpoint seen"), required=False, choices=[(e, ENDPOINT_WORDS[e]) for e in ENDPOINTS]
    )
    note = forms.CharField(label=_("Note"), required=False, max_length=400)

    def __init__(self, zone_ids: Sequence[str], *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        offer(self, "zones", [(zone, zone) for zone in zone_ids])

    def settings(self) -> list[ZoneSetting]:
        """Give what is charted for each zone."""
        data = self.cleaned_data
        return [
            ZoneSetting(
                zone=zone,
                needle_length_mm=data["needle_length_mm"],
                passes=data["passes"],
                directions=tuple(data["directions"]) if data["shows"] == "directions" else None,
                contact_seconds=data["contact_seconds"],
                endpoint=tuple(data["endpoint"]),
                note=data["note"] if "note" in self.data else None,
            )
            for zone in data["zones"]
        ]


class SignatureForm(forms.Form):
    """Somebody's name under a session, and the proof that it is they."""

    typed_name = forms.CharField(
        label=_("Your name"), max_length=200, widget=forms.TextInput({"autocomplete": "off"})
    )
    secret = forms.CharField(
        label=_("Your PIN"), widget=forms.PasswordInput({"autocomplete": "off", "inputmode": "numeric"})
    )

    def __init__(self, *given: Any, has_pin: bool, **named: Any) -> None:
        super().__init__(*given, **named)
        if not has_pin:
            self.fields["secret"].label = _("Your password")
            self.fields["secret"].widget = forms.PasswordInput({"autocomplete": "current-password"})


class AmendForm(forms.Form):
    """A dated addition to a signed session."""

    corrects = forms.ChoiceField(label=_("What it is about"), required=False)
    text = forms.CharField(label=_("What is so"), max_length=2000, widget=forms.Textarea)
    reason = forms.CharField(label=_("Why it is added now"), max_length=400)

    def __init__(self, parts: Sequence[tuple[str, str]], *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        offer(self, "corrects", [("", _("The session as a whole")), *parts])
