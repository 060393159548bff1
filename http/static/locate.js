// Fills in where one stands, when one asks for it. Without it the place is typed or pasted.
const button = document.getElementById("locate");
const field = document.getElementById("place");
const status = document.getElementById("locate-status");
const options = { enableHighAccuracy: true, timeout: 15000 };

function fill({ coords }) {
    field.value = `${coords.latitude.toFixed(5)}, ${coords.longitude.toFixed(5)}`;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    status.textContent = button.dataset.done;
    button.disabled = false;
    field.focus();
}

function fail() {
    status.textContent = button.dataset.failed;
    button.disabled = false;
}

if (button && "geolocation" in navigator && isSecureContext) {
    button.hidden = false;
    button.addEventListener("click", () => {
        button.disabled = true;
        navigator.geolocation.getCurrentPosition(fill, fail, options);
    });
}
