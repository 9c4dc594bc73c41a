"""Alerts in a real browser: a machine subscribes with one press, and what is pushed to it is shown."""

from __future__ import annotations

import json
from typing import Any

from sqlmodel import select

from campaign.models import PushSubscription
from tests.browsing import NEEDS_CHROMIUM, watch, whole_browser
from tests.web.conftest import Served
from tests.web.test_alerts import a_browser

pytestmark = NEEDS_CHROMIUM
__all__ = ["whole_browser"]

NO_NETWORK = """(made) => {
  PushManager.prototype.getSubscription = async () => null;
  PushManager.prototype.subscribe = async (asked) => {
    const key = new Uint8Array(asked.applicationServerKey);
    if (!asked.userVisibleOnly || key.length !== 65) throw new Error("asked wrongly");
    return { toJSON: () => ({ endpoint: made.endpoint, keys: { p256dh: made.p256dh, auth: made.auth } }) };
  };
}"""
"""The browser's own push service is on the internet: what it would answer is put in its place."""
SHOWN = """async () => {
  const worker = await navigator.serviceWorker.ready;
  for (;;) {
    const all = await worker.getNotifications();
    if (all.length) return all.map((it) => [it.title, it.body]);
    await new Promise((again) => setTimeout(again, 20));
  }
}"""


def test_one_press_subscribes_and_a_push_is_shown_by_the_service_worker(whole_browser: Any, served: Served) -> None:
    watched = watch(whole_browser, served, phone=True, role="editor")
    page = watched.page
    page.context.grant_permissions(["notifications"])
    page.goto(f"{served.url}/account")
    page.evaluate(NO_NETWORK, a_browser())
    page.get_by_role("button", name="Nhận báo trên máy này").click()
    page.get_by_text("Từ nay máy này nhận báo").wait_for()
    with served.database.read() as session:
        assert session.exec(select(PushSubscription)).one().endpoint == "https://push.example.vn/1"
    wire, workers = page.context.new_cdp_session(page), []
    wire.on("ServiceWorker.workerRegistrationUpdated", lambda told: workers.extend(told["registrations"]))
    wire.send("ServiceWorker.enable")
    page.wait_for_function("navigator.serviceWorker.controller !== null")
    said = json.dumps({"title": "Chờ duyệt: Bài otp", "body": "Một dòng", "url": f"{served.url}/inbox/otp"})
    push = {"origin": served.url, "registrationId": workers[0]["registrationId"], "data": said}
    wire.send("ServiceWorker.deliverPushMessage", push)
    assert page.evaluate(SHOWN) == [["Chờ duyệt: Bài otp", "Một dòng"]]
    assert watched.complaints == []
    page.context.close()


def test_a_browser_that_is_not_allowed_to_show_anything_says_so(whole_browser: Any, served: Served) -> None:
    page = watch(whole_browser, served, phone=False, role="editor").page
    page.goto(f"{served.url}/account")
    page.get_by_role("button", name="Nhận báo trên máy này").click()
    page.locator("#push-denied").wait_for(state="visible")
    page.context.close()
