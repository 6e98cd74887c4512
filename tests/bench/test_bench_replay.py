"""The shipped change of hours by `pupitre replay` and by the plain script that it is exported as, in turn.

Whole processes on the same mock, from the start of the browser to its end; medians and the ratio pair by
pair. The script knows how to sign in and out and reads nothing back. Nothing is asserted about time: what
is asserted is that both did the same work.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from pupitre.browser.executable import find_browser
from pupitre.browser.launch import runs_as_root
from pupitre.recording.file import load_recording
from pupitre.recording.script import write_script
from pupitre.shipped import folder
from pupitre_threecx.mock import MockThreeCX, week

pytestmark = [pytest.mark.bench, pytest.mark.timeout(3600)]

ROUNDS = int(os.environ.get("PUPITRE_BENCH_ROUNDS", "7"))
BEFORE = week(mon_fri="08:00-17:00")
AFTER = week(mon_fri=["08:00-12:00", "14:00-17:30"])
_SIGN_IN = """    import os
    pages[0].get_by_placeholder("Nom d'utilisateur ou numéro d'extension").fill("000")
    pages[0].get_by_placeholder("Mot de passe").fill(os.environ["PLAIN_PASSWORD"])
    pages[0].get_by_role("button", name="Connexion").click()
    pages[0].locator("#inputSearch").wait_for()
"""
_GONE = """        pages[0].locator(".configure-dialog").wait_for(state="detached")
"""
_SIGN_OUT = """    pages[0].locator("#inputSearch").wait_for()
    pages[0].locator("li[is-open='user.isopen'] > a").click()
    pages[0].get_by_text("Se déconnecter").click()
    pages[0].get_by_placeholder("Mot de passe").wait_for()
    browser.close()
"""


def test_a_replay_beside_the_script_that_it_is_exported_as(tmp_path: Path) -> None:
    (tmp_path / "state").mkdir(mode=0o700)
    recording = load_recording(folder("recordings") / "lunch-hours.yaml")
    with MockThreeCX() as mock:
        secret = tmp_path / "password"
        secret.touch(mode=0o600)
        secret.write_text(mock.password)
        estate = tmp_path / "estate.yaml"
        login = f'login: {{user: "{mock.user}", password: "file:password"}}'
        estate.write_text(f"console: threecx\naddress: {mock.address}\n{login}\ntimezone: Europe/Paris\nlanguage: fr\n")
        script = tmp_path / "plain.py"
        text = write_script(recording.model_copy(update={"address": mock.origin}))
        # As exported it presses the next OK while the dialog of the hours is still going: a person would mend that.
        pressed = "pages[0].get_by_role('button', name='OK', exact=True).click()\n"
        text = text.replace(f"        {pressed}", f"        {pressed}{_GONE}")
        text = text.replace("    # Sign in here, where the console asks for it.\n", _SIGN_IN)
        script.write_text(text.replace("    browser.close()\n", _SIGN_OUT), encoding="utf-8")
        environment = {**os.environ, "PUPITRE_STATE": str(tmp_path / "state"), "PLAIN_PASSWORD": mock.password}

        def work(command: Sequence[str]) -> float:
            mock.oracle.set_week("021", BEFORE)
            started = time.perf_counter()
            done = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True, check=False)
            seconds = time.perf_counter() - started
            assert (done.returncode, mock.oracle.week("021")) == (0, AFTER), done.stderr
            return seconds

        root = ["--no-sandbox"] if runs_as_root() else []
        plain = [sys.executable, str(script), str(find_browser(headed=False).path), *root]
        replay = [sys.executable, "-m", "pupitre", "replay", "lunch-hours", "--estate", str(estate), "--elsewhere"]
        pairs = []
        for turn in range(ROUNDS + 1):
            first, second = (plain, replay) if turn % 2 else (replay, plain)
            times = {id(first): work(first), id(second): work(second)}
            pairs.append((times[id(replay)], times[id(plain)]))
    ours, theirs = zip(*pairs[1:], strict=True)
    ratios = [our / their for our, their in pairs[1:]]
    print(
        f"\nreplay {statistics.median(ours):7.3f}   exported {statistics.median(theirs):7.3f}"
        f"   ratio {statistics.median(ratios):5.2f}   ({min(ratios):.2f} to {max(ratios):.2f})"
    )
