// A resident's project from its opening on: its phases, its milestones, its news.
import assert from "node:assert/strict";
import { joined } from "./people.mjs";

export async function keptUpToDate(browser, base, outbox, withScripts) {
    const name = withScripts ? "avec scripts" : "sans scripts";
    const title = `Un verger ${name}`;
    const owner = await joined(browser, base, outbox, `verger${withScripts ? 1 : 0}@exemple.fr`, `Pommier ${name}`, withScripts);
    await owner.goto(`${base}/projects/new`);
    await owner.getByLabel("Le nom du projet").fill(title);
    await owner.getByLabel("De quoi s’agit-il").fill("Des pommes pour tous.");
    await owner.getByRole("radio", { name: /^Co-construire/ }).check();
    await owner.getByRole("radio", { name: "Pour, neutre ou contre" }).check();
    await owner.getByLabel("Nom de la phase 1").fill("Trouver le terrain");
    await owner.getByLabel("Nom de la phase 2").fill("Planter");
    await owner.getByLabel("Ce qu’on y fait dans la phase 2").selectOption("realise");
    await owner.getByRole("button", { name: "Ouvrir le projet" }).click();
    const project = owner.url().replace(/\?.*/, "");
    assert.match(await owner.locator("#fil ~ ol .now").innerText(), /Trouver le terrain/);

    await owner.getByRole("link", { name: "Tenir le projet à jour" }).click();
    await owner.getByRole("link", { name: "Ajouter une étape" }).click();
    await owner.getByLabel("Ce qui sera fait").fill("Cent arbres");
    await owner.getByLabel("Où en est-on").fill("120");
    await owner.getByRole("button", { name: "Ajouter l’étape" }).click();
    assert.match(await owner.locator(".faults").innerText(), /de 0 à 100/);
    assert.equal(await owner.getByLabel("Ce qui sera fait").inputValue(), "Cent arbres");
    await owner.getByLabel("Où en est-on").fill("20");
    await owner.getByRole("button", { name: "Ajouter l’étape" }).click();
    await owner.getByRole("button", { name: /^Atteinte/ }).click();
    assert.match(await owner.getByRole("status").first().innerText(), /L’étape est atteinte/);
    await owner.getByRole("radio", { name: /^Planter/ }).check();
    await owner.getByRole("button", { name: "Passer à cette phase" }).click();
    assert.match(await owner.getByRole("status").first().innerText(), /passé à une autre phase/);
    await owner.getByRole("link", { name: "Donner des nouvelles" }).click();
    await owner.getByLabel("La nouvelle en une phrase").fill("Les arbres sont là");
    await owner.getByLabel("Racontez").fill("Cent **pommiers**.");
    await owner.getByRole("button", { name: "Publier la nouvelle" }).click();
    assert.match(await owner.locator("#nouvelles ~ ul").innerText(), /Cent pommiers/);
    assert.match(await owner.locator("#fil ~ ol .now").innerText(), /Planter/);

    await owner.getByRole("link", { name: "Tenir le projet à jour" }).click();
    await owner.getByRole("link", { name: "Modifier le projet" }).click();
    await owner.getByLabel("Le nom du projet").fill(`${title}, planté`);
    await owner.getByRole("button", { name: "Publier le changement" }).click();
    assert.equal(await owner.locator("h1").innerText(), `${title}, planté`);
    await owner.setViewportSize({ width: 360, height: 740 });
    await owner.goto(`${project}/desk`);
    const width = await owner.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(width <= 360, `the page is ${width} wide on a phone`);

    const visitor = await browser.newPage();
    assert.equal((await visitor.goto(project)).status(), 200);
    assert.equal(await visitor.getByRole("link", { name: "Tenir le projet à jour" }).count(), 0);
    // It is carried out now: nothing is proposed in it any more.
    assert.equal(await visitor.locator("main").getByRole("link", { name: "Proposer une idée" }).count(), 0);
    await visitor.close();
    await owner.context().close();
    console.log(`ok   a project is kept up to date, ${name}`);
}
