"""``python -m campaign`` and the ``campaign`` command."""

import signal
import sys

RUN_UNTIL_STOPPED = ("serve", "worker", "demo", "sandbox")


def main() -> None:
    """Run the command line; imports wait until here so that ``--help`` stays quick."""
    if any(word in RUN_UNTIL_STOPPED for word in sys.argv[1:]):
        # A stop that comes while the program is still loading is as good as a later one.
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: sys.exit(0))
    from campaign.cli.main import run

    run()


if __name__ == "__main__":
    main()
