"""static/js in a real browser: what every page gets, and the charts."""

import json
from pathlib import Path

from playwright.sync_api import Page

STATIC = Path(__file__).resolve().parents[2] / "static"
FLOATING = """
<div id="toasts"></div>
<dialog id="ask"><form method="dialog"><p id="ask-text"></p>
<button value="no">Cancel</button><button value="yes" data-yes>Confirm</button></form></dialog>
<template id="toast-offline"><div class="toast-box bad" data-toast>No connection</div></template>
<template id="toast-close"><button type="button">Close</button></template>
"""


def open_with(page: Page, body: str, script: str = "js/app.js") -> Page:
    page.set_content(f"<!doctype html><html><body>{FLOATING}{body}</body></html>")
    page.add_script_tag(path=STATIC / script)
    return page


def test_slash_goes_to_the_search_field_but_not_while_typing(page: Page) -> None:
    open_with(page, '<input data-search id="find"><input id="other">')
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "find"
    page.focus("#other")
    page.keyboard.press("/")
    assert page.input_value("#other") == "/"


def test_confirm_acts_only_after_yes(page: Page) -> None:
    open_with(page, '<button id="go" data-confirm="Close the month?" data-confirm-yes="Close it">Go</button>')
    page.evaluate("window.done = 0; go.addEventListener('click', e => { if (!e.defaultPrevented) done += 1; })")
    page.evaluate("document.addEventListener('click', e => { window.passed = !e.defaultPrevented; })")
    page.click("#go")
    assert (page.inner_text("#ask-text"), page.inner_text("[data-yes]")) == ("Close the month?", "Close it")
    assert page.evaluate("passed") is False
    page.click("[data-yes]")
    page.wait_for_function("passed")


def test_confirm_refused_does_nothing(page: Page) -> None:
    open_with(page, '<a id="go" href="#gone" data-confirm="Really?">Go</a>')
    page.click("#go")
    page.click("text=Cancel")
    assert page.evaluate("location.hash") == ""


def times_sent(page: Page, form_attributes: str) -> object:
    """How often a form goes out that is submitted twice."""
    open_with(page, f'<iframe name="out"></iframe><form method="post" target="out" {form_attributes}></form>')
    page.evaluate("window.sent = 0; window.addEventListener('submit', e => { if (!e.defaultPrevented) sent += 1; })")
    page.evaluate("form = document.forms[1]; form.requestSubmit(); form.requestSubmit()")
    return page.evaluate("sent")


def test_a_form_is_sent_once(page: Page) -> None:
    assert times_sent(page, "") == 1


def test_a_file_to_download_may_be_asked_for_again(page: Page) -> None:
    assert times_sent(page, "data-download") == 2


def asks_before_leaving(page: Page) -> object:
    return page.evaluate("!dispatchEvent(new Event('beforeunload', { cancelable: true }))")


def test_typed_text_is_guarded(page: Page) -> None:
    open_with(page, '<form data-guard><input id="text"></form>')
    assert asks_before_leaving(page) is False
    page.type("#text", "x")
    assert asks_before_leaving(page) is True


def test_saving_is_told_in_words(page: Page) -> None:
    state = '<span data-save-state data-saved="Saved %s" data-failed="Not saved">-</span>'
    open_with(page, f"<form data-guard><input id=text>{state}</form>")
    tell = (
        "ok => text.dispatchEvent(new CustomEvent('htmx:afterRequest', { bubbles: true, detail: { successful: ok } }))"
    )
    page.evaluate(tell, False)
    assert page.inner_text("[data-save-state]") == "Not saved"
    page.evaluate(tell, True)
    assert page.inner_text("[data-save-state]").startswith("Saved ")


def test_a_lost_connection_is_told_and_can_be_closed(page: Page) -> None:
    open_with(page, "")
    page.evaluate("document.body.dispatchEvent(new CustomEvent('htmx:sendError', { bubbles: true }))")
    assert "No connection" in page.inner_text("#toasts")
    page.click("#toasts button")
    assert page.inner_text("#toasts") == ""


def test_escape_closes_a_menu_and_gives_the_focus_back(page: Page) -> None:
    open_with(page, '<details class="menu"><summary id="menu">Me</summary><a href="#x">Log out</a></details>')
    page.click("#menu")
    page.keyboard.press("Escape")
    assert page.evaluate("[document.querySelector('details').open, document.activeElement.id]") == [False, "menu"]


def test_charts_are_drawn_without_complaint(page: Page) -> None:
    months = ["9", "10"]
    data = {
        "trend": {
            "labels": months,
            "series": [{"name": "Safety", "values": [95, None], "low": [93, None], "high": [97, None]}],
            "target": {"value": 97, "label": "Target"},
        },
        "bump": {"labels": months, "last": 2, "series": [{"name": "A", "values": [1, 2], "strong": True}]},
        "bars": {"labels": months, "series": [{"name": "Overdue", "values": [3, 1]}]},
    }
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    body = "".join(
        f'<script type="application/json" id="{kind}">{json.dumps(shape)}</script>'
        f'<div class="chart" data-chart="{kind}" data-from="{kind}"></div>'
        for kind, shape in data.items()
    )
    page.set_content(f"<body>{body}</body>")
    for script in ("vendor/echarts.custom.min.js", "js/charts.js"):
        page.add_script_tag(path=STATIC / script)
    assert (page.locator("[data-chart] canvas").count(), complaints) == (3, [])
