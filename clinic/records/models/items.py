"""What a clinic takes from the shelf: products, our labels, what was used on whom, and what is recalled.

An item of use is a row of its own and is never changed. The database refuses a second row for the same single-use item,
so that of two tablets that scan at the same moment one wins.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clinic.records.models.patients import Patient
from clinic.records.models.rows import ClinicRow
from clinic.records.models.session import Session, SessionEntry
from needlepoint.session.item import Item, Recall


class ItemKind(models.TextChoices):
    """What kind of thing it is."""

    CARTRIDGE = "cartridge", _("Cartridge")
    DEVICE = "device", _("Handpiece")
    ANAESTHETIC = "anaesthetic", _("Numbing product")
    ADJUNCT = "adjunct", _("For the skin")


class Outcome(models.TextChoices):
    """What became of an item."""

    USED = "used", _("Used")
    DROPPED = "dropped", _("Dropped or opened too early")
    AGAIN = "again", _("Opened without network, and must not have been used")


# What met a person, whether it should have or not.
MET_SOMEBODY = (Outcome.USED, Outcome.AGAIN)


class Product(ClinicRow):
    """A product that this clinic uses, as its pack names it.

    of : the id in the content of the device, numbing product or adjunct that it is
    di : the device identifier of its UDI (GTIN, fourteen digits); empty where the pack has none
    """

    kind = models.CharField(_("what it is"), max_length=12, choices=ItemKind.choices)
    of = models.CharField(max_length=80)
    name = models.CharField(_("name on the pack"), max_length=120)
    di = models.CharField(_("number on the pack"), max_length=14, blank=True)

    class Meta:
        ordering = ["kind", "name"]
        constraints = [
            models.UniqueConstraint(fields=["clinic", "di"], condition=~Q(di=""), name="one_product_a_number")
        ]

    def __str__(self) -> str:
        return self.name

    def item(self, **pack: object) -> Item:
        """Give an item of this product as the library reads it."""
        return Item(kind=self.kind, of=self.of, name=self.name, di=self.di, **pack)  # type: ignore[arg-type]


class ItemLabel(ClinicRow):
    """One of our labels for one item without a serial number; append-only.

    batch : the labels that were printed together
    """

    product = models.ForeignKey(Product, models.PROTECT, related_name="labels")
    batch = models.UUIDField()
    text = models.CharField(max_length=20, unique=True)
    lot = models.CharField(max_length=80)
    expires_on = models.DateField()

    class Meta:
        ordering = ["created_at", "text"]
        indexes = [models.Index(fields=["clinic", "batch"], name="label_by_batch")]

    def __str__(self) -> str:
        return self.text


class ItemUse(ClinicRow):
    """One thing that met one person, or that was thrown away unused; append-only.

    What was undone stays, and its entry in the log says so.

    lot_key : the lot as it is compared, in capitals and without spaces
    label : our own label; empty where the pack has a serial number, or where it was typed from the pack
    outcome : `again` is what was opened on a tablet without network and is refused: it met somebody nevertheless, and
        must be found; the database lets it stand beside the first use
    is_scanned : false where somebody typed lot and day, so that a second use of the same item could not be seen
    by_id, on : who used it, and on which day in the clinic
    """

    kind = models.CharField(max_length=12, choices=ItemKind.choices)
    outcome = models.CharField(max_length=8, choices=Outcome.choices, default=Outcome.USED)
    product = models.ForeignKey(Product, models.PROTECT, null=True, related_name="uses")
    of = models.CharField(max_length=80)
    name = models.CharField(max_length=120)
    di = models.CharField(max_length=14, blank=True)
    lot = models.CharField(max_length=80, blank=True)
    lot_key = models.CharField(max_length=80, blank=True)
    serial = models.CharField(max_length=80, blank=True)
    label = models.CharField(max_length=20, blank=True)
    expires_on = models.DateField(null=True)
    is_scanned = models.BooleanField(default=False)
    session = models.ForeignKey(Session, models.PROTECT, null=True, related_name="items")
    patient = models.ForeignKey(Patient, models.PROTECT, null=True, related_name="+")
    entry = models.OneToOneField(SessionEntry, models.PROTECT, null=True, related_name="item")
    on = models.DateField()
    room = models.CharField(max_length=80, blank=True)
    by_id = models.CharField(max_length=36)
    by_name = models.CharField(max_length=200)

    class Meta:
        ordering = ["created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["di", "serial"],
                condition=Q(kind="cartridge") & ~Q(di="") & ~Q(serial="") & ~Q(outcome="again"),
                name="one_use_of_a_cartridge",
            ),
            models.UniqueConstraint(
                fields=["label"], condition=~Q(label="") & ~Q(outcome="again"), name="one_use_of_a_label"
            ),
        ]
        indexes = [
            models.Index(fields=["clinic", "lot_key", "on"], name="use_by_lot"),
            models.Index(fields=["clinic", "di", "on"], name="use_by_product"),
            models.Index(fields=["clinic", "serial", "on"], name="use_by_serial"),
            models.Index(fields=["clinic", "by_id", "on"], name="use_by_operator"),
            models.Index(fields=["clinic", "kind", "on"], name="use_by_day"),
            models.Index(fields=["patient", "on"], name="use_by_patient"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.lot}"


class ItemRecall(ClinicRow):
    """What must not be used from this moment on: a lot, a product, or a lot of a product; append-only.

    lifts : the recall that this row ends, with the reason
    """

    di = models.CharField(_("number on the pack"), max_length=14, blank=True)
    lot = models.CharField(_("lot"), max_length=80, blank=True)
    lot_key = models.CharField(max_length=80, blank=True)
    reason = models.CharField(_("why, and who says so"), max_length=400)
    lifts = models.OneToOneField("self", models.PROTECT, null=True, related_name="lifted_by")
    by_name = models.CharField(max_length=200)

    class Meta:
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["clinic", "-created_at"], name="recall_by_clinic")]

    def __str__(self) -> str:
        return f"{self.di} {self.lot}"

    def to_domain(self) -> Recall:
        """Give the recall as the library reads it."""
        return Recall(di=self.di, lot=self.lot, reason=self.reason)
