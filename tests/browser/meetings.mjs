// A project's meeting with a single seat.
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { becomesAgent, joined } from "./people.mjs";
import { serve } from "./programs.mjs";

const dayFromNow = (days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

async function announceMeeting(agent, title) {
    await agent.getByRole("link", { name: "Annoncer une rencontre" }).click();
    await agent.getByLabel("De quoi parlera-t-on").fill(title);
    await agent.getByLabel("Jour", { exact: true }).fill(dayFromNow(40));
    await agent.getByLabel("Début").fill("18:30");
    await agent.getByLabel("Fin").fill("18:00");
    await agent.getByLabel(/^Où/).fill("École de Romagny");
    await agent.getByLabel("Combien de places").fill("1");
    await agent.getByLabel("Ordre du jour").fill("Dessiner **ensemble**.");
    await agent.getByRole("button", { name: "Annoncer la rencontre" }).click();
    assert.match(await agent.locator(".faults").innerText(), /La fin vient avant le début/);
    assert.equal(await agent.getByLabel(/^Où/).inputValue(), "École de Romagny");
    await agent.getByLabel("Fin").fill("20:00");
    await agent.getByRole("button", { name: "Annoncer la rencontre" }).click();
    assert.equal(await agent.locator("h1").innerText(), title);
    assert.match(await agent.locator(".lead").innerText(), /18\sh\s30 à 20\sh\s00/);
}

// An agent invites, two people want the last seat, one gives it back, the other takes it; then it is called off.
export async function meetings(program, browser, withScripts, options) {
    const name = withScripts ? "avec scripts" : "sans scripts";
    const title = `Atelier ${name}`;
    const data = await mkdtemp(join(tmpdir(), "imaginons-meetings-"));
    const outbox = join(data, "outbox");
    let site = await serve(program, data, options);
    const agent = await joined(browser, site.base, outbox, "i@exemple.fr", "Agent C", withScripts);
    const first = await joined(browser, site.base, outbox, "j@exemple.fr", "Première arrivée", withScripts);
    const second = await joined(browser, site.base, outbox, "k@exemple.fr", "Juste après", withScripts);
    await site.stop();
    becomesAgent(program, data, "Agent C");
    site = await serve(program, data, options);

    await agent.goto(`${site.base}/meetings`);
    await agent.getByRole("link", { name: "Atelier n° 2 : ce que les enfants veulent garder" }).click();
    assert.match(await agent.locator("main").innerText(), /Un coin calme entre dans les trois plans/);
    await agent.locator("main").getByRole("link", { name: "Des cours d’école à l’ombre" }).first().click();
    await announceMeeting(agent, title);
    const path = new URL(agent.url()).pathname;
    for (const page of [first, second]) {
        await page.goto(`${site.base}${path}`);
        assert.match(await page.locator("#venir").innerText(), /1 place sur 1 encore libre/);
    }
    await first.getByRole("button", { name: "Réserver ma place" }).click();
    assert.match(await first.getByRole("status").first().innerText(), /Votre place est réservée/);
    await second.getByRole("button", { name: "Réserver ma place" }).click();
    assert.match(await second.locator("#refus").innerText(), /la dernière place vient d’être prise/);
    assert.equal(await second.getByRole("button", { name: "Réserver ma place" }).count(), 0);
    await first.getByRole("button", { name: "Rendre ma place" }).click();
    await second.goto(`${site.base}${path}`);
    await second.getByRole("button", { name: "Réserver ma place" }).click();
    assert.match(await second.locator("#venir").innerText(), /Complète/);
    await second.setViewportSize({ width: 360, height: 740 });
    const width = await second.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(width <= 360, `the page is ${width} wide on a phone`);

    await agent.goto(`${site.base}${path}`);
    await agent.getByRole("link", { name: "Annuler la rencontre" }).click();
    await agent.getByLabel("Pourquoi").fill("La neige ferme l’école.");
    await agent.getByRole("button", { name: "Annuler la rencontre" }).click();
    await second.goto(`${site.base}/following`);
    await second.getByRole("link", { name: title }).first().click();
    assert.match(await second.locator("main").innerText(), /La neige ferme l’école/);
    const calendar = await (await fetch(`${site.base}${path}/meeting.ics`)).text();
    assert.match(calendar, /\r\nSTATUS:CANCELLED\r\n/);
    await site.stop();
    for (const page of [agent, first, second]) {
        await page.context().close();
    }
    await rm(data, { recursive: true });
    console.log(`ok   a meeting is announced, full and called off, ${name}`);
}
