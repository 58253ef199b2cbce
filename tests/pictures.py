"""Pictures to send: as a phone makes them, with place and device beside, and as nobody should."""

import io
import struct
import zlib
from typing import Any

from PIL import Image, ImageCms

from clinic.records.pictures import Picture, read_picture

# What a phone writes beside a picture; none of it may be found in what is kept.
DEVICE, COMMENT = "SecretPhone 15", "taken at home in the kitchen"
GPS_IFD, ORIENTATION, MODEL = 0x8825, 0x0112, 0x0110


def drawn(width: int = 800, height: int = 600, mode: str = "RGB") -> Image.Image:
    """Draw a picture of which the left half is red and the right half is blue."""
    picture = Image.new("RGB", (width, height), (200, 40, 40))
    picture.paste((40, 40, 200), (width // 2, 0, width, height))
    return picture.convert(mode)


def sent(kind: str = "JPEG", picture: Image.Image | None = None, **given: Any) -> bytes:
    """Write a picture as a file of a kind."""
    file = io.BytesIO()
    (picture or drawn()).save(file, kind, **given)
    return file.getvalue()


def by_phone(orientation: int = 1, **given: Any) -> bytes:
    """Write a JPEG as a phone does: with place, device, comment, colours and a direction."""
    beside = Image.Exif()
    beside[ORIENTATION], beside[MODEL] = orientation, DEVICE
    beside[GPS_IFD] = {1: "N", 2: (52.0, 31.0, 12.0), 3: "E", 4: (13.0, 24.0, 18.0)}
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return sent(exif=beside.tobytes(), comment=COMMENT.encode(), icc_profile=profile, **given)


def moving(kind: str) -> bytes:
    """Write a picture of two frames."""
    return sent(kind, save_all=True, append_images=[drawn().transpose(Image.Transpose.ROTATE_180)])


def heic() -> bytes:
    """Write the beginning of a HEIC file as an iPhone makes it."""
    return struct.pack(">I", 24) + b"ftypheic\x00\x00\x00\x00mif1heic" + bytes(4000)


def bomb(side: int = 30_000) -> bytes:
    """Write a PNG of few bytes that claims very many points."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
        )

    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    body = zlib.compress(bytes(side) * 8)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def a_picture(**given: Any) -> Picture:
    """Give a picture as it is kept."""
    return read_picture(by_phone(**given))


# What is sent by mistake or on purpose, and a word of the sentence that refuses it.
REFUSED: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "No photograph arrived"),
    "HEIC": (heic(), "HEIC"),
    "GIF": (sent("GIF"), "moves"),
    "moving PNG": (moving("PNG"), "moves"),
    "moving WebP": (moving("WEBP"), "moves"),
    "truncated": (by_phone()[:3000], "broken"),
    "truncated PNG": (sent("PNG")[:-200], "broken"),
    "SVG": (b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "no photograph"),
    "HTML": (b"<!doctype html><script>alert(1)</script>", "no photograph"),
    "HTML behind the mark of a JPEG": (b"\xff\xd8\xff\xe0<script>alert(1)</script>", "no photograph"),
    "PDF": (b"%PDF-1.7 1 0 obj", "no photograph"),
    "TIFF": (sent("TIFF"), "no photograph"),
    "BMP": (sent("BMP"), "no photograph"),
    "bomb": (bomb(), "too many points"),
    "bomb of which Pillow only warns": (bomb(12_000), "too many points"),
    "bomb of which Pillow does not even warn": (bomb(6_000), "too many points"),
    "tiny": (sent("PNG", drawn(40, 40)), "smaller than"),
    "50 MB": (b"\xff\xd8\xff" + bytes(50_000_000), "larger than 15 MB"),
}
