// Keeps a live page as the records are: the parts that changed come by server-sent events, made on the server.
// Without this script the page is as of its loading, and has a link to load it again.
(() => {
  "use strict";
  const page = document.querySelector("[data-live]");
  if (!page || !window.EventSource) return;
  const line = document.getElementById("live-state");
  const at = document.getElementById("live-at");
  let marks = page.dataset.marks;
  let stream = null;

  const say = (which) => {
    if (!line) return;
    line.textContent = page.dataset[which];
    line.className = which;
    document.getElementById("live-reload").hidden = which === "on";
  };

  // What was open stays open, and whoever is on a link stays on it.
  const put = (part, html) => {
    const open = new Set([...part.querySelectorAll("details[open][id]")].map((each) => each.id));
    const on = part.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
    part.innerHTML = html;
    for (const each of part.querySelectorAll("details[id]")) each.open = open.has(each.id);
    if (on) [...part.querySelectorAll("a[href]")].find((each) => each.getAttribute("href") === on)?.focus({preventScroll: true});
  };

  const begin = () => {
    if (stream) return;
    stream = new EventSource(`${page.dataset.live}${page.dataset.live.includes("?") ? "&" : "?"}marks=${encodeURIComponent(marks)}`);
    stream.addEventListener("state", (event) => {
      const state = JSON.parse(event.data);
      for (const [name, html] of Object.entries(state.parts)) {
        const part = page.querySelector(`[data-part="${name}"]`);
        if (part) put(part, html);
      }
      marks = event.lastEventId;
      if (at) at.textContent = state.at;
      say("on");
    });
    stream.addEventListener("end", () => { end(); say("over"); });
    stream.addEventListener("error", () => say(stream && stream.readyState === EventSource.CLOSED ? "over" : "off"));
  };

  const end = () => {
    if (stream) stream.close();
    stream = null;
  };

  document.addEventListener("visibilitychange", () => (document.hidden ? end() : begin()));
  window.addEventListener("pagehide", end);
  if (!document.hidden) begin();
})();
