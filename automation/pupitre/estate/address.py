"""The address of a console, as pasted from the mail, brought to the origin a browser computes.

Source: "Changements d'horaires OTI", part 1: copy the link of the mail, remove
"webclient", so that only "https://oti.3cx.fr" is left.

The password goes to this origin or nowhere, so whatever a browser and a person
could read differently (a backslash, a user before an @, a letter that looks like
another, a number in disguise) is refused.
"""

from __future__ import annotations

import ipaddress
import re
import unicodedata
import urllib.parse
from dataclasses import dataclass

_DEFAULT_PORTS = {"https": 443, "http": 80}
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
_STRIPPED = ("webclient", "login")


class AddressError(ValueError):
    """An address that is not the plain address of a console; never quotes it."""


@dataclass(frozen=True)
class Address:
    """A console's origin, and the text that it was written as."""

    origin: str
    text: str

    @property
    def host(self) -> str:
        """The host without its port; an IPv6 address without its brackets."""
        return urllib.parse.urlsplit(self.origin).hostname or ""

    @property
    def is_loopback(self) -> bool:
        """Whether this machine itself is meant."""
        return _is_loopback(self.host)

    @classmethod
    def parse(cls, text: str) -> Address:
        """Return the address for what a person pasted; raise AddressError otherwise."""
        written = text.strip(" ")
        _check_characters(written)
        scheme, rest = _scheme(written)
        authority = re.split(r"[/?#]", rest, maxsplit=1)[0]
        path = rest[len(authority) :]
        if "@" in authority:
            raise AddressError("has something before an @; write the console's address alone, never a user or password")
        host, port = _host_and_port(authority)
        if scheme == "http" and not _is_loopback(host):
            raise AddressError(
                "http:// sends the password readable by anyone on the way; write https:// "
                "(http:// is for this machine only: 127.0.0.1, [::1], localhost)"
            )
        _check_path(path)
        shown = f"[{host}]" if ":" in host else host
        suffix = "" if port in (None, _DEFAULT_PORTS[scheme]) else f":{port}"
        return cls(f"{scheme}://{shown}{suffix}", text)


def _check_characters(written: str) -> None:
    if not written:
        raise AddressError("is empty")
    if len(written) > 2000:
        raise AddressError("is too long for an address")
    for letter in written:
        if letter == "\\":
            raise AddressError("has a backslash, which browsers read as a slash")
        if letter.isspace() or not letter.isprintable():
            raise AddressError(f"has a blank or hidden character inside (U+{ord(letter):04X})")
        if not letter.isascii():
            name = unicodedata.name(letter, "unnamed")
            raise AddressError(
                f"has the character U+{ord(letter):04X} ({name}), which can look like another; type the address by hand"
            )


def _scheme(written: str) -> tuple[str, str]:
    match = re.match(r"([A-Za-z][A-Za-z0-9+.-]*):(//)?", written)
    if match is not None and match[2]:
        scheme = match[1].lower()
        if scheme not in _DEFAULT_PORTS:
            raise AddressError("is not a web address; write https://")
        return scheme, written[match.end() :]
    if written.startswith("/"):
        raise AddressError("has no scheme or no host; write https://host")
    if match is not None and not re.match(r"\d+([/?#]|$)", written[match.end() :]) and "@" not in written:
        raise AddressError("is not a web address; write https://host")
    return "https", written


def _host_and_port(authority: str) -> tuple[str, int | None]:
    match = re.fullmatch(r"(\[[^\]]*\]|[^:]*)(?::(\d{1,5}))?", authority)
    if match is None or (match[2] is not None and not 0 < int(match[2]) < 65536):
        raise AddressError("has a port that is not a number from 1 to 65535")
    host, port = match[1].lower(), int(match[2]) if match[2] else None
    if host.startswith("["):
        return _ipv6(host[1:-1]), port
    if not host:
        raise AddressError("has no host; write https://host")
    if host.endswith("."):
        raise AddressError("has a dot at the end of the host, which makes another origin of it; remove it")
    labels = host.split(".")
    if re.fullmatch(r"\d+|0x[0-9a-f]*", labels[-1]):
        return _ipv4(host), port
    if len(host) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        raise AddressError("has a host that is not one; only letters, digits, hyphens and dots belong there")
    return host, port


def _ipv4(host: str) -> str:
    try:
        return str(ipaddress.IPv4Address(host))
    except ValueError:
        reason = "has a number in disguise as its host; write it as four numbers, such as 192.0.2.1"
    raise AddressError(reason)


def _ipv6(host: str) -> str:
    try:
        number = ipaddress.IPv6Address(host)
    except ValueError:
        number = None
    if number is None or number.scope_id is not None or number.ipv4_mapped is not None:
        raise AddressError("has brackets around what is not a plain IPv6 address")
    return number.compressed


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _check_path(path: str) -> None:
    # The query and the fragment name a page inside the console, never another console.
    segments = [part for part in urllib.parse.unquote(re.split(r"[?#]", path)[0]).split("/") if part]
    if segments and segments[0].lower() not in _STRIPPED:
        raise AddressError("names a page inside the console; write only the address before its first slash")
