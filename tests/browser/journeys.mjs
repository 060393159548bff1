// node journeys.mjs PROGRAM [OPTION...]: what people come to do, done in a real browser against the real program with an empty data
// folder, once with scripts and once without: sign in, join, open a project, propose, argue, answer, take a stance, change
// it, withdraw it, follow, read one's own feed, change the text, search, sign out, keep a receipt and have it checked, take one's data
// along, delete one's account; a project is kept up to date; two agents answer an idea until it is carried out; an agent holds a meeting with one seat; a
// district has its ideas; a passkey opens an account; and a witness cosigns, and finds a fork. Each step looks at what the page
// then says.
import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { launch } from "./chromium.mjs";
import { meetings } from "./meetings.mjs";
import { passkeys } from "./passkeys.mjs";
import { becomesAgent, joined, signIn } from "./people.mjs";
import { serve } from "./programs.mjs";
import { keptUpToDate } from "./projects.mjs";
import { territory } from "./territory.mjs";
import { questions } from "./questions.mjs";
import { witnesses } from "./witnesses.mjs";

const [program, ...options] = process.argv.slice(2);
if (!program) {
    console.error("usage: node journeys.mjs PROGRAM [OPTION...]");
    process.exit(2);
}

async function openProject(page, base, title) {
    await page.goto(`${base}/projects/new`);
    await page.getByLabel("Le nom du projet").fill(title);
    await page.getByRole("button", { name: "Ouvrir le projet" }).click();
    assert.match(await page.locator(".faults").innerText(), /points à revoir/);
    assert.equal(await page.getByLabel("Le nom du projet").inputValue(), title);
    await page.getByLabel("De quoi s’agit-il").fill("Un terrain, des arbres, des voisins.");
    await page.getByRole("radio", { name: /^Co-construire/ }).check();
    await page.getByRole("radio", { name: "Pour, neutre ou contre" }).check();
    await page.getByRole("button", { name: "Ouvrir le projet" }).click();
    assert.equal(await page.locator("h1").innerText(), title);
    assert.match(await page.locator(".tags").first().innerText(), /Vous co-construisez/);
}

async function propose(page, title) {
    await page.getByRole("link", { name: "Proposer une idée" }).first().click();
    await page.getByLabel("Votre idée en une phrase").fill(title);
    await page.getByLabel("Expliquez-la comme à un voisin").fill("# Pourquoi\n\nParce que <b>oui</b>. https://exemple.fr");
    await page.getByRole("button", { name: "Relire avant de publier" }).click();
    assert.equal(await page.locator("h1").innerText(), "Relisez avant de publier");
    await page.getByRole("button", { name: "Publier ma proposition" }).click();
    assert.equal(await page.locator("h1").innerText(), title);
    assert.match(await page.getByRole("status").first().innerText(), /Votre proposition est publiée/);
    assert.match(await page.locator(".prose").first().innerText(), /<b>oui<\/b>/);
}

// From anywhere: a misspelt word, the suggestion, a filter, the page that is meant; on a phone too.
async function search(page, base) {
    await page.goto(`${base}/`);
    await page.getByRole("link", { name: "Rechercher" }).click();
    await page.getByRole("searchbox").fill("mediateque");
    await page.getByRole("searchbox").press("Enter");
    await page.getByRole("link", { name: "médiathèque" }).click();
    assert.match(page.url(), /q=m%C3%A9diath%C3%A8que/);
    assert.match(await page.locator("#res").innerText(), /résultat/);
    assert.equal(await page.locator("mark").first().innerText(), "médiathèque");
    await page.setViewportSize({ width: 360, height: 740 });
    await page.getByText("Filtrer et trier").click();
    await page.getByRole("radio", { name: "Propositions" }).check();
    await page.getByRole("button", { name: "Appliquer" }).click();
    assert.match(page.url(), /kind=proposal/);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(width <= 360, `the page is ${width} wide on a phone`);
    await page.getByRole("link", { name: "Ouvrir la médiathèque le dimanche matin" }).click();
    assert.equal(await page.locator("h1").innerText(), "Ouvrir la médiathèque le dimanche matin");
    await page.setViewportSize({ width: 1280, height: 720 });
    await page.goto(`${base}/search?q=xylophone`);
    assert.match(await page.locator(".empty").innerText(), /Rien ne correspond/);
}

// What is like it is named before it is published.
async function proposeAgain(page, base, scripts) {
    await page.goto(`${base}/proposals/new`);
    await page.getByLabel("Votre idée en une phrase").fill("Ouvrir la médiathèque un dimanche sur deux");
    if (scripts) {
        await page.locator("#similar").getByRole("link", { name: /médiathèque le dimanche/ }).waitFor();
    }
    await page.getByLabel("Expliquez-la comme à un voisin").fill("Pour lire en famille.");
    await page.getByRole("button", { name: "Relire avant de publier" }).click();
    assert.match(await page.locator(".card.tint").first().innerText(), /ressemble/);
    await page.getByRole("link", { name: /médiathèque le dimanche/ }).click();
    assert.equal(await page.locator("h1").innerText(), "Ouvrir la médiathèque le dimanche matin");
}

// What is typed is kept: by the script while one writes, by the button without it; published, it is no draft any more.
async function draft(page, base, scripts) {
    const title = `Des bancs à l’ombre ${scripts ? "avec" : "sans"} scripts`;
    const body = "Pour attendre le bus *au frais*.";
    await page.goto(`${base}/proposals/new`);
    await page.getByLabel("Votre idée en une phrase").fill(title);
    await page.getByLabel("Expliquez-la comme à un voisin").fill(body);
    if (scripts) {
        await page.locator("#draft-status").filter({ hasText: /Brouillon enregistré à/ }).waitFor();
        await page.reload();
    } else {
        await page.getByRole("button", { name: "Enregistrer le brouillon" }).click();
        assert.match(await page.locator(".banner.good").innerText(), /Brouillon enregistré à/);
    }
    assert.match(page.url(), /\/account\/drafts\/[0-9a-f-]{36}/);
    await page.goto(`${base}/account`);
    await page.getByRole("link", { name: "Voir mes brouillons" }).click();
    await page.getByRole("link", { name: title }).first().click();
    assert.equal(await page.getByLabel("Expliquez-la comme à un voisin").inputValue(), body);
    await page.getByRole("button", { name: "Relire avant de publier" }).click();
    assert.equal(await page.locator(".card.says em").innerText(), "au frais");
    await page.getByRole("button", { name: "Publier ma proposition" }).click();
    assert.equal(await page.locator("h1").innerText(), title);
    await page.goto(`${base}/account/drafts`);
    assert.equal(await page.getByRole("link", { name: title }).count(), 0);
    await page.goto(`${base}/proposals/new`);
    await page.getByLabel("Votre idée en une phrase").fill("Pas sûr");
    await page.getByRole("button", { name: "Enregistrer le brouillon" }).click();
    await page.goto(`${base}/account/drafts`);
    await page.locator("summary", { hasText: "Pas sûr" }).click();
    await page.getByRole("button", { name: "Supprimer ce brouillon" }).first().click();
    assert.match(await page.getByRole("status").first().innerText(), /Le brouillon est supprimé/);
}

const countOf = async (page, kind) => Number(await page.locator(`.beside .tally .${kind} dd`).innerText());

async function takeStances(page) {
    await page.locator("button.for").click();
    assert.match(await page.locator(".beside .banner").innerText(), /enregistré\s: pour/);
    assert.match(await page.locator(".receipt").innerText(), /n° \d/);
    assert.deepEqual([await countOf(page, "for"), await countOf(page, "against")], [1, 0]);
    await page.locator("button.against").click();
    assert.match(await page.locator(".beside .banner").innerText(), /enregistré\s: contre/);
    assert.deepEqual([await countOf(page, "for"), await countOf(page, "against")], [0, 1]);
    assert.equal(await page.locator("button.against").getAttribute("aria-pressed"), "true");
    await page.getByRole("button", { name: "Retirer mon avis" }).click();
    assert.match(await page.getByRole("status").first().innerText(), /Votre avis est retiré/);
    assert.deepEqual([await countOf(page, "for"), await countOf(page, "against")], [0, 0]);
}

async function argue(page) {
    await page.locator("#argumenter > summary").click();
    await page.getByLabel("Votre argument").fill("On y gagne de l’ombre.");
    await page.getByRole("button", { name: "Publier mon argument" }).click();
    assert.match(await page.locator(".faults").innerText(), /Dites de quel côté/);
    await page.getByRole("radio", { name: "Pour", exact: true }).check();
    await page.getByRole("button", { name: "Publier mon argument" }).click();
    assert.match(await page.locator(".sides .for").innerText(), /On y gagne de l’ombre/);
    await page.getByRole("button", { name: "Utile, 0" }).click();
    assert.equal(await page.getByRole("button", { name: "Utile, 1" }).getAttribute("aria-pressed"), "true");
    await page.getByRole("link", { name: "Répondre" }).first().click();
    await page.getByLabel("Votre réponse").fill("Et moins de bruit.");
    await page.getByRole("button", { name: "Publier ma réponse" }).click();
    assert.match(await page.locator(".reply").innerText(), /Et moins de bruit/);
}

async function editAndWithdraw(page, title) {
    await page.getByRole("link", { name: "Modifier le texte" }).click();
    await page.getByLabel("Votre idée en une phrase").fill(`${title}, encore`);
    await page.getByRole("button", { name: "Relire avant de publier" }).click();
    await page.getByRole("button", { name: "Publier ma proposition" }).click();
    assert.equal(await page.locator("h1").innerText(), `${title}, encore`);
    assert.match(await page.locator(".title .meta").innerText(), /Version 2/);
    await page.getByRole("link", { name: "Retirer ma proposition" }).click();
    await page.getByRole("button", { name: "Retirer ma proposition" }).click();
    assert.match(await page.locator(".tags").first().innerText(), /Retirée/);
    assert.equal(await page.locator("button.for").count(), 0);
}

// What was just done is in the history; the page can be seen as it was before, and the change word by word.
async function lookBack(page, title) {
    await page.getByRole("link", { name: "Voir l’historique" }).click();
    const lines = page.locator(".rows > li");
    assert.match(await lines.first().innerText(), /Proposition retirée/);
    assert.match(await page.locator("main").innerText(), /avis donnés?, changés? ou retirés?/);
    const edit = lines.filter({ hasText: "Texte changé : version 2" });
    await edit.getByRole("link", { name: /Ce que cela a changé/ }).click();
    assert.equal(await page.locator("h1").innerText(), "Ce qui a changé");
    assert.match(await page.locator("ins").first().innerText(), /encore/);
    await page.goBack();
    await lines.filter({ hasText: "Proposition déposée" }).getByRole("link", { name: /La page à ce moment/ }).click();
    assert.equal(await page.locator("h1").innerText(), title);
    assert.match(await page.locator(".banner").first().innerText(), /telle qu’elle était/);
    assert.equal(await page.locator("main form").count(), 0);
    await page.getByRole("link", { name: "Ce qui a changé depuis" }).click();
    assert.match(await page.locator("main").innerText(), /Retirée/);
    await page.getByRole("link", { name: "maintenant" }).click();
    assert.equal(await page.locator("h1").innerText(), `${title}, encore`);
}

// What one follows comes in one's own feed, is new until it is read, and can be let go of.
async function follow(page, base, proposal, title) {
    await page.goto(proposal);
    await page.getByRole("button", { name: "Vous suivez" }).click(); // one's own, without having asked
    assert.match(await page.getByRole("status").first().innerText(), /Vous ne suivez plus/);
    await page.getByRole("button", { name: "Suivre" }).click();
    assert.match(await page.getByRole("status").first().innerText(), /C’est suivi/);
    await page.goto(`${base}/projects`);
    await page.locator("main .cover h3 a, main h3 a").last().click();
    await page.getByRole("button", { name: "Suivre" }).click();
    await page.getByRole("link", { name: "votre fil" }).click();
    assert.match(await page.locator("h1").innerText(), /^Bonjour/);
    assert.match(await page.locator("aside").innerText(), new RegExp(title));
    await page.getByRole("link", { name: "Mes idées" }).click();
    await page.getByRole("link", { name: "Tout", exact: true }).click();
    await page.getByRole("button", { name: "Tout marquer comme lu" }).click();
    assert.match(await page.getByRole("status").first().innerText(), /marqué comme lu/);
    assert.equal(await page.locator(".fresh").count(), 0);
    await page.getByRole("link", { name: "Gérer mes suivis" }).click();
    await page.getByRole("radio", { name: "Une fois par jour, le matin" }).check();
    await page.getByRole("button", { name: "Garder ce rythme" }).click();
    assert.equal(await page.getByRole("radio", { name: "Une fois par jour, le matin" }).isChecked(), true);
    const asked = page.getByRole("button", { name: /^Ne plus suivre/ });
    const before = await asked.count();
    await asked.first().click();
    assert.equal(await asked.count(), before - 1);
}

async function journey(browser, base, outbox, withScripts) {
    const name = withScripts ? "avec scripts" : "sans scripts";
    const context = await browser.newContext({ javaScriptEnabled: withScripts, locale: "fr-FR", reducedMotion: "reduce" });
    const page = await context.newPage();
    page.setDefaultTimeout(10_000);
    const faults = [];
    page.on("pageerror", (error) => faults.push(error.message));
    page.on("console", (message) => message.type() === "error" && !/status of 4\d\d/.test(message.text())
        && faults.push(message.text()));
    await signIn(page, base, outbox, withScripts ? "a@exemple.fr" : "b@exemple.fr", `Voisine ${name}`);
    await openProject(page, base, `Un verger ${name}`);
    const project = page.url().replace(/\?.*/, "");
    await propose(page, `Planter des poiriers ${name}`);
    const proposal = page.url().replace(/\?.*/, "");
    await takeStances(page);
    await argue(page);
    await follow(page, base, proposal, `Planter des poiriers ${name}`);
    await page.goto(proposal);
    await editAndWithdraw(page, `Planter des poiriers ${name}`);
    await lookBack(page, `Planter des poiriers ${name}`);
    await search(page, base);
    await proposeAgain(page, base, withScripts);
    await draft(page, base, withScripts);
    await page.goto(`${project}/feed`);
    assert.match(await page.locator("main").innerText(), /a retiré une proposition/);
    await page.goto(`${base}/account`);
    assert.match(await page.locator("#connexions li").innerText(), /Un navigateur.*vu le.*celui-ci/);
    await page.getByRole("button", { name: "Me déconnecter" }).click();
    assert.equal(await page.getByRole("link", { name: "Connexion" }).count(), 1);
    await page.goto(`${proposal.replace(base, `${base}/en`)}`);
    assert.equal(await page.locator("html").getAttribute("lang"), "en");
    assert.match(await page.locator(".tags").first().innerText(), /Withdrawn/);
    assert.deepEqual(faults, []);
    await context.close();
    console.log(`ok   journey ${name}`);
}

// Somebody reads the feed while somebody else writes: the page says so, and changes only when asked.
async function live(browser, base) {
    const reader = await (await browser.newContext()).newPage();
    await reader.goto(`${base}/feed`);
    assert.equal(await reader.locator("#nouveau").isVisible(), false);
    const writer = await (await browser.newContext()).newPage();
    const outbox = join(data, "outbox");
    await signIn(writer, base, outbox, "c@exemple.fr", "Passante");
    await reader.locator("#nouveau").waitFor({ state: "visible" });
    assert.match(await reader.locator("#nouveau").innerText(), /nouvelle/);
    await reader.getByRole("link", { name: "Actualiser" }).click();
    await reader.locator("#nouveau").waitFor({ state: "hidden" });
    console.log("ok   the feed says what is new");
}

async function verifyFile(page, path) {
    await page.getByLabel("ou déposez le fichier").setInputFiles(path);
    await page.getByRole("button", { name: "Vérifier ce reçu" }).click();
}

// Somebody keeps the receipt of their stance, has it checked, sees that a changed one is refused, and finds it again in their list.
async function receipts(browser, base, withScripts) {
    const name = withScripts ? "avec scripts" : "sans scripts";
    const title = `Un kiosque ${name}`;
    const context = await browser.newContext({ javaScriptEnabled: withScripts, acceptDownloads: true, locale: "fr-FR",
        reducedMotion: "reduce" });
    const page = await context.newPage();
    page.setDefaultTimeout(10_000);
    await signIn(page, base, join(data, "outbox"), withScripts ? "f@exemple.fr" : "g@exemple.fr", `Prudente ${name}`);
    await openProject(page, base, `${title}, le projet`);
    await propose(page, title);
    await page.locator("button.against").click();
    const offered = page.locator(".receipt");
    const number = (await offered.innerText()).match(/n° ([\d\s]+)/)[1].replace(/\D/g, "");
    const [download] = await Promise.all([page.waitForEvent("download"),
        offered.getByRole("link", { name: "Garder le reçu" }).click()]);
    assert.equal(download.suggestedFilename(), `recu-${number}.txt`);
    const kept = join(data, download.suggestedFilename());
    await download.saveAs(kept);
    const text = await readFile(kept, "utf8");

    // By somebody who is not signed in: a receipt needs nobody's word.
    const other = await (await browser.newContext({ javaScriptEnabled: withScripts, locale: "fr-FR" })).newPage();
    other.setDefaultTimeout(10_000);
    await other.goto(`${base}/verify`);
    assert.equal(await other.locator("h1").innerText(), "Vérifier ma participation");
    await verifyFile(other, kept);
    assert.equal(await other.locator("h1").innerText(), "Votre reçu est valable");
    const lead = await other.locator(".lead").innerText();
    assert.match(lead, /^La participation n° [\d\s]+ est inscrite au registre public depuis le .*, et n’a pas changé\.$/);
    assert.equal(lead.match(/n° ([\d\s]+) est/)[1].replace(/\D/g, ""), number);
    assert.match(await other.locator(".receipt").innerText(), /Un avis\s: contre/);
    assert.ok(!(await other.locator("main").innerText()).includes("Prudente"), "a receipt says whose it is");

    const at = text.indexOf("extra ") + 60;
    const changed = join(data, `change-${number}.txt`);
    await writeFile(changed, text.slice(0, at) + (text[at] === "A" ? "B" : "A") + text.slice(at + 1));
    await verifyFile(other, changed);
    assert.equal(await other.locator("h1").innerText(), "Ce reçu n’est pas accepté");
    assert.match(await other.locator(".lead").innerText(), /ne mène pas à l’empreinte signée, donc quelque chose y a changé/);
    await other.getByLabel("Collez le texte du reçu").fill(text);
    await other.getByRole("button", { name: "Vérifier ce reçu" }).click();
    assert.equal(await other.locator("h1").innerText(), "Votre reçu est valable");
    await other.context().close();

    await page.goto(`${base}/account`);
    await page.getByRole("link", { name: "Voir mes reçus" }).click();
    assert.equal(await page.locator("h1").innerText(), "Mes reçus");
    const acts = page.locator(".rows > li");
    assert.match(await acts.first().innerText(), /Un avis\s: contre/);
    assert.match(await acts.first().innerText(), new RegExp(title));
    assert.match(await acts.last().innerText(), /Un compte ouvert/);
    const [again] = await Promise.all([page.waitForEvent("download"),
        acts.first().getByRole("link", { name: /^Garder le reçu/ }).click()]);
    assert.equal(again.suggestedFilename(), `recu-${number}.txt`);
    const entry = (receipt) => receipt.match(/^extra .*\nindex \d+$/m)[0];
    assert.equal(entry(await readFile(await again.path(), "utf8")), entry(text));
    await acts.first().getByRole("link", { name: /^Vérifier/ }).click();
    await page.getByRole("button", { name: "Vérifier ce reçu" }).click();
    assert.equal(await page.locator("h1").innerText(), "Votre reçu est valable");
    await context.close();
    console.log(`ok   receipts ${name}`);
}

// Somebody takes their data along and leaves, with their texts or without: no page names them any more, and their stance counts.
async function leave(browser, base, keep) {
    const name = keep ? "Partante discrète" : "Partante sans trace";
    const title = `Une fontaine ${keep ? "qui reste" : "qui part"}`;
    const context = await browser.newContext({ javaScriptEnabled: keep, acceptDownloads: true, locale: "fr-FR",
        reducedMotion: "reduce" });
    const page = await context.newPage();
    page.setDefaultTimeout(10_000);
    await signIn(page, base, join(data, "outbox"), keep ? "d@exemple.fr" : "e@exemple.fr", name);
    await openProject(page, base, `${title}, le projet`);
    await propose(page, title);
    const proposal = page.url().replace(/\?.*/, "");
    await page.locator("button.for").click();

    await page.goto(`${base}/account`);
    await page.getByRole("link", { name: "Emporter mes données" }).click();
    const [download] = await Promise.all([page.waitForEvent("download"),
        page.getByRole("link", { name: "Pour lire ou imprimer" }).click()]);
    const mine = await readFile(await download.path(), "utf8");
    for (const own of [name, title, "exemple.fr", "Vous avez donné un avis"]) {
        assert.ok(mine.includes(own), `${own} is missing in the file`);
    }

    await page.goto(`${base}/account`);
    await page.getByRole("link", { name: "Supprimer mon compte" }).click();
    await page.getByRole("button", { name: "Continuer" }).click();
    assert.match(await page.locator(".faults").innerText(), /Choisissez ce que deviennent vos textes/);
    await page.getByRole("radio", { name: keep ? /^Laisser mes textes/ : /^Effacer aussi/ }).check();
    await page.getByRole("button", { name: "Continuer" }).click();
    assert.match(await page.locator("h1").innerText(), /pour toujours/);
    await page.getByRole("button", { name: "Supprimer mon compte pour toujours" }).click();
    assert.equal(await page.locator("h1").innerText(), "Votre compte est supprimé");
    assert.equal(await page.getByRole("link", { name: "Connexion" }).count(), 1);

    await page.goto(proposal);
    assert.equal(await page.locator("h1").innerText(), keep ? title : "Texte effacé");
    assert.match(await page.locator(".title").innerText(), /Personne qui a supprimé son compte/);
    assert.equal(await countOf(page, "for"), 1);
    assert.equal(await page.locator(".stance, .actions a[href*=signin]").count() > 0, keep);
    for (const path of ["/", "/feed", "/proposals", "/projects", new URL(proposal).pathname]) {
        await page.goto(`${base}${path}`);
        const words = await page.locator("body").innerText();
        assert.ok(!words.includes(name), `${path} still says ${name}`);
        assert.ok(keep || !words.includes(title), `${path} still says ${title}`);
    }
    await context.close();
    console.log(`ok   leaving ${keep ? "and letting one's texts stay" : "with one's texts"}`);
}

async function draftAnswer(agent, title) {
    await agent.getByRole("link", { name: "Préparer la réponse" }).click();
    await agent.getByRole("radio", { name: /^Acceptée/ }).check();
    await agent.getByLabel("La réponse en une phrase").fill("Acceptée : dix poiriers");
    await agent.getByLabel("Ce que la ville dit à qui a écrit").fill("Nous les plantons avec vous.");
    for (const criterion of ["La ville peut-elle le faire", "La loi le permet-elle", "Est-ce dans l’intérêt de tous", "Est-ce faisable"]) {
        const group = agent.getByRole("group", { name: criterion });
        await group.getByRole("radio", { name: "Oui" }).check();
        await group.getByLabel("Pourquoi").fill("Rien ne s’y oppose.");
    }
    await agent.getByRole("textbox", { name: /^Calendrier/ }).fill("En novembre");
    await agent.getByRole("textbox", { name: /^Nom/ }).fill("Iris Valdoré");
    await agent.getByRole("textbox", { name: /^Fonction/ }).fill("adjointe au cadre de vie");
    await agent.getByRole("button", { name: "Enregistrer le brouillon" }).click();
    assert.match(await agent.locator(".faults").innerText(), /Dites ce que cela coûte/);
    assert.equal(await agent.getByRole("textbox", { name: /^Calendrier/ }).inputValue(), "En novembre");
    await agent.getByRole("textbox", { name: /^Coût/ }).fill("900 €");
    await agent.getByRole("button", { name: "Enregistrer le brouillon" }).click();
    assert.match(await agent.locator("main").innerText(), /un autre agent doit le relire/);
    assert.match(await agent.locator("main").innerText(), new RegExp(title));
}

// An idea, a draft by one agent, a review by another, the answer that everybody reads, and the result.
async function answers(browser, withScripts) {
    const name = withScripts ? "avec scripts" : "sans scripts";
    const title = `Planter des poiriers ${name}`;
    const data = await mkdtemp(join(tmpdir(), "imaginons-answers-"));
    const outbox = join(data, "outbox");
    let site = await serve(program, data, options);
    const author = await joined(browser, site.base, outbox, "f@exemple.fr", "Mirabelle", withScripts);
    const drafting = await joined(browser, site.base, outbox, "g@exemple.fr", "Agent A", withScripts);
    const reviewing = await joined(browser, site.base, outbox, "h@exemple.fr", "Agent B", withScripts);
    await author.goto(`${site.base}/proposals`);
    await propose(author, title);
    const path = new URL(author.url()).pathname;
    await drafting.goto(`${site.base}/queue`);
    assert.doesNotMatch(await drafting.locator("h1").innerText(), /À répondre/);
    await site.stop();
    becomesAgent(program, data, "Agent A");
    becomesAgent(program, data, "Agent B");
    site = await serve(program, data, options);

    await drafting.goto(`${site.base}/account`);
    await drafting.getByRole("link", { name: "À répondre" }).click();
    await drafting.getByRole("link", { name: `Préparer : ${title}` }).focus();
    await drafting.keyboard.press("Enter");
    await drafting.waitForURL(/\/answer$/);
    await draftAnswer(drafting, title);
    await author.goto(`${site.base}${path}`);
    assert.doesNotMatch(await author.locator("main").innerText(), /Nous les plantons/);
    await reviewing.goto(`${site.base}/queue`);
    await reviewing.getByRole("link", { name: `Relire : ${title}` }).click();
    await reviewing.getByRole("button", { name: "Renvoyer avec ce mot" }).click();
    assert.match(await reviewing.locator(".faults").innerText(), /Dites ce qu’il faut reprendre/);
    await reviewing.getByRole("button", { name: "Approuver" }).click();
    await reviewing.getByRole("button", { name: "Publier la réponse" }).click();
    assert.match(await reviewing.locator("main").innerText(), /La réponse est publiée/);
    await author.goto(`${site.base}${path}`);
    assert.match(await author.locator(".answer").innerText(), /Nous les plantons avec vous/);
    assert.match(await author.locator(".tags").first().innerText(), /Acceptée/);
    await author.goto(`${site.base}/feed`);
    assert.match(await author.locator("main").innerText(), /a accepté une proposition/);

    await drafting.goto(`${site.base}${path}/answer`);
    await drafting.getByLabel("Un mot pour tout le monde").fill("Les arbres sont commandés.");
    await drafting.getByRole("button", { name: "La réalisation commence" }).click();
    await drafting.getByRole("link", { name: "Ouvrir un projet de la ville" }).click();
    await drafting.getByLabel("De quoi s’agit-il").fill("Dix poiriers, à planter ensemble.");
    await drafting.getByRole("radio", { name: /^Co-construire/ }).check();
    await drafting.getByRole("radio", { name: "Pour, neutre ou contre" }).check();
    await drafting.getByRole("button", { name: "Ouvrir le projet" }).click();
    assert.match(await drafting.locator("main").innerText(), /D’où vient ce projet/);
    await author.goto(`${site.base}${path}`);
    assert.match(await author.locator("main").innerText(), /Les arbres sont commandés/);
    assert.match(await author.locator(".steps").first().innerText(), new RegExp(title));
    await site.stop();
    for (const page of [author, drafting, reviewing]) {
        await page.context().close();
    }
    await rm(data, { recursive: true });
    console.log(`ok   an idea is answered and carried out, ${name}`);
}

// Somebody is invited and signs; a third proposes another text, sees what it changes, and adapts it when the text has moved.
async function together(browser, base, withScripts) {
    const name = withScripts ? "avec scripts" : "sans scripts";
    const outbox = join(data, "outbox");
    const who = async (letter, pseudonym) => joined(browser, base, outbox, `${letter}${withScripts ? 1 : 0}@exemple.fr`, pseudonym,
        withScripts);
    const author = await who("auteur", `Tilleul ${name}`);
    const second = await who("second", `Platane ${name}`);
    const third = await who("tiers", `Chêne ${name}`);
    await author.goto(`${base}/proposals`);
    await propose(author, `Un banc ${name}`);
    const proposal = author.url().replace(/\?.*/, "");
    await author.getByRole("link", { name: "Écrire à plusieurs" }).click();
    await author.getByLabel("Son nom public").fill("Personne de ce nom");
    await author.getByRole("button", { name: "Inviter à signer" }).click();
    assert.match(await author.locator(".fault").first().innerText(), /Personne ne porte ce nom ici/);
    assert.equal(await author.getByLabel("Son nom public").inputValue(), "Personne de ce nom");
    await author.getByLabel("Son nom public").fill(`platane ${name}`);
    await author.getByRole("button", { name: "Inviter à signer" }).click();
    assert.match(await author.locator("main").innerText(), /Invitations sans réponse/);
    await second.goto(`${base}/following`);
    await second.getByRole("link", { name: `Un banc ${name}` }).click();
    await second.getByRole("button", { name: "Signer cette proposition" }).click();
    assert.match(await second.locator(".title .meta").innerText(), /avec\s+Platane/);

    await third.goto(proposal);
    await third.getByRole("link", { name: "Proposer un amendement" }).click();
    const text = third.getByLabel("Le texte", { exact: true });
    const before = await text.inputValue();
    await text.fill(`${before} Et une fontaine.`);
    await third.getByRole("button", { name: "Relire avant de publier" }).click();
    assert.match(await third.locator(".faults").innerText(), /Dites pourquoi/);
    await third.getByLabel("Pourquoi ce changement ?").fill("Il fait soif.");
    await third.getByRole("button", { name: "Relire avant de publier" }).click();
    assert.match(await third.locator(".card.says ins").innerText(), /Et une fontaine/);
    await third.getByRole("button", { name: "Publier mon amendement" }).click();
    const amendment = third.url().replace(/\?.*/, "");
    assert.match(await third.locator("#amendement ins").innerText(), /Et une fontaine/);
    assert.match(await third.locator("#arguments").innerText(), /Il fait soif/);

    await author.goto(`${proposal}/edit`);
    await author.getByLabel("Expliquez-la comme à un voisin").fill(`${before} À l’ombre.`);
    await author.getByRole("button", { name: "Relire avant de publier" }).click();
    await author.getByRole("button", { name: "Publier ma proposition" }).click();
    await second.goto(amendment);
    assert.match(await second.locator("#amendement").innerText(), /Il ne peut pas être accepté tel quel/);
    assert.equal(await second.getByRole("button", { name: "Accepter cet amendement" }).count(), 0);
    await third.goto(amendment);
    await third.getByRole("link", { name: "Adapter mon amendement" }).click();
    assert.match(await third.locator(".diff ins").first().innerText(), /À l’ombre/);
    assert.equal(await third.getByLabel("Le texte", { exact: true }).inputValue(), `${before} Et une fontaine.`);
    await third.getByLabel("Le texte", { exact: true }).fill(`${before} À l’ombre. Et une fontaine.`);
    await third.getByRole("button", { name: "Relire avant de publier" }).click();
    await third.getByRole("button", { name: "Publier mon amendement" }).click();
    await second.goto(proposal);
    await second.getByRole("link", { name: `Amendement de Chêne ${name}` }).click();
    await second.getByRole("button", { name: "Accepter cet amendement" }).click();
    assert.match(await second.locator(".prose").first().innerText(), /À l’ombre\. Et une fontaine\./);
    assert.match(await second.locator(".title .meta").innerText(), /Version 3/);
    await third.goto(amendment);
    assert.match(await third.locator("#amendement").innerText(), /son texte est devenu la version 3/);
    for (const page of [author, second, third]) {
        await page.context().close();
    }
    console.log(`ok   a text is written together and amended, ${name}`);
}

const data = await mkdtemp(join(tmpdir(), "imaginons-journeys-"));
const site = await serve(program, data, options);
const browser = await launch();
let failed = false;
for (const step of [
    () => journey(browser, site.base, join(data, "outbox"), false),
    () => journey(browser, site.base, join(data, "outbox"), true),
    () => live(browser, site.base),
    () => receipts(browser, site.base, false),
    () => receipts(browser, site.base, true),
    () => leave(browser, site.base, true),
    () => leave(browser, site.base, false),
    () => together(browser, site.base, false),
    () => together(browser, site.base, true),
    () => keptUpToDate(browser, site.base, join(data, "outbox"), false),
    () => keptUpToDate(browser, site.base, join(data, "outbox"), true),
    () => answers(browser, false),
    () => answers(browser, true),
    () => witnesses(program, browser, false),
    () => witnesses(program, browser, true),
    () => passkeys(program, browser),
    () => meetings(program, browser, false, options),
    () => meetings(program, browser, true, options),
    () => territory(program, browser, false, options),
    () => territory(program, browser, true, options),
    () => questions(program, browser, false, options),
    () => questions(program, browser, true, options),
]) {
    await step().catch((error) => {
        failed = true;
        console.log(`FAIL ${error.stack}`);
    });
}
await browser.close();
await site.stop();
await rm(data, { recursive: true });
process.exit(failed ? 1 : 0);
