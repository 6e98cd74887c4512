"""A night that finds nothing to do on four sites, beside a script that reads the same and a bare browser launch."""

from __future__ import annotations

import statistics
import sys
from pathlib import Path

import pytest
from tests.bench.test_bench import PLAIN, ROUNDS, Ground, ground, measure, ratio  # noqa: F401 - a fixture, found by its name

from pupitre.browser.executable import find_browser

pytestmark = [pytest.mark.bench, pytest.mark.timeout(3600)]

SITES = """\
  REVEL: {extension: "021", week: {mon-fri: 08:00-17:00}}
  SOREZE: {extension: "022", week: {tue-sat: [09:00-12:30, 14:00-18:00]}}
  Saint FELIX: {extension: "023", week: {mon: 14:00-18:00, wed-fri: 09:30-12:30}}
  Les CAMMAZES: {extension: "024", week: {sat: [09:00-12:00, 13:30-19:00], sun: 10:00-23:59}}
"""


def test_a_night_with_nothing_to_do(ground: Ground) -> None:  # noqa: F811
    file = ground.folder / "nights.yaml"
    file.write_text(
        f"console: threecx\naddress: {ground.mock.address}\n"
        f'login: {{user: "{ground.mock.user}", password: "file:password"}}\n'
        f"timezone: Europe/Paris\nlanguage: fr\nsites:\n{SITES}",
        encoding="utf-8",
    )
    program = str(find_browser(headed=False).path)
    launch = (
        "from playwright.sync_api import sync_playwright as s\n"
        f"with s() as p: p.chromium.launch(executable_path={program!r}, args=['--no-sandbox']).close()"
    )
    night = [sys.executable, "-m", "pupitre", "run", str(file), "--evidence", str(Path(ground.folder) / "evidence")]
    sites = ["021 REVEL", "022 SOREZE", "023 Saint FELIX", "024 Les CAMMAZES"]
    plain = [sys.executable, str(PLAIN), "read", program, ground.mock.origin, ground.mock.user, *sites]
    environment = ground.environment()
    nights, launches, plains = [], [], []
    for round_ in range(ROUNDS + 1):
        posts = ground.mock.oracle.login_posts
        nights.append(measure(night, environment).seconds)
        launches.append(measure([sys.executable, "-c", launch], environment).seconds)
        assert ground.mock.oracle.login_posts == posts + 1, round_
        plains.append(measure(plain, environment).seconds)
    assert ground.mock.oracle.saves == 0
    launch = statistics.median(launches[1:])
    print(f"\na night without a change, 4 sites   {ratio(nights[1:], plains[1:])}")
    print(
        f"in launches of {launch:.2f} s   pupitre {statistics.median(nights[1:]) / launch:.1f}"
        f"   plain {statistics.median(plains[1:]) / launch:.1f}"
    )
