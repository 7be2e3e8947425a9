"""The page in a real browser: no complaint of axe, by day and night, on a phone and a desk, and nothing fetched.

Skipped unless a Chromium is on the path and BLUNTING_AXE names axe.min.js of axe-core.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from people import shipped
from sheets import PEOPLE, assessment_of, lines, sheet_of

from blunting_cli.render import html
from blunting_cli.render.html import POLICY
from blunting_cli.sheet import (
    Blank,
    Fields,
    Heading,
    Listing,
    Notice,
    Page,
    Paragraph,
    Scale,
    Sheet,
    Table,
    Timeline,
    Track,
)
from blunting_cli.template.form import make_form

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
AXE = os.environ.get("BLUNTING_AXE", "")
needs_browser = pytest.mark.skipif(not (CHROMIUM and AXE), reason="needs Chromium and BLUNTING_AXE")

PERSON = Page(
    "person",
    "For you",
    (
        Notice(
            "Help now",
            ("If any part of you wishes to be dead, please talk to someone today. A help line will listen.",),
            urgent=True,
            items=(
                "Emergency: 999",
                "Samaritans: call 116 123, email jo@samaritans.org (24 hours a day, every day)",
                "Shout: text 85258 (24 hours a day, every day)",
                "Help lines in other countries: Find A Helpline, https://findahelpline.com",
            ),
        ),
        Heading("Your self-check", 1),
        Paragraph(
            "This sheet sums up your own answers. It is not a diagnosis, and no study has tested how well it works. "
            "It can help you to see what you feel, and to talk about it."
        ),
        Heading("Your feelings, part by part"),
        Paragraph("0 means as much feeling as ever, 100 means as little as can be.", quiet=True),
        Scale("Tears and sadness", 75, 75, 75, 100, "very marked", "most changed"),
        Scale("Joy", 67, 50, 83, 100, "marked; between 50 and 83"),
        Scale("Love and closeness", 50, 50, 50, 100, "clear"),
        Scale("Anger and fear", 0, 0, 33, 100, "little sign; between 0 and 33"),
        Scale(
            "Distance and not caring", None, 17, 67, 100, "too few answers (1 of 3), so no number; between 17 and 67"
        ),
        Scale("Sharing what others feel", 100, 100, 100, 100, "very marked"),
        Scale("Showing feelings", 0, 0, 0, 100, "little sign", "best kept"),
        Scale("Feelings for children", None, None, None, 100, "does not apply to you"),
        Scale("All seven together", None, 0, 100, 100, "no answers; between 0 and 100"),
        Paragraph("The words beside the numbers are a first guess of ours. They are not tested.", quiet=True),
        Notice(
            "First, about your medicine",
            (
                "Please do not stop, skip or change the dose of any prescribed medicine by yourself. Stopping suddenly can "
                "make you unwell. Talk to the person who prescribes it, or a pharmacist, first.",
            ),
        ),
        Heading("What may play a part"),
        Heading("An antidepressant medicine: many signs fit", 3),
        Paragraph("Feeling flat is often reported with many antidepressants. Studies disagree on how often it comes."),
        Listing(
            "What speaks for it:",
            ("You take an antidepressant, or stopped one.", "Your feelings faded in the months after you started it."),
        ),
        Paragraph("Nothing you answered speaks against it.", quiet=True),
        Heading("Help lines: United Kingdom"),
        Listing(
            "", ("NHS mental health: call 111 option 2.", "NHS 24 mental health: call 111. For people in Scotland.")
        ),
    ),
)
CLINICIAN = Page(
    "clinician",
    "For your doctor or therapist",
    (
        Heading("For your doctor or therapist", 1),
        Fields((("Answers of", "25 November 2026"), ("Age", "25 to 44"), ("How long", "Four weeks to three months"))),
        Heading("When it began, and what came when"),
        Timeline(
            "The last two years, longest ago on the left",
            ((0.0, "2 years ago"), (0.5, "1 year"), (0.75, "6 months"), (0.88, "3 months"), (1.0, "today")),
            (
                Track("Sertraline 50 mg", "started 8 months ago, dose raised 10 weeks ago", ((0.667, 1.0), (0.9, 0.9))),
                Track("Numbness", "began four weeks to three months ago", ((0.88, 0.96),)),
                Track("A loss", "more than a year ago", ((0.0, 0.5),)),
                Track("Blue pills", "no time told", ()),
                Track("Answers", "today", ((1.0, 1.0),)),
            ),
        ),
        Heading("Medicines"),
        Table(
            "As typed, and as read",
            ("Typed", "Read as", "Since", "Dose"),
            (
                ("Zoloft 50 mg", "sertraline, an SSRI", "8 months", "raised 10 weeks ago"),
                ("St John's <wort> & more", "", "2 years", "not changed"),
                ("Donaudampfschifffahrtsgesellschaftskapitaen", "not a name we know", "", ""),
            ),
        ),
        Heading("Details", 3),
        Paragraph("Typed by hand: *x* _y_ `z` [a](b) <b>bold</b> \u202eright to left\u202c."),
    ),
)
FORM = Page(
    "details",
    "Questions on paper",
    (
        Heading("Questions on paper", 1),
        Heading("Your feelings", 3),
        Blank("1", "Tears come when something is sad.", "", ("Not at all", "A little", "Somewhat", "A lot"), False, 0),
        Blank("2", "Which of these are there?", "Only if you take a medicine.", ("Sweating", "Restless legs"), True, 0),
        Blank("3", "Which medicines do you take, and since when?", "", (), False, 3),
        Blank("12", "Is there more?", "", ("Yes, and it is this:", "No"), False, 1),
    ),
)


def of_a_person(path: Path) -> Sheet:
    return sheet_of(assessment_of(path))


def every_kind() -> Sheet:
    """A sheet of three pages with every kind of block in every state it can be in."""
    return Sheet({}, (PERSON, CLINICIAN, FORM), "Your self-check", "en", "2026-11-25")


# What is looked at in the browser, made when it is looked at: every kind of block, the people, the form on paper.
SHEETS: dict[str, Callable[[], Sheet]] = {
    "every_kind": every_kind,
    **{path.stem: partial(of_a_person, path) for path in sorted(PEOPLE.glob("*.yaml"))},
    "form": lambda: make_form(shipped(), lines()),
}


# What the page is asked in the browser: who complains of what, which colours, how wide, and what it fetched.
ASK = """
const fetched = [];
addEventListener("securitypolicyviolation", (event) => fetched.push(event.blockedURI));
addEventListener("message", (event) => { document.documentElement.innerHTML = encodeURIComponent(event.data) });
addEventListener("load", () => {
  if (!window.axe) return;
  const rules = Object.fromEntries(axe.getRules().map((rule) => [rule.ruleId, { enabled: true }]));
  axe.run(document, { rules }).then((found) => parent.postMessage(JSON.stringify({
    violations: found.violations.map((rule) => [rule.id, rule.help, rule.nodes.map((node) => node.html)]),
    unsure: found.incomplete.map((rule) => [rule.id, rule.nodes.map((node) => node.html)]),
    passed: found.passes.map((rule) => rule.id),
    dark: matchMedia("(prefers-color-scheme: dark)").matches,
    ground: getComputedStyle(document.body).backgroundColor,
    width: innerWidth,
    needed: document.documentElement.scrollWidth,
    fetched,
  }), "*"));
});
"""


def in_browser(page: str, folder: Path, *, width: int, dark: bool) -> dict[str, Any]:
    """Open a copy of a page whose policy lets axe in, at a width and by day or night, and give what it says of itself.

    All that the policy does not let in is noted as fetched. A phone's width is that of a frame, because a window
    cannot be made so narrow.
    """
    assert page.count(POLICY) == 1
    page = page.replace(POLICY, f"script-src 'unsafe-inline'; {POLICY}")
    page = page.replace("<title>", f"<script>{ASK}</script><title>")
    axe = f"<script>{Path(AXE).read_text(encoding='utf-8')}</script>"
    (folder / "page.html").write_text(page.replace("</body>", f"{axe}</body>"), encoding="utf-8")
    frame = f'<!doctype html><script>{ASK}</script><iframe src="page.html" width="{width}" height="900"></iframe>'
    (folder / "frame.html").write_text(f"{frame}<style>iframe{{border:0}}</style>", encoding="utf-8")
    assert CHROMIUM
    done = subprocess.run(
        [
            *(CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder / 'profile'}"),
            *(f"--window-size={max(width, 600)},1000", f"--blink-settings=preferredColorScheme={0 if dark else 1}"),
            *("--hide-scrollbars", "--virtual-time-budget=60000", "--dump-dom"),
            (folder / ("frame.html" if width < 600 else "page.html")).as_uri(),
        ],
        capture_output=True,
        timeout=120,
        check=True,
    )
    found = re.search(r"%7B.*%7D", done.stdout.decode())
    assert found, done.stderr.decode()
    answer: dict[str, Any] = json.loads(unquote(found.group()))
    return answer


@needs_browser
@pytest.mark.parametrize("dark", [False, True], ids=["day", "night"])
@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("name", SHEETS)
def test_axe_has_no_complaint(name: str, width: int, dark: bool, tmp_path: Path) -> None:
    """Not one of all its rules is broken, nothing is wider than the screen, and nothing is fetched."""
    said = in_browser(html.render(SHEETS[name]()), tmp_path, width=width, dark=dark)
    assert (said["width"], said["dark"]) == (width, dark)
    assert said["violations"] == []
    assert {"color-contrast", "color-contrast-enhanced"} <= {*said["passed"]}
    assert said["needed"] <= width
    assert said["fetched"] == []


@needs_browser
@pytest.mark.parametrize("width", [320, 550, 700])
def test_nothing_is_wider_than_the_screen(width: int, tmp_path: Path) -> None:
    """Nobody has to move a page sideways, on the smallest phone and where rows begin to stand side by side."""
    long = Table("", ("A name", "Another", "A third", "A fourth", "A fifth"), (("x" * 300, "y" * 300, "", "z", "a b"),))
    sheet = Sheet({}, (*every_kind().pages, Page("details", "Long", (long, Paragraph("w" * 500)))), "Long", "en")
    assert in_browser(html.render(sheet), tmp_path, width=width, dark=False)["needed"] <= width


@needs_browser
def test_night_is_dark_and_day_is_light(tmp_path: Path) -> None:
    """The page follows the colours a person has set."""
    grounds = [
        in_browser(html.render(every_kind()), tmp_path, width=1280, dark=dark)["ground"] for dark in (False, True)
    ]
    day, night = (sum(map(int, re.findall(r"\d+", ground)[:3])) for ground in grounds)
    assert night < 150 < 600 < day


@needs_browser
def test_the_test_sees_what_is_wrong(tmp_path: Path) -> None:
    """Pale text, a skipped heading, and a picture without words from elsewhere are all complained of."""
    wrong = '<h6>x</h6><p style="color:#eee;background:#fff">pale</p><img src="https://x.invalid/y"></main>'
    said = in_browser(html.render(every_kind()).replace("</main>", wrong), tmp_path, width=1280, dark=False)
    assert {"color-contrast", "image-alt", "heading-order"} <= {rule for rule, *_ in said["violations"]}
    assert said["fetched"] == ["https://x.invalid/y"]
