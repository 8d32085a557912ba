"""The page in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bench.report.reported import streams, told
from seasoned import envs
from seasoned.bench.report import page

pytestmark = pytest.mark.browser

WIDTHS = (360, 1200)


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    why_not = envs.available("miniwob")
    if why_not is not None:
        pytest.skip(why_not)
    from seasoned.envs.browser import launch

    systems = {"none": [0, 1, 0, 0], "ours": [0, 1, 1, 1], "raw": [0, 0, 1, 0], "a-rather-long-name": [0, 1, 1, 0]}
    results = [
        one
        for family in ("textworld/mapreader", "scienceworld/find-non-living-thing", "x" * 60)
        for order in ("random", "blocked", "interleaved")
        for system, solved in systems.items()
        for one in streams(system, solved, seeds=3, family=family, order=order, arm="" if system == "none" else "self")
    ]
    path: Path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(page(*told(results).arguments), encoding="utf-8")
    driver = launch()
    try:
        media(driver, "prefers-reduced-motion", "reduce")  # else what is clicked may still be on its way
        driver.get(path.as_uri())
        yield driver
    finally:
        driver.quit()


def media(browser: Any, feature: str, value: str) -> None:
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [{"name": feature, "value": value}]})


def names(browser: Any) -> list[str]:
    script = "return [...document.querySelector('table.board').tBodies[0].rows].map(row => row.cells[1].textContent)"
    return [name.split(" ")[0] for name in browser.execute_script(script)]


def heading(browser: Any, at: int) -> Any:
    return browser.find_elements("css selector", "table.board thead button")[at]


def test_a_table_is_sorted_by_click_and_by_key(browser: Any) -> None:
    assert names(browser) == ["ours", "a-rather-long-name", "no", "raw"]
    heading(browser, 2).click()
    assert names(browser)[0] == "ours"
    heading(browser, 2).click()
    assert names(browser)[-1] == "ours"
    heading(browser, 1).send_keys("\n")
    assert names(browser) == ["a-rather-long-name", "no", "ours", "raw"]
    assert heading(browser, 1).find_element("xpath", "..").get_attribute("aria-sort") == "ascending"


def test_cells_without_a_figure_stay_last_in_both_directions(browser: Any) -> None:
    for _ in range(2):
        heading(browser, 3).click()
        assert names(browser)[-1] == "no"


def test_a_box_of_the_legend_switches_a_curve_off_and_on(browser: Any) -> None:
    box = browser.find_element("css selector", ".curves .show-0")
    line = browser.find_element("css selector", ".curves figure .line.own-0")
    assert line.value_of_css_property("display") != "none"
    box.click()
    assert line.value_of_css_property("display") == "none"
    box.click()
    assert line.value_of_css_property("display") != "none"


@pytest.mark.parametrize("width", WIDTHS)
def test_the_page_never_scrolls_sideways_as_a_whole(browser: Any, width: int) -> None:
    size = {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": width < 500}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    browser.execute_script("document.querySelectorAll('details').forEach(one => { one.open = true })")
    assert browser.execute_script("return document.scrollingElement.scrollWidth") <= width


def test_dark_and_light_have_readable_text(browser: Any) -> None:
    for scheme in ("light", "dark"):
        media(browser, "prefers-color-scheme", scheme)
        for selector in ("p.soft", "table.board tbody th", "table.heat td.up", "figure text.tick", ".legend label"):
            assert browser.execute_script(CONTRAST, selector) >= 4.5, (scheme, selector)


CONTRAST = """
// The least WCAG 2 contrast ratio of the elements: their colour over all backgrounds behind them.
const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
canvas.canvas.width = canvas.canvas.height = 1;
const light = rgb => rgb.map(c => c / 255).map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
  .reduce((sum, c, at) => sum + c * [0.2126, 0.7152, 0.0722][at], 0);
const painted = colours => {
  canvas.clearRect(0, 0, 1, 1);
  for (const colour of colours) { canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1); }
  return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
};
const ratios = [...document.querySelectorAll(arguments[0])].map(element => {
  const behind = [];
  for (let one = element; one; one = one.parentElement) behind.unshift(getComputedStyle(one).backgroundColor);
  const style = getComputedStyle(element);
  const [ink, ground] = [element.ownerSVGElement ? style.fill : style.color, null];
  const [a, b] = [light(painted([...behind, ink])), light(painted(behind))];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
});
return Math.min(...ratios);
"""
