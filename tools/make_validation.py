"""Write docs/validation.md: how fair the marks of every assignment are, by auditing each.

    python tools/make_validation.py [--honest N] [--wrong N] [--secrets N] [NN ...]

What an audit found is kept in docs/validation.json, so that one assignment can be audited again without the
others.
"""

from __future__ import annotations

import argparse
import json
from hashlib import blake2b
from pathlib import Path
from typing import Any

from deskside.grading import open_key
from deskside.grading.audit import SECRETS, audit

ROOT = Path(__file__).resolve().parent.parent
COURSE, FOUND, PAGE = ROOT / "assignments", ROOT / "docs" / "validation.json", ROOT / "docs" / "validation.md"
HEAD = """# How fair the marks are

Written by `tools/make_validation.py`. Made-up learners, each with an own variant, answer every question of
every assignment: rightly in many ways, wrongly in each way that the key names, by tossing coins, and by
copying the right answers of another learner under the own name. Counts are followed by the 95 % bounds of
Clopper and Pearson for the share in the long run, as if the answers were independent; several answers come
from one learner, and how many learners there were is stated. Where sets of evaluation seeds are named,
learners are shared out among them: the seeds in the key, and others as classes elsewhere have them.

- *Marked down*: right answers that did not get all points. *Not as stated*: wrong answers that got another
  share of the points than the key states for them. *All points*: wrong answers that got all of them.
- *Coins*: somebody who knows the form and the order of magnitude of an answer and guesses the rest.
  *Copy*: a colleague's right answers. Both are the mean share of the points.
- *By variant*: the lowest and the highest share of right answers with all points over the variants.
"""


def count(one: dict[str, Any]) -> str:
    low, high = one["share_not"]
    missed = one["of"] - one["as_it_should"]
    return f"{missed} of {one['of']:,} ({100 * low:.2g} to {100 * high:.2g} %)"


def summed(counts: list[dict[str, Any]]) -> str:
    return f"{sum(one['of'] - one['as_it_should'] for one in counts)} of {sum(one['of'] for one in counts):,}"


def version(name: str) -> str:
    """A short digest of an assignment's key and paper: what was audited."""
    files = (COURSE / "keys" / f"{name}.py", COURSE / "source" / name / "questions.toml")
    texts = [path.read_text(encoding="utf-8") for path in files]
    return blake2b("\0".join(texts).encode(), digest_size=8).hexdigest()


def section(found: dict[str, Any]) -> str:
    many = found.get("secrets", 1)
    under = f", {many} sets of evaluation seeds" if many > 1 else ""
    lines = [f"## {found['assignment']}", "", f"{found['learners']:,} made-up learners{under}.", ""]
    if found.get("version", version(found["assignment"])) != version(found["assignment"]):
        lines[2] += " **Key or paper were changed after this audit.**"
    lines += ["| question | points | marked down | not as stated | all points | coins | copy | by variant |"]
    lines += ["|---|--:|---|---|---|--:|--:|---|"]
    for name, item in found["items"].items():
        low, high = item["honest_by_variant"]
        cells = [f"`{name}`", str(item["points"]), count(item["honest"]), summed([*item["misses"].values()])]
        cells += [count(item["false_pass"]), f"{100 * item['guess']:.0f} %", f"{100 * item['copy']:.0f} %"]
        lines.append(f"| {' | '.join([*cells, f'{100 * low:.0f} to {100 * high:.0f} %'])} |")
    coins, copied = (f"{100 * found[name]:.0f} %" for name in ("guessing", "copying"))
    lines += ["", f"Of all automatic points coins get {coins}, copying {copied}, an untouched release"]
    lines[-1] += f" {found['untouched']:g}."
    alike = [f"{name} {low:.3g} to {high:.3g}" for name, (low, high) in found["difficulty"].items()]
    lines += [f"Over the variants: {'; '.join(alike)}."] if alike else []
    return "\n".join(lines)


def page(found: dict[str, Any]) -> str:
    return "\n\n".join([HEAD.strip(), *(section(found[name]) for name in sorted(found))]) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description="Write docs/validation.md.")
    parser.add_argument("numbers", nargs="*", metavar="NN", help="assignments by number; default: all")
    parser.add_argument("--honest", type=int, default=4000)
    parser.add_argument("--wrong", type=int, default=400)
    parser.add_argument("--secrets", type=int, default=SECRETS)
    asked = parser.parse_args()
    found = json.loads(FOUND.read_text(encoding="utf-8")) if FOUND.is_file() else {}
    for name in sorted(path.parent.name for path in COURSE.glob("source/*/questions.toml")):
        if not asked.numbers or name.split("-")[0] in asked.numbers:
            result = audit(open_key(name, COURSE, "it"), asked.honest, asked.wrong, secrets=asked.secrets)
            for problem in result.problems:
                print(f"{name}: {problem}")
            found[name] = result.plain() | {"version": version(name)}
            print(f"{name}: {result.learners} learners")
    found = dict(sorted(found.items()))  # their questions stay in the order of the paper
    FOUND.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8", newline="\n")
    PAGE.write_text(page(found), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
