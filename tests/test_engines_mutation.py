"""The proof of the proof: break a rule of an engine, and the comparison or an audit must see it.

Two engines by one author can share a mistake; what both get wrong alike only an auditor sees. The package
is copied, one rule of the copy is changed, and generated desks are told by both of its engines, in a process
of its own. All copies share one cache folder: had Numba's cache hidden the change, the mutant would still
agree.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import deskside
from deskside.engines import order as order_module
from deskside.engines.order import END_OF_SERVICE, PATIENCE
from test_engines_equal import ENGINES

STORIES = 40

TELL = """
import sys
from pathlib import Path
import deskside
assert Path(deskside.__file__).is_relative_to({copy!r}), deskside.__file__
sys.path.insert(0, {tests!r})
from audit_idle import idle_objections
from test_engines_equal import for_each_story, tell
from deskside.demand import sample
told = differ = idle = 0
def compare(story):
    global told, differ, idle
    demand = sample(story.desk, story.seed)
    logs = [tell(story, demand, engine, changes=False, cuts=False) for engine in {engines}]
    told, differ = told + 1, differ + any(logs[0].differences(other) for other in logs[1:])
    idle += bool(idle_objections(logs[-1], demand))
for_each_story(100, {stories}, compare, {rare})
print(told, differ, idle)
"""


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package, to be changed."""
    folder = tmp_path_factory.mktemp("mutant") / "simulations"
    ignore = shutil.ignore_patterns("__pycache__")
    shutil.copytree(Path(deskside.__file__).parent, folder / "deskside", ignore=ignore)
    return folder


def told_and_different(copy: Path, rare: bool = False) -> tuple[int, int]:
    """How many stories the two engines of a copy were told, and in how many they differ."""
    told, differ, _ = told_different_and_idle(copy, rare)
    return told, differ


def told_different_and_idle(
    copy: Path, rare: bool = True, engines: tuple[str, ...] = ENGINES
) -> tuple[int, int, int]:
    """The same, and in how many somebody is idle while work waits that they may do."""
    tests = str(Path(__file__).parent)
    code = TELL.format(copy=str(copy), tests=tests, stories=STORIES, rare=rare, engines=engines)
    env = os.environ | {"PYTHONPATH": str(copy), "DESKSIDE_CACHE": str(copy.parent / "cache")}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    told, differ, idle = map(int, done.stdout.split())
    return told, differ, idle


def kernels(copy: Path) -> set[str]:
    return {folder.name for folder in (copy.parent / "cache").glob("kernel-*")}


Sources = dict[str, str]  # of the compiled engine, by file name


def highest_number_first(sources: Sources) -> Sources:
    """Of agents who are free since the same minute the highest number goes first."""
    assert sources["people.py"].count("before > number") == 1
    return {"people.py": sources["people.py"].replace("before > number", "before < number")}


def patience_before_the_end_of_service(sources: Sources) -> Sources:
    """Patience that runs out in the minute in which work ends counts as lost."""
    order = Path(order_module.__file__).read_text(encoding="utf-8")
    first, last = f"END_OF_SERVICE = {END_OF_SERVICE} ", f"PATIENCE = {PATIENCE} "
    assert order.count(first) == order.count(last) == 1
    order = order.replace(first, f"END_OF_SERVICE = {PATIENCE} ").replace(
        last, f"PATIENCE = {END_OF_SERVICE} "
    )
    moved = {
        name: text.replace("deskside.engines.order import", "deskside.engines.compiled.order import")
        for name, text in sources.items()
    }
    changed = {name: text for name, text in moved.items() if text != sources[name]}
    assert {"loop.py", "service.py"} <= changed.keys()
    return {**changed, "order.py": order}


MUTATIONS = (highest_number_first, patience_before_the_end_of_service)


@pytest.mark.ci
def test_a_changed_tie_rule_is_seen_and_no_cache_hides_it(copy: Path) -> None:
    folder = copy / "deskside" / "engines" / "compiled"
    sound = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.py")}
    assert told_and_different(copy) == (STORIES, 0)
    for mutate in MUTATIONS:
        before = kernels(copy)
        changed = mutate(sound)
        for name, text in changed.items():
            (folder / name).write_text(text, encoding="utf-8")
        assert told_and_different(copy)[1] > 0, mutate.__doc__
        assert len(kernels(copy)) == len(before) + 1, "compiled anew, under another name"
        for name in changed:
            (folder / name).unlink()
        for name, text in sound.items():
            (folder / name).write_text(text, encoding="utf-8")
    before = kernels(copy)
    assert told_and_different(copy) == (STORIES, 0)
    assert kernels(copy) == before, "the sound engine came from the cache"


#: One rule of each rare lever, as it stands and broken: file, rule, mutant.
BROKEN = {
    "a time asked for again is the one after it": (
        "answers.py",
        "exponential(_drawn(s, asked, number, page))",
        "exponential(_drawn(s, asked, number, page + 1))",
    ),
    "the other question comes first": ("hearing.py", "receipt <= progress else", "receipt > progress else"),
    "a broken promise hastens nobody": ("hearing.py", "unit * after * group.hastened", "unit * after"),
    "a chase outlives the resolution": ("closing.py", "life.chase_plan += 1", "life.chase_plan += 0"),
    "wrong teams are tried in no order": ("detours.py", "place -= 1", "place -= 2"),
    "a wait outside frees no hands": ("detours.py", "agent.held -= 1", "agent.held -= 0"),
    "parts of others are asked for twice": (
        "detours.py",
        "life.parted, life.waits_for = 1",
        "life.parted, life.waits_for = 0",
    ),
    "help takes as long as work alone": ("detours.py", ") * stage.help_effort", ")"),
    "two chats go as fast as one": (
        "chats.py",
        "(s.now - agent.chat_since) * _pace(s, agent)",
        "s.now - agent.chat_since",
    ),
    "ready-made replies hold": (
        "closing.py",
        "if s.rich and life_at(s.life_table, number).canned:",
        "if s.rich and False:",
    ),
}


@pytest.mark.deep
@pytest.mark.parametrize("fault", BROKEN)
def test_a_broken_rule_of_a_rare_lever_is_seen(copy: Path, fault: str) -> None:
    name, rule, mutant = BROKEN[fault]
    with _broken(copy / "deskside" / "engines" / "compiled" / name, rule, mutant):
        told, differ = told_and_different(copy, rare=True)
    assert (told, differ > 0) == (STORIES, True)


#: Ways to forget somebody who could work, in the SimPy engine: file, rule, mutant.
FORGETFUL = {
    "a ticket that comes back from outside wakes nobody": (
        "simpy_queueing.py",
        "team.free_agent(turn) if team.bench else None",
        "team.free_agent(turn) if team.bench and turn.kind != BEGUN else None",
    ),
    "only one of the free ones looks at what was read": (
        "simpy_queueing.py",
        "in list(team.bench):",
        "in team.bench[:1]:",
    ),
    "who may begin something again is not told": (
        "simpy_detours.py",
        "team.wip_limit < NO_LIMIT and agent.on_duty and not agent.busy",
        "False",
    ),
    "nobody takes a chat beside another": (
        "simpy_queueing.py",
        "if turn.chat and team.chatting:",
        "if False:",
    ),
    "who ends one of several chats takes no other": ("simpy_chats.py", "if agent.on_duty:", "if False:"),
    "who comes on duty waits for the telephone": (
        "simpy_roster.py",
        "team.work_or_rest(agent)",
        "agent.idle_since = self.env.now; team.bench.append((agent.idle_since, agent.identity, agent))",
    ),
}


@pytest.mark.ci
@pytest.mark.parametrize("fault", FORGETFUL)
def test_who_is_forgotten_beside_a_queue_is_seen_without_another_engine(copy: Path, fault: str) -> None:
    name, rule, mutant = FORGETFUL[fault]
    file = copy / "deskside" / "engines" / name
    with _broken(file, rule, mutant):
        told, _, idle = told_different_and_idle(copy, engines=("simpy",))
    assert (told, idle > 0) == (STORIES, True)


@pytest.mark.ci
def test_what_both_engines_forget_alike_is_seen(copy: Path) -> None:
    """The engines agree on every story, and all the same somebody sits idle."""
    engines = copy / "deskside" / "engines"
    name, rule, mutant = FORGETFUL["who may begin something again is not told"]
    the_same = "team_at(s.team_table, agent.team).wip_limit < NO_LIMIT and agent.on_duty and not agent.busy"
    with (
        _broken(engines / name, rule, mutant),
        _broken(engines / "compiled" / "detours.py", the_same, mutant),
    ):
        told, differ, idle = told_different_and_idle(copy)
    assert (told, differ, idle > 0) == (STORIES, 0, True)


@contextmanager
def _broken(file: Path, rule: str, mutant: str) -> Iterator[None]:
    """A copy's file with one rule changed, for a while."""
    sound = file.read_text(encoding="utf-8")
    assert sound.count(rule) == 1
    file.write_text(sound.replace(rule, mutant), encoding="utf-8")
    try:
        yield
    finally:
        file.write_text(sound, encoding="utf-8")
