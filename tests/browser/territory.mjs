// Ideas by theme and by district.
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { joined } from "./people.mjs";
import { serve } from "./programs.mjs";

// Somebody filters, finds the page of their district, follows it, and proposes something there, at a point of the map; a
// neighbour hears of it.
export async function territory(program, browser, withScripts, options) {
    const name = withScripts ? "avec scripts" : "sans scripts";
    const title = `Un banc devant le tram, ${name}`;
    const data = await mkdtemp(join(tmpdir(), "imaginons-territory-"));
    const outbox = join(data, "outbox");
    const site = await serve(program, data, options);
    const page = await joined(browser, site.base, outbox, "l@exemple.fr", "Voisin du tram", withScripts);
    const other = await joined(browser, site.base, outbox, "m@exemple.fr", "Voisine du tram", withScripts);

    await page.goto(`${site.base}/proposals`);
    await page.setViewportSize({ width: 360, height: 740 });
    await page.getByText("Filtrer et trier").click();
    await page.getByLabel("Thème").selectOption("Se déplacer");
    await page.getByLabel("Quartier").selectOption("La Gare – Étoile");
    await page.getByRole("button", { name: "Appliquer" }).click();
    assert.match(page.url(), /theme=mobilites&district=gare/);
    assert.match(await page.locator("#res").innerText(), /^2 propositions/);
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth) <= 360, true);
    await page.getByRole("link", { name: "Vingt arceaux à vélo, là où l’on en manque vraiment" }).click();
    await page.locator(".tags").getByRole("link", { name: "La Gare – Étoile" }).click();
    assert.equal(await page.locator("h1").innerText(), "La Gare – Étoile");
    await page.setViewportSize({ width: 1280, height: 720 });

    await other.goto(`${site.base}/proposals`);
    await other.getByRole("link", { name: "Quartiers et thèmes" }).click();
    await other.getByRole("link", { name: "La Gare – Étoile" }).click();
    await other.getByRole("button", { name: "Suivre" }).click();
    assert.match(await other.getByRole("status").first().innerText(), /C’est suivi/);

    await page.locator("main").getByRole("link", { name: "Proposer une idée" }).click();
    assert.equal(await page.getByLabel(/^Dans quel quartier/).inputValue(), "gare");
    await page.getByLabel("Votre idée en une phrase").fill(title);
    await page.getByLabel("Expliquez-la comme à un voisin").fill("On y attend debout.");
    for (const theme of ["Se déplacer", "Jeunesse", "Culture et fêtes", "Rues, places et bâtiments"]) {
        await page.getByRole("checkbox", { name: theme }).check();
    }
    await page.getByRole("button", { name: "Relire avant de publier" }).click();
    assert.match(await page.locator(".faults").innerText(), /au plus 3 thèmes/);
    assert.equal(await page.getByLabel("Votre idée en une phrase").inputValue(), title);
    await page.getByLabel(/^À quel endroit/).fill("devant le tram");
    await page.getByRole("button", { name: "Relire avant de publier" }).click();
    assert.match(await page.locator(".faults").innerText(), /la latitude puis la longitude/);
    assert.equal(await page.getByLabel(/^À quel endroit/).inputValue(), "devant le tram");
    await page.getByLabel(/^À quel endroit/).fill("https://www.openstreetmap.org/#map=17/46.19412/6.23651");
    if (withScripts) {
        await page.context().grantPermissions(["geolocation"]);
        await page.context().setGeolocation({ latitude: 46.194118, longitude: 6.236514 });
        await page.getByRole("button", { name: "prendre ma position" }).click();
        await page.getByText("ce lieu sera public").waitFor();
        assert.equal(await page.getByLabel(/^À quel endroit/).inputValue(), "46.19412, 6.23651");
    } else {
        assert.equal(await page.locator("#locate").isVisible(), false);
    }
    await page.getByRole("checkbox", { name: "Culture et fêtes" }).uncheck();
    await page.getByRole("checkbox", { name: "Jeunesse" }).uncheck();
    await page.getByRole("button", { name: "Relire avant de publier" }).click();
    await page.getByRole("button", { name: "Publier ma proposition" }).click();
    assert.match(await page.locator(".tags").first().innerText(), /La Gare – Étoile[^]*Se déplacer[^]*Rues, places/);

    assert.match(await page.locator("main").innerText(), /46\.19412, 6\.23651/);
    await page.getByRole("link", { name: "Modifier le texte" }).click();
    await page.getByLabel(/^À quel endroit/).fill("46,19412 6,23651 ; 430");
    await page.getByRole("button", { name: "Relire avant de publier" }).click();
    assert.match(await page.locator(".faults").innerText(), /la latitude puis la longitude/);
    await page.getByLabel(/^À quel endroit/).fill("46,19420 6,23660");
    await page.getByRole("button", { name: "Relire avant de publier" }).click();
    await page.getByRole("button", { name: "Publier ma proposition" }).click();
    assert.match(await page.getByRole("status").first().innerText(), /Le texte n’a pas changé/);
    const places = await (await fetch(`${site.base}/proposals.geojson?district=gare`)).json();
    assert.deepEqual(places.features.find((place) => place.properties.title === title).geometry.coordinates, [6.2366, 46.1942]);

    await other.goto(`${site.base}/following`);
    await other.getByRole("link", { name: title }).first().click();
    assert.equal(await other.locator("h1").innerText(), title);
    const feed = await (await fetch(`${site.base}/districts/gare/feed.json`)).json();
    assert.match(feed.items[0].title, new RegExp(title));
    await site.stop();
    for (const each of [page, other]) {
        await each.context().close();
    }
    await rm(data, { recursive: true });
    console.log(`ok   an idea has its district and themes, and neighbours hear of it, ${name}`);
}
