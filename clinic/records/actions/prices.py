"""The deed of naming what a visit costs here."""

from dataclasses import asdict

from clinic.accounts.models import Clinic
from clinic.records.deeds import Event, deed
from clinic.records.refusals import BadInput
from needlepoint.planning.visit import Prices
from needlepoint.vocabulary import errors


@deed(on=Clinic)
def name_prices(
    event: Event,
    clinic: Clinic,
    currency: str,
    flat_cents: int | None = None,
    minute_cents: int | None = None,
    cartridge_cents: int | None = None,
) -> Clinic:
    """Name the clinic's prices; what was named before is in the audit by its digest alone."""
    try:
        prices = Prices(
            currency=currency,
            flat_cents=flat_cents,
            minute_cents=minute_cents,
            cartridge_cents=cartridge_cents,
        )
    except errors.BadInput as fault:
        raise BadInput(fault.field, str(fault)) from fault
    clinic.prices = asdict(prices)
    clinic.save()
    event.about(clinic, prices=clinic.prices)
    return clinic
