"""The same work on a Dask cluster: tasks go to its workers, bytes come back, one process writes."""

from __future__ import annotations

import logging
import re
import time
from contextlib import suppress
from types import ModuleType
from typing import Any

from sayso.corpus.pool import Died, Outcome, Pool, Task
from sayso.corpus.trouble import Trouble
from sayso.corpus.work import Result, UnlikeEngine, work

_ADDRESS = re.compile(r"(?:tcp|tls)://(?:[^\s:/]+|\[[^\s\]]+\]):[0-9]{1,5}/?")
# Tasks in the cluster's hands for each of its workers: one that runs and one that waits.
_AHEAD = 2
# Seconds: for the scheduler to answer, and between two looks at how many workers there are.
_CONNECT, _LOOK = 30, 5


class DaskPool(Pool):
    """The workers of the scheduler at ``tcp://…``. They may come and go while it runs.

    Dask gives the task of a worker that is lost to another one, and gives up after four.
    """

    def __init__(self, address: str) -> None:
        """Raises Trouble where Dask is not installed or no scheduler answers."""
        if _ADDRESS.fullmatch(address) is None:
            raise Trouble(
                f"--scheduler {address}: write it like tcp://HOST:8786, as “dask scheduler” says."
            )
        self._dask = need_dask()
        # What happens to workers is told by us; Dask's own lines would cut through the progress.
        for name in ("distributed", "distributed.client", "distributed.core", "distributed.comm"):
            logging.getLogger(name).setLevel(logging.CRITICAL)
        try:
            self._client: Any = self._dask.Client(address, timeout=_CONNECT, set_as_default=False)
        except (OSError, TypeError, ValueError) as error:
            raise Trouble(
                f"--scheduler {address}: no Dask scheduler answers there ({error}). Start one "
                "with “dask scheduler”, and workers with “dask worker ADDRESS --nthreads 1”."
            ) from error
        self._cancelled = (self._dask.CancelledError, self._dask.client.FuturesCancelledError)
        self._tasks: dict[Any, Task] = {}
        self._number = 0
        self._looked = 0.0
        self._size = 0
        self.nobody = (
            f"No worker is at {address}, so that nothing is done. Start some there: “dask worker "
            f"{address} --nthreads 1”. Workers that end as soon as they begin lack Sayso: install "
            "this version on their machine (pip install 'sayso[dask]')."
        )

    @property
    def size(self) -> int:
        """How many threads the workers have that are there now."""
        if time.monotonic() - self._looked > _LOOK:
            self._size = sum(self._client.nthreads().values())
            self._looked = time.monotonic()
        return self._size

    @property
    def room(self) -> int:
        """How many more tasks keep all of them busy."""
        return max(0, _AHEAD * max(1, self.size) - len(self._tasks))

    def submit(self, task: Task) -> None:
        """Send a task to the scheduler."""
        self._number += 1
        future = self._client.submit(
            work,
            task.lines,
            task.options,
            file=task.file,
            name=task.name,
            key=f"sayso-{self._client.id}-{self._number}",
            pure=False,
        )
        self._tasks[future] = task

    def finished(self, seconds: float) -> list[Outcome]:
        """Tasks that are done, or that Dask has given up."""
        try:
            with self._client.as_current():
                waited = self._dask.wait(
                    list(self._tasks), timeout=seconds, return_when="FIRST_COMPLETED"
                )
            done = waited.done
        except TimeoutError:
            done = set()
        except self._cancelled as error:
            raise _lost() from error
        if self._client.status not in ("running", "connecting"):
            raise _lost()
        return [(self._tasks.pop(future), self._outcome(future)) for future in done]

    def _outcome(self, future: Any) -> Result | Died:
        if future.status == "cancelled" or future.status == "lost":
            raise _lost()
        if future.status == "error":
            error = future.exception()
            if isinstance(error, self._dask.KilledWorker):
                return Died()
            unlike = f"has {error}" if isinstance(error, UnlikeEngine) else "failed"
            raise Trouble(
                f"A worker of the cluster {unlike} ({type(error).__name__}). What is done so far "
                "is kept. Install this version of Sayso on all of them "
                "(pip install 'sayso[dask]') and give the same command again."
            ) from error
        try:
            found = future.result(timeout=_CONNECT)
        except (OSError, *self._cancelled):
            # The worker was lost after it had finished and before its answer was fetched.
            return Died()
        finally:
            future.release()
        assert isinstance(found, Result)
        return found

    def close(self) -> None:
        """Take back what is not done, and leave the cluster as it was."""
        with suppress(Exception):  # The scheduler may be gone already.
            self._client.cancel(list(self._tasks))
        self._tasks.clear()
        self._client.close(timeout=_LOOK)


def need_dask() -> ModuleType:
    """Dask's distributed. Raises Trouble where it is not installed."""
    try:
        import distributed
    except ImportError as error:
        raise Trouble(
            "--scheduler needs Dask, which is not installed: pip install 'sayso[dask]'."
        ) from error
    return distributed


def _lost() -> Trouble:
    return Trouble(
        "The connection to the Dask scheduler was lost. What is done so far is kept: give the "
        "same command again when it is back."
    )
