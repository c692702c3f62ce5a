"""Where a run's answers come from: the address of every draw, and what is drawn ahead for all needs."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from deskside.demand import Demand
from deskside.distributions import spread
from deskside.engines.compiled.answers import QUESTIONS, SHAPES
from deskside.engines.compiled.records import COLUMN, SHAPE
from deskside.engines.compiled.store import Store
from deskside.prepare import Tables

__all__ = ["lay_out_answers"]


def lay_out_answers(
    demand: Demand, tables: Tables, raised: frozenset[str], state: NDArray[Any], store: Store
) -> None:
    """Tell the loop how to find the answers to all questions that were ``raised``, now and before."""
    state["sources"] = len(demand.sources)
    state["source_table"] = store.keep("source_table", demand.source_numbers)
    state["ordinal_table"] = store.keep("ordinal_table", demand.ordinal)
    state["key_table"] = store.keep("key_table", demand.stream_keys(raised))
    _lay_out_columns(demand, tables, state, store)
    _lay_out_shapes(demand, tables, state, store)
    _lay_out_fetches(tables, state, store)


def _lay_out_columns(demand: Demand, tables: Tables, state: NDArray[Any], store: Store) -> None:
    """The answers drawn ahead, to questions that this policy can raise."""
    raised = sorted(tables.purposes | tables.rare_purposes)
    at_hand = {name: demand.at_hand(name) for name in raised}
    pages = max(map(len, at_hand.values()))
    columns = np.zeros((len(QUESTIONS), pages), dtype=np.int64)
    for name, by_page in at_hand.items():
        for page, column in enumerate(by_page):
            columns[QUESTIONS.index(name), page] = store.keep(f"{name} {page}", column)
    state["pages"], state["column_table"] = pages, store.keep("column_table", columns)


def _lay_out_shapes(demand: Demand, tables: Tables, state: NDArray[Any], store: Store) -> None:
    """The shapes of efforts, and of each the effort of every need's first visit."""
    shapes = store.table("shape_table", SHAPE, len(tables.shapes))
    for record, (kind, cv) in zip(shapes, tables.shapes, strict=True):
        record["kind"], (record["sigma"], record["drift"]) = SHAPES.index(kind), spread(cv)
        record["first"] = store.keep(f"effort {kind} {cv}", demand.efforts(kind, cv))
    state["shape_table"] = store.address("shape_table")


def _lay_out_fetches(tables: Tables, state: NDArray[Any], store: Store) -> None:
    """The columns of which the loop reads a number of nearly every need."""
    columns = store.tables["column_table"]
    addresses = [*columns[columns > 0], *store.tables["shape_table"]["first"]]
    addresses += [state["source_table"][0], state["ordinal_table"][0]]
    steps = [8] * len(addresses)
    if tables.child_asked.size:
        addresses.append(state["asked_table"][0])
        steps.append(8 * tables.child_asked.shape[1])
    store.records("fetch_table", COLUMN, address=np.array(addresses), step=np.array(steps))
    state["columns"], state["fetch_table"] = len(addresses), store.address("fetch_table")
