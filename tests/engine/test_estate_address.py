"""The pasted address becomes the one origin that a browser would compute, or is refused."""

from __future__ import annotations

import pytest

from pupitre.estate import Address, AddressError

OTI = "https://oti.3cx.fr"


@pytest.mark.parametrize(
    "pasted",
    [
        "https://oti.3cx.fr",
        "https://oti.3cx.fr/",
        "https://oti.3cx.fr/webclient",
        "https://oti.3cx.fr/webclient/",
        "https://oti.3cx.fr//webclient",
        "https://oti.3cx.fr/webclient/#/login",
        "https://oti.3cx.fr/#/login",
        "https://oti.3cx.fr#/login",
        "https://oti.3cx.fr/webclient?lang=fr",
        "https://oti.3cx.fr?next=/webclient",
        "https://oti.3cx.fr/%77ebclient",
        "https://oti.3cx.fr/login",
        "https://oti.3cx.fr/#/app/extension_editor/7/forwarding_rules",
        "HTTPS://OTI.3CX.FR/WEBCLIENT",
        "https://oti.3cx.fr:443/webclient",
        "https://oti.3cx.fr:0443",
        " https://oti.3cx.fr/webclient ",
        "oti.3cx.fr",
        "oti.3cx.fr/webclient",
        "OTI.3cx.fr/webclient/#/login",
        "oti.3cx.fr:443/webclient",
    ],
)
def test_every_spelling_of_the_mails_link_is_the_same_origin(pasted: str) -> None:
    address = Address.parse(pasted)
    assert address.origin == OTI
    assert address.text == pasted
    assert address.host == "oti.3cx.fr"


@pytest.mark.parametrize(
    ("pasted", "origin"),
    [
        ("https://oti.3cx.fr:5001/webclient", "https://oti.3cx.fr:5001"),
        ("oti.3cx.fr:5001", "https://oti.3cx.fr:5001"),
        ("https://pbx", "https://pbx"),
        ("https://192.0.2.10:5001", "https://192.0.2.10:5001"),
        ("https://[2001:DB8:0:0::1]:5001/", "https://[2001:db8::1]:5001"),
        ("http://127.0.0.1:8080/webclient", "http://127.0.0.1:8080"),
        ("http://127.9.8.7", "http://127.9.8.7"),
        ("http://127.0.0.1:80", "http://127.0.0.1"),
        ("http://localhost:8080", "http://localhost:8080"),
        ("HTTP://LOCALHOST", "http://localhost"),
        ("http://[::1]:8080", "http://[::1]:8080"),
        ("localhost:8080/webclient", "https://localhost:8080"),
        ("https://xn--ti-emc.3cx.fr", "https://xn--ti-emc.3cx.fr"),
    ],
)
def test_the_origin_is_the_one_a_browser_computes(pasted: str, origin: str) -> None:
    assert Address.parse(pasted).origin == origin


def test_this_machine_is_recognised() -> None:
    assert Address.parse("http://[::1]:8080").is_loopback
    assert Address.parse("http://[::1]:8080").host == "::1"
    assert not Address.parse("https://oti.3cx.fr").is_loopback


USER = "has something before an @; write the console's address alone, never a user or password"
PLAIN_HTTP = (
    "http:// sends the password readable by anyone on the way; write https:// "
    "(http:// is for this machine only: 127.0.0.1, [::1], localhost)"
)
DISGUISE = "has a number in disguise as its host; write it as four numbers, such as 192.0.2.1"
NO_HOST = "has a host that is not one; only letters, digits, hyphens and dots belong there"
NOT_WEB = "is not a web address; write https://host"
BACKSLASH = "has a backslash, which browsers read as a slash"


@pytest.mark.parametrize(
    ("pasted", "message"),
    [
        ("https://oti.3cx.fr@evil.com/", USER),
        ("https://admin:S3cret@oti.3cx.fr/", USER),
        ("admin:S3cret@oti.3cx.fr", USER),
        ("https://@oti.3cx.fr/", USER),
        ("https://oti.3cx.fr%40evil.com", NO_HOST),
        ("https://evil.com\\@oti.3cx.fr/", BACKSLASH),
        ("https:\\\\oti.3cx.fr", BACKSLASH),
        ("https://oti.3cx.fr\\.evil.com", BACKSLASH),
        ("http://oti.3cx.fr", PLAIN_HTTP),
        ("http://192.168.1.10", PLAIN_HTTP),
        ("http://localhost.evil.com", PLAIN_HTTP),
        ("http://127.0.0.1.evil.com", PLAIN_HTTP),
        ("http://[::2]", PLAIN_HTTP),
        ("ftp://oti.3cx.fr", "is not a web address; write https://"),
        ("file:///etc/passwd", "is not a web address; write https://"),
        ("javascript:alert(1)", NOT_WEB),
        ("javascript://oti.3cx.fr/%0aalert(1)", "is not a web address; write https://"),
        ("data:text/html,x", NOT_WEB),
        ("https:oti.3cx.fr", NOT_WEB),
        ("https:/oti.3cx.fr", NOT_WEB),
        ("//oti.3cx.fr", "has no scheme or no host; write https://host"),
        ("/webclient", "has no scheme or no host; write https://host"),
        ("https://", "has no host; write https://host"),
        ("https:///oti.3cx.fr", "has no host; write https://host"),
        ("https://oti.3cx.fr.", "has a dot at the end of the host, which makes another origin of it; remove it"),
        ("https://oti..3cx.fr", NO_HOST),
        ("https://-oti.3cx.fr", NO_HOST),
        ("https://oti_.3cx.fr", NO_HOST),
        ("https://" + "a" * 64 + ".fr", NO_HOST),
        ("https://0x7f.1", DISGUISE),
        ("http://0x7f.0x1", DISGUISE),
        ("http://2130706433", DISGUISE),
        ("http://127.1", DISGUISE),
        ("http://0177.0.0.1", DISGUISE),
        ("http://127.0.0.01", DISGUISE),
        ("https://[::ffff:127.0.0.1]", "has brackets around what is not a plain IPv6 address"),
        ("https://[fe80::1%25eth0]", "has brackets around what is not a plain IPv6 address"),
        ("https://[::1", "has a port that is not a number from 1 to 65535"),
        ("https://oti.3cx.fr:", "has a port that is not a number from 1 to 65535"),
        ("https://oti.3cx.fr:0", "has a port that is not a number from 1 to 65535"),
        ("https://oti.3cx.fr:99999", "has a port that is not a number from 1 to 65535"),
        ("https://oti.3cx.fr:80:80", "has a port that is not a number from 1 to 65535"),
        ("https://оti.3cx.fr", "has the character U+043E (CYRILLIC SMALL LETTER O), which can look like another; "
         "type the address by hand"),
        ("https://oti。3cx。fr", "has the character U+3002 (IDEOGRAPHIC FULL STOP), which can look like another; "
         "type the address by hand"),
        ("https://oti．3cx．fr", "has the character U+FF0E (FULLWIDTH FULL STOP), which can look like another; "
         "type the address by hand"),
        ("https://oti.3cx.fr/ webclient", "has a blank or hidden character inside (U+0020)"),
        ("https://oti.3cx.fr\n", "has a blank or hidden character inside (U+000A)"),
        ("https://oti.3\tcx.fr", "has a blank or hidden character inside (U+0009)"),
        ("https://oti.3cx.fr\u00a0", "has a blank or hidden character inside (U+00A0)"),
        ("https://oti\u200b.3cx.fr", "has a blank or hidden character inside (U+200B)"),
        ("https://oti.3cx.fr\x00.evil.com", "has a blank or hidden character inside (U+0000)"),
        ("https://oti.3cx.fr/elsewhere", "names a page inside the console; write only the address before its first "
         "slash"),
        ("https://oti.3cx.fr/webclientx", "names a page inside the console; write only the address before its first "
         "slash"),
        ("", "is empty"),
        ("https://" + "a" * 3000, "is too long for an address"),
    ],
)  # fmt: skip
def test_an_address_that_two_readers_could_read_differently_is_refused(pasted: str, message: str) -> None:
    with pytest.raises(AddressError) as caught:
        Address.parse(pasted)
    assert str(caught.value) == message
    assert caught.value.__context__ is None
