"""Options that most commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

DEFAULT_STORE = Path("seasoned.db")

Store = Annotated[
    Path,
    typer.Option("--store", envvar="SEASONED_STORE", help="The store file.", show_default="./seasoned.db"),
]
Tenant = Annotated[str, typer.Option(help="Whose experience: the tenant.", show_default=False)]
Project = Annotated[str, typer.Option(help="Whose experience: the project.", show_default=False)]
Json = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]
SystemName = Annotated[
    str,
    typer.Option("--system", help="The memory system, also with knobs: 'memrl(lambda=0.3)'. See `seasoned systems`."),
]
