"""Conversations side by side: each agent's clock runs at the pace of one of them.

The rules are those of `deskside.engines.simpy_chats`. An agent's conversations stand in rows of their own,
the one that ends first in front.
"""

from __future__ import annotations

from deskside.engines.compiled.answers import minutes
from deskside.engines.compiled.heap import push
from deskside.engines.compiled.hearing import GENERATIONS, key_of
from deskside.engines.compiled.records import chat_at, float_at, procedure, rule
from deskside.engines.order import END_OF_CHAT
from deskside.prepare.policy import MOST_CHATS

__all__ = ["begin_chat", "end_chat"]


@procedure
def begin_chat(s, who, agent, number, channel, lasts):
    """One more conversation, of so many minutes at full pace."""
    _advance(s, agent)
    agent.chat_channel = channel
    ends, place = agent.chat_clock + lasts, agent.chats
    while place > 0:
        before = chat_at(s.chat_table, who * MOST_CHATS + place - 1)
        if before.ends < ends or (before.ends == ends and before.ticket < number):
            break
        _put(s, who, place, before.ends, before.ticket)
        place -= 1
    _put(s, who, place, ends, number)
    agent.chats += 1
    _plan(s, who, agent)


@procedure
def end_chat(s, who, agent):
    """The conversation that is over first is over now. Returns its ticket."""
    first = chat_at(s.chat_table, who * MOST_CHATS)
    agent.chat_clock, agent.chat_since, number = first.ends, s.now, first.ticket
    agent.chats -= 1
    for place in range(agent.chats):
        after = chat_at(s.chat_table, who * MOST_CHATS + place + 1)
        _put(s, who, place, after.ends, after.ticket)
    _plan(s, who, agent)
    return number


@rule
def _put(s, who, place, ends, number):
    chat = chat_at(s.chat_table, who * MOST_CHATS + place)
    chat.ends, chat.ticket = ends, number


@rule
def _pace(s, agent):
    """How fast each of the agent's conversations goes."""
    return float_at(s.pace_table, agent.chat_channel * (MOST_CHATS + 1) + agent.chats)


@rule
def _advance(s, agent):
    """Bring an agent's clock to the present."""
    if agent.chats > 0:
        agent.chat_clock += (s.now - agent.chat_since) * _pace(s, agent)
    else:
        agent.chat_clock = 0.0
    agent.chat_since = s.now


@rule
def _plan(s, who, agent):
    """Plan the end of the conversation that will be over first."""
    agent.chat_plan += 1
    if agent.chats > 0:
        left, after = chat_at(s.chat_table, who * MOST_CHATS).ends - agent.chat_clock, 0.0
        if left > 0.0:
            after = minutes(s, left / _pace(s, agent))
        push(s, s.now + after, key_of(END_OF_CHAT, who, agent.chat_plan & GENERATIONS))
