"""The welcome mail gives the three framed zones exactly, or is refused with a sentence that quotes none of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pupitre.console import Welcome
from pupitre.mail import MailNotUnderstood, unpack
from pupitre_threecx.console import ThreeCX

MAILS = Path(__file__).parent / "mails"
ORIGIN = "https://oti.3cx.fr"
SECRETS = ("First1", "Second2", "Pass", "1111", "2222")

# The name says how the mail came; the password is what its author meant.
READ = {
    "en-forwarded-gmail.eml": "Tn5xYb8c",
    "en-html-table-base64.eml": "Vd3:k(9)mN.",
    "en-pasted-labels.txt": "Lm4nOp6q",
    "en-plain-7bit.eml": "hJ6kL8pQ2s!",
    "fr-attached.eml": "Att4chedM4il",
    "fr-blanks.eml": "Kp4&Zt8wLq",
    "fr-forwarded-outlook.eml": "pQ8vZs2k",
    "fr-forwarded-quoted.eml": "wQ4rapP9ed",
    "fr-forwarded-wrapped.eml": "Wr4ppedValue",
    "fr-html-qp.eml": "Gx7tR2=mQ9",
    "fr-latin1-qp.eml": "Été7hIver9",
    "fr-pasted-utf16.txt": "uN1c0de-16",
    "fr-pasted-zones.txt": "Zo9neS3x",
    "fr-pasted.txt": "Revel-8h-17h",
    "fr-plain-base64.eml": "aB3dE5fG7h",
}

BLANK = "there is a blank in it, or other words stand right after it"
SIGN = "it begins or ends with a sign that may or may not belong to it"
REFUSED = {
    "address-without-encryption.txt": "http:// sends the password readable by anyone",
    "another-mail.txt": "This is not the welcome mail of a 3CX system.",
    "blank-inside.eml": BLANK,
    "blank-inside.txt": BLANK,
    "empty-before-a-word.txt": "nothing stands where it should be",
    "empty.txt": "There is no mail: what was given is empty.",
    "full-stop.txt": SIGN,
    "in-quotes.txt": SIGN,
    "masked.txt": "it is masked or cannot be read",
    "no-address.txt": 'Looked in vain for the address of the web client (a link that ends in "/webclient")',
    "no-break-blank-inside.txt": BLANK,
    "no-user.txt": "Looked in vain for the user name",
    "outlook.msg": "This is Outlook's own format (.msg), which is not read.",
    "part-of-a-source.txt": "This is a part of a mail's source",
    "pin-and-telephone-only.txt": "The mail does not give the password. Looked for the web client's password",
    "set-your-password.txt": "The mail does not give the password. Looked for the web client's password",
    "stars.txt": SIGN,
    "two-addresses.txt": (
        "The mail gives 2 different addresses of the web client: https://oti.3cx.fr and https://oti.3cx.example."
    ),
    "two-extensions.txt": "The mail gives 2 different values for the user name",
    "two-passwords.txt": "The mail gives 2 different values for the password",
    "zero-width-inside.txt": BLANK,
}


def read(content: bytes) -> Welcome:
    return ThreeCX.read_welcome(unpack(content))


def everything_of(error: BaseException | None) -> Iterator[str]:
    while error is not None:
        yield from (str(error), repr(error), repr(vars(error)))
        yield from everything_of(error.__cause__)
        error = error.__context__


def said_of(content: bytes) -> list[str]:
    """Return all that is said of a mail without a password in it that is certain, the sentence for people first."""
    try:
        welcome = read(content)
    except MailNotUnderstood as error:
        return [error.what, error.remedy, *everything_of(error)]
    assert welcome.password is None
    return [welcome.doubt, repr(welcome)]


def test_every_mail_is_in_one_of_the_tables() -> None:
    there = {path.name for path in MAILS.iterdir() if path.is_file()}
    assert there == set(READ)
    assert {path.name for path in (MAILS / "refused").iterdir()} == set(REFUSED)


@pytest.mark.parametrize("name", READ)
def test_the_three_zones_of_a_mail_are_taken_exactly(name: str) -> None:
    welcome = read((MAILS / name).read_bytes())
    assert (welcome.address.origin, welcome.user, welcome.doubt) == (ORIGIN, "000", "")
    assert welcome.password is not None
    assert welcome.password.reveal() == READ[name]
    assert welcome.language == name[:2]
    assert READ[name] not in repr(welcome)


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_missing_or_doubtful_is_refused_without_being_quoted(name: str) -> None:
    said = said_of((MAILS / "refused" / name).read_bytes())
    assert REFUSED[name] in said[0]
    assert not [word for word in SECRETS for text in said if word in text]


@pytest.mark.parametrize("name", READ)
@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_how_lines_end_makes_no_difference(name: str, end: bytes) -> None:
    content = (MAILS / name).read_bytes()
    if name.endswith("utf16.txt"):
        content = content.decode("utf-16").replace("\r\n", end.decode()).encode("utf-16")
    else:
        content = content.replace(b"\r\n", b"\n").replace(b"\n", end)
    password = read(content).password
    assert password is not None
    assert password.reveal() == READ[name]


@pytest.mark.parametrize(
    ("named", "meant"), [("iso-8859-1", "Ã©t7"), ("utf-8", "ét7"), ("us-ascii", "ét7"), ("x-none", "ét7")]
)
def test_letters_are_those_of_the_encoding_that_the_mail_names(named: str, meant: str) -> None:
    head = f"MIME-Version: 1.0\nContent-Type: text/plain; charset={named}\n\n".encode()
    body = PLAIN.format(pin="9041", before=" ", password="ét7", after="").encode()
    password = read(head + body).password
    assert password is not None
    assert password.reveal() == meant


PLAIN = """\
Votre numéro d'extension est 000
Le code PIN de votre extension est {pin}
Client web pour votre extension:
- https://oti.3cx.fr/webclient
- Connectez-vous avec l'identifiant 000 et le mot de passe{before}{password}{after}
Travaillez de n'importe où avec les applications 3CX
"""
PAGE = """\
<html><body><p>Votre numéro d'extension est <b>000</b></p><p>Le code PIN de votre extension est <b>{pin}</b></p>
<p>Client web: <a href="https://oti.3cx.fr/webclient">ici</a></p>
<p>Identifiant : <b>000</b></p><p>Mot de passe :<b>{before}{password}{after}</b></p></body></html>
"""
BLANKS = st.text(st.sampled_from(" \u00a0\u202f\u200b\ufeff"), max_size=4)
LETTERS = st.characters(min_codepoint=0x21, max_codepoint=0x17F, exclude_categories=("Cc", "Cf", "Zs"))


@given(password=st.text(LETTERS, min_size=1, max_size=20), before=BLANKS, after=BLANKS)
def test_a_password_between_any_blanks_is_taken_whole_or_not_at_all(password: str, before: str, after: str) -> None:
    content = PLAIN.format(pin="9041", before=f" {before}", password=password, after=after)
    taken = read(content.encode()).password
    assert taken is None or taken.reveal() == password
    if re.fullmatch(r"[A-Za-z0-9!?#%+-]*[A-Za-z0-9][A-WYZa-wyz0-9!?#%+-]", password):
        assert taken is not None


@given(password=st.text(LETTERS, min_size=1, max_size=20), before=BLANKS, after=BLANKS)
def test_a_password_that_the_mail_marks_off_is_taken_with_every_sign(password: str, before: str, after: str) -> None:
    escaped = password.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    welcome = read(PAGE.format(pin="9041", before=before, password=escaped, after=after).encode())
    if welcome.password is None:
        assert welcome.doubt.endswith("it is masked or cannot be read.")
    else:
        assert welcome.password.reveal() == password


@given(st.text(LETTERS, min_size=1, max_size=8), st.text(LETTERS, min_size=1, max_size=8), BLANKS.filter(bool))
def test_a_password_with_a_blank_inside_is_never_guessed(first: str, second: str, blank: str) -> None:
    for mail in (PLAIN, PAGE):
        escaped = [
            part.replace("&", "&amp;").replace("<", "&lt;") if mail is PAGE else part for part in (first, second)
        ]
        content = mail.format(pin="9041", before=" ", password=blank.join(escaped), after="")
        assert read(content.encode()).password is None


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    assert said_of(content)[0]


def test_an_enormous_mail_costs_nothing() -> None:
    with pytest.raises(MailNotUnderstood, match="larger than 20 MB"):
        unpack(b"a" * 20_000_001)
    for piece in (b"\n", b"<b>", b"- ", b"a.", b"mot de passe ", b"> "):
        with pytest.raises(MailNotUnderstood):
            read(piece * (200_000 // len(piece)))
