"""Which seasons are refused together, compared with a look at every day of eight years."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from pupitre.errors import EstateError
from pupitre.estate import load

HEAD = """\
console: threecx
address: https://oti.3cx.fr
login: {user: "000", password: env:OTI}
timezone: Europe/Paris
hours:
  bureaux:
    week: {mon: 08:00-12:00}
    seasons:
"""
DAYS = [dt.date(2024, 1, 1) + dt.timedelta(days=step) for step in range(8 * 366)]
YEAR = 366
Span = tuple[str, str]
SPANS = st.tuples(st.sampled_from(DAYS[: 3 * YEAR]), st.sampled_from([0, 1, 6, 30, 100, 364]), st.booleans()).map(
    lambda drawn: written(drawn[0], drawn[0] + dt.timedelta(days=drawn[1]), yearly=drawn[2])
)


def written(first: dt.date, last: dt.date, *, yearly: bool) -> Span:
    """Return the ends of a season of every year, which runs over New Year now and then, or of one."""
    return (f"{first:%m-%d}", f"{last:%m-%d}") if yearly else (str(first), str(last))


def is_in(day: dt.date, span: Span) -> bool:
    first, last = span
    today = str(day)[-len(first) :]
    return first <= today <= last if first <= last else today >= first or today <= last


@given(SPANS, SPANS)
@example(("12-20", "01-05"), ("01-05", "01-06"))
@example(("02-29", "02-29"), ("02-28", "03-01"))
@example(("2026-12-20", "2027-01-05"), ("2027-01-05", "2027-01-06"))
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_two_seasons_are_refused_together_when_both_are_meant_on_some_day(
    tmp_path: Path, one: Span, other: Span
) -> None:
    lines = [
        f"      - {{name: s{number}, from: {first}, to: {last}, closed: true}}\n"
        for number, (first, last) in enumerate((one, other))
    ]
    path = tmp_path / "oti.yaml"
    path.write_text(f"{HEAD}{''.join(lines)}sites: {{A: {{extension: '021', hours: bureaux}}}}\n", encoding="utf-8")
    meet = len(one[0]) == len(other[0]) and any(is_in(day, one) and is_in(day, other) for day in DAYS)
    if not meet:
        assert len(load(path).sites["A"].hours.seasons) == 2
        return
    with pytest.raises(EstateError, match=r":10:9: .*s1 \(line 10\) and s0 \(line 9\) share a day"):
        load(path)
