"""The body of a login with the password put in, read back by parsers that are not ours."""

from __future__ import annotations

import base64
import email
import email.policy
import json
import os
import urllib.parse

import pytest

from pupitre.browser.bodies import Unfit, swap, traces, washed
from pupitre.browser.surroundings import strip_debug_environment

PLACEHOLDER = "p0123456789abcdef0123"
PASSWORDS = [
    "simple",
    'quote"quote',
    "back\\slash",
    "a&b=c+d%41;e",
    "café",
    "clé 😀 ~*'()!",
    "<script>&amp;",
    "x" * 200,
    "\u2028\u00a0",
]


@pytest.mark.parametrize("password", PASSWORDS)
def test_json_carries_the_password_to_the_letter(password: str) -> None:
    body = json.dumps({"Username": "000", "nested": {"Password": PLACEHOLDER}, "n": 1}).encode()
    sent = swap("application/json;charset=UTF-8", body, PLACEHOLDER, password, "000")
    assert json.loads(sent) == {"Username": "000", "nested": {"Password": password}, "n": 1}


@pytest.mark.parametrize("password", PASSWORDS)
def test_a_form_carries_the_password_to_the_letter(password: str) -> None:
    body = f"user=000&pass={PLACEHOLDER}&remember=&token=a%2Bb".encode()
    sent = swap("application/x-www-form-urlencoded", body, PLACEHOLDER, password, "000")
    assert urllib.parse.parse_qsl(sent.decode("ascii"), keep_blank_values=True, strict_parsing=True) == [
        ("user", "000"),
        ("pass", password),
        ("remember", ""),
        ("token", "a+b"),
    ]


@pytest.mark.parametrize("password", PASSWORDS)
def test_a_multipart_form_carries_the_password_to_the_letter(password: str) -> None:
    kind = "multipart/form-data; boundary=----WebKitFormBoundaryA1"
    body = (
        '------WebKitFormBoundaryA1\r\nContent-Disposition: form-data; name="user"\r\n\r\n000\r\n'
        f'------WebKitFormBoundaryA1\r\nContent-Disposition: form-data; name="pass"\r\n\r\n{PLACEHOLDER}\r\n'
        "------WebKitFormBoundaryA1--\r\n"
    ).encode()
    sent = swap(kind, body, PLACEHOLDER, password, "000")
    parsed = email.message_from_bytes(f"Content-Type: {kind}\r\n\r\n".encode() + sent, policy=email.policy.HTTP)
    values = [part.get_payload(decode=True) for part in parsed.iter_parts()]
    assert values == [b"000", password.encode()]


@pytest.mark.parametrize(
    ("kind", "body", "why"),
    [
        ("application/json", f'{{"u":"000","a":"{PLACEHOLDER}","b":"{PLACEHOLDER}"}}', "more than one place"),
        ("application/json", f'{{"u":"000","a":"x{PLACEHOLDER}"}}', "changed"),
        ("application/json", f'{{"u":"000","{PLACEHOLDER}":"{PLACEHOLDER}"}}', "more than one place"),
        ("application/json", f'{{"u":"001","a":"{PLACEHOLDER}"}}', "another account"),
        ("application/json", f'{{"u":"000","a":"{PLACEHOLDER}"', "not JSON"),
        ("application/json", "[" * 100_000, "not JSON"),
        (
            "application/x-www-form-urlencoded",
            f"u=000&a={PLACEHOLDER}&b={PLACEHOLDER}",
            "more than one place",
        ),
        ("application/x-www-form-urlencoded", f"u=001&a={PLACEHOLDER}", "another account"),
        ("application/x-www-form-urlencoded", f"u=000&a={PLACEHOLDER[:-1]}", "cut"),
        ("multipart/form-data", f"x{PLACEHOLDER}", "boundary"),
        (
            "multipart/form-data; boundary=b",
            f"--b\r\n\r\n\r\n000\r\n--b\r\n{PLACEHOLDER}\r\n--b--",
            "changed",
        ),
        ("text/plain", f"u=000\r\na={PLACEHOLDER}\r\n", "not JSON"),
        ("application/octet-stream", PLACEHOLDER, "a kind of request"),
        ("", PLACEHOLDER, "a kind of request"),
    ],
)
def test_what_is_not_one_login_of_our_account_gets_no_password(kind: str, body: str, why: str) -> None:
    with pytest.raises(Unfit, match=why):
        swap(kind, body.encode(), PLACEHOLDER, "s3cr3t", "000")


def test_a_password_that_holds_the_boundary_is_kept_back() -> None:
    body = f"--b\r\nA: 1\r\n\r\n000\r\n--b\r\nA: 2\r\n\r\n{PLACEHOLDER}\r\n--b--\r\n".encode()
    with pytest.raises(Unfit, match="encoding"):
        swap("multipart/form-data; boundary=b", body, PLACEHOLDER, "x--by", "000")


def test_a_form_field_that_only_looks_like_the_placeholder_after_decoding_is_not_swapped() -> None:
    spelt = "".join(f"%{ord(c):02X}" for c in PLACEHOLDER)
    with pytest.raises(Unfit):
        swap("application/x-www-form-urlencoded", f"u=000&a={spelt}".encode(), PLACEHOLDER, "s3cr3t", "000")


@pytest.mark.parametrize("before", range(6))
@pytest.mark.parametrize("after", range(3))
def test_base64_of_the_placeholder_is_found_at_every_alignment(before: int, after: int) -> None:
    text = base64.b64encode(b"u" * before + PLACEHOLDER.encode() + b":" * after).decode()
    assert any(trace in text for trace in traces(PLACEHOLDER[:10]))


def test_other_texts_hold_no_trace_of_the_placeholder() -> None:
    found = traces(PLACEHOLDER[:10])
    assert all(len(trace) >= 11 for trace in found)
    assert not any(trace in base64.b64encode(b"nothing to see here" * 50).decode() for trace in found)


@pytest.mark.parametrize("password", PASSWORDS[1:8])
def test_an_answer_that_says_the_password_is_washed_in_every_spelling(password: str) -> None:
    import html

    said = "|".join(
        [
            password,
            html.escape(password),
            json.dumps(password),
            json.dumps(password, ensure_ascii=False),
            urllib.parse.quote(password, safe=""),
            urllib.parse.quote_plus(password),
        ]
    ).encode()
    clean = washed(said, password, "•")
    for form in (
        password,
        html.escape(password),
        json.dumps(password)[1:-1],
        urllib.parse.quote_plus(password),
    ):
        assert form.encode() not in clean


def test_variables_that_print_what_is_typed_are_removed(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (
        "DEBUG",
        "DEBUG_FILE",
        "PWDEBUG",
        "PW_TEST_REPORTER",
        "NODE_DEBUG",
        "SSLKEYLOGFILE",
        "DEBUGGER_KEPT",
    ):
        monkeypatch.setenv(name, "1")
    removed = strip_debug_environment()
    assert set(removed) >= {
        "DEBUG",
        "DEBUG_FILE",
        "PWDEBUG",
        "PW_TEST_REPORTER",
        "NODE_DEBUG",
        "SSLKEYLOGFILE",
    }
    assert not set(removed) & set(os.environ)
    assert os.environ["DEBUGGER_KEPT"] == "1"
