"""Signed JSON: Ed25519 (RFC 8032) over the exact bytes of the payload, carried in the same file.

``{"payload": "<base64>", "key": "<base64 public key>", "signature": "<base64>"}``. The payload travels as bytes, so
that nobody has to agree on how JSON is spelt.
"""

from __future__ import annotations

import base64
import json
import os
from pathlib import Path
from typing import Any

from toolbox_core.exceptions import InputError


def new_key(path: Path) -> str:
    """Write a new private key to ``path``, readable by its owner alone, and return the public key in base64.

    Raises ``InputError`` when there is a file already: a key is never overwritten.
    """
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    key = Ed25519PrivateKey.generate()
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise InputError(f"{path} is there already; a key is never overwritten.") from None
    except OSError as error:
        raise InputError(f"No key can be written to {path}: {error.strerror or error}.") from error
    with os.fdopen(handle, "wb") as opened:
        opened.write(pem)
    return public_key(path)


def public_key(path: Path) -> str:
    """The public half of the private key in a file, in base64. Raises ``InputError``."""
    return base64.b64encode(_private(path).public_key().public_bytes_raw()).decode()


def _private(path: Path) -> Any:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        key = load_pem_private_key(path.read_bytes(), None)
    except FileNotFoundError:
        raise InputError(f"There is no key at {path}.") from None
    except (OSError, ValueError, TypeError) as error:
        raise InputError(f"{path} holds no private key that can be read: {error}.") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise InputError(f"{path} does not hold an Ed25519 key.")
    return key


def sign(data: Any, path: Path) -> dict[str, str]:
    """The signed document of ``data``, which must be plain JSON values."""
    payload = json.dumps(data, ensure_ascii=False, sort_keys=True).encode()
    return {
        "payload": base64.b64encode(payload).decode(),
        "key": public_key(path),
        "signature": base64.b64encode(_private(path).sign(payload)).decode(),
    }


def verify(document: Any) -> tuple[Any, str]:
    """``(data, public key)`` of a signed document. Whether that key is to be trusted is for the caller to say.

    Raises ``InputError`` when it is no signed document or the signature is not that key's.
    """
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        payload, key, signature = (
            base64.b64decode(document[name], validate=True) for name in ("payload", "key", "signature")
        )
        Ed25519PublicKey.from_public_bytes(key).verify(signature, payload)
        return json.loads(payload), base64.b64encode(key).decode()
    except InvalidSignature:
        raise InputError(
            "The signature does not belong to this text: it was changed, or signed with another key."
        ) from None
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        raise InputError("This is not a signed document (payload, key, signature).") from error
