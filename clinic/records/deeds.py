"""A deed: one function, one transaction, one permission, one state check, one audit event.

The decorated function takes an `Event` where its caller gives the `Actor`; it cannot end without having said what
the event is about, so that no deed is left out of the audit chain and no event is written without its deed.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import wraps
from typing import Any, Concatenate, Final, ParamSpec, TypeVar

from django.db import models, transaction
from django.utils.translation import gettext as _

from clinic.accounts.models import Clinic
from clinic.audit import chain
from clinic.audit.digests import digest_of
from clinic.records import clock, lifecycle, permissions
from clinic.records.actors import Actor
from clinic.records.refusals import EditedMeanwhile, NotHere, WrongState

Given = ParamSpec("Given")
Result = TypeVar("Result")


@dataclass(slots=True, kw_only=True)
class Event:
    """The audit event of the deed that is being done; the function tells it what it is about."""

    deed: str
    actor: Actor
    at: datetime
    subject: models.Model | None = None
    digests: dict[str, str] = field(default_factory=dict)

    @property
    def clinic(self) -> Clinic:
        """Give the clinic in which the deed happens."""
        clinic = self.actor.clinic or getattr(self.subject, "clinic", None)
        if clinic is None:
            raise RuntimeError(
                f"{self.deed}: the event needs a clinic; give it an actor or a subject that has one."
            )
        return clinic

    @property
    def on(self) -> date:
        """Give the day of the deed in its clinic."""
        return self.at.astimezone(self.clinic.zone).date()

    def about(self, subject: models.Model, **contents: object) -> None:
        """Name the row that the deed is about; every content is kept as its digest, never as itself."""
        self.subject = subject
        self.digests |= {name: digest_of(content) for name, content in contents.items()}
        self.digests["row"] = digest_of(row_content(subject))

    def linked(self, **rows: models.Model) -> None:
        """Add the ids of other rows that the deed concerns."""
        self.digests |= {name: str(row.pk) for name, row in rows.items()}

    def write(self) -> None:
        """Add the event to the chain; a deed that named no subject is undone."""
        if self.subject is None:
            raise RuntimeError(f"{self.deed}: the deed did not call event.about(row); nothing was stored.")
        self._name_the_sitting()
        chain.record(
            chain.Entry(
                clinic=self.clinic,
                at=self.at,
                actor_kind=self.actor.kind,
                actor_id=self.actor.id,
                deed=self.deed,
                subject_type=self.subject._meta.model_name or "",
                subject_id=str(self.subject.pk),
                digests=self.digests,
            )
        )

    def _name_the_sitting(self) -> None:
        """Let the audit tell at which browser or on which tablet a patient did it."""
        if self.actor.handover:
            self.digests["handover"] = self.actor.handover
        elif self.actor.sitting:
            self.digests["sitting"] = self.actor.sitting


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """What is known of a deed before it is done."""

    name: str
    room: str
    on: type[models.Model] | None
    versioned: bool

    @property
    def machine(self) -> str | None:
        """Name the state machine that governs the deed."""
        return getattr(self.on, "machine", None)


DEEDS: Final[dict[str, Deed]] = {}


def deed(
    *, on: type[models.Model] | None = None, versioned: bool = False
) -> Callable[[Callable[Concatenate[Event, Given], Result]], Callable[..., Result]]:
    """Make a function a deed.

    on : the model of the first argument, which is locked, read again and checked against its state machine.
    versioned : the caller gives `version=`, the version that the person saw; if it is not the present one, the deed
        is refused. The row's version is raised before the function sees it.
    """

    def register(function: Callable[Concatenate[Event, Given], Result]) -> Callable[..., Result]:
        known = Deed(
            name=function.__name__, room=function.__module__.split(".")[-1], on=on, versioned=versioned
        )
        _check_is_complete(known)
        DEEDS[known.name] = known

        @wraps(function)
        def perform(actor: Actor, *given: Any, **named: Any) -> Result:
            permissions.check_may(actor, known.name)
            with transaction.atomic():
                event = Event(deed=known.name, actor=actor, at=clock.now())
                if known.on is None:
                    result = function(event, *given, **named)
                else:
                    result = _perform_on(known, event, function, given, named)
                event.write()
            return result

        return perform

    return register


def do_within(event: Event, inner: Callable[..., Result], *given: Any, **named: Any) -> Result:
    """Do one deed as a part of another, which holds the lock and the transaction and writes the one event of both.

    The part is still only done by whom it is for, and in a state that allows it.
    """
    known = DEEDS[inner.__name__]
    permissions.check_may(event.actor, known.name)
    if known.machine:
        lifecycle.check_allows(given[0], known.name)
    result: Result = inner.__wrapped__(event, *given, **named)  # type: ignore[attr-defined]
    return result


def row_content(row: models.Model) -> dict[str, object]:
    """Give every stored value of a row by column, for its digest."""
    return {column.attname: column.value_from_object(row) for column in row._meta.concrete_fields}


def _check_is_complete(known: Deed) -> None:
    if known.name in DEEDS:
        raise RuntimeError(f"{known.name}: two deeds have this name; rename one.")
    if known.name not in permissions.PERMISSIONS:
        raise RuntimeError(
            f"{known.name}: who may do it is missing; add it to PERMISSIONS in permissions.py."
        )
    if known.machine and known.name not in lifecycle.deeds_of(known.machine):
        raise RuntimeError(f"{known.name}: no state of {known.machine!r} allows it; add it in lifecycle.py.")


def _perform_on(
    known: Deed, event: Event, function: Callable[..., Result], given: tuple[Any, ...], named: dict[str, Any]
) -> Result:
    row = _locked(known, event.actor, given[0])
    if known.machine:
        lifecycle.check_allows(row, known.name)
    _check_patient_stands(known, row)
    if known.versioned:
        _check_is_unedited(row, named.pop("version"))
    before = getattr(row, "state", None)
    result = function(event, row, *given[1:], **named)
    if known.machine:
        _check_arrived(known, row, before)
    return result


def _check_patient_stands(known: Deed, row: models.Model) -> None:
    """Refuse work on what belongs to a record that was made on the wrong person; what ends or closes stays possible."""
    patient = getattr(row, "patient", None)
    if (
        patient is not None
        and known.name not in lifecycle.STILL_POSSIBLE
        and patient.state != lifecycle.STANDING
    ):
        raise WrongState(
            _("This record is marked as entered in error. Work on the record of the right person.")
        )


def _locked(known: Deed, actor: Actor, row: models.Model) -> Any:
    """Hold the row until the transaction ends, as it is now, if it is this clinic's."""
    assert known.on is not None
    present = known.on._base_manager.select_for_update(of=("self",)).filter(pk=row.pk).first()
    if present is None or actor.clinic is None or _clinic_id(present) != actor.clinic.pk:
        raise NotHere
    return present


def _clinic_id(row: models.Model) -> object:
    return row.pk if isinstance(row, Clinic) else row.clinic_id  # type: ignore[attr-defined]


def _check_is_unedited(row: Any, version: int) -> None:
    if row.version != version:
        raise EditedMeanwhile(
            _(
                "Somebody else saved this while you had it open. Nothing of theirs was overwritten and nothing of "
                "yours was stored. Open it again, look at what changed, and enter yours once more."
            )
        )
    row.version += 1


def _check_arrived(known: Deed, row: Any, before: str | None) -> None:
    expected = lifecycle.state_after(row.machine, str(before), known.name)
    if row.state != expected:
        raise RuntimeError(
            f"{known.name}: lifecycle.py says that it leaves {row.machine} {expected!r}, it left it {row.state!r}."
        )
