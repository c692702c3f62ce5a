"""Progress: entries kept for one person in one file, and what they add up to."""

from __future__ import annotations

import json
import os
import sqlite3
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from deskside import progress
from deskside.errors import DesksideError
from deskside.progress import Entry, Place, Store, file, predictions, standings


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "progress.sqlite3"


@pytest.fixture
def store(path: Path) -> Store:
    return Store(Place(path))


def texts(store: Store, module: str | None = None) -> list[str]:
    return [entry.data.get("text", "") for entry in store.entries(module)]


# --- what is kept ---


def test_what_was_kept_is_there_for_the_next_kernel(store: Store, path: Path) -> None:
    made = store.add("03", "predict:busier", "predicted", {"value": 3.5, "sure": 70, "text": "naïve"})
    assert Store(Place(path)).entries() == (made,)
    assert store.saved
    assert store.notice == ""


def test_what_python_computes_can_be_kept(store: Store, path: Path) -> None:
    data = {"a": np.float64(1.5), "b": np.int64(2), "c": np.nan, "d": np.bool_(True), "e": ("x", path)}
    store.add("03", "check:x", "checked", data)
    kept = Store(Place(path)).entries()[0].data
    assert kept == {"a": 1.5, "b": 2, "c": None, "d": True, "e": ["x", str(path)]}


def test_a_text_that_grows_takes_the_place_of_its_earlier_self(store: Store) -> None:
    first = store.add("03", "reflect:one", "wrote", {"text": "I"})
    store.add("03", "reflect:one", "wrote", {"text": "I think"}, id=first.id)
    assert texts(store) == ["I think"]


def test_a_module_is_found_among_others(store: Store) -> None:
    store.add("03", "predict:a", "predicted", {"text": "three"})
    store.add("05", "predict:a", "predicted", {"text": "five"})
    assert texts(store, "05") == ["five"]


def test_without_a_place_all_stays_in_memory() -> None:
    store = Store()
    store.add("03", "predict:a", "predicted", {"text": "three"})
    assert texts(store) == ["three"]
    assert not store.saved


# --- where it is kept ---


def test_the_usual_place_is_the_platforms_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(progress.VARIABLE)
    monkeypatch.delenv("JUPYTERHUB_USER", raising=False)
    monkeypatch.setattr("platformdirs.user_data_path", lambda name, appauthor: Path("/data") / name)
    assert progress.place() == Place(Path("/data/deskside/progress.sqlite3"))


def test_on_a_hub_with_one_account_each_user_has_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(progress.VARIABLE)
    found = set()
    for user in ("ann", "Ann", "ann-", "bob"):
        monkeypatch.setenv("JUPYTERHUB_USER", user)
        found.add(progress.place().path)
    assert len(found) == 4


def test_a_folder_gets_one_file_a_person(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(progress.VARIABLE, str(tmp_path))
    monkeypatch.setenv("JUPYTERHUB_USER", "../../ann")
    assert progress.place().path.parent == tmp_path
    assert progress.place().ours
    monkeypatch.setenv(progress.VARIABLE, f"{tmp_path / 'new'}/")
    assert progress.place().path.parent == tmp_path / "new"


def test_a_file_can_be_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(progress.VARIABLE, str(tmp_path / "mine.sqlite3"))
    assert progress.place() == Place(tmp_path / "mine.sqlite3", ours=False)


@pytest.mark.skipif(os.name == "nt", reason="Windows guards the user's folder as a whole")
def test_nobody_else_can_read_the_file(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "progress.sqlite3"
    usual = os.umask(0)  # the widest there is
    try:
        Store(Place(path)).add("03", "predict:a", "predicted", {})
    finally:
        os.umask(usual)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    path.chmod(0o644)
    Store(Place(path)).entries()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_two_hundred_people_on_one_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All at once, in one folder, and each sees what they did and nothing else."""
    monkeypatch.setenv(progress.VARIABLE, str(tmp_path))
    people = [f"person{number}@example.org" for number in range(200)]
    stores = {}
    for name in people:
        monkeypatch.setenv("JUPYTERHUB_USER", name)
        stores[name] = Store(progress.place())
    monkeypatch.delenv("JUPYTERHUB_USER")

    def day(name: str) -> None:
        for number in range(5):
            stores[name].add("03", f"quiz:{number}", "answered", {"text": name})

    with ThreadPoolExecutor(32) as pool:
        list(pool.map(day, people))
    assert len(list(tmp_path.iterdir())) == 200
    for name, store in stores.items():
        assert store.place is not None
        assert texts(Store(store.place)) == [name] * 5
        if os.name != "nt":
            assert stat.S_IMODE(store.place.path.stat().st_mode) == 0o600


def test_a_file_of_another_hub_user_is_not_opened(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One file named for all of a server's users is a mistake of its administrator: it must not leak."""
    monkeypatch.setenv("JUPYTERHUB_USER", "ann")
    Store(Place(path, ours=False)).add("03", "reflect:a", "wrote", {"text": "Ann's"})
    monkeypatch.setenv("JUPYTERHUB_USER", "bob")
    bob = Store(Place(path, ours=False))
    bob.add("03", "reflect:a", "wrote", {"text": "Bob's"})
    assert texts(bob) == ["Bob's"]
    assert "somebody else's" in bob.notice
    assert path.exists()
    monkeypatch.setenv("JUPYTERHUB_USER", "ann")
    assert texts(Store(Place(path, ours=False))) == ["Ann's"]


# --- several at once, and sudden ends ---

WRITER = """
import sys
from pathlib import Path
from deskside.progress import Place, Store
store = Store(Place(Path(sys.argv[1])))
for number in range(int(sys.argv[3])):
    store.add("03", f"{sys.argv[2]}:{number}", "answered", {"text": "x" * 300})
    print(number, flush=True)
assert store.saved, store.notice
"""


def writer(path: Path, name: str, many: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", WRITER, str(path), name, str(many)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def test_two_notebooks_write_at_once(path: Path) -> None:
    running = [writer(path, name, 100) for name in ("one", "two")]
    for process in running:
        assert process.communicate(timeout=60)[0].count("\n") == 100
        assert process.returncode == 0
    parts = [entry.part for entry in Store(Place(path)).entries()]
    assert sorted(parts) == sorted(f"{name}:{n}" for name in ("one", "two") for n in range(100))


def test_a_process_that_is_killed_loses_nothing_it_was_told_is_kept(path: Path) -> None:
    process = writer(path, "one", 100_000)
    assert process.stdout is not None
    for _ in range(50):
        told = int(process.stdout.readline())
    process.kill()
    rest = process.communicate(timeout=30)[0].split()
    told = max([told, *(int(line) for line in rest if line.isdigit())])
    store = Store(Place(path))
    kept = {entry.part for entry in store.entries()}
    assert kept >= {f"one:{number}" for number in range(told + 1)}
    assert store.notice == ""
    assert file.sound(path)


HALFWAY = """
import sqlite3, sys, time
base = sqlite3.connect(sys.argv[1], isolation_level=None)
base.execute("PRAGMA cache_size = 2")
base.execute("BEGIN IMMEDIATE")
for number in range(400):
    row = (str(number), "t", "03", "half", "answered", "x" * 4000)
    base.execute("INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?)", row)
base.execute("UPDATE entries SET part = 'half'")
print("half", flush=True)
time.sleep(60)
"""


def test_a_process_that_is_killed_in_the_middle_of_a_write_leaves_the_file_as_it_was(
    store: Store, path: Path
) -> None:
    made = store.add("03", "predict:a", "predicted", {"text": "before"})
    process = subprocess.Popen([sys.executable, "-c", HALFWAY, str(path)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "half\n"
    assert path.with_name(f"{path.name}-journal").stat().st_size > 0
    process.kill()
    process.wait(timeout=30)
    process.stdout.close()
    assert Store(Place(path)).entries() == (made,)
    store.add("03", "predict:b", "predicted", {"text": "after"})
    assert texts(Store(Place(path))) == ["before", "after"]


def test_two_notebooks_that_write_the_same_text_both_keep_theirs(path: Path) -> None:
    one, two = Store(Place(path)), Store(Place(path))
    one.add("03", "reflect:a", "wrote", {"text": "from one"})
    two.add("03", "reflect:a", "wrote", {"text": "from two"})
    assert texts(one) == texts(two) == ["from one", "from two"]


# --- a format of its own ---


def test_an_older_file_is_brought_up_to_date_with_all_that_is_in_it(
    store: Store, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = store.add("03", "predict:a", "predicted", {})
    later = [*file.STEPS, "ALTER TABLE facts ADD COLUMN note TEXT; UPDATE facts SET note = 'new';"]
    monkeypatch.setattr(file, "STEPS", later)
    newer = Store(Place(path))
    assert newer.entries() == (made,)
    newer.add("03", "predict:b", "predicted", {})
    with closing(sqlite3.connect(path)) as base:
        assert base.execute("PRAGMA user_version").fetchone() == (2,)
        assert base.execute("SELECT DISTINCT note FROM facts").fetchall() == [("new",)]
    assert len(Store(Place(path)).entries()) == 2


def test_a_step_that_fails_leaves_the_older_file_whole(
    store: Store, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = store.add("03", "predict:a", "predicted", {})
    with monkeypatch.context() as patch:
        patch.setattr(file, "STEPS", [*file.STEPS, "ALTER TABLE facts ADD COLUMN note TEXT; NONSENSE;"])
        broken = Store(Place(path))
        broken.add("03", "predict:b", "predicted", {})
        assert not broken.saved
    assert Store(Place(path)).entries() == (made,)


# --- what it adds up to ---


def entry(verb: str, part: str = "", minute: int = 0, module: str = "03", **data: object) -> Entry:
    return Entry(module, part, verb, data, time=f"2026-11-02T09:{minute:02d}:00.000+00:00")  # type: ignore[arg-type]


PARTS = [["predict:a", "How long?"], ["quiz:b", "Which one?"], ["reflect:c", "In your words"]]


def test_standing_tells_how_far_one_is_and_what_comes_next() -> None:
    entries = [
        entry("started", title="Queues", parts=PARTS),
        entry("predicted", "predict:a", 2, sure=70),
        entry("answered", "quiz:b", 6, right=False),
        entry("answered", "quiz:b", 7, right=True),
        entry("resumed", "", 40, title="Queues", parts=PARTS),
        entry("answered", "quiz:old", 41, right=True),
    ]
    found = standings(entries)["03"]
    assert (found.title, found.done, found.next) == (
        "Queues",
        {"predict:a", "quiz:b"},
        "In your words",
    )
    assert (found.answers, found.right, found.minutes) == (2, 2, 8.0)
    assert found.share == pytest.approx(2 / 3)
    assert not found.finished


def test_a_text_that_was_emptied_again_is_not_done() -> None:
    entries = [
        entry("started", parts=PARTS),
        entry("wrote", "reflect:c", 1, text="x", done=True),
        entry("wrote", "reflect:c", 2, text="", done=False),
    ]
    assert standings(entries)["03"].done == frozenset()


def test_a_module_taken_afresh_begins_at_nothing_and_nothing_is_lost() -> None:
    entries = [
        entry("started", parts=PARTS),
        entry("predicted", "predict:a", 1, sure=90, value=1),
        entry("compared", "reveal:a", 2, right=False),
        entry("restarted", "", 3, parts=PARTS),
        entry("predicted", "predict:a", 4, sure=100, value=9),
        entry("compared", "reveal:a", 5, right=True),
        entry("predicted", "predict:a", 6, module="05", sure=60),
    ]
    assert standings(entries[:3])["03"].done == {"predict:a"}
    assert standings(entries[:4])["03"].done == frozenset()
    assert standings(entries)["03"].done == {"predict:a"}
    made = predictions(entries)
    assert [(one.module, one.sure, one.right) for one in made] == [("03", 90, False), ("05", 60, None)]


# --- delete ---


def test_deleting_leaves_nothing_behind(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(progress.VARIABLE, str(path))
    progress.here().add("03", "predict:a", "predicted", {})
    assert progress.here().saved
    assert progress.delete() == [path]
    assert progress.here().entries() == ()
    assert list(path.parent.iterdir()) == []
    assert progress.delete() == []


def test_what_is_not_ours_is_not_deleted(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(progress.VARIABLE, str(path))
    path.write_text("my thesis")
    progress.here().add("03", "predict:a", "predicted", {})
    assert progress.here().saved
    assert [one.name for one in progress.delete()] == ["progress.sqlite3.deskside.sqlite3"]
    assert path.read_text() == "my thesis"


def test_what_cannot_be_deleted_is_told(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(progress.VARIABLE, str(path))
    progress.here().add("03", "predict:a", "predicted", {})

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "unlink", refuse)
    with pytest.raises(DesksideError, match="cannot be deleted"):
        progress.delete()


def test_an_entry_that_is_none_is_left_out(store: Store, path: Path) -> None:
    store.add("03", "predict:a", "predicted", {"text": "good"})
    bad = [
        ("1", "t", "03", "p", "flew", "{}"),
        ("2", "t", "03", "p", "wrote", "{"),
        ("3", "t", "03", "p", "wrote", "[]"),
    ]
    with closing(sqlite3.connect(path)) as base, base:
        base.executemany("INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?)", bad)
    assert texts(Store(Place(path))) == ["good"]
    assert json.loads(store.entries()[0].row()[5]) == {"text": "good"}
