"""What is told to whoever asks for more than this process has room for at the moment."""


class Busy(RuntimeError):
    """Not now: the message says what is under way, `seconds` is an estimate of how much longer."""

    def __init__(self, what: str, seconds: int) -> None:
        super().__init__(f"{what} Try again in about {seconds} s.")
        self.seconds = seconds
