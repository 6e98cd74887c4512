"""`tls: {pin: ...}` in a file: the hash of a key, one or several, and no way to ignore a certificate."""

from __future__ import annotations

from pathlib import Path

import pytest

from pupitre.errors import EstateError
from pupitre.estate import Estate, load

PIN = "sha256/" + "A" * 43 + "="
OTHER = "sha256/" + "A" * 42 + "E="
FILE = """\
console: threecx
address: {address}
login: {{user: "000", password: env:OTI}}
{tls}
timezone: Europe/Paris
sites: {{REVEL: {{extension: "021", week: {{mon: 08:00-17:00}}}}}}
"""


def loaded(folder: Path, tls: str, address: str = "https://192.168.1.10:5001") -> Estate:
    path = folder / "oti.yaml"
    path.write_text(FILE.format(tls=tls, address=address), encoding="utf-8")
    return load(path)


@pytest.mark.parametrize(
    ("tls", "pins"),
    [
        (f"tls: {{pin: {PIN}}}", (PIN,)),
        (f"tls: {{pin: [{PIN}]}}", (PIN,)),
        (f"tls:\n  pin:\n    - {PIN}\n    - {OTHER}", (PIN, OTHER)),
        ("", ()),
    ],
)
def test_pins_are_read(tmp_path: Path, tls: str, pins: tuple[str, ...]) -> None:
    assert loaded(tmp_path, tls).pins == pins


NOT_ONE = "this is not the hash of a key; write sha256/ and the 44 letters of the key's hash"
NOT_WHOLE = "this is not the whole hash of a key; write sha256/ and the 44 letters of the key's hash"


@pytest.mark.parametrize(
    ("tls", "message"),
    [
        ("tls: {pin: ignore}", f"4:12: tls.pin: {NOT_ONE}"),
        ("tls: {pin: sha1/AAAA}", f"4:12: tls.pin: {NOT_ONE}"),
        (f"tls: {{pin: {PIN[:-1]}}}", f"4:12: tls.pin: {NOT_WHOLE}"),
        (f"tls: {{pin: {PIN.replace('A=', 'B=')}}}", f"4:12: tls.pin: {NOT_WHOLE}"),
        ("tls: {pin: sha256/é}", f"4:12: tls.pin: {NOT_WHOLE}"),
        (f"tls: {{pin: [{PIN}, x]}}", f"4:66: tls.pin: {NOT_ONE}"),
        (f"tls: {{pin: [{PIN}, {PIN}]}}", "4:66: tls.pin: this key stands here twice"),
        ("tls: {pin: []}", "4:12: tls.pin: the list is empty; write sha256/ and the 44 letters of the key's hash"),
        ("tls: {pin: {a: b}}", "4:12: tls.pin: write sha256/ and the 44 letters of the key's hash"),
        ("tls: {}", "4:6: tls: pin is missing"),
        ("tls: ignore", "4:6: tls: write keys with values here: pin"),
        ("tls: {verify: false}", "4:7: tls: the key verify is not known; there is pin"),
    ],
)
def test_what_is_no_pin_is_told_with_its_place(tmp_path: Path, tls: str, message: str) -> None:
    with pytest.raises(EstateError) as caught:
        loaded(tmp_path, tls)
    assert message in str(caught.value).replace(f"{tmp_path}/oti.yaml:", "")


def test_an_address_without_tls_has_no_key(tmp_path: Path) -> None:
    with pytest.raises(EstateError, match="4:6: tls: the address begins with http://"):
        loaded(tmp_path, f"tls: {{pin: {PIN}}}", address="http://127.0.0.1:5000")
