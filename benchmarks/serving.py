"""The server under load: warm answers next to a bare route, a crowd of cold ones, memory, and the start."""

import asyncio
import statistics
import tempfile
from dataclasses import dataclass
from pathlib import Path

from benchmarks import crowd, endurance
from benchmarks.bare import save
from benchmarks.client import Answer, connection, percentile
from benchmarks.crowd import Crowd
from benchmarks.endurance import Endurance
from benchmarks.goals import Goal, above, below, never, reaches, within
from benchmarks.load import Load, load
from benchmarks.servers import Server, bare, running, starting, status

TRACE, PAGE = "/api/trace/resnet34", "/explore/resnet34"
WARM = {TRACE: "trace as JSON", PAGE: "explorer page"}
LEAST_RATIO = 0.8  # of the bare route's requests per second
MOST_WAITED = 250  # milliseconds, by 99 of 100 warm requests while a crowd asks for cold ones
LEAST_WORKED = 0.9  # of the time under load: less, and something else than the server is what limits
ROUNDS = 10
SECONDS = 1  # of load, for each contestant in each round
STARTS = 5
ALIVE = ("/healthz", "/api/networks")  # the first of them that the server has


@dataclass(frozen=True, slots=True)
class Contest:
    """Loads of the app and of the bare route with the same bytes, round by round."""

    path: str
    size: int
    ours: list[Load]
    bare: list[Load]

    @property
    def title(self) -> str:
        return WARM[self.path]

    @property
    def ratio(self) -> float:
        """The app's requests per second as a share of the bare route's: the median of the rounds."""
        return statistics.median(a.rate / b.rate for a, b in zip(self.ours, self.bare, strict=True))

    @property
    def worked(self) -> float:
        """The share of the time in which the server worked, for the one of the two that worked less."""
        return min(statistics.median(load.worked for load in loads) for loads in (self.ours, self.bare))


@dataclass(frozen=True, slots=True)
class Start:
    """Seconds from the start of a process to two first answers, and the memory, in MB, after each."""

    alive: float
    traced: float
    idle: float
    used: float


@dataclass(frozen=True, slots=True)
class Serving:
    """Everything that was measured."""

    contests: list[Contest]
    crowd: Crowd
    endurance: Endurance
    starts: list[Start]

    @property
    def worked(self) -> float:
        """The same, of both contests."""
        return min(contest.worked for contest in self.contests)

    @property
    def start(self) -> Start:
        """The medians."""
        columns = ([getattr(start, name) for start in self.starts] for name in Start.__slots__)
        return Start(*map(statistics.median, columns))


def measured() -> Serving:
    """All of it, on servers of its own, one part after the other."""
    starts = [start() for _ in range(STARTS)]
    with running(TRACE) as server:
        answers = asyncio.run(asked(server.origin))
        contests = contested(server, answers)
    with running(TRACE) as server:
        asyncio.run(asked(server.origin))
        met = crowd.measured(server.origin, [*WARM])
    return Serving(contests, met, endurance.measured(), starts)


async def asked(origin: str) -> dict[str, Answer]:
    """What the app says at the warm addresses, to a browser."""
    async with connection(origin) as kept:
        return {path: await kept.get(path) for path in WARM}


def contested(ours: Server, answers: dict[str, Answer]) -> list[Contest]:
    """The app and the bare route in turns, so that whatever else the machine is doing meets both alike."""
    contests = [Contest(path, len(answers[path].body), [], []) for path in WARM]
    with tempfile.TemporaryDirectory() as folder:
        save(answers, Path(folder, "answers.json"))
        with bare(TRACE, Path(folder, "answers.json")) as other:
            for _ in range(ROUNDS):
                for contest in contests:
                    contest.bare.append(load(other, contest.path, SECONDS))
                    contest.ours.append(load(ours, contest.path, SECONDS))
    return contests


def start() -> Start:
    """One fresh process."""
    with starting() as server:
        server.answered("/api/networks")
        alive = next(path for path in ALIVE if status(server.origin + path) == 200)
    with starting() as server:
        answered, idle = server.answered(alive), server.memory()
        traced = server.answered(TRACE)
        return Start(answered, traced, idle, server.memory())


def goals(serving: Serving) -> list[Goal]:
    """The promises about the server."""
    met = serving.crowd
    failed = [f"{load.failed} of {c.path}" for c in serving.contests for load in (*c.ours, *c.bare) if load.failed]
    return [
        *(
            reaches(f"{c.path}, warm, next to a bare route with the same bytes", c.ratio, LEAST_RATIO)
            for c in serving.contests
        ),
        never("of these, answers that failed", failed),
        above("of the time under load, the loaded server worked", serving.worked, LEAST_WORKED),
        within(
            f"a warm request while {met.clients} ask for cold networks, p99", percentile(met.meanwhile, 99), MOST_WAITED
        ),
        never("of those, answers that were lost or wrong", met.wrong),
        below(
            f"memory over the last half of {serving.endurance.requests[-1]:,} cold requests",
            serving.endurance.grown,
            0.05,
        ),
    ]
