// Asks whoever has done nothing for long whether to stay signed in, and tells the server while
// somebody types. The server ends the session by itself, with or without this.
const stay = document.getElementById("stay");
const MINUTE = 60_000;
const ASKED_AFTER = 50 * MINUTE; // the server may count up to five minutes more than we do
const OVER_AFTER = 60 * MINUTE;
const KEY = "used"; // shared by the tabs: who works in one is there in all

let ours = Date.now();
let isOver = false;

function remember() {
  ours = Date.now();
  try {
    localStorage.setItem(KEY, ours);
  } catch {} // a browser that keeps nothing: this tab alone counts
}

function used() {
  try {
    return Math.max(ours, Number(localStorage.getItem(KEY)) || 0);
  } catch {
    return ours;
  }
}

function show(when) {
  for (const part of stay.querySelectorAll("[data-when]")) part.hidden = part.dataset.when !== when;
  stay.setAttribute("aria-labelledby", when === "over" ? "stay-over" : "stay-title");
  if (!stay.open) stay.showModal();
}

function end() {
  if (isOver) return;
  isOver = true;
  show("over");
}

async function say() {
  remember(); // at once, so that one key press asks once
  const headers = { "X-CSRFToken": stay.dataset.token };
  try {
    const answer = await fetch(stay.dataset.url, { method: "POST", headers, redirect: "manual" });
    if (answer.status !== 204) end();
  } catch {} // no network just now: asked again at the next key
}

function look() {
  if (isOver) return;
  const idle = Date.now() - used();
  if (idle >= OVER_AFTER) end();
  else if (idle >= ASKED_AFTER) show("asking");
  else if (stay.open) stay.close();
}

stay.addEventListener("click", (event) => {
  if (!event.target.closest("button")) return;
  stay.close();
  if (!isOver) say();
});
stay.addEventListener("cancel", () => {
  if (!isOver) say();
});
document.addEventListener("input", () => {
  if (!isOver && Date.now() - used() >= 4 * MINUTE) say();
});
document.addEventListener("visibilitychange", look);
remember();
setInterval(look, 15_000);
