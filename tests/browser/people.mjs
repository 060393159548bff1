// People of the journeys: they come by a letter's link, join, and may act for the city.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { linkFromMail } from "./mail.mjs";

export async function signIn(page, base, outbox, address, pseudonym) {
    await page.goto(`${base}/signin?next=/projects/new`);
    await page.getByLabel("Votre adresse e-mail").fill(address);
    await page.getByRole("button", { name: "M’envoyer le lien" }).click();
    assert.equal(await page.locator("h1").innerText(), "Regardez votre courrier");
    const link = await linkFromMail(outbox, address);
    await page.goto(link);
    await page.goto(link); // looking twice uses nothing up
    await page.getByRole("button", { name: "Entrer" }).click();
    await page.getByLabel("Votre nom public").fill(pseudonym);
    await page.getByRole("button", { name: "Entrer" }).click();
    assert.match(await page.locator(".faults").innerText(), /Acceptez la charte/);
    assert.equal(await page.getByLabel("Votre nom public").inputValue(), pseudonym);
    await page.getByRole("checkbox", { name: /charte/ }).check();
    await page.getByRole("button", { name: "Entrer" }).click();
    assert.match(page.url(), /\/projects\/new/);
    await page.goto(link);
    assert.equal(await page.locator("h1").innerText(), "Ce lien ne sert plus");
}

// Signed in, in a browser of their own.
export async function joined(browser, base, outbox, address, pseudonym, withScripts) {
    const context = await browser.newContext({ javaScriptEnabled: withScripts, locale: "fr-FR", reducedMotion: "reduce" });
    const page = await context.newPage();
    page.setDefaultTimeout(10_000);
    await signIn(page, base, outbox, address, pseudonym);
    return page;
}

// While no server runs.
export function becomesAgent(program, data, pseudonym) {
    const run = spawnSync(program, ["role", "--data", data, "--pseudonym", pseudonym, "--give", "agent", "--reason", "Service Citoyenneté"]);
    assert.equal(run.status, 0, String(run.stderr));
}
