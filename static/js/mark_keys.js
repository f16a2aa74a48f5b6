// In a form with data-mark-keys the keys 1 to 5 choose the mark of that name, and Enter on a mark sends the form.
// Nothing is lost without it: the arrow keys and the button do the same.

const TYPED_IN = new Set(["text", "number", "email", "search", "password"]);

function isTyping(element) {
  return element.matches("textarea, select") || (element.matches("input") && TYPED_IN.has(element.type));
}

document.addEventListener("keydown", (event) => {
  const form = document.querySelector("form[data-mark-keys]");
  if (!form || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  const mark = form.querySelector(`input[type=radio][name="${form.dataset.markKeys}"][value="${CSS.escape(event.key)}"]`);
  if (mark) {
    mark.focus();
    mark.click();
    event.preventDefault();
  } else if (event.key === "Enter" && event.target.matches("input[type=radio], input[type=checkbox]")) {
    form.requestSubmit();
    event.preventDefault();
  }
});
