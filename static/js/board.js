// Dragging, the window for moving by key, and where the focus goes afterwards. Without any of it
// the board works by links and buttons.

const board = document.getElementById("board");
const said = document.getElementById("said");
const dialog = document.getElementById("move");
const heading = document.getElementById("move-title");
const target = document.getElementById("move-to");
const supporting = document.getElementById("move-supporting");
const reduced = matchMedia("(prefers-reduced-motion: reduce)").matches;
let lists = [];
let moving = null; // what the open window is about
let focusNext = ""; // id of what has the focus once the board is there again
let opened = []; // ids of what was folded open

function send(values) {
  const { seen } = document.getElementById("seen").dataset;
  return htmx.ajax("POST", board.dataset.change, { source: board, target: board, swap: "innerHTML", values: { seen, ...values } });
}

function startDragging() {
  if (!window.Sortable) return;
  lists.forEach((list) => list.destroy());
  lists = [];
  board.classList.add("has-drag");
  const common = { animation: reduced ? 0 : 120, ghostClass: "held", delay: 150, delayOnTouchOnly: true, filter: "[data-locked], [data-fixed]", preventOnFilter: false };
  const hold = (kind) => ({
    onStart: () => board.classList.add(`dragging-${kind}`),
    onUnchoose: () => board.classList.remove(`dragging-${kind}`),
  });
  board.querySelectorAll("[data-people]").forEach((place) => {
    const card = place.closest("[data-card]")?.dataset;
    const put = !card || !("full" in card);
    lists.push(new Sortable(place, { ...common, ...hold("member"), sort: false, draggable: "[data-member]", group: { name: "members", put: put && ["members"] }, onEnd: dropMember }));
  });
  board.querySelectorAll("[data-mentors]").forEach((place) => {
    const card = place.closest("[data-card]")?.dataset;
    const put = !card || !("locked" in card);
    lists.push(new Sortable(place, { ...common, ...hold("mentor"), sort: false, draggable: "[data-mentor]", group: { name: "mentors", pull: place.dataset.mentors === "" ? "clone" : true, put: put && ["mentors"] }, onEnd: dropMentor }));
  });
}

function dropMember({ item, from, to }) {
  if (from === to) return;
  send({ action: "place", member: item.dataset.member, to: to.dataset.people });
}

function dropMentor({ item, from, to }) {
  if (from === to) return;
  send({ action: "seat", mentor: item.dataset.mentor, source: item.dataset.source, to: to.dataset.mentors });
}

// The window for moving: the groups that have room, those without a group, and a new group.
function openMove(link) {
  const row = link.closest("[data-member], [data-mentor]");
  const isMember = link.dataset.move === "member";
  const here = row.closest("[data-card]")?.dataset.card || "";
  moving = { row, isMember, here, link: link.id };
  heading.textContent = heading.dataset[isMember ? "person" : "mentor"].replace("#", link.dataset.name);
  document.getElementById("move-role").hidden = isMember;
  supporting.checked = "supporting" in link.dataset;
  const choices = [...board.querySelectorAll("[data-card]")]
    .filter((card) => (isMember ? !("full" in card.dataset) && card.dataset.card !== here : !("locked" in card.dataset)))
    .map((card) => new Option(card.dataset.label, card.dataset.card, false, !isMember && card.dataset.card === here));
  if (here) choices.push(new Option(isMember ? target.dataset.none : target.dataset.noneMentor, ""));
  if (isMember) choices.push(new Option(target.dataset.new, "new"));
  target.replaceChildren(...choices);
  dialog.returnValue = "";
  dialog.showModal();
  target.focus();
}

dialog?.addEventListener("close", () => {
  const { row, isMember, here, link } = moving;
  if (dialog.returnValue !== "move") {
    document.getElementById(link)?.focus();
    return;
  }
  const to = target.value;
  if (isMember) {
    focusNext = `move-p${row.dataset.member}`;
    send({ action: "place", member: row.dataset.member, to });
  } else {
    focusNext = `move-m${row.dataset.mentor}-${to}`;
    const where = to && supporting.checked ? { support: to } : { to };
    send({ action: "seat", mentor: row.dataset.mentor, source: here, ...where });
  }
});
dialog?.querySelector("[data-close]").addEventListener("click", () => dialog.close());

board?.addEventListener("click", (event) => {
  const link = event.target.closest("[data-move]");
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    openMove(link);
    return;
  }
  const preset = event.target.closest("[data-preset]");
  if (preset) {
    event.preventDefault();
    choosePreset(preset);
  }
});

// The presets set the sliders; a slider that is moved is nobody's preset.
function choosePreset(button) {
  Object.entries(JSON.parse(button.dataset.preset)).forEach(([name, value]) => setSlider(document.getElementById(`w-${name}`), value));
  markPreset(button);
}
function markPreset(button) {
  board.querySelectorAll("[data-preset]").forEach((each) => each.setAttribute("aria-pressed", String(each === button)));
}
function setSlider(slider, value) {
  slider.value = value;
  slider.nextElementSibling.value = slider.value;
}
board?.addEventListener("input", (event) => {
  if (event.target.type !== "range") return;
  setSlider(event.target, event.target.value);
  markPreset(null);
});

// The group under the pointer or the focus stands out on the map.
function show(element) {
  const key = element?.closest?.("[data-card]")?.dataset.card;
  board.querySelectorAll("[data-shape]").forEach((shape) => shape.classList.toggle("here", shape.dataset.shape === key));
}
board?.addEventListener("mouseover", (event) => show(event.target));
board?.addEventListener("mouseleave", () => show(null));
board?.addEventListener("focusin", (event) => show(event.target));

// Only the groups, and those without one, in which the words occur. What is searched for stays.
let sought = "";
function find() {
  const field = document.getElementById("find-text");
  if (!field) return;
  field.closest("p").hidden = false;
  field.value = sought;
  const words = sought.trim().toLowerCase();
  board.querySelectorAll("[data-card], .pool .person").forEach((each) => {
    each.hidden = !each.textContent.toLowerCase().includes(words);
  });
}
board?.addEventListener("input", (event) => {
  if (event.target.id !== "find-text") return;
  sought = event.target.value;
  find();
});

// A refusal comes with the fresh board: both are shown.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { detail } = event;
  if (detail.xhr.status === 422) {
    detail.shouldSwap = true;
    detail.isError = false;
  }
  if (detail.target !== board || detail.xhr.status >= 500) return;
  if (!detail.serverResponse.includes('id="seen"')) {
    window.location.reload(); // the session has ended, or the right to be here
    detail.shouldSwap = false;
    return;
  }
  // htmx would copy what dragging left of styles to what has the same id, which the policy forbids.
  board.querySelectorAll("[style]").forEach((each) => each.removeAttribute("style"));
  opened = [...board.querySelectorAll("details[open][id]")].map((each) => each.id);
  if (!focusNext && board.contains(document.activeElement)) focusNext = document.activeElement.id;
});

document.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.target.id === "proposals") {
    announceProposals();
    return;
  }
  if (event.detail.target !== board) return;
  opened.forEach((id) => document.getElementById(id)?.setAttribute("open", ""));
  document.querySelector("#weights [name=seen]").value = document.getElementById("seen").dataset.seen;
  startDragging();
  find();
  const refused = board.querySelector(".errsum");
  if (refused) refused.focus();
  else if (focusNext) document.getElementById(focusNext)?.focus();
  focusNext = "";
  say(document.getElementById("seen").dataset.said);
});

for (const failed of ["htmx:sendError", "htmx:responseError"]) {
  document.addEventListener(failed, (event) => {
    if (event.detail.target === board) say(board.dataset.failed, true);
  });
}

function say(words, isVisible = false) {
  said.textContent = words;
  said.classList.toggle("visually-hidden", !isVisible);
}

let wasRunning = Boolean(document.querySelector("#proposals[data-running]"));
function announceProposals() {
  const list = document.getElementById("proposals");
  const isRunning = "running" in list.dataset;
  if (wasRunning && !isRunning) say(list.dataset.done);
  wasRunning = isRunning;
}

// Dragging is for those with a mouse; the others need not fetch what it takes.
if (board && matchMedia("(any-pointer: fine)").matches) {
  const script = document.createElement("script");
  script.src = board.dataset.sortable;
  script.addEventListener("load", startDragging);
  document.head.append(script);
}
if (board) find();
