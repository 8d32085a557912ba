"""The command line: `seasoned`. One file per command; `main` is the entry point."""

from __future__ import annotations


def main() -> None:
    """Run the command line with the arguments of the process. Ends it: 0 ok, 1 trouble found, 2 a user's error."""
    from seasoned.cli.app import app

    app(prog_name="seasoned")
