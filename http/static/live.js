// Says that something new has been written since the page was made, and offers to read it; never changes the page by
// itself. One stream at a time: a hidden tab lets go of its own.
const banner = document.getElementById("nouveau");
const words = banner?.querySelector("b");
const link = banner?.querySelector("a");

if (banner && words && link && "EventSource" in window) {
    const { scope, one, many } = banner.dataset;
    let last = Number(banner.dataset.after);
    let count = 0;
    let stream = null;

    const heard = (event) => {
        const seq = Number(event.lastEventId);
        if (Number.isFinite(seq) && seq > last) {
            last = seq;
        }
        if (scope && !event.data.includes(scope)) {
            return;
        }
        count += 1;
        words.textContent = count === 1 ? one : many.replace("{n}", String(count));
        banner.hidden = false;
    };
    const listen = () => {
        if (document.visibilityState === "visible" && !stream) {
            stream = new EventSource(`/api/v1/events?after=${last}`);
            stream.addEventListener("message", heard);
        } else if (document.visibilityState === "hidden" && stream) {
            stream.close();
            stream = null;
        }
    };

    link.href = location.pathname + location.search;
    document.addEventListener("visibilitychange", listen);
    listen();
}
