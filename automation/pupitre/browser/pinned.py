"""Consoles that are known by their key, because no authority vouches for them.

A pin is `sha256/` and the base64 of the SHA-256 of the key as it stands in the
certificate (SubjectPublicKeyInfo), as browsers and `curl --pinnedpubkey` write it.
The first certificate counts, and no other: whoever shows it has proved to hold its key.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import importlib
import os
import socket
import ssl
import tempfile
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from pupitre.errors import Explained, PinMismatch, Unreachable

CONNECT_WITHIN = 10.0


@dataclass(frozen=True)
class Identity:
    """A key of our own relay for one run, which the browser is told to trust; `key` is its hash in base64."""

    context: ssl.SSLContext
    key: str


def any_certificate() -> ssl.SSLContext:
    """Return a client that takes every certificate; its key has to be compared before anything is sent."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def key_shown(connection: ssl.SSLObject | ssl.SSLSocket) -> str:
    """Return the pin of the key that the other side has proved to hold; "" when it shows none."""
    certificate = connection.getpeercert(binary_form=True)
    return pin_of(certificate) if certificate else ""


def pin_of(certificate: bytes) -> str:
    """Return the pin of a certificate (DER); "" when its key is of no known kind."""
    x509, serialization = _module("x509"), _module("hazmat.primitives.serialization")
    try:
        key = x509.load_der_x509_certificate(certificate).public_key()
        spelt: bytes = key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    except (ValueError, _module("exceptions").UnsupportedAlgorithm):
        return ""
    return f"sha256/{_hash(spelt)}"


def connect(host: str, port: int, pins: Collection[str], within: float = CONNECT_WITHIN) -> ssl.SSLSocket:
    """Return a connection to the holder of one of the keys, nothing sent yet.

    Raise PinMismatch, with the key that is shown, or OSError.
    """
    plain = socket.create_connection((host, port), timeout=within)
    try:
        connection = any_certificate().wrap_socket(plain)
    except BaseException:
        plain.close()
        raise
    shown = key_shown(connection)
    if shown in pins:
        return connection
    connection.close()
    raise PinMismatch(
        f"{host} shows another key than the one that the file pins. It shows {shown or 'none that is known'}.",
        left_behind="No password was sent. Nothing was changed.",
        remedy="Ask whoever looks after the console whether its certificate was renewed, and compare the key with "
        "theirs. Only if it is the same, write it under tls: pin:",
    )


def check(host: str, port: int, pins: Collection[str]) -> None:
    """Raise PinMismatch unless the console holds one of the keys, Unreachable when it does not answer."""
    try:
        connect(host, port, pins).close()
    except OSError as error:
        raise Unreachable(
            f"{host} cannot be reached ({error.strerror or type(error).__name__}).",
            left_behind="No password was sent. Nothing was changed.",
            remedy="Check the address and the network, then run again.",
        ) from None


def fresh_identity() -> Identity:
    """Return a new key with a certificate for the loopback; the key is on no disk when this returns."""
    x509, oid = _module("x509"), _module("x509.oid")
    serialization, hashes = _module("hazmat.primitives.serialization"), _module("hazmat.primitives.hashes")
    ec = _module("hazmat.primitives.asymmetric.ec")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(oid.NameOID.COMMON_NAME, "Pupitre")])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=2))
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    # Python's TLS takes keys from files only; this one is 0600 and gone at once.
    handle, path = tempfile.mkstemp(dir=os.environ.get("TMPDIR"))
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
            file.write(certificate.public_bytes(pem))
        context.load_cert_chain(path)
    finally:
        os.unlink(path)  # noqa: PTH108 - the path is mkstemp's
    spelt = key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return Identity(context, _hash(spelt))


def _hash(key: bytes) -> str:
    return base64.b64encode(hashlib.sha256(key).digest()).decode()


def _module(name: str) -> Any:
    try:
        return importlib.import_module(f"cryptography.{name}")
    except ImportError:
        raise Explained(
            "The file pins the console's key, and what compares keys is not installed.",
            left_behind="No password was sent. Nothing was changed.",
            remedy="pip install 'pupitre[pin]'",
        ) from None
