"""A signature that was drawn is a drawing: a dot is none, and whatever a finger really draws is taken as it is."""

import pytest
from django.urls import reverse

from clinic.records.actions.consent import LONGEST_DRAWING, SHORTEST_DRAWING, Signed, sign_consent
from clinic.records.actors import Actor
from clinic.records.models import Consent, PhotoStatement
from clinic.records.refusals import BadInput
from tests.record.calls.consent import an_offer
from tests.web.test_consent import SIGNED, handed_over

TAP = "M300 100L300 101"  # what the pad writes for one tap
DOTS = {
    "one tap": TAP,
    "a place without a line": "M300 100",
    "a line that goes nowhere": "M300 100L300 100L300 100",
    "three taps, far apart": f"{TAP}M10 10L10 11M590 190L590 191",
    "places without lines, far apart": "M0 0M600 200M0 200M600 0",
    "a stroke just too short": f"M0 0L{SHORTEST_DRAWING - 1} 0",
}
STROKES = {
    "a stroke just long enough": f"M0 0L{SHORTEST_DRAWING} 0",
    "there and back": "M10 10L15 10L10 10",
    "two short strokes": "M10 10L16 10M30 10L36 10",
    "a name": "M12 60L30 22L44 64L58 30L70 58L96 40L140 46",
    "with spaces between": "M12 60 L30 22 L44 64 M58 30 L70 58 ",
    "a name and the dot of an i": f"M12 60L30 22L44 64{TAP}",
}
UNREADABLE = {
    "a curve": "M10 10C20 20 30 30 40 40",
    "a fraction": "M1.5 10L20 20",
    "a minus": "M-10 10L20 20",
    "five digits": "M10000 10L20 20",
    "a line without a beginning": "L20 20",
    "a word": "Ada",
    "markup": 'M1 1"/><script>alert(1)</script>',
    "Arabic digits": "M١٠ ١٠",
    "a new line after it": "M10 10L20 20\n\n",
}


def sign(cast, drawing: str) -> Consent:
    signed = Signed(typed_name="Ada Lovelace", drawing=drawing, photographs={"teaching": True})
    return sign_consent(Actor.patient(cast.patient), an_offer(cast), signed)


def refused(cast, drawing: str) -> str:
    """Give the sentence with which a drawing is refused, and see that nothing of it was stored."""
    with pytest.raises(BadInput) as refusal:
        sign(cast, drawing)
    assert refusal.value.field == "drawing"
    assert not Consent.objects.exists()
    assert not PhotoStatement.objects.exists()
    return str(refusal.value.sentence)


@pytest.mark.parametrize("name", DOTS)
def test_a_dot_is_no_signature_and_the_sentence_says_what_helps(cast, name):
    assert refused(cast, DOTS[name]) == (
        "This is a dot and not yet a signature. Draw your name, or clear it: your typed name suffices."
    )


@pytest.mark.parametrize("name", STROKES)
def test_what_a_finger_drew_is_taken_and_kept_as_it_is(cast, name):
    assert sign(cast, STROKES[name]).drawing == STROKES[name]


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_the_pad_cannot_have_written_is_refused_whole(cast, name):
    assert "cannot be read" in refused(cast, UNREADABLE[name])


def test_a_drawing_of_thousands_of_strokes_is_refused_before_it_is_measured(cast):
    assert "too large" in refused(cast, "M10 10L20 20" * (LONGEST_DRAWING // 12 + 1))


def test_nothing_drawn_is_no_drawing_and_the_typed_name_suffices(cast):
    assert sign(cast, "").drawing == ""


def test_on_the_tablet_a_dot_is_told_and_the_next_try_is_taken(cast, as_member):
    client = as_member("nurse")
    offer = handed_over(cast, client)
    client.post(reverse("consent_handed", args=[offer.pk]), {"words": "Craters", "rating": "6"})
    page = reverse("sign_consent", args=[offer.pk])
    answer = client.post(page, SIGNED | {"drawing": TAP})
    assert answer.status_code == 422
    assert "This is a dot and not yet a signature." in answer.content.decode()
    assert 'value="Ada Lovelace"' in answer.content.decode()
    assert not Consent.objects.exists()
    assert client.post(page, SIGNED).status_code == 302
    assert Consent.objects.get().drawing == SIGNED["drawing"]
