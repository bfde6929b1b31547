"""Somebody at a browser: goes through the portal as people do, and looks at every page for what must not be there."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import ConsoleMessage, Error, Locator, Page, Response

from safety_portal.accounts.models import User
from tests.factories import PASSWORD

SHOTS = Path(__file__).resolve().parents[2] / "shots"
#: Answers that a journey may meet: a form that comes back with what is wrong, and a log-in that is locked.
EXPECTED = {409, 422, 429}
MILLISECONDS = 15_000

# What an office with screen readers, small screens and an old PC needs of every page.
CHECKS = """() => {
  const faults = [];
  const each = (selector, wrong) => document.querySelectorAll(selector).forEach(
    one => wrong(one) && faults.push(wrong(one) + ': ' + one.outerHTML.slice(0, 160)));
  const words = one => (one.getAttribute('aria-label') || one.textContent).trim();
  if (!document.documentElement.lang) faults.push('no language');
  if (document.querySelectorAll('h1').length !== 1) faults.push('not one h1');
  if (!document.title.trim()) faults.push('no title');
  each('img', one => !one.hasAttribute('alt') && 'image without alt');
  const named = one => one.labels?.length || one.getAttribute('aria-label') || one.getAttribute('aria-labelledby');
  each('input:not([type=hidden]):not([type=submit]), select, textarea', one => !named(one) && 'no label');
  each('a[href], button', one => !words(one) && 'link or button without words');
  each('[id]', one => document.querySelectorAll('#' + CSS.escape(one.id)).length > 1 && 'id given twice');
  each('[aria-describedby]', one => one.getAttribute('aria-describedby').split(' ').some(
    id => !document.getElementById(id)) && 'described by nothing');
  const width = document.documentElement.scrollWidth;
  if (width > window.innerWidth + 1) faults.push('page is wider than the screen: ' + width);
  return faults;
}"""


@dataclass
class Visitor:
    """One browser window, signed in or not. ``journey`` names its screenshots."""

    page: Page
    address: str
    journey: str
    faults: list[str] = field(default_factory=list)
    seen: int = 0

    def __post_init__(self) -> None:
        self.page.set_default_timeout(MILLISECONDS)
        self.page.on("console", self._hear)
        self.page.on("pageerror", self._fail)
        self.page.on("response", self._receive)

    def _hear(self, message: ConsoleMessage) -> None:
        is_answer = message.text.startswith("Failed to load resource")  # told by _receive, with its status
        if message.type == "error" and not is_answer:
            self.faults.append(f"{self.page.url}: {message.text} ({message.location})")

    def _fail(self, error: Error) -> None:
        self.faults.append(f"{self.page.url}: {error}")

    def _receive(self, response: Response) -> None:
        if response.status >= 400 and response.status not in EXPECTED:
            self.faults.append(f"{response.status} {response.url}")

    # --- Acting -----------------------------------------------------------------------------------------------

    def open(self, path: str) -> None:
        self.page.goto(f"{self.address}{path}")
        self.look()

    def log_in(self, user: User, password: str = PASSWORD) -> None:
        """Through the log-in page."""
        self.open("/")
        self.fill("账号", user.username)
        self.fill("密码", password)
        self.press("登录")

    def log_out(self) -> None:
        self.page.locator("details.menu > summary").last.click()
        self.press("退出登录")

    def menu(self, name: str) -> None:
        """An entry of the menu, a number of things to do behind its name or not."""
        self.page.locator("nav.side-nav").get_by_role("link", name=re.compile(rf"^{name}( \d+)?$")).click()
        self.look()

    def press(self, name: str, *, within: Locator | None = None) -> None:
        """A button or a link, by its whole name."""
        place = within or self.page.locator("body")
        button = place.get_by_role("button", name=name, exact=True)
        button.or_(place.get_by_role("link", name=name, exact=True)).first.click()
        self.look()

    def fill(self, label: str, text: str) -> None:
        self.field(label).fill(text)

    def choose(self, label: str, option: str | int) -> None:
        """By the words of the option, or the how-manieth it is."""
        if isinstance(option, int):
            self.field(label).select_option(index=option)
        else:
            self.field(label).select_option(label=option)

    def field(self, label: str) -> Locator:
        """A field by its label; "optional" behind it doesn't matter."""
        return self.page.get_by_label(re.compile(rf"^\s*{re.escape(label)}\s*(可不填)?\s*$")).first

    # --- Looking ----------------------------------------------------------------------------------------------

    @property
    def title(self) -> str:
        return self.page.get_by_role("heading", level=1).inner_text().strip()

    def sees(self, text: str) -> Locator:
        """The first place on the page that holds ``text``; waits until it is shown."""
        found = self.page.get_by_text(text).and_(self.page.locator(":visible")).first
        found.wait_for()
        return found

    def look(self) -> None:
        """Wait for the page, and find nothing wrong with it."""
        self.gather()
        assert self.faults == []

    def gather(self) -> None:
        """What is wrong with the page goes to ``faults``."""
        self.page.wait_for_load_state("load")
        faults: list[str] = self.page.evaluate(CHECKS)
        self.faults += [f"{self.page.url}: {fault}" for fault in faults]
        self._shoot()

    def _shoot(self) -> None:
        """A picture of every step, where somebody asks for them: SHOTS=1."""
        if os.environ.get("SHOTS") != "1":
            return
        self.seen += 1
        SHOTS.mkdir(exist_ok=True)
        path = SHOTS / f"{self.journey}-{self.seen:02}.png"
        self.page.screenshot(path=path, full_page=True, caret="initial")  # hiding it takes a style that CSP forbids
