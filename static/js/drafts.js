// Keeps what is typed in a form with data-draft-key on this device until the server has it.
//
// A draft belongs to the person who typed it (meta "draft-owner") and ends when the server says that it was saved
// (meta "saved-draft"), when they sign out, when somebody else signs in here, or after seven days.

const PREFIX = "draft:";
const SEVEN_DAYS = 7 * 24 * 60 * 60 * 1000;
const NEVER_KEPT = new Set(["csrfmiddlewaretoken", "once"]);

const owner = document.querySelector("meta[name='draft-owner']")?.content ?? "";

function draftName(key) {
  return `${PREFIX}${owner}:${key}`;
}

function draftNames() {
  return Object.keys(localStorage).filter((name) => name.startsWith(PREFIX));
}

function read(name) {
  try {
    return JSON.parse(localStorage.getItem(name));
  } catch {
    return null;
  }
}

function isKept(field) {
  return field.name && !NEVER_KEPT.has(field.name) && !["password", "file", "submit", "button"].includes(field.type);
}

function valuesOf(form) {
  const values = {};
  for (const field of form.elements) {
    if (!isKept(field)) continue;
    values[field.name] ??= [];
    if (field.type === "checkbox" || field.type === "radio") {
      if (field.checked) values[field.name].push(field.value);
    } else if (field.type === "select-multiple") {
      values[field.name].push(...Array.from(field.selectedOptions, (option) => option.value));
    } else {
      values[field.name].push(field.value);
    }
  }
  return values;
}

function putBack(form, values) {
  const places = {};
  for (const field of form.elements) {
    if (!isKept(field) || !(field.name in values)) continue;
    const kept = values[field.name];
    if (field.type === "checkbox" || field.type === "radio") {
      field.checked = kept.includes(field.value);
    } else if (field.type === "select-multiple") {
      for (const option of field.options) option.selected = kept.includes(option.value);
    } else {
      const place = (places[field.name] = (places[field.name] ?? -1) + 1);
      if (place < kept.length) field.value = kept[place];
    }
  }
}

function forgetWhatHasEnded() {
  for (const meta of document.querySelectorAll("meta[name='saved-draft']")) {
    localStorage.removeItem(draftName(meta.content));
  }
  for (const name of draftNames()) {
    const draft = read(name);
    const somebodyElses = owner && !name.startsWith(`${PREFIX}${owner}:`) && !name.startsWith(`${PREFIX}:`);
    if (!draft || Date.now() - draft.at > SEVEN_DAYS || somebodyElses) localStorage.removeItem(name);
  }
}

function forgetAllAtSignOut() {
  for (const form of document.querySelectorAll("form[data-signs-out]")) {
    form.addEventListener("submit", () => draftNames().forEach((name) => localStorage.removeItem(name)));
  }
}

function watch(form) {
  const name = draftName(form.dataset.draftKey);
  let asServed = JSON.stringify(valuesOf(form));
  const status = document.createElement("p");
  status.className = "govuk-body-s app-draft-status";
  status.setAttribute("role", "status");
  form.append(status);

  let timer;
  let waiting = null; // the button pressed while there was no signal or a save was under way, or true for the first one
  let saving = 0; // saves under way that the form began by itself
  let leaving = false; // a button's request is under way, and no save may overtake it

  function say(text) {
    if (status.textContent !== text) status.textContent = text;
  }

  function sayWhereItIs() {
    if (!localStorage.getItem(name)) return say("");
    if (!navigator.onLine) {
      return say(
        waiting
          ? "Not saved yet – no signal. It is kept on this device and will be sent when the signal is back."
          : "Not saved yet – no signal. It is kept on this device.",
      );
    }
    say("Not saved yet. It is kept on this device.");
  }

  function keep() {
    clearTimeout(timer);
    putAway();
    showWhatIsUnsent();
  }

  function putAway() {
    const values = valuesOf(form);
    if (JSON.stringify(values) === asServed) {
      localStorage.removeItem(name);
    } else {
      try {
        localStorage.setItem(name, JSON.stringify({ at: Date.now(), values }));
      } catch {
        return say("This device has no room to keep what you type. Save soon.");
      }
    }
    sayWhereItIs();
  }

  function sendWhatWaits() {
    if (!waiting || saving || !navigator.onLine) return;
    const pressed = waiting;
    waiting = null;
    form.requestSubmit(pressed === true ? null : pressed);
  }

  function offerToDiscard() {
    const discard = document.createElement("button");
    discard.type = "button";
    discard.className = "govuk-button govuk-button--secondary";
    discard.textContent = "Discard what was kept";
    discard.addEventListener("click", () => {
      localStorage.removeItem(name);
      putBack(form, JSON.parse(asServed));
      discard.remove();
      say("");
    });
    form.append(discard);
  }

  const draft = read(name);
  const servedWithErrors = document.querySelector(".govuk-error-summary") !== null;
  if (draft && !servedWithErrors) {
    // The version that the draft was written on comes back with it, so that the server can tell what changed meanwhile.
    putBack(form, draft.values);
    say("We put back what you typed before. It is not saved yet.");
    offerToDiscard();
  } else if (draft) {
    sayWhereItIs();
  }

  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(keep, 400);
  });
  form.addEventListener("change", keep);
  form.addEventListener("submit", (event) => {
    keep();
    if (navigator.onLine && !saving) {
      leaving = true;
      return;
    }
    event.preventDefault();
    waiting = event.submitter ?? true;
    sayWhereItIs();
  });
  // A form that saves itself while it is typed says so. What it sent is on the server; what was typed since stays kept.
  // A button pressed meanwhile waits for the answer: it brings the version that the next save is compared with.
  let sent = null;
  form.addEventListener("htmx:beforeRequest", (event) => {
    if (leaving || !navigator.onLine) return event.preventDefault();
    sent = valuesOf(form);
    saving += 1;
  });
  form.addEventListener("htmx:afterRequest", () => {
    saving -= 1;
    // What the answer changes on the page is put there in the same turn as this event, or just after it.
    setTimeout(sendWhatWaits, 50);
  });
  form.addEventListener("draft-saved", () => {
    const now = valuesOf(form);
    for (const field of form.elements) {
      if (field.type === "hidden" && isKept(field)) sent[field.name] = now[field.name];
    }
    asServed = JSON.stringify(sent);
    keep();
  });
  window.addEventListener("pageshow", () => (leaving = false));
  window.addEventListener("pagehide", () => timer && keep());
  window.addEventListener("offline", sayWhereItIs);
  window.addEventListener("online", () => {
    sayWhereItIs();
    if (waiting) sendWhatWaits();
    // A form that saves itself as it is filled in saves what was typed meanwhile.
    else if (localStorage.getItem(name)) form.dispatchEvent(new Event("change", { bubbles: true }));
  });
}

// A badge with data-unsent names what it counts: drafts on this device whose key begins with it.
function showWhatIsUnsent() {
  for (const badge of document.querySelectorAll("[data-unsent]")) {
    const begins = draftName(badge.dataset.unsent);
    const count = draftNames().filter((name) => name.startsWith(begins)).length;
    badge.className = count ? "govuk-tag govuk-tag--yellow" : "";
    badge.textContent = count ? `${count} ${count === 1 ? "answer" : "answers"} not sent` : "";
  }
}

try {
  forgetWhatHasEnded();
  forgetAllAtSignOut();
  document.querySelectorAll("form[data-draft-key]").forEach(watch);
  showWhatIsUnsent();
  window.addEventListener("pageshow", showWhatIsUnsent);
} catch (error) {
  // Storage that is switched off must not stop a form from working.
  if (!(error instanceof DOMException)) throw error;
}
