"""The loader never takes an address for another origin than the browser goes to."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from pupitre.estate import Address, AddressError

TRICKY = [
    "https://oti.3cx.fr@evil.com/",
    "https://oti.3cx.fr:443@evil.com/",
    "https://admin:pw@oti.3cx.fr/",
    "https://evil.com\\@oti.3cx.fr/",
    "https:\\\\oti.3cx.fr\\webclient",
    "https://oti.3cx.fr\\.evil.com/",
    "https://оti.3cx.fr/",
    "https://xn--ti-emc.3cx.fr/",
    "https://oti。3cx。fr/",
    "https://oti．3cx．fr/",
    "https://ｏｔｉ.3cx.fr/",
    "https://oti.3cx.fr%2eevil.com/",
    "https://0x7f.1/",
    "https://0177.0.0.1/",
    "https://2130706433/",
    "https://127.1/",
    "https://[::ffff:127.0.0.1]/",
    "https://[2001:DB8:0:0::1]:5001/",
    "https://oti.3cx.fr:443/",
    "https://oti.3cx.fr:0443/",
    "https://oti.3cx.fr:80/",
    "https://oti.3cx.fr./",
    "https://oti.3cx\t.fr/",
    "https://oti.3cx.fr\n.evil.com/",
    " https://oti.3cx.fr/ ",
    "\u00a0https://oti.3cx.fr/",
    "HTTPS://OTI.3CX.FR/",
    "https:oti.3cx.fr/",
    "https:/oti.3cx.fr/",
    "https:///oti.3cx.fr/",
    "https://oti.3cx.fr#@evil.com/",
    "https://oti.3cx.fr?@evil.com/",
    "https://oti.3cx.fr/@evil.com/",
    "https://oti\u00ad.3cx.fr/",
    "https://oti\u200b.3cx.fr/",
    "https://oti_pbx.3cx.fr/",
    "http://127.0.0.1:80/",
    "http://LOCALHOST:8080/",
    "http://127.0.0.1:8080\\@evil.com/",
    "oti.3cx.fr:5001",
]


@pytest.fixture(scope="module")
def blank(browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    yield page
    page.close()


@pytest.mark.parametrize("text", TRICKY, ids=[ascii(text) for text in TRICKY])
def test_an_accepted_address_is_the_origin_that_the_browser_computes(text: str, blank: Page) -> None:
    try:
        accepted = Address.parse(text).origin
    except AddressError:
        accepted = None
    written = text if (":" in text and "//" in text) or "\\" in text or text.startswith("https:") else f"https://{text}"
    computed = blank.evaluate("text => { try { return new URL(text).origin } catch { return null } }", written)
    assert accepted in (None, computed)


def test_some_of_them_are_accepted_and_some_that_the_browser_takes_are_not() -> None:
    accepted = [text for text in TRICKY if _is_accepted(text)]
    assert "https://oti.3cx.fr:0443/" in accepted
    assert 8 <= len(accepted) <= len(TRICKY) - 20


def _is_accepted(text: str) -> bool:
    try:
        Address.parse(text)
    except AddressError:
        return False
    return True
