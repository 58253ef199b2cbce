"""Photographs made safe before they are kept: read within bounds, turned upright, and written anew.

What arrives is never stored. Only the points of the picture go on, in the colours of sRGB: no place, no time, no
device, no comment, no second picture inside the first. What a file calls itself is not believed; its bytes say it.

Limitation: what the picture itself shows stays, a street sign in a mirror, too.
"""

import io
import struct
import threading
import warnings
import zlib
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from django.utils.translation import gettext as _
from PIL import Image, ImageCms, ImageFile, ImageOps

from clinic.records.refusals import BadInput, NotStored

MEDIA_TYPE: Final = "image/jpeg"
FIELD: Final = "photograph"
MOST_BYTES: Final = 15_000_000
# The longer side of what is kept, and of what lists show.
LONGEST_PX: Final = 1600
SMALL_PX: Final = 480
# Less shows no skin.
SHORTEST_PX: Final = 100
# A JPEG that was written line by line is read at a fraction of its size, and may be large. All others are unpacked
# whole, which few bytes can make very large: 4096 times 3072 points is what most phones take.
MOST_POINTS: Final = 60_000_000
MOST_UNPACKED: Final = 12_600_000
# Pictures are read one after another; who comes while many wait is asked to try again.
LONGEST_WAIT_SECONDS: Final = 20
READABLE: Final = ("JPEG", "PNG", "WEBP")
QUALITY: Final = 88
WHITE: Final = (255, 255, 255)
_ONE_AT_A_TIME: Final = threading.Lock()
_SRGB: Final = ImageCms.createProfile("sRGB")
# What a phone calls its own container: HEIC and AVIF.
_CONTAINERS: Final = (
    b"heic",
    b"heix",
    b"hevc",
    b"hevx",
    b"heim",
    b"heis",
    b"mif1",
    b"msf1",
    b"avif",
    b"avis",
)
# Every way in which a decoder says that bytes are broken. An error of another kind would be ours.
_BROKEN: Final = (
    *(ArithmeticError, AttributeError, EOFError, LookupError, MemoryError, OSError, RuntimeError),
    *(SyntaxError, TypeError, ValueError, Warning, struct.error, zlib.error),
    ImageCms.PyCMSError,
)
# Pillow only warns of a picture that is as large as this; to us it is a refusal.
warnings.simplefilter("error", Image.DecompressionBombWarning)


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A photograph as it is kept: a JPEG of at most 1600 points on its longer side, and a small one for lists."""

    content: bytes
    small: bytes
    width_px: int
    height_px: int

    @property
    def digest(self) -> str:
        """Name exactly these bytes."""
        return digest_of_bytes(self.content)

    @property
    def small_digest(self) -> str:
        """Name exactly the bytes of the small one."""
        return digest_of_bytes(self.small)


def digest_of_bytes(content: bytes) -> str:
    """Give the digest of bytes, as it stands in a row."""
    return f"sha256:{sha256(content).hexdigest()}"


def read_picture(content: bytes) -> Picture:
    """Read what was sent and write it anew; what cannot be read is refused in one sentence with its remedy."""
    _check_kind(content)
    if not _ONE_AT_A_TIME.acquire(timeout=LONGEST_WAIT_SECONDS):
        raise NotStored(_many_wait())
    try:
        return _picture(content)
    finally:
        _ONE_AT_A_TIME.release()


def _picture(content: bytes) -> Picture:
    try:
        upright = _upright(content)
    except BadInput:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as fault:
        raise BadInput(FIELD, _too_many_points()) from fault
    except _BROKEN as fault:
        raise BadInput(FIELD, _broken()) from fault
    small = upright.copy()
    small.thumbnail((SMALL_PX, SMALL_PX), Image.Resampling.LANCZOS)
    return Picture(
        content=_written(upright), small=_written(small), width_px=upright.width, height_px=upright.height
    )


def too_large() -> str:
    """Say that a file is larger than is taken, and what to do."""
    return _(
        "This file is larger than %(n)s MB. Take the photograph at a smaller size, or send a screenshot of it."
    ) % {"n": MOST_BYTES // 1_000_000}


def _check_kind(content: bytes) -> None:
    """Refuse what its first bytes already give away, each with its own remedy."""
    if not content:
        raise BadInput(FIELD, _("No photograph arrived. Choose one, or take one."))
    if len(content) > MOST_BYTES:
        raise BadInput(FIELD, too_large())
    if content[4:8] == b"ftyp" and content[8:12] in _CONTAINERS:
        raise BadInput(
            FIELD,
            _(
                "This is a HEIC photograph, which not every program can read. On an iPhone choose Settings, Camera, "
                "Formats, Most Compatible, and take it anew; or send a screenshot of it."
            ),
        )
    if content[:4] == b"GIF8":
        raise BadInput(FIELD, _moves())


def _upright(content: bytes) -> Image.Image:
    """Read the points of a picture: one frame, upright, scaled, in sRGB, on white where it can be seen through."""
    # WeasyPrint switches this on for the whole process: what ends too early would be filled up with grey.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    with Image.open(io.BytesIO(content), formats=READABLE) as found:
        _check_shape(found)
        profile = found.info.get("icc_profile")
        if found.format in ("JPEG", "MPO") and not _is_progressive(found):
            found.draft("RGB", _fitted(found.size))
        if found.width * found.height > MOST_UNPACKED:
            raise BadInput(FIELD, _too_many_points())
        found.load()
        ImageOps.exif_transpose(found, in_place=True)
        solid = _on_white(_shrunk(found))
    coloured = _in_srgb(solid, profile)
    # A new picture has the points and nothing that stood beside them.
    clean = Image.new("RGB", coloured.size)
    clean.paste(coloured)
    return clean


def _check_shape(found: Image.Image) -> None:
    """Refuse what moves, what would unpack to too much, and what is too small, before a point of it is read."""
    if found.format in ("PNG", "WEBP") and getattr(found, "is_animated", False):
        raise BadInput(FIELD, _moves())
    if found.width * found.height > MOST_POINTS:
        raise BadInput(FIELD, _too_many_points())
    if min(found.size) < SHORTEST_PX:
        raise BadInput(
            FIELD,
            _("This picture is smaller than %(n)s points and shows too little. Send the photograph itself.")
            % {"n": SHORTEST_PX},
        )


def _is_progressive(found: Image.Image) -> bool:
    """Tell whether a JPEG comes in passes over the whole; its decoder holds all of it, at whatever size it is read."""
    return bool(found.info.get("progressive") or found.info.get("progression"))


def _fitted(size: tuple[int, int]) -> tuple[int, int]:
    """Give the size that a picture has once its longer side is the longest that is kept."""
    part = min(1.0, LONGEST_PX / max(size))
    return max(1, round(size[0] * part)), max(1, round(size[1] * part))


def _shrunk(picture: Image.Image) -> Image.Image:
    """Make a picture as small as it is kept, before anything else is made of all its points."""
    if picture.mode not in ("RGB", "RGBA", "L", "LA", "CMYK") or "transparency" in picture.info:
        picture = picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    picture.thumbnail((LONGEST_PX, LONGEST_PX), Image.Resampling.LANCZOS)
    return picture


def _on_white(picture: Image.Image) -> Image.Image:
    """Put a picture that can be seen through on white; give any other as it is, in three colours."""
    if picture.mode == "RGB":
        return picture
    if "A" not in picture.getbands():
        return picture.convert("RGB")
    ground = Image.new("RGB", picture.size, WHITE)
    ground.paste(picture.convert("RGB"), mask=picture.getchannel("A"))
    return ground


def _in_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """Bring colours to sRGB, so that redness looks alike on every screen; a profile that cannot be read is left out."""
    if not profile:
        return picture
    try:
        given = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        changed = ImageCms.profileToProfile(picture, given, ImageCms.ImageCmsProfile(_SRGB), outputMode="RGB")
    except _BROKEN:
        return picture
    return changed or picture


def _written(picture: Image.Image) -> bytes:
    """Write a JPEG that keeps every colour of the skin as sharp as its light."""
    written = io.BytesIO()
    picture.save(written, "JPEG", quality=QUALITY, subsampling=0, optimize=True)
    return written.getvalue()


def _moves() -> str:
    return _("This picture moves, or is a GIF. Send a photograph that stands still.")


def _too_many_points() -> str:
    return _("This picture has too many points to be read here. Send a screenshot of it, or take it smaller.")


def _many_wait() -> str:
    return _("Many photographs arrive just now, and this one was not read. Send it once more in a minute.")


def _broken() -> str:
    return _(
        "This is no photograph that can be read: it is broken, ends too early, or is something else. "
        "Send it once more, or take it anew, as JPEG, PNG or WebP."
    )
