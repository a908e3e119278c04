// Keys and the count of marked rows in SKR's list; the list works without any of it.

const rows = [...document.querySelectorAll("[data-rows] tbody tr")];
const steps = document.querySelector("[data-steps]");
document.querySelectorAll("[data-keys]").forEach((hint) => (hint.hidden = false));

function isTyping(element) {
  return element.closest("input:not([type=checkbox]), textarea, select, [contenteditable]") !== null;
}

// J and K move the focus from row to row; the link in the row then answers to Enter by itself.
function step(direction) {
  if (rows.length === 0) return;
  const here = rows.findIndex((row) => row.contains(document.activeElement));
  const next = here < 0 ? (direction > 0 ? 0 : rows.length - 1) : here + direction;
  rows[Math.min(Math.max(next, 0), rows.length - 1)].querySelector("th a").focus();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  const key = event.key.toLowerCase();
  if (key !== "j" && key !== "k") return;
  event.preventDefault();
  if (steps) steps.querySelector(key === "j" ? "[rel=next]" : "[rel=prev]")?.click();
  else step(key === "j" ? 1 : -1);
});

const form = document.querySelector("[data-selection]");
if (form) {
  const boxes = [...form.querySelectorAll("input[name=application]")];
  const counted = [...form.querySelectorAll("[data-counted]")];
  counted.forEach((element) => (element.dataset.none = element.textContent));
  const all = document.createElement("input");
  all.type = "checkbox";
  all.className = "form-check-input";
  const cell = form.querySelector("thead .pick-row");
  all.setAttribute("aria-label", cell.dataset.all);
  cell.replaceChildren(all);

  const update = () => {
    const marked = boxes.filter((box) => box.checked).length;
    counted.forEach((element) => {
      const { none, one, many } = element.dataset;
      element.textContent = marked === 0 ? none : marked === 1 ? one : many.replace("#", marked);
    });
    form.querySelector(".bulk").classList.toggle("idle", marked === 0);
    all.checked = marked > 0 && marked === boxes.length;
    all.indeterminate = marked > 0 && marked < boxes.length;
  };
  all.addEventListener("change", () => {
    boxes.forEach((box) => (box.checked = all.checked));
    update();
  });
  form.addEventListener("change", update);
  form.addEventListener("reset", () => setTimeout(update));
  window.addEventListener("pageshow", update);
  update();
}
