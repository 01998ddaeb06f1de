"""How far a run has come, for a person at a terminal or in a log."""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Callable
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn

# Seconds between two lines where nobody looks at a terminal.
_EVERY = 10.0
# Messages about single lines that are shown; all stand in the file beside OUT.
_SHOWN = 20


class Shown:
    """A bar in a terminal, a line now and then elsewhere; both go to standard error.

    ``total`` is bytes of input. Rates are those since this run began, also where it goes on with
    an earlier one.
    """

    def __init__(
        self,
        total: int,
        *,
        console: Console | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Show nothing yet."""
        self._console = console or Console(file=sys.stderr, highlight=False)
        self._total = total
        self._clock = clock
        self._began = self._line = clock()
        self._start: tuple[int, int, int] | None = None
        self._told = 0
        self._bar: Progress | None = None

    def __enter__(self) -> Shown:
        """Begin to show, in a terminal."""
        if self._console.is_terminal:
            # No thread of rich's: workers are forked from this process.
            self._bar = Progress(
                BarColumn(bar_width=30),
                TextColumn("{task.description}"),
                console=self._console,
                transient=True,
                auto_refresh=False,
            )
            self._bar.add_task("starting", total=max(1, self._total))
            self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Take the bar away."""
        if self._bar is not None:
            self._bar.stop()
            self._bar = None

    def say(self, message: str, *, of_line: bool = False) -> None:
        """Show a sentence. Of those about single lines, only the first are shown."""
        self._told += of_line
        if of_line and self._told > _SHOWN:
            message = "More such lines are not shown here." if self._told == _SHOWN + 1 else ""
        if message:
            self._console.print(message, markup=False, soft_wrap=True)

    def reached(self, *, articles: int, words: int, read: int, workers: int) -> None:
        """Show how far it is, what it does in a second and what is left."""
        now = self._clock()
        if self._start is None:
            self._start = (articles, words, read)
            self._began = now
        text = self._described(articles, words, read, workers, now - self._began)
        if self._bar is not None:
            self._bar.update(self._bar.task_ids[0], completed=read, description=text, refresh=True)
        elif now - self._line >= _EVERY:
            self._line = now
            self._console.print(text, markup=False, soft_wrap=True)

    def _described(self, articles: int, words: int, read: int, workers: int, seconds: float) -> str:
        assert self._start is not None
        share = f"{articles:,} articles, {100 * read // max(1, self._total)} %"
        gone = read - self._start[2]
        if gone <= 0 or seconds <= 0:
            return f"{share}, {_workers(workers)}"
        left = (self._total - read) * seconds / gone
        return (
            f"{share}, {(articles - self._start[0]) / seconds:,.1f} articles and "
            f"{(words - self._start[1]) / seconds:,.0f} words a second, {_workers(workers)}, "
            f"{duration(left)} left"
        )


def ended(counts: Counter[str], seconds: float, *, places: str) -> str:
    """What came of a run, in a few lines. ``places`` says where bad lines are."""
    errors = {
        name.removeprefix("error "): count
        for name, count in sorted(counts.items())
        if name.startswith("error ")
    }
    lines = [
        f"{counts['articles']:,} articles, {counts['analysed']:,} of them analysed, "
        f"{counts['words']:,} words, {duration(seconds)}."
    ]
    if errors:
        kinds = ", ".join(f"{code} {count:,}" for code, count in errors.items())
        lines.append(f"Errors in place of answers: {kinds}.")
    if counts["bad"]:
        lines.append(
            f"{counts['bad']:,} {_plural(counts['bad'], 'line holds', 'lines hold')} no article "
            f"and {_plural(counts['bad'], 'is', 'are')} kept apart: {places}."
        )
    if counts["repeated ids"]:
        lines.append(
            f"{counts['repeated ids']:,} "
            f"{_plural(counts['repeated ids'], 'article has', 'articles have')} an id that an "
            "earlier one has. All are in the output; the report beside it names the first."
        )
    return "\n".join(lines)


def duration(seconds: float) -> str:
    """Seconds for people: two units at most."""
    whole = round(seconds)
    for unit, name, below in ((86_400, "d", "h"), (3_600, "h", "min"), (60, "min", "s")):
        if whole >= unit:
            part = {"h": 3_600, "min": 60, "s": 1}[below]
            return f"{whole // unit} {name} {whole % unit // part} {below}"
    return f"{whole} s"


def _workers(count: int) -> str:
    return f"{count} {_plural(count, 'worker', 'workers')}"


def _plural(count: int, one: str, many: str) -> str:
    return one if count == 1 else many
