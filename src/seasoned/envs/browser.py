"""Chromium without a window, without a network, driven through its own driver program."""

from __future__ import annotations

import os
import shutil
from typing import Any

from seasoned.errors import EnvironmentUnavailableError


def check() -> None:
    """Raise EnvironmentUnavailableError where Chromium or its driver is missing."""
    if _browser() is None or _driver() is None:
        raise EnvironmentUnavailableError(
            "no Chromium or no chromedriver on PATH (Debian: apt-get install chromium chromium-driver)"
        )


def launch() -> Any:
    """Start the browser and return its Selenium driver; `quit` ends both."""
    # Selenium would otherwise ask the network for drivers and report that it was used.
    os.environ["SE_OFFLINE"] = "true"
    os.environ["SE_AVOID_STATS"] = "true"
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    options = webdriver.ChromeOptions()
    options.binary_location = _browser() or ""
    for argument in (
        "headless",
        "disable-gpu",
        "no-sandbox",  # the pages are the package's own files, and containers often forbid a sandbox
        "disable-dev-shm-usage",
        "disable-background-networking",
        "host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost",
        "window-size=500,320",
    ):
        options.add_argument(argument)
    return webdriver.Chrome(options=options, service=Service(executable_path=_driver()))


def _program(variable: str, names: tuple[str, ...]) -> str | None:
    """Return the program that environment variable `variable` names, else the first of `names` that is on PATH."""
    return os.environ.get(variable) or next(filter(None, map(shutil.which, names)), None)


def _browser() -> str | None:
    return _program("MINIWOB_CHROME_BINARY", ("chromium", "chromium-browser", "google-chrome", "chrome"))


def _driver() -> str | None:
    return _program("MINIWOB_CHROMEDRIVER", ("chromedriver",))
