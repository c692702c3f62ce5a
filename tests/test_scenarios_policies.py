"""Named policies do what they say: on the same needs, with an interval clear of zero."""

from __future__ import annotations

import pytest

from deskside.scenario import policies, shipped
from scenario_figures import changes

#: Pairs of runs. A claim that is true by luck alone passes with probability 0.025.
PAIRS = 10
CASES = [(name, policy) for name in shipped() for policy in policies(name)]


@pytest.mark.ci
@pytest.mark.parametrize(("name", "policy"), CASES)
def test_a_policy_moves_what_it_says(name: str, policy: str) -> None:
    found = changes(name, policy, PAIRS)
    for figure, way in policies(name)[policy].moves.items():
        change = found[figure].change
        clear = change.low > 0.0 if way == "up" else change.high < 0.0
        assert clear, f"{figure} should go {way}: {change.low:.4g} to {change.high:.4g}"
