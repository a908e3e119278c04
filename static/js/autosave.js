// Says when an autosave fails, and counts characters. Saving itself is htmx; without
// JavaScript the buttons save.
const form = document.getElementById("section-form");

function notSaved() {
  const place = document.getElementById("saved");
  if (!place) return;
  const title = document.createElement("h2");
  title.textContent = place.dataset.failedTitle;
  const text = document.createElement("p");
  text.textContent = place.dataset.failedText;
  place.replaceChildren(title, text);
}

// A session that has ended answers with the sign-in page: nothing was saved then either.
form?.addEventListener("htmx:afterRequest", (event) => {
  const { successful, xhr } = event.detail;
  if (!successful || !xhr.responseText.includes('id="saved"')) notSaved();
});

// Choosing between two versions is settled by the buttons, and a file is sent by them.
form?.addEventListener("htmx:confirm", (event) => {
  const cause = event.detail.triggeringEvent?.target;
  if (cause?.type === "file" || cause?.name?.startsWith("choose_")) event.preventDefault();
});

for (const area of document.querySelectorAll("textarea[data-count]")) {
  const most = Number(area.dataset.count);
  const line = document.createElement("p");
  line.className = "hint mt-2 mb-0";
  const show = () => {
    line.textContent = `${[...area.value].length} / ${most}`;
    line.classList.toggle("warn", [...area.value].length > most);
  };
  area.after(line);
  area.addEventListener("input", show);
  show();
}

// A committee's name is asked for only where a committee is chosen.
const body = document.getElementById("id_body");
const name = document.getElementById("id_body_name");
if (body && name) {
  const show = () => {
    const named = ["committee", "other"].includes(body.value);
    document.getElementById("div_id_body_name").hidden = !named && !name.value;
  };
  body.addEventListener("change", show);
  show();
}
