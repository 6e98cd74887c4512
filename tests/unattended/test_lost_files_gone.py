"""Files and folders that are gone, and files that nights pass by."""

from __future__ import annotations

import pytest

from pupitre.commands.status import forget
from pupitre.errors import EstateError
from pupitre.unattended import history, known

from .conftest import Fleet, WebHook, hook_of, texts


def test_a_file_that_vanished_from_its_folder_is_told_until_somebody_says_that_it_is_meant(
    fleet: Fleet, web_hook: WebHook
) -> None:
    path = fleet.declares("a.yaml", hook_of(fleet.office, web_hook, more=", on: [person]"), host="a")
    fleet.declares("b.yaml", host="b")
    fleet.on("23")
    path.unlink()
    assert fleet.on("24") == 1
    assert fleet.on("25") == 1
    (text,) = texts(web_hook)
    assert f"Le fichier {path} n'est plus dans son dossier." in text
    assert f"pupitre status --forget {path}" in text
    assert [(each["file"], each["reason"]) for each in fleet.told["estates"]] == [
        (str(fleet.folder / "b.yaml"), "done"),
        (str(path), "estate_gone"),
    ]
    assert forget([path]) == 0
    fleet.printed()
    assert fleet.on("26") == 0
    with pytest.raises(EstateError, match="nothing to forget"):
        forget([path])


def test_the_last_file_of_a_folder_is_missed_like_any_other(fleet: Fleet, web_hook: WebHook) -> None:
    path = fleet.declares("a.yaml", hook_of(fleet.office, web_hook, more=", on: [person]"), host="a")
    fleet.on("23")
    path.unlink()
    assert fleet.on("24") == 1
    assert "pupitre status --forget" in texts(web_hook)[0]
    assert [each["reason"] for each in fleet.told["estates"]] == ["estate_invalid", "estate_gone"]


def test_another_suggestion_is_no_other_mistake(fleet: Fleet, web_hook: WebHook) -> None:
    path = fleet.declares("oti-a.yaml", hook_of(fleet.office, web_hook, more=", on: [person]"), host="a")
    fleet.on("23", path)
    path.unlink()
    fleet.on("24", path)
    fleet.declares("oti-b.yaml", host="b")
    fleet.on("25", path)
    assert "did you mean" in fleet.told["estates"][0]["sentence"]
    assert len(web_hook.asked) == 1


def test_a_file_that_was_renamed_is_not_missed_unless_something_got_lost_on_the_way(
    fleet: Fleet, web_hook: WebHook
) -> None:
    notify = hook_of(fleet.office, web_hook, more=", on: [person]")
    path = fleet.declares("a.yaml", notify, host="a")
    fleet.declares("b.yaml", host="b")
    fleet.on("23")
    path.rename(path.with_name("c.yaml"))
    assert fleet.on("24") == 0
    path.with_name("c.yaml").unlink()
    fleet.declares("d.yaml", notify, host="a", extension="022")
    assert fleet.on("25") == 1
    assert [each["file"] for each in fleet.told["estates"] if each["exit_code"]] == [str(path.with_name("c.yaml"))]
    assert len(web_hook.asked) == 1


def test_a_folder_that_is_gone_is_one_message_to_an_address_and_tells_nobody_of_others(
    fleet: Fleet, web_hook: WebHook
) -> None:
    shared = hook_of(fleet.office, web_hook, "shared", ", on: [person]")
    for name in ("a", "b"):
        fleet.declares(f"{name}.yaml", shared, host=name)
    fleet.declares("c.yaml", hook_of(fleet.office, web_hook, "other", ", on: [person]"), host="c")
    secrets = {path.name: path.read_text(encoding="utf-8") for path in fleet.folder.glob("*.password")}
    fleet.on("23")
    fleet.folder.rename(fleet.folder.with_name("elsewhere"))
    assert fleet.on("24") == 1
    assert web_hook.asked == []  # the addresses went with the folder, and the messages wait for them
    fleet.folder.mkdir()
    for name, text in secrets.items():
        fleet.office.secret(name.removesuffix(".password"), text)
    assert fleet.on("25") == 1
    said = {where: texts(web_hook)[number] for number, (_, where, _) in enumerate(web_hook.asked)}
    first = [text for text in texts(web_hook) if "no such file" in text]
    assert len(first) == 2
    assert sum("a.example.fr" in text for text in first) == 1
    assert {("a.yaml" in text, "b.yaml" in text, "c.yaml" in text) for text in said.values()} == {
        (True, True, False),
        (False, False, True),
    }


def test_a_file_that_no_night_asks_for_any_more_is_told_by_the_nights_of_others(
    fleet: Fleet, web_hook: WebHook
) -> None:
    ours = fleet.declares("a.yaml", hook_of(fleet.office, web_hook, more=", on: [person]"), host="a")
    other = fleet.declares("b.yaml", host="b")
    fleet.on("23", ours, other)
    codes = [fleet.on(day, other) for day in ("24", "25", "26", "27", "28")]
    assert codes == [0] * 5
    (text,) = texts(web_hook)
    assert f"Les nuits passent sans le fichier {ours}" in text
    assert history.read("https://a.example.fr").nights[-1].is_good
    assert fleet.on("29", ours) == 0
    assert known.only_of(known.all_known(), ours).passed_by == ()  # type: ignore[union-attr]


def test_a_copy_that_nights_pass_by_is_neither_told_nor_forgotten(fleet: Fleet, web_hook: WebHook) -> None:
    notify = hook_of(fleet.office, web_hook, more=", on: [person]")
    copy, ours = fleet.declares("copy.yaml", notify, host="a"), fleet.declares("a.yaml", notify, host="a")
    fleet.on("23", copy, ours)
    for day in ("24", "25", "26", "27", "28"):
        fleet.on(day, ours)
    assert web_hook.asked == []
    assert known.only_of(known.all_known(), copy) is not None
    copy.unlink()
    fleet.on("29", ours)
    assert known.only_of(known.all_known(), copy) is None


def test_after_days_without_a_machine_each_timer_gets_its_turn_first(fleet: Fleet, web_hook: WebHook) -> None:
    first = fleet.declares("a.yaml", hook_of(fleet.office, web_hook, more=", on: [person]"), host="a")
    second = fleet.declares("b.yaml", host="b")
    for day in ("20", "24", "28"):
        assert fleet.on(day, second) == 0
        assert fleet.on(day, first) == 0
    assert web_hook.asked == []
