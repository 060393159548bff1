// Letters that the site has written to data/outbox/, and signing in by the link in one.
import assert from "node:assert/strict";
import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";

// The link in the only mail to an address: quoted-printable or plain.
export async function linkFromMail(outbox, address) {
    for (;;) {
        // A letter that is being written has another ending.
        for (const name of (await readdir(outbox).catch(() => [])).filter((file) => file.endsWith(".eml"))) {
            const text = await readFile(join(outbox, name), "utf8");
            const plain = text.replace(/=\r?\n/g, "").replace(/=3D/g, "=");
            const link = plain.match(/https?:\/\/\S+\/signin\/confirm\?\S+/);
            if (text.includes(address) && link) {
                return link[0];
            }
        }
        await new Promise((wait) => setTimeout(wait, 20));
    }
}

// Somebody new joins; gives the cookies of their session.
export async function cookiesOfSomebodyNew(browser, base, outbox, address, pseudonym) {
    const context = await browser.newContext({ locale: "fr-FR" });
    const page = await context.newPage();
    await page.goto(`${base}/signin`);
    await page.getByLabel("Votre adresse e-mail").fill(address);
    await page.getByRole("button", { name: "M’envoyer le lien" }).click();
    await page.goto(await linkFromMail(outbox, address));
    await page.getByRole("button", { name: "Entrer" }).click();
    await page.getByLabel("Votre nom public").fill(pseudonym);
    await page.getByRole("checkbox", { name: /charte/ }).check();
    await page.getByRole("button", { name: "Entrer" }).click();
    const cookies = await context.cookies();
    assert.equal(cookies.length, 1); // the session's is the only one that there ever is
    await context.close();
    return cookies;
}
