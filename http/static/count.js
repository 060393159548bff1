// Counts the characters of a field that has a limit while one writes. Without it the count of the last page stays.
const separators = { fr: "\u202f", en: "," };
const grouped = (n) => String(n).replace(/\B(?=(\d{3})+$)/g, separators[document.documentElement.lang] ?? "\u202f");

for (const field of document.querySelectorAll("[data-limit]")) {
    const counter = document.getElementById(`${field.id}-c`);
    const limit = Number(field.dataset.limit);
    if (!counter || !limit) {
        continue;
    }
    // The words around the two numbers are the page's own: "12 sur 5 000".
    const words = counter.textContent.replace(/^[^\p{L}]*/u, " ");
    const show = () => {
        const used = [...field.value.replaceAll("\r\n", "\n")].length;
        counter.textContent = grouped(used) + words;
        counter.classList.toggle("over", used > limit);
    };
    field.addEventListener("input", show);
    show();
}

// What was wrong is read out and reached first.
document.querySelector(".faults")?.focus();
