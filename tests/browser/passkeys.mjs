// A passkey as a second way into one's account, with a device that Chromium plays.
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { joined } from "./people.mjs";
import { serve } from "./programs.mjs";

// Browsers know passkeys of names only, and the site must know its own before it has a port.
async function freePort() {
    const listener = createServer();
    await new Promise((listening) => listener.listen(0, "127.0.0.1", listening));
    const { port } = listener.address();
    await new Promise((closed) => listener.close(closed));
    return port;
}

async function addPasskey(page, base) {
    await page.goto(`${base}/account`);
    await page.getByLabel("Un nom pour la reconnaître").fill("Mon téléphone");
    await page.getByRole("button", { name: "Ajouter une clé d’accès" }).focus();
    await page.keyboard.press("Enter");
    await page.waitForURL(/passkey-added/);
    assert.match(await page.locator("#cles").innerText(), /Votre clé est prête[^]*Mon téléphone/);
}

async function enterByPasskey(page, base) {
    await page.goto(`${base}/signin?next=/account`);
    await page.getByRole("button", { name: "Entrer avec une clé d’accès" }).click();
}

// Somebody adds a passkey of their device, comes back with it, and takes it away; without scripts nothing is offered and the mail's
// link is still there.
export async function passkeys(program, browser) {
    const data = await mkdtemp(join(tmpdir(), "imaginons-passkeys-"));
    const port = await freePort();
    const site = await serve(program, data, ["--origin", `http://localhost:${port}`], port);
    const page = await joined(browser, site.base, join(data, "outbox"), "k@exemple.fr", "Clémence", true);
    const device = await page.context().newCDPSession(page);
    await device.send("WebAuthn.enable");
    const { authenticatorId } = await device.send("WebAuthn.addVirtualAuthenticator", { options: { protocol: "ctap2",
        transport: "internal", hasResidentKey: true, hasUserVerification: true, isUserVerified: true,
        automaticPresenceSimulation: true } });
    await addPasskey(page, site.base);
    await page.getByRole("button", { name: "Me déconnecter" }).click();
    await enterByPasskey(page, site.base);
    await page.waitForURL(/signed-in/);
    assert.match(await page.locator("#cles").innerText(), /utilisée le/);

    // The finger is not the owner's.
    await page.getByRole("button", { name: "Me déconnecter" }).click();
    await device.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: false });
    await enterByPasskey(page, site.base);
    await page.getByText("Personne n’est entré").waitFor({ state: "visible" });
    await device.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: true });
    await page.getByRole("button", { name: "Entrer avec une clé d’accès" }).click();
    await page.waitForURL(/signed-in/);

    await page.getByRole("button", { name: "Retirer Mon téléphone" }).click();
    await page.waitForURL(/passkey-ended/);
    await page.getByRole("button", { name: "Me déconnecter" }).click();
    await enterByPasskey(page, site.base);
    await page.getByText("Cette clé n’ouvre aucun compte ici").waitFor({ state: "visible" });
    await page.context().close();
    const plain = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
    await plain.goto(`${site.base}/signin`);
    assert.equal(await plain.getByRole("button", { name: "Entrer avec une clé d’accès" }).count(), 0);
    assert.equal(await plain.getByRole("button", { name: "M’envoyer le lien" }).count(), 1);
    await plain.context().close();
    await site.stop();
    await rm(data, { recursive: true });
    console.log("ok   a passkey opens the account until it is taken away");
}
