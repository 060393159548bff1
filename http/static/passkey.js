// Asks the device for a passkey, puts what it answers into the form's hidden fields and sends the form. Without this, or where
// there are no passkeys, the forms stay hidden.
const bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
const base64 = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)));
const es256 = -7;
const eddsa = -8;
const rs256 = -257;

function create({ relyingParty, user, name, known }, challenge) {
    return navigator.credentials.create({
        publicKey: {
            challenge,
            rp: { id: relyingParty, name: "Imaginons" },
            user: { id: bytes(user), name, displayName: name },
            pubKeyCredParams: [es256, eddsa, rs256].map((alg) => ({ type: "public-key", alg })),
            excludeCredentials: known.split(" ").filter(Boolean).map((id) => ({ type: "public-key", id: bytes(id) })),
            authenticatorSelection: { residentKey: "required", requireResidentKey: true, userVerification: "required" },
        },
    });
}

function get({ relyingParty }, challenge) {
    return navigator.credentials.get({ publicKey: { challenge, rpId: relyingParty, userVerification: "required" } });
}

function fill(fields, { rawId, response }) {
    const set = (name, buffer) => {
        if (fields[name] && buffer) {
            fields[name].value = base64(buffer);
        }
    };
    set("client_data", response.clientDataJSON);
    set("authenticator_data", response.getAuthenticatorData?.() ?? response.authenticatorData);
    set("signature", response.signature);
    set("credential", rawId);
    set("user", response.userHandle);
}

if (window.PublicKeyCredential) {
    for (const form of document.querySelectorAll("form[data-passkey]")) {
        const ask = form.dataset.passkey === "create" ? create : get;
        const failed = form.querySelector("[data-failed]");
        form.hidden = false;
        for (const words of document.querySelectorAll("[data-without-passkeys]")) {
            words.hidden = true;
        }
        form.addEventListener("submit", async (event) => {
            event.preventDefault();
            failed.hidden = true;
            try {
                fill(form.elements, await ask(form.dataset, new TextEncoder().encode(form.elements.challenge.value)));
            } catch {
                failed.hidden = false;
                return;
            }
            form.submit();
        });
    }
}
