"""How a console is known whose certificate no authority vouches for: by the hash of its key.

There is no way to have a certificate ignored: whoever stands in between would be
ignored, too.
"""

from __future__ import annotations

import base64
import binascii

from pupitre.estate import keys
from pupitre.estate.address import Address
from pupitre.estate.nodes import Listing, Node, Scalar
from pupitre.estate.section import Section

_KIND = "sha256/"
_WANTED = "write sha256/ and the 44 letters of the key's hash"


def read_pins(section: Section, address: Address | None) -> tuple[str, ...]:
    """Return the pins of `tls: {pin: ...}`, one or a list; none when the section is not there."""
    if "tls" not in section:
        return ()
    tls = section.section("tls", keys.TLS)
    if address is not None and address.origin.startswith("http:"):
        section.add("tls", "the address begins with http://, where no key is shown; write https:// or remove this")
    node = tls.node("pin")
    if node is None:
        return ()
    if not isinstance(node, Listing):
        return _pins(tls, (node,))
    if not node.items:
        tls.add("pin", f"the list is empty; {_WANTED}")
    return _pins(tls, tuple(node.items))


def _pins(tls: Section, nodes: tuple[Node, ...]) -> tuple[str, ...]:
    found: list[str] = []
    for node in nodes:
        fault = _fault(node.text) if isinstance(node, Scalar) else _WANTED
        if isinstance(node, Scalar) and not fault and node.text in found:
            fault = "this key stands here twice"
        if fault:
            tls.problems.add(node.mark, tls.below("pin"), fault)
        elif isinstance(node, Scalar):
            found.append(node.text)
    return tuple(found)


def _fault(text: str) -> str:
    """Return what is wrong with a pin, or nothing."""
    if not text.startswith(_KIND):
        return f"this is not the hash of a key; {_WANTED}"
    written = text.removeprefix(_KIND)
    try:
        digest = base64.b64decode(written, validate=True)
    except (binascii.Error, ValueError):
        digest = b""
    if len(digest) != 32 or base64.b64encode(digest).decode() != written:
        return f"this is not the whole hash of a key; {_WANTED}"
    return ""
