// A chosen reason code puts its paragraph into the letter's text at once; without this a button does.

const paragraphs = JSON.parse(document.getElementById("paragraphs")?.textContent || "{}");
const text = document.querySelector("textarea[name=text]");
const button = document.querySelector("[data-propose]");
if (button && text) {
  button.hidden = true;
  document.querySelectorAll("input[name=reasons]").forEach((box) => {
    box.addEventListener("change", () => {
      const paragraph = paragraphs[box.value];
      if (!paragraph) return;
      if (box.checked && !text.value.includes(paragraph)) {
        text.value = [text.value.trim(), paragraph].filter(Boolean).join("\n\n");
      } else if (!box.checked) {
        text.value = text.value.replace(paragraph, "").replace(/\n{3,}/g, "\n\n").trim();
      }
    });
  });
}
