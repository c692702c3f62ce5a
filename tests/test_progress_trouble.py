"""When the file of progress cannot be used: no lesson stops, nothing is lost, and one message says so."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from deskside.progress import Place, Store, file
from deskside.progress import store as stores
from deskside.progress.aside import set_aside


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "progress.sqlite3"


def filled(path: Path, many: int = 200) -> None:
    file.write(path, [_entry(number) for number in range(many)])


def _entry(number: int) -> file.Entry:
    at = f"2026-11-02T09:{number // 60:02d}:{number % 60:02d}.000+00:00"
    return file.Entry("03", f"quiz:{number}", "answered", {"text": "x" * 200}, time=at)


def parts(store: Store) -> list[str]:
    return [entry.part for entry in store.entries()]


def asides(path: Path) -> list[Path]:
    return sorted(path.parent.glob("*.damaged-*"))


# --- damaged ---


@pytest.mark.parametrize("what", ["nonsense", "text", "cut", "header"])
def test_a_file_that_cannot_be_read_is_set_aside(path: Path, what: str) -> None:
    filled(path)
    content = path.read_bytes()
    broken = {
        "nonsense": os.urandom(0) + bytes(range(256)) * 40,
        "text": b"not a database",
        "cut": content[: len(content) // 2],
        "header": b"\0" * 100 + content[100:],
    }[what]
    path.write_bytes(broken)
    store = Store(Place(path))
    store.add("03", "predict:a", "predicted", {})
    assert store.saved
    assert "predict:a" in parts(Store(Place(path)))
    (aside,) = asides(path)
    assert aside.read_bytes() == broken
    assert aside.name in store.notice
    assert store.notice.startswith("Your progress file was damaged.")
    assert Store(Place(path)).notice == ""


def test_what_can_still_be_read_of_a_damaged_file_is_carried_over(path: Path) -> None:
    filled(path)
    content = bytearray(path.read_bytes())
    page = 4096 * (len(content) // 4096 // 2)
    content[page : page + 4096] = b"\xff" * 4096
    path.write_bytes(content)
    store = Store(Place(path))
    kept = parts(store)
    assert 20 < len(kept) < 200
    assert {"quiz:0", "quiz:199"} <= set(kept)
    assert f"the {len(kept)} things in it that could be read were carried over" in store.notice
    assert parts(Store(Place(path))) == kept


def test_a_file_that_lacks_its_tables_is_set_aside(path: Path) -> None:
    filled(path, 3)
    with closing(sqlite3.connect(path)) as base, base:
        base.execute("DROP TABLE entries")
    store = Store(Place(path))
    store.add("03", "predict:a", "predicted", {})
    assert store.saved
    assert len(asides(path)) == 1


def test_a_journal_goes_along_with_its_file_and_never_meets_the_new_one(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(path, 3)
    journal = path.with_name(f"{path.name}-journal")
    journal.write_text("of the damaged file")
    monkeypatch.setattr(file, "sound", lambda _: False)
    monkeypatch.setattr(file, "salvage", lambda _: [])
    target, _ = set_aside(path)
    assert target is not None
    assert not journal.exists()
    assert target.with_name(f"{target.name}-journal").read_text() == "of the damaged file"


SETTER = """
import sys
from pathlib import Path
from deskside.progress import Place, Store
store = Store(Place(Path(sys.argv[1])))
sys.stdin.readline()
store.add("03", sys.argv[2], "answered", {})
assert store.saved, store.notice
"""


def test_two_notebooks_that_find_the_damage_at_once_set_one_file_aside(path: Path) -> None:
    path.write_bytes(b"not a database" * 1000)
    command = [sys.executable, "-c", SETTER, str(path)]
    running = [subprocess.Popen([*command, name], stdin=subprocess.PIPE, text=True) for name in "abcd"]
    for process in running:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    for process in running:
        process.communicate(timeout=60)
        assert process.returncode == 0
    assert sorted(parts(Store(Place(path)))) == ["a", "b", "c", "d"]
    assert len(asides(path)) == 1


def test_a_damaged_file_stays_in_place_while_the_disk_is_full(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path.write_bytes(b"not a database")
    refuse_to_write(monkeypatch)
    store = Store(Place(path))
    store.add("03", "predict:a", "predicted", {})
    assert parts(store) == ["predict:a"]
    assert path.read_bytes() == b"not a database"
    assert asides(path) == []
    assert "kept in memory" in store.notice


# --- foreign, newer ---


def database(path: Path) -> bytes:
    with closing(sqlite3.connect(path)) as base, base:
        base.execute("CREATE TABLE entries (id TEXT)")
        base.execute("INSERT INTO entries VALUES ('of another program')")
    return path.read_bytes()


def test_another_programs_file_that_was_named_by_mistake_is_left_alone(path: Path) -> None:
    before = database(path)
    store = Store(Place(path, ours=False))
    store.add("03", "predict:a", "predicted", {})
    assert store.saved
    assert path.read_bytes() == before
    assert parts(Store(Place(path, ours=False))) == ["predict:a"]
    assert "was left alone: it is a database of another program" in store.notice
    assert asides(path) == []


def test_another_programs_file_in_our_own_folder_is_set_aside(path: Path) -> None:
    before = database(path)
    store = Store(Place(path))
    store.add("03", "predict:a", "predicted", {})
    assert store.saved
    assert [one.read_bytes() for one in asides(path)] == [before]


@pytest.mark.parametrize("ours", [True, False])
def test_a_file_of_a_newer_deskside_is_left_alone(path: Path, ours: bool) -> None:
    filled(path, 3)
    with closing(sqlite3.connect(path)) as base, base:
        base.execute("PRAGMA user_version = 99")
    before = path.read_bytes()
    store = Store(Place(path, ours))
    store.add("03", "predict:a", "predicted", {})
    assert store.saved
    assert path.read_bytes() == before
    assert "newer Deskside" in store.notice
    assert parts(Store(Place(path, ours))) == ["predict:a"]


def test_an_empty_file_is_a_new_one(path: Path) -> None:
    path.touch()
    store = Store(Place(path))
    assert parts(store) == []
    store.add("03", "predict:a", "predicted", {})
    assert store.saved
    assert store.notice == ""


# --- no writing ---


def refuse_to_write(monkeypatch: pytest.MonkeyPatch, pages: int = 1) -> None:
    """A disk with room for so many pages of a database and no more."""
    connect = sqlite3.connect

    def small(*arguments: object, **options: object) -> sqlite3.Connection:
        base = connect(*arguments, **options)  # type: ignore[call-overload]
        if not str(arguments[0]).endswith(".lock"):
            base.execute(f"PRAGMA max_page_count = {pages}")
        return base  # type: ignore[no-any-return]

    monkeypatch.setattr(file, "_connect", lambda path: small(path, isolation_level=None))


def test_on_a_full_disk_all_is_kept_in_memory_and_saved_when_there_is_room(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(path, 10)
    before = path.read_bytes()
    store = Store(Place(path))
    monkeypatch.setattr(stores, "REST", 0.0)
    with monkeypatch.context() as patch:
        refuse_to_write(patch)
        for number in range(30):
            store.add("03", f"predict:{number}", "predicted", {"text": "y" * 2000})
        assert not store.saved
        assert store.notice.endswith("the disk is full. Make some room; it is then saved by itself.")
        assert len(parts(store)) == 40
        assert path.read_bytes() == before
    store.add("03", "predict:last", "predicted", {})
    assert store.saved
    assert store.notice == ""
    assert len(parts(Store(Place(path)))) == 41


def test_what_waits_is_saved_by_itself_though_nothing_more_is_done(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(path, 10)
    store = Store(Place(path))
    monkeypatch.setattr(stores, "REST", 0.05)
    with monkeypatch.context() as patch:
        refuse_to_write(patch)
        store.add("03", "predict:last", "predicted", {"text": "y" * 20_000})
        time.sleep(0.2)  # a second attempt fails, too
        assert not store.saved
    for _ in range(200):
        if store.saved:
            break
        time.sleep(0.05)
    assert store.saved
    assert len(parts(Store(Place(path)))) == 11


REFUSED = """
import os, sys
from pathlib import Path
from deskside.progress import Place, Store
import deskside.progress.aside
{before}
store = Store(Place(Path(sys.argv[1])))
for number in range(50):
    store.add("03", f"quiz:{{number}}", "answered", {{"text": "x" * 2000}})
print(len(store.entries()), store.saved)
print(store.notice)
"""
FULL = """
import resource, signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (30_000, 30_000))
"""
NOBODY = """
if os.geteuid() == 0:
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
"""


def refused(path: Path, before: str) -> tuple[str, str]:
    command = [sys.executable, "-c", REFUSED.format(before=before), str(path)]
    run = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    found, notice = run.stdout.splitlines()
    return found, notice


@pytest.mark.skipif(os.name == "nt", reason="the limit on the size of files is POSIX")
def test_a_file_system_that_takes_no_more_loses_nothing_that_was_saved(path: Path) -> None:
    filled(path, 5)
    found, notice = refused(path, FULL)
    assert found == "55 False"
    assert "kept in memory" in notice
    assert {f"quiz:{number}" for number in range(5)} <= set(parts(Store(Place(path))))
    assert Store(Place(path)).notice == ""


@pytest.mark.skipif(os.name == "nt", reason="permissions of POSIX")
def test_a_folder_that_cannot_be_written_blocks_nothing(path: Path) -> None:
    filled(path, 5)
    path.parent.parent.chmod(0o755)
    path.parent.chmod(0o555)
    path.chmod(0o444)
    found, notice = refused(path, NOBODY)
    path.parent.chmod(0o755)
    assert found.endswith("False")
    assert int(found.split()[0]) >= 50
    assert "kept in memory" in notice
    assert len(parts(Store(Place(path)))) == 5


@pytest.mark.skipif(os.name == "nt", reason="owners of POSIX")
def test_a_file_of_another_account_is_neither_read_nor_touched(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(path, 5)
    before = path.read_bytes()
    monkeypatch.setattr(os, "geteuid", lambda: 4242)
    store = Store(Place(path))
    store.add("03", "predict:a", "predicted", {})
    assert parts(store) == ["predict:a"]
    assert "somebody else's" in store.notice
    assert path.read_bytes() == before


def test_a_place_that_can_be_no_file_blocks_nothing(path: Path) -> None:
    path.write_text("a file")
    for place in (path / "inside" / "p.sqlite3", path.parent):
        store = Store(Place(place))
        store.add("03", "predict:a", "predicted", {})
        assert parts(store) == ["predict:a"]
        assert "kept in memory" in store.notice


def test_a_file_that_another_program_holds_is_not_waited_for_at_every_click(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(path, 3)
    monkeypatch.setattr(file, "PATIENCE", 0.05)
    store = Store(Place(path))
    assert len(parts(store)) == 3
    tried: list[Path] = []
    write = file.write
    monkeypatch.setattr(file, "write", lambda path, entries: (tried.append(path), write(path, entries)))
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        for number in range(20):
            store.add("03", f"predict:{number}", "predicted", {})
        assert len(tried) == 1
        assert len(parts(store)) == 23
        assert "another program holds" in store.notice
        other.execute("ROLLBACK")
    assert store.flush(now=True)
    assert len(parts(Store(Place(path)))) == 23
    assert store.notice == ""
