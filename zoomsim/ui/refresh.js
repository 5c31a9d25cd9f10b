// Keeps the live part of a page fresh. The page works without it: reloading
// shows the same.
"use strict";

(() => {
  const live = document.querySelector("[data-refresh]");
  const state = document.getElementById("state");
  if (!live) {
    return;
  }
  const every = 2000;
  let shown = null;
  let pressed = false;
  document.addEventListener("pointerdown", () => { pressed = true; });
  document.addEventListener("pointerup", () => { setTimeout(() => { pressed = false; }, 0); });
  document.addEventListener("pointercancel", () => { pressed = false; });

  // Nothing moves under a pressed button, the keyboard focus or a selection.
  const inUse = () => {
    const selection = document.getSelection();
    const selecting = selection && !selection.isCollapsed && live.contains(selection.anchorNode);
    return pressed || selecting || live.contains(document.activeElement);
  };

  const say = (text, good) => {
    if (state.textContent !== text) {
      state.textContent = text;
      state.className = good ? "state good" : "state bad";
    }
  };

  const refresh = async () => {
    if (document.hidden || inUse()) {
      return;
    }
    try {
      const answer = await fetch(live.dataset.refresh, { credentials: "same-origin", redirect: "error" });
      if (!answer.ok) {
        throw new Error(String(answer.status));
      }
      const text = await answer.text();
      if (text !== shown && !inUse()) {
        live.innerHTML = text;
        shown = text;
      }
      say("live", true);
    } catch {
      say("connection lost", false);
    }
  };

  const loop = async () => {
    await refresh();
    setTimeout(loop, every);
  };
  say("live", true);
  setTimeout(loop, every);
})();
