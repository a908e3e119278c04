// Small help for every page. Nothing here is needed for the page to work.

// A fieldset's id leads to its first wrong answer, or else to its first answer.
function answerIn(target) {
  const selector = "input:not([type=hidden]), select, textarea";
  if (target.matches(selector)) return target;
  return target.querySelector("[aria-invalid=true]") || target.querySelector(selector) || target;
}

document.querySelector(".errsum")?.focus();

document.addEventListener("click", (event) => {
  const link = event.target.closest(".errsum a[href^='#']");
  const target = link && document.getElementById(link.hash.slice(1));
  if (!target) return;
  event.preventDefault();
  const answer = answerIn(target);
  (target.closest(".q") || target).scrollIntoView({ block: "start" });
  answer.focus({ preventScroll: true });
});

// A second click on the same button sends nothing. The server refuses doubles as well.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || form.hasAttribute("data-repeat")) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  event.submitter?.setAttribute("aria-disabled", "true");
});

// A page that comes back from the browser's memory can be sent again.
window.addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
  document.querySelectorAll("[aria-disabled=true]").forEach((button) => button.removeAttribute("aria-disabled"));
});
