"""``python -m campaign`` and the ``campaign`` command."""


def main() -> None:
    """Run the command line; imports wait until here so that ``--help`` stays quick."""
    from campaign.cli.main import run

    run()


if __name__ == "__main__":
    main()
