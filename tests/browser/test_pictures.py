"""The pictures of the coach's guide are taken from the running page, never drawn by hand.

`pytest tests/browser --pictures` writes them to docs/pictures; without the option they are taken
all the same and looked at: a page that shows an error or nothing has no guide to stand in.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Open, Server
from tests.browser.test_pages import address
from tests.conftest import ROOT

pytestmark = pytest.mark.xdist_group("browser")

GUIDE = ROOT / "docs" / "coach.md"
#: Name of the picture: page, theme, width, and what it is cut to.
PICTURES = {
    "queue": ("queue", "light", 1280, 980),
    "queue-dark": ("queue", "dark", 1280, 980),
    "contact": ("contact", "light", 1280, 1700),
    "mark": ("mark", "light", 1000, 760),
    "team": ("team", "light", 1280, 1250),
    "agent": ("agent", "light", 1280, 1250),
    "insights": ("insights", "light", 1280, 1100),
    "queue-phone": ("queue", "light", 390, 844),
}


@pytest.fixture
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return ROOT / "docs" / "pictures" if request.config.getoption("--pictures") else tmp_path


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_taken(open_page: Open, server: Server, folder: Path, name: str) -> None:
    what, theme, width, height = PICTURES[name]
    page: Page = open_page("ada", theme=theme, width=width)
    page.set_viewport_size({"width": width, "height": height})
    answer = page.goto(address(server, what))
    assert answer is not None
    assert answer.status == 200
    page.screenshot(path=folder / f"{name}.png", animations="disabled")
    assert (folder / f"{name}.png").stat().st_size > 20_000


def test_the_guide_shows_exactly_these_pictures() -> None:
    shown = re.findall(r"!\[[^\]]+\]\(pictures/([\w-]+)\.png\)", GUIDE.read_text("utf-8"))
    assert sorted(shown) == sorted(PICTURES)
    assert {p.stem for p in (ROOT / "docs" / "pictures").glob("*.png")} == set(PICTURES)
