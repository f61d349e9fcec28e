"""The program is told to stop: what is under way is finished, nothing new begins, and it ends as it should."""

import signal
import socket
import time
from pathlib import Path

import pytest

from app.tracing.gradients.study import Study
from tests.support.server_process import Program, everything, request, running, status

pytestmark = pytest.mark.slow

STUDY = "/api/gradients/resnet34?size=64&batch=4"


def refuses(program: Program) -> bool:
    try:
        program.connect().close()
    except ConnectionRefusedError:
        return True
    return False


def begin(program: Program) -> socket.socket:
    """Ask for what takes seconds; returns when it is under way."""
    client = program.connect()
    client.sendall(request(STUDY))
    while b"\nresnet_volumes_gradient_running 1.0\n" not in program.ask("/metrics"):
        time.sleep(0.02)
    return client


@pytest.mark.parametrize("workers", [1, 2])
def test_an_answer_that_is_being_made_is_finished_and_new_connections_are_refused(tmp_path: Path, workers: int) -> None:
    with running(tmp_path / "log", workers=workers) as program, program.connect() as idle:
        if workers == 1:
            client = begin(program)
        else:  # which of the workers answers /metrics is not known
            client = program.connect()
            client.sendall(request(STUDY))
            time.sleep(1.0)
        with client:
            program.process.send_signal(signal.SIGTERM)
            while not refuses(program):
                time.sleep(0.02)
            answer = everything(client)
            assert status(answer) == 200
            assert answer.count(b'"relative"') >= 2 * len(Study.__dataclass_fields__)
            assert everything(idle) == b""
        assert program.process.wait(30) == 0
        assert "Traceback" not in program.log.read_text()


def test_with_nothing_under_way_it_ends_at_once(tmp_path: Path) -> None:
    with running(tmp_path / "log") as program:
        assert program.stop() == 0


def test_a_study_that_outlasts_the_time_to_stop_is_given_up(tmp_path: Path) -> None:
    hurried = "import app.__main__ as program; program.STOPPING = 1; program.main()"
    with running(tmp_path / "log", ("-c", hurried)) as program, begin(program):
        assert program.stop() == 0


def test_a_setting_that_makes_no_sense_is_said_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(pytest.fail.Exception) as failure, running(tmp_path / "log", workers="many"):
        raise AssertionError("it came up")
    assert str(failure.value).endswith("WORKERS is 'many'; it has to be a whole number from 1 to 256.\n")
