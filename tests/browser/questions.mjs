// A question to the city: asked, seen to wait, answered by an agent, told to who asked; then what the debates came to.
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { becomesAgent, joined } from "./people.mjs";
import { serve } from "./programs.mjs";

export async function questions(program, browser, withScripts, options) {
    const name = withScripts ? "avec scripts" : "sans scripts";
    const asked = `Qui arrose en août, ${name} ?`;
    const data = await mkdtemp(join(tmpdir(), "imaginons-questions-"));
    const outbox = join(data, "outbox");
    let site = await serve(program, data, options);
    const agent = await joined(browser, site.base, outbox, "l@exemple.fr", "Agent D", withScripts);
    const curious = await joined(browser, site.base, outbox, "m@exemple.fr", "Curieuse", withScripts);
    await site.stop();
    becomesAgent(program, data, "Agent D");
    site = await serve(program, data, options);

    await curious.goto(`${site.base}/projects`);
    await curious.getByRole("link", { name: "Des cours d’école à l’ombre" }).first().click();
    const project = new URL(curious.url()).pathname;
    assert.match(await curious.locator("#questions").innerText(), /En attente depuis le/);
    assert.match(await curious.locator("#questions").innerText(), /Iris Valdoré/);
    await curious.getByRole("link", { name: "Poser une question à la ville" }).click();
    await curious.getByRole("button", { name: "Poser ma question" }).click();
    assert.match(await curious.locator(".faults").innerText(), /Écrivez votre question/);
    await curious.getByLabel("Votre question").fill(asked);
    await curious.getByRole("button", { name: "Poser ma question" }).click();
    assert.match(await curious.getByRole("status").first().innerText(), /Votre question est posée/);
    const question = curious.locator("#questions article", { hasText: asked });
    assert.match(await question.innerText(), /En attente depuis le/);
    await curious.setViewportSize({ width: 360, height: 740 });
    const width = await curious.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(width <= 360, `the page is ${width} wide on a phone`);

    await agent.goto(`${site.base}/queue`);
    const waiting = agent.locator("#questions li", { hasText: asked });
    assert.match(await waiting.innerText(), /Curieuse/);
    await waiting.getByRole("link", { name: "Répondre" }).click();
    await agent.getByLabel("La réponse").fill("Les jardiniers, **deux fois** par semaine.");
    await agent.getByRole("button", { name: "Publier la réponse" }).click();
    assert.match(await agent.locator(".faults").innerText(), /Nommez la personne qui signe/);
    assert.equal(await agent.getByLabel("La réponse").inputValue(), "Les jardiniers, **deux fois** par semaine.");
    await agent.getByLabel("Nom", { exact: true }).fill("Iris Valdoré");
    await agent.getByLabel("Fonction").fill("adjointe aux écoles");
    await agent.getByRole("button", { name: "Publier la réponse" }).click();
    assert.match(await agent.locator("#questions article", { hasText: asked }).innerText(), /La ville répond/);

    await curious.goto(`${site.base}/following`);
    assert.match(await curious.locator("main").innerText(), /a répondu à une question/);
    await curious.goto(`${site.base}${project}`);
    assert.match(await question.innerText(), /deux fois par semaine/);
    assert.doesNotMatch(await question.innerText(), /En attente/);

    assert.match(await curious.locator("#conclusion").innerText(), /Personne n’a parlé contre/);
    await agent.goto(`${site.base}${project}`);
    await agent.getByRole("link", { name: "Conclure les débats : Dessiner les plans" }).click();
    await agent.getByLabel("Ce qui a été dit pour").fill(`Un coin calme, ${name}.`);
    await agent.getByRole("button", { name: "Publier la conclusion" }).click();
    assert.match(await agent.locator(".faults").innerText(), /Dites ce qui a été dit contre/);
    assert.equal(await agent.getByLabel("Ce qui a été dit pour").inputValue(), `Un coin calme, ${name}.`);
    await agent.getByLabel("Ce qui a été dit contre").fill("Personne n’a rien dit.");
    await agent.getByRole("button", { name: "Publier la conclusion" }).click();
    assert.match(await agent.locator("#conclusion .card").first().innerText(), new RegExp(`Un coin calme, ${name}`));
    await site.stop();
    for (const page of [agent, curious]) {
        await page.context().close();
    }
    await rm(data, { recursive: true });
    console.log(`ok   a question is asked and answered, a debate concluded, ${name}`);
}
