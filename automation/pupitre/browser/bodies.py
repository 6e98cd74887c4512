"""The body of a login: the password put in where the placeholder stands, or taken out of an answer."""

from __future__ import annotations

import base64
import html
import json
import re
import urllib.parse
from collections.abc import Iterator
from typing import Any

SHORTEST_ECHO = 4


class Unfit(Exception):
    """A request that carries the placeholder, but not as the one password of a login."""


def traces(text: str) -> tuple[str, ...]:
    """Return what base64 makes of a text at each of its three alignments, without the edges."""
    found = []
    for before in range(3):
        encoded = base64.b64encode(b"\0" * before + text.encode() + b"\0\0").decode()
        found.append(encoded[-(-before * 8 // 6) : (before + len(text)) * 8 // 6])
    return tuple(found)


def swap(kind: str, body: bytes, placeholder: str, secret: str, user: str) -> bytes:
    """Return a login's body with the password in place of the placeholder, in the body's own encoding."""
    media = kind.partition(";")[0].strip().lower()
    try:
        if media == "application/x-www-form-urlencoded":
            return _swap_form(body, placeholder, secret, user)
        if media == "multipart/form-data":
            return _swap_multipart(kind, body, placeholder, secret, user)
        if media in ("application/json", "text/json", "text/plain") or media.endswith("+json"):
            return _swap_json(body, placeholder, secret, user)
    except UnicodeError:
        raise Unfit("the password can't be written in this encoding") from None
    raise Unfit("a kind of request that no login is known to be")


def _swap_json(body: bytes, placeholder: str, secret: str, user: str) -> bytes:
    text = body.decode()
    try:
        values = list(_values(json.loads(text)))
    except (ValueError, RecursionError):
        raise Unfit("a body that is not JSON") from None
    _check_values(values, text.count(placeholder), placeholder, user)
    return text.replace(f'"{placeholder}"', json.dumps(secret, ensure_ascii=False)).encode()


def _values(data: Any) -> Iterator[str]:
    match data:
        case dict():
            for value in data.values():
                yield from _values(value)
        case list():
            for value in data:
                yield from _values(value)
        case str() | int():
            yield str(data)


def _swap_form(body: bytes, placeholder: str, secret: str, user: str) -> bytes:
    text = body.decode("ascii")
    fields = [field.partition("=") for field in text.split("&")]
    values = [urllib.parse.unquote_plus(value) for _, _, value in fields]
    _check_values(values, text.count(placeholder), placeholder, user)
    # The browser's own set: letters, digits and *-._ as they are, a blank as a plus.
    encoded = urllib.parse.quote_plus(secret, safe="*").replace("~", "%7E")
    return "&".join(name + mark + (encoded if value == placeholder else value) for name, mark, value in fields).encode()


def _swap_multipart(kind: str, body: bytes, placeholder: str, secret: str, user: str) -> bytes:
    boundary = re.search(r'boundary="?([^";,\s]+)', kind)
    if boundary is None:
        raise Unfit("a body without a boundary")
    mark, password = b"--" + boundary[1].encode(), secret.encode()
    parts = body.split(mark)
    values = [part.partition(b"\r\n\r\n")[2].removesuffix(b"\r\n") for part in parts]
    _check_values([v.decode() for v in values], body.count(placeholder.encode()), placeholder, user)
    if mark in password:
        raise Unfit("the password can't be written in this encoding")
    whole = placeholder.encode()
    return mark.join(
        part.replace(b"\r\n\r\n" + whole + b"\r\n", b"\r\n\r\n" + password + b"\r\n") if value == whole else part
        for part, value in zip(parts, values, strict=True)
    )


def _check_values(values: list[str], occurrences: int, placeholder: str, user: str) -> None:
    if values.count(placeholder) != 1 or occurrences != 1:
        raise Unfit("the password changed, cut or sent in more than one place")
    if user not in values:
        raise Unfit("the login of another account")


def washed(content: bytes, secret: str, instead: str) -> bytes:
    """Return an answer without the password that the console may have sent back, in its usual spellings.

    A password of less than four characters is left: taking it out would break the page.
    """
    if len(secret) < SHORTEST_ECHO:
        return content
    escaped = html.escape(secret)
    spelt = {
        secret,
        escaped,
        html.escape(secret, quote=False),
        escaped.replace("&quot;", "&#34;").replace("&#x27;", "&#39;"),
        json.dumps(secret)[1:-1],
        json.dumps(secret, ensure_ascii=False)[1:-1],
        urllib.parse.quote(secret),
        urllib.parse.quote(secret, safe=""),
        urllib.parse.quote_plus(secret),
    }
    for form in sorted(spelt, key=len, reverse=True):
        content = content.replace(form.encode("utf-8", "replace"), instead.encode())
    return content
