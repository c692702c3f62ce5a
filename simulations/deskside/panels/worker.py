"""A worker: work in a thread of its own, so that the kernel goes on answering while a panel runs."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from contextvars import copy_context
from functools import partial
from threading import Condition, Event, RLock, Thread

__all__ = ["Job", "Stopped", "Worker"]

#: Seconds after which a job tells how far it is, and between one word and the next.
QUIET, BETWEEN = 0.4, 0.2
#: Seconds a worker's thread waits for another job before it ends.
LINGER = 20.0
_LOG = logging.getLogger("deskside")


class Stopped(Exception):  # noqa: N818  # not an error: somebody wanted it to stop
    """The job was given up: a newer one came, or somebody pressed Stop."""


class Job:
    """One piece of work from inside: it tells how far it is and hears whether it is still wanted."""

    def __init__(self, tell: Callable[[float], None]) -> None:
        self.tell, self.unwanted, self.by_hand = tell, Event(), False
        self.begun = time.monotonic()
        self.told = self.begun + QUIET - BETWEEN

    def __call__(self, done: int, total: int) -> None:
        """Done so many pieces of so many. Raises `Stopped` when the job is no longer wanted."""
        if self.unwanted.is_set():
            raise Stopped
        now = time.monotonic()
        if now - self.told > BETWEEN and now - self.begun > QUIET:
            self.told = now
            self.tell(done / max(1, total))


class Worker:
    """Does one job at a time; of the jobs that wait only the newest is done.

    ``tell`` hears from the running job how far it is, 0 to 1.
    """

    def __init__(self, tell: Callable[[float], None]) -> None:
        self.tell = tell
        self._lock = RLock()
        self._more = Condition(self._lock)
        self._next: Callable[[Job], None] | None = None
        self._current: Job | None = None
        self._give_up_next = False
        self._thread: Thread | None = None
        self._idle = Event()
        self._idle.set()

    def take(self, work: Callable[[Job], None], at_once: bool = False) -> None:
        """Do this next; ``at_once`` gives up what is being done now. ``work`` deals with what it raises."""
        context = copy_context()  # messages go to the cell that asked
        with self._more:
            self._next = lambda job: context.run(work, job)
            self._idle.clear()
            if at_once and self._current is not None:
                self._current.unwanted.set()
            if self._thread is None:
                self._thread = Thread(target=self._go, name="deskside panel", daemon=True)
                self._thread.start()
            self._more.notify()

    def stop(self) -> None:
        """Somebody pressed Stop: give up what is being done and what waits."""
        with self._lock:
            self._give_up_next = self._next is not None
            if self._current is not None:
                self._current.by_hand = True
                self._current.unwanted.set()

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until nothing is left to do, at most so long; whether that was reached."""
        return self._idle.wait(seconds)

    def _go(self) -> None:
        """One thread for many jobs: the kernel's way out is slow for a thread that is new to it."""
        while (work := self._awaited()) is not None:
            try:
                work()
            except Exception:  # work should deal with its own; the next job must be done all the same
                _LOG.exception("a job of a panel failed")

    def _awaited(self) -> Callable[[], None] | None:
        """The next job, waited for a while; none after that."""
        with self._more:
            self._current = None
            if self._next is None:
                self._idle.set()
                self._more.wait_for(lambda: self._next is not None, LINGER)
            work, self._next = self._next, None
            if work is None:
                self._thread = None
                return None
            self._current = job = Job(self.tell)
            if self._give_up_next:  # it is begun all the same, so that it is answered
                self._give_up_next, job.by_hand = False, True
                job.unwanted.set()
            return partial(work, job)
