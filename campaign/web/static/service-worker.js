"use strict";
// Shows what people are told, also while no page is open. It keeps nothing and answers no request for a page.
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("push", (event) => {
  let said = {};
  try {
    said = event.data.json();
  } catch {
    // a push without words still says that something is to be looked at
  }
  event.waitUntil(
    self.registration.showNotification(said.title || "Có việc cần xem", {
      body: said.body || "",
      tag: said.tag || "alerts",
      lang: "vi",
      requireInteraction: Boolean(said.urgent),
      data: { url: said.url || "/alerts" },
    }),
  );
});

// Only a page of ours is opened, whatever the message names.
const ours = (address) => {
  const url = new URL(address, self.location.origin);
  return url.origin === self.location.origin ? url.href : new URL("/alerts", self.location.origin).href;
};

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const url = ours(event.notification.data.url);
  event.waitUntil(
    (async () => {
      const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
      const open = windows.find((each) => each.url === url);
      return open ? open.focus() : self.clients.openWindow(url);
    })(),
  );
});
