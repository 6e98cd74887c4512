"""A console that is known by its key: its holder gets the password, nobody else is even asked."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID
from playwright.sync_api import Browser, Error, Playwright

from pupitre.browser import launch
from pupitre.browser.fence import CONTEXT, Fence
from pupitre.browser.gate import Gate
from pupitre.browser.launch import fenced_browser
from pupitre.browser.lifeline import relay
from pupitre.browser.look import Look
from pupitre.browser.pinned import Identity, check, pin_of
from pupitre.browser.sending import ByPin
from pupitre.errors import PinMismatch, Unreachable
from pupitre.mock import MockServer, Request, Response

SECRET = 'S3cr3t-é"&'
LOGIN = (
    "<meta charset=utf-8><form method=post action=/api/login><input name=user><input name=pass type=password>"
    "<button>Connexion</button></form>"
)


class Maker:
    """Makes keys with certificates that nobody vouches for."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def made(self, kind: str = "ec", days: int = 30) -> tuple[bytes, x509.Certificate, str]:
        """Return a key (PEM), its certificate, and its pin by arithmetic of our own."""
        key = ec.generate_private_key(ec.SECP256R1()) if kind == "ec" else rsa.generate_private_key(65537, 2048)
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "pbx.local")])
        now = dt.datetime.now(dt.UTC)
        certificate = (
            x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - dt.timedelta(days=60)).not_valid_after(now + dt.timedelta(days=days))
            .sign(key, hashes.SHA256())
        )  # fmt: skip
        spki = key.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        pem = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        return pem, certificate, "sha256/" + base64.b64encode(hashlib.sha256(spki).digest()).decode()

    def identity(self, key: bytes, *chain: x509.Certificate) -> Identity:
        """Return what shows a chain of certificates, holding the key of the first."""
        path = self.folder / "chain.pem"
        path.write_bytes(key + b"".join(one.public_bytes(serialization.Encoding.PEM) for one in chain))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(path)
        return Identity(context, "")


@pytest.fixture
def maker(tmp_path: Path) -> Maker:
    return Maker(tmp_path)


@pytest.fixture
def plain() -> Iterator[Any]:
    """Yield a console without TLS that keeps what it hears."""

    def answer(request: Request) -> Response:
        heard.append(request)
        if request.path == "/api/login":
            cookies = (("Set-Cookie", "session=1; Path=/; HttpOnly"), ("Set-Cookie", "theme=dark; Path=/"))
            return Response(200, b"<h1>Bienvenue</h1>", "text/html", cookies)
        return Response(200, LOGIN.encode(), "text/html", (("Set-Cookie", "seen=yes; Path=/"),))

    heard: list[Request] = []
    server = MockServer(answer)
    server.start()
    server.heard = heard  # type: ignore[attr-defined]
    yield server
    server.stop()


def test_a_pin_is_what_curl_and_browsers_call_it(maker: Maker) -> None:
    for kind in ("ec", "rsa"):
        _, certificate, pin = maker.made(kind)
        assert pin_of(certificate.public_bytes(serialization.Encoding.DER)) == pin
    assert pin_of(b"no certificate") == ""


def test_the_holder_of_the_pinned_key_gets_the_password(maker: Maker, plain: Any, playwright: Playwright) -> None:
    """Its certificate is out of date and of another name: the key is what counts, one of several."""
    key, certificate, pin = maker.made(days=-1)
    with relay("127.0.0.1", plain.port, identity=maker.identity(key, certificate)) as port:
        origin, pins = f"https://127.0.0.1:{port}", ("sha256/" + "A" * 43 + "=", pin)
        check("127.0.0.1", port, pins)
        with fenced_browser(playwright, Fence(origin, pins=pins), Look()) as browser:
            result, cookies = signed_in(browser, origin, pins)
    (login,) = [request for request in plain.heard if request.method == "POST"]
    assert "pass=S3cr3t-%C3%A9%22%26" in login.body.decode()
    assert (login.headers["cookie"], login.headers["host"]) == ("seen=yes", f"127.0.0.1:{port}")
    assert (result.http_status, result.body_text) == (200, "<h1>Bienvenue</h1>")
    assert cookies == {"seen", "session", "theme"}


def signed_in(browser: Browser, origin: str, pins: tuple[str, ...]) -> tuple[Any, set[str]]:
    context = browser.new_context(**CONTEXT)
    page = context.new_page()
    page.goto(f"{origin}/")
    gate = Gate(
        context, origin=origin, user="000", secret=lambda: SECRET, login_paths=("/api/login",),
        on_release=lambda: None, send=ByPin(pins),
    )  # fmt: skip
    with gate:
        page.fill("[name=user]", "000")
        page.fill("[name=pass]", gate.placeholder)
        page.click("button")
        page.get_by_role("heading", name="Bienvenue").wait_for()
        cookies = {cookie["name"] for cookie in context.cookies()}
    return gate.result, cookies


def test_another_key_is_refused_and_told_before_anything_is_sent(maker: Maker, plain: Any) -> None:
    key, certificate, pin = maker.made()
    shown = relay("127.0.0.1", plain.port, identity=maker.identity(key, certificate))
    with shown as port, pytest.raises(PinMismatch) as caught:
        check("127.0.0.1", port, ("sha256/" + "A" * 43 + "=",))
    assert pin in caught.value.what
    assert caught.value.exit_code == 1
    assert plain.heard == []


def test_a_console_that_does_not_answer_is_unreachable(plain: Any) -> None:
    plain.stop()
    with pytest.raises(Unreachable):
        check("127.0.0.1", 9, ("sha256/" + "A" * 43 + "=",))


@pytest.mark.parametrize("control", [True, False], ids=["our relay", "the browser alone"])
def test_a_stranger_who_shows_the_consoles_certificate_behind_his_own_is_refused(
    control: bool, maker: Maker, plain: Any, playwright: Playwright, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A pinned key anywhere in the chain is enough for Chromium; the certificate is public, its key is not.

    The control is the relay, which ends TLS itself and looks at the first certificate only.
    """
    _, certificate, pin = maker.made()
    his_key, his, _ = maker.made()
    if not control:

        def unchecked(host: str, port: int, **_: object) -> Any:
            return relay(host, port)

        monkeypatch.setattr(launch, "relay", unchecked)
        the_browsers_own = Identity(ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), pin.removeprefix("sha256/"))
        monkeypatch.setattr(launch, "fresh_identity", lambda: the_browsers_own)
    with relay("127.0.0.1", plain.port, identity=maker.identity(his_key, his, certificate)) as port:
        origin = f"https://127.0.0.1:{port}"
        with fenced_browser(playwright, Fence(origin, pins=(pin,)), Look()) as browser:
            page = browser.new_page()
            if control:
                with pytest.raises(Error, match="net::ERR_"):
                    page.goto(f"{origin}/")
            else:
                page.goto(f"{origin}/")
    assert (plain.heard == []) == control


def test_a_stranger_who_comes_after_the_page_was_loaded_does_not_get_the_password(
    maker: Maker, plain: Any, playwright: Playwright
) -> None:
    key, certificate, pin = maker.made()
    with relay("127.0.0.1", plain.port, identity=maker.identity(key, certificate)) as port:
        origin = f"https://127.0.0.1:{port}"
        with fenced_browser(playwright, Fence(origin, pins=(pin,)), Look()) as browser:
            page = browser.new_page()
            page.goto(f"{origin}/")
            gate = Gate(
                page.context, origin=origin, user="000", secret=lambda: SECRET, login_paths=("/api/login",),
                on_release=lambda: None, send=ByPin(("sha256/" + "B" * 43 + "=",)),
            )  # fmt: skip
            gate.__enter__()
            page.fill("[name=user]", "000")
            page.fill("[name=pass]", gate.placeholder)
            with page.expect_event("requestfailed"):
                page.click("button", no_wait_after=True)
    assert not gate.result.released
    assert "another key" in str(gate.result.error)
    assert [request.method for request in plain.heard if request.path == "/api/login"] == []
