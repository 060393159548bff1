// While one writes the title of a new idea, names those that are like it. Without it the page that shows the idea as it will
// stand names them.
const card = document.getElementById("similar");
const title = document.getElementById("title");
const body = document.getElementById("body");
const pause = 400;
let waiting = 0;
let asked = "";

function show(items) {
    card.querySelector("ul").replaceChildren(...items.map((item) => {
        const link = document.createElement("a");
        link.href = card.dataset.list + item.id;
        const words = document.createElement("strong");
        words.textContent = item.title;
        link.append(words);
        const row = document.createElement("li");
        row.dir = "auto";
        row.append(link);
        return row;
    }));
    card.hidden = items.length === 0;
}

async function look() {
    const question = new URLSearchParams({ title: title.value.trim(), body: body.value.slice(0, 1000) }).toString();
    if (question === asked) {
        return;
    }
    asked = question;
    const answer = await fetch(`/api/v1/similar?${question}`).catch(() => null);
    // What was asked meanwhile is shown, not this.
    if (asked === question && answer?.ok) {
        show((await answer.json()).items);
    }
}

if (card && title && body) {
    title.addEventListener("input", () => {
        clearTimeout(waiting);
        waiting = setTimeout(look, pause);
    });
    title.addEventListener("change", look);
}
