"""Deeds upon prices."""

from clinic.records.actions.prices import name_prices
from tests.record.calls import call


@call("name_prices")
def _(cast, actor, row):
    return name_prices(actor, cast.clinic, "USD", flat_cents=10_000, cartridge_cents=3_500)
