// Keeps what one writes a few seconds after the typing stops, or when the page is left, and says so. Without it the button
// "Enregistrer le brouillon" does.
const status = document.getElementById("draft-status");
const form = status?.closest("form");
const pause = 3000;
// What a browser still sends for a page that goes away.
const mostBytesOnLeaving = 60000;
let waiting = 0;
let sending = null;
let stopped = false;
let kept = "";

const written = ["title", "body", "project", "theme", "district", "place"];
const words = () => {
    const fields = new FormData(form);
    return written.map((name) => fields.getAll(name).join("\u0001")).join("\u0000");
};
const say = (text) => { status.textContent = text; };

async function send(leaving) {
    const sent = words();
    const body = new URLSearchParams(new FormData(form));
    if (leaving && String(body).length > mostBytesOnLeaving) {
        return;
    }
    const answer = await fetch(status.dataset.list, {
        method: "POST", body, redirect: "manual", keepalive: leaving, headers: { accept: "application/json" },
    }).catch(() => null);
    if (answer?.ok) {
        const { id, version, time } = await answer.json();
        kept = sent;
        form.elements.draft_version.value = version;
        say(status.dataset.saved.replace("{time}", time));
        // Loading the page again goes on with the draft.
        history.replaceState(null, "", `${status.dataset.list}/${id}`);
    } else if (answer?.status === 409) {
        stopped = true;
        say(status.dataset.changed);
    } else {
        say(status.dataset.failed);
    }
}

function save(leaving = false) {
    clearTimeout(waiting);
    const nothing = `${form.elements.title.value}${form.elements.body.value}`.trim() === "";
    if (stopped || nothing || words() === kept) {
        return;
    }
    if (sending) {
        waiting = setTimeout(save, pause);
        return;
    }
    sending = send(leaving).finally(() => { sending = null; });
}

if (form) {
    kept = words();
    form.addEventListener("input", () => {
        clearTimeout(waiting);
        waiting = setTimeout(save, pause);
    });
    document.addEventListener("visibilitychange", () => {
        if (document.visibilityState === "hidden") {
            save(true);
        }
    });
    // One after the other: what is under way changes the version that the form knows.
    form.addEventListener("submit", (event) => {
        clearTimeout(waiting);
        stopped = true;
        if (sending) {
            event.preventDefault();
            sending.then(() => form.requestSubmit(event.submitter));
        }
    });
    // Back to a page that the browser had put aside.
    addEventListener("pageshow", () => { stopped = false; });
}
