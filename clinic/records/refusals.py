"""Everything that the record can refuse, each with a sentence for the person.

Refusal
├── NotHere              404  it does not exist, or it is another clinic's
├── NotPermitted         403  this person may not
├── WrongState           409  this state does not allow it
│   └── AlreadyDone      409  it was done already, to the same effect; carries what that made
├── EditedMeanwhile      409  somebody else was faster; nothing was overwritten
├── PossibleDuplicate    409  this person may be registered already
├── NotStored            503  the disk or the database refused, and nothing of it remains
└── BadInput             422  a value breaks a rule; names the field
    ├── ItemRefused      422  an item is used, expired, recalled or unknown; nobody overrides it
    └── BloodMismatched  422  a tube or a person does not match; the blood is stopped, and nobody overrides it
"""

from collections.abc import Sequence
from typing import Any, ClassVar


class Refusal(Exception):
    """A deed or a page that is refused, in a sentence that says what to do."""

    status: ClassVar[int] = 400
    title: ClassVar[str] = "This was not done"

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class NotHere(Refusal):
    """What was asked for does not exist for this person."""

    status = 404
    title = "There is nothing here"

    def __init__(self, sentence: str = "Check the address, or search for the patient by name.") -> None:
        super().__init__(sentence)


class NotPermitted(Refusal):
    """This person's role, profession or credential does not allow it."""

    status = 403
    title = "You cannot do this"


class WrongState(Refusal):
    """What is to be changed is in a state that does not allow it."""

    status = 409
    title = "This is no longer possible"


class AlreadyDone(WrongState):
    """The same was done already, by a first click or by somebody beside; `made` is what came of it then."""

    title = "This was done already"

    def __init__(self, sentence: str, made: Any) -> None:
        super().__init__(sentence)
        self.made = made


class EditedMeanwhile(Refusal):
    """Somebody else changed the same thing since it was opened; nothing was overwritten."""

    status = 409
    title = "Somebody else was faster"


class NotStored(Refusal):
    """The database or the disk refused, for want of space or time; nothing of the deed remains."""

    status = 503
    title = "This was not stored"


class PossibleDuplicate(Refusal):
    """Somebody very like this is registered already."""

    status = 409
    title = "Is this the same person?"

    def __init__(self, sentence: str, patients: Sequence[Any]) -> None:
        super().__init__(sentence)
        self.patients = tuple(patients)


class BadInput(Refusal):
    """A value breaks a rule; the sentence says which and what to do."""

    status = 422
    title = "Something needs correcting"

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


class ItemRefused(BadInput):
    """An item that is not used: `kind` says why in a word, `di` names its product."""

    title = "This is not used"

    def __init__(self, kind: str, sentence: str, di: str = "", field: str = "scan") -> None:
        super().__init__(field, sentence)
        self.kind = kind
        self.di = di


class BloodMismatched(BadInput):
    """Blood that does not match: `kind` says why in a word, `step` what was to be done, `scanned` the labels as read.

    Of several tubes that do not match each is named: each is stopped.
    """

    title = "Stop: this does not match"

    def __init__(self, kind: str, sentence: str, step: str, scanned: Sequence[str] = ()) -> None:
        super().__init__("scan", sentence)
        self.kind = kind
        self.step = step
        self.scanned = tuple(scanned)
