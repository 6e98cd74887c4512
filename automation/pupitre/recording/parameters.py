"""What varies from one replay to the next: kinds of values, and their checks.

A value is a text or a list of texts, as it is typed into the console.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping

from pupitre.hours import HoursError, Slot, format_time, parse_time
from pupitre.phone_numbers import PhoneNumber, PhoneNumberError

KINDS = ("text", "time", "date", "phone", "slot")
LIST = "list"
PARTS = {"slot": ("opens", "closes")}
LONGEST_VALUE = 500
MOST_ITEMS = 200


class ParameterError(ValueError):
    """A value that a parameter does not take; the message says what to write."""


def checked(kind: str, text: str) -> str:
    """Return a value of a kind as it is typed; raise ParameterError.

    The spelling stays: a console that shows 8:00 is given 8:00.
    """
    written = text.strip()
    if not written:
        raise ParameterError("it is empty")
    if len(written) > LONGEST_VALUE or not written.isprintable():
        raise ParameterError("it is too long, or has a hidden character in it")
    check = {"time": _time, "date": _date, "phone": _phone, "slot": _slot}.get(kind)
    if check is not None:
        check(written)
    return written


def parted(kind: str, name: str, text: str) -> dict[str, str]:
    """Return what fills a parameter's blanks, its parts included: `slot`, `slot.opens`, `slot.closes`."""
    filling = {name: text}
    if kind == "slot":
        slot = Slot.parse(text)
        filling |= {f"{name}.opens": format_time(slot.begin), f"{name}.closes": format_time(slot.end)}
    return filling


def items(text: str) -> tuple[str, ...]:
    """Return the items of a list as it is given on a command line, separated by commas."""
    return tuple(part.strip() for part in text.split(",") if part.strip())


def guessed(text: str) -> str:
    """Return the kind that a value seems to have."""
    for kind in ("slot", "time", "date", "phone"):
        if kind == "phone" and not re.fullmatch(r"\+?[\d\s().-]{9,}", text.strip()):
            continue
        try:
            checked(kind, text)
        except ParameterError:
            continue
        if kind == "time" and text.strip().isdigit():
            continue  # 0830 may be anything
        return kind
    return "text"


def is_name(text: str) -> bool:
    """Return whether a text can be the name of a parameter."""
    return re.fullmatch(r"[A-Za-z_]\w{0,39}", text) is not None


def given(pairs: Mapping[str, str]) -> str:
    """Return values for people: `site=REVEL, opens=08:00`."""
    return ", ".join(f"{name}={value}" for name, value in pairs.items())


def _time(text: str) -> None:
    match = re.fullmatch(r"(.*?)\s*([AaPp])\.?[Mm]\.?", text)
    try:
        parse_time(match[1] if match else text)
    except HoursError as error:
        raise ParameterError(str(error)) from None


def _slot(text: str) -> None:
    try:
        Slot.parse(text)
    except HoursError as error:
        raise ParameterError(str(error)) from None


def _date(text: str) -> None:
    numbers = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", text)
    if numbers:
        year, month, day = int(numbers[1]), int(numbers[2]), int(numbers[3])
    else:
        numbers = re.fullmatch(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})", text)
        if numbers is None:
            raise ParameterError(f"{text!r} is not a date; write 2026-12-24 or 24/12/2026")
        day, month, year = int(numbers[1]), int(numbers[2]), int(numbers[3])
    try:
        dt.date(year, month, day)
    except ValueError:
        raise ParameterError(f"{text!r} is no day of the calendar") from None


def _phone(text: str) -> None:
    try:
        PhoneNumber.parse(text, "" if text.startswith("+") else "FR")
    except PhoneNumberError as error:
        raise ParameterError(str(error)) from None
