"""Which levers a made-up desk pulls, so that a test can say which pairs of them its examples cover."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations

from deskside.scenario import Scenario
from generated import DAY_SHIFTS, NIGHT_SHIFTS, OVER_SUNDAY, ROUND_THE_CLOCK

__all__ = ["levers", "pairs"]

#: Pairs of levers that no desk can have together.
EXCLUDED = (
    {"continuous clock", "whole-minute clock"},
    {"drains", "stops"},
    {"two tiers", "three tiers"},
)


def levers(desk: Scenario) -> frozenset[str]:
    """Names of the levers that a desk uses, so that a test can say what its examples cover."""
    teams, services = desk.teams.values(), desk.services.values()
    rows = [row for team in teams for row in team.roster]
    live = [channel for channel in desk.channels.values() if channel.live]
    clock, end = f"{desk.horizon.clock} clock", "drains" if desk.horizon.at_end == "drain" else "stops"
    tiers = max(_tiers(desk, name) for name in desk.services)
    used = {
        clock: True,
        end: True,
        "several groups": len(desk.groups) > 1,
        "several services": len(services) > 1,
        "live channel": bool(live),
        "deferred channel": any(not channel.live for channel in desk.channels.values()),
        "patience": any(channel.patience for channel in live),
        "endless patience": any(channel.patience is None for channel in live),
        "waits unstaffed": any(channel.unstaffed == "wait" for channel in live),
        "refuses unstaffed": any(channel.unstaffed == "refuse" for channel in live),
        "retries": any(group.captive and group.retry_share for group in desk.groups.values()),
        "leaves": any(not group.captive for group in desk.groups.values()),
        "skills": any(row.skills is not None for row in rows),
        "several roster rows": any(len(team.roster) > 1 for team in teams),
        "speeds": len({row.speed for row in rows}) > 1,
        "wrap-up": any(team.wrap_up for team in teams),
        "first free goes": any(team.shift_end == "first-free" for team in teams),
        "two tiers": tiers == 2,
        "three tiers": tiers == 3,
        "reopening": any(s.reopen.share and s.reopen.at_most for s in services),
        "several priorities": any(len(s.priorities) > 1 for s in services),
        "day shift": any(row.shift[0] in DAY_SHIFTS for row in rows),
        "night shift": any(row.shift[0] in NIGHT_SHIFTS for row in rows),
        "shift over Sunday midnight": any(row.shift[0] in OVER_SUNDAY for row in rows),
        "round the clock": any(row.shift[0] == ROUND_THE_CLOCK for row in rows),
        "busy days": any(source.busy_day_cv for source in desk.needs),
        "closing hours": not desk.calendar.hours.always,
        "effort by channel": any(e.by_channel for s in services for e in s.effort.values()),
    }
    used |= {team.discipline: True for team in teams}
    used |= _of_requesters(desk) | _of_channels(desk) | _of_teams(desk) | _of_services(desk)
    return frozenset(name for name, is_used in used.items() if is_used)


def _of_requesters(desk: Scenario) -> dict[str, bool]:
    groups, told = desk.groups.values(), desk.policy
    return {
        "latent needs": any(source.latent for source in desk.needs),
        "other time zones": any(group.utc_offset for group in groups),
        "VIPs": any(group.vip_share for group in groups),
        "asks for a receipt": any(group.chase.receipt_after for group in groups),
        "asks for progress": any(group.chase.progress_after for group in groups),
        "peaks": bool(desk.peaks),
        "incidents": bool(desk.incidents),
        "broadcast": bool(desk.incidents) and told.broadcast_after is not None,
        f"acknowledges: {told.acknowledge}": True,
        f"promises: {told.promise}": True,
        "stopped clocks": bool(told.stopped_clocks),
    }


def _of_channels(desk: Scenario) -> dict[str, bool]:
    channels = desk.channels.values()
    return {
        "chats at once": any(channel.live and len(channel.at_once) > 1 for channel in channels),
        "canned replies": any(channel.canned_share for channel in channels),
        "unrecorded": any(channel.recorded < 1.0 for channel in channels),
        "calls back": any(channel.live and channel.missed_becomes_ticket for channel in channels),
    }


def _of_teams(desk: Scenario) -> dict[str, bool]:
    teams = desk.teams.values()
    return {
        "pooled": any(team.pooled and any(row.skills is not None for row in team.roster) for team in teams),
        "owners": any(team.ownership == "owner" for team in teams),
        "hand-over": any(team.ownership == "hand-over" for team in teams),
        "reads at set times": any(team.reads_at for team in teams),
        "limited work in progress": any(team.wip_limit for team in teams),
        "switching": any(team.switching for team in teams),
        "pressure": any(team.pressure for team in teams),
        "checks back": any(team.check_back for team in teams),
        "breaks": any(row.break_minutes for team in teams for row in team.roster),
    }


def _of_services(desk: Scenario) -> dict[str, bool]:
    services = desk.services.values()
    return {
        "inflation": any(service.inflation for service in services),
        "removed causes": any(service.removed for service in services),
        "self-service": any(service.self_service.try_share for service in services),
        "unclear roles": len(desk.teams) > 1 and any(service.unclear for service in services),
        "pending": any(service.pending.share and service.pending.at_most for service in services),
        "other teams": any(service.children for service in services),
        "swarming": any(rule.how == "swarm" for service in services for rule in service.escalate.values()),
    }


def _tiers(desk: Scenario, name: str) -> int:
    service, team, tiers = desk.services[name], desk.services[name].team, 1
    while team in service.escalate:
        team, tiers = service.escalate[team].to, tiers + 1
    return tiers


def pairs(names: Iterable[str]) -> set[frozenset[str]]:
    """Every pair of names that can occur together."""
    return {frozenset(pair) for pair in combinations(sorted(names), 2) if _go_together(*pair)}


def _go_together(one: str, other: str) -> bool:
    """Of a choice such as ``promises: rosy`` a desk makes one."""
    choice, colon, _ = one.partition(": ")
    return {one, other} not in EXCLUDED and not (colon and other.startswith(f"{choice}: "))
