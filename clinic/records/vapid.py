"""Who we are to a push service: a key of this clinic, and a short proof of it for one service (RFC 8292).

The key is made once, at the first start, beside the secret key, and readable by its owner only. A phone's subscription
holds for this key alone: where the file is lost, every phone has to say yes once more.
"""

import base64
import json
import os
import tempfile
from contextlib import suppress
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

# A service refuses a proof that lasts longer than a day.
LASTS: Final = timedelta(hours=12)
_HALF_BYTES: Final = 32


@lru_cache(maxsize=4)
def key_in(path: Path) -> ec.EllipticCurvePrivateKey:
    """Read the key; the first start makes it."""
    if not path.exists():
        _make(path)
    return _read(path)


def public_text(key: ec.EllipticCurvePrivateKey) -> str:
    """Give the public half as a browser takes it: the uncompressed point, in the alphabet of addresses."""
    form = serialization.PublicFormat.UncompressedPoint
    return _text(key.public_key().public_bytes(serialization.Encoding.X962, form))


def authorization(key: ec.EllipticCurvePrivateKey, service: str, contact: str, moment: datetime) -> str:
    """Give the header that proves to one service who asks.

    service : scheme and host of the push service; contact : an address at which its people reach ours
    """
    claims = {"aud": service, "exp": int((moment + LASTS).timestamp()), "sub": contact}
    signed = f"{_json({'typ': 'JWT', 'alg': 'ES256'})}.{_json(claims)}"
    first, second = decode_dss_signature(key.sign(signed.encode(), ec.ECDSA(hashes.SHA256())))
    proof = _text(first.to_bytes(_HALF_BYTES, "big") + second.to_bytes(_HALF_BYTES, "big"))
    return f"vapid t={signed}.{proof}, k={public_text(key)}"


def _make(path: Path) -> None:
    """Write a key beside and put it into its place whole; of two who begin at once, the first one's counts."""
    handle, beside = tempfile.mkstemp(dir=path.parent, prefix=".push-key-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(_written(ec.generate_private_key(ec.SECP256R1())))
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(beside, path)
    finally:
        os.unlink(beside)


def _read(path: Path) -> ec.EllipticCurvePrivateKey:
    key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError(f"{path}: holds no key on the curve P-256. Remove the file to have a new key made.")
    return key


def _written(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _json(value: dict[str, object]) -> str:
    return _text(json.dumps(value, separators=(",", ":")).encode())


def _text(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode("ascii")
