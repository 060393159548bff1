// What somebody who doubts sees on the audit page of a site that has a witness: that it cosigns what the city signs; and, once
// the city has put an older copy in the record's place and gone on with it, that two signatures contradict each other.
import assert from "node:assert/strict";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cookiesOfSomebodyNew } from "./mail.mjs";
import { serve, witness } from "./programs.mjs";

async function until(holds) {
    const end = Date.now() + 30_000;
    while (!await holds()) {
        assert.ok(Date.now() < end, `${holds} did not come true`);
    }
}
const textOf = async (url) => (await fetch(url)).text();

// The checkpoint that is published: how many events it covers, and who cosigned it.
async function checkpoint(base) {
    const lines = (await textOf(`${base}/log/checkpoint`)).split("\n");
    return { size: Number(lines[1]), cosigned: lines.some((line) => line.startsWith("— temoin.exemple ")) };
}
async function cosignedSize(base) {
    const { size, cosigned } = await checkpoint(base);
    return cosigned ? size : 0;
}

async function agreement(page, base) {
    await page.goto(`${base}/audit`);
    assert.equal(await page.getByRole("alert").count(), 0);
    const facts = await page.locator(".facts").innerText();
    assert.match(facts, /témoins indépendants d’accord, sur 1\s+1$/m);
    assert.match(facts, /registres contradictoires vus\s+0$/m);
    const { size } = await checkpoint(base);
    const witnesses = await page.getByRole("complementary", { name: "Les témoins" }).innerText();
    assert.match(witnesses, /temoin\.exemple\s+d’accord, /);
    assert.equal(Number(witnesses.match(/([\d\s]+) lignes le/)[1].replace(/\D/g, "")), size);
    await page.getByText("Dernier point de contrôle signé").click();
    assert.match(await page.getByRole("region", { name: "Point de contrôle" }).innerText(), /— temoin\.exemple /);
}

async function contradiction(page, base, of) {
    await page.goto(`${base}/audit`);
    const alert = page.getByRole("alert");
    assert.match(await alert.innerText(), /Un témoin a vu deux registres qui se contredisent\./);
    assert.match(await alert.innerText(), /C’est prouvé\./);
    const seen = await alert.boundingBox();
    assert.ok(seen.y < page.viewportSize().height, "the alert is not on the first screen");
    assert.match(await page.locator(".facts").innerText(), /témoins indépendants d’accord, sur 1\s+0$/m);
    assert.match(await page.locator(".facts").innerText(), /registres contradictoires vus\s+1$/m);
    assert.match(await page.getByRole("complementary", { name: "Les témoins" }).innerText(), /a contresigné un autre registre/);
    await page.goto(`${base}/en/audit`);
    assert.match(await page.getByRole("alert").innerText(), /Proven|proven/);
    await page.goto(`${base}/audit`);
    await page.getByRole("link", { name: "Les deux signatures" }).click();
    const evidence = await page.locator("body").innerText();
    assert.match(evidence, /^imaginons\/fork\/v1/);
    assert.equal(evidence.split("\n").filter((line) => line === of).length, 2); // both notes are of this log
    assert.match(evidence, /^— temoin\.exemple /m);
}

// A town with its witness: the programs that run, so that all of them are stopped whatever becomes of the story.
class Town {
    constructor(program, work) {
        Object.assign(this, { program, data: join(work, "data"), older: join(work, "older"), memory: join(work, "witness") });
    }
    async open(options) {
        await this.site?.stop();
        this.site = null;
        this.site = await serve(this.program, this.data, options);
        return this.site.base;
    }
    async close() {
        await this.site?.stop();
        this.site = null;
    }
    async keepCopy() {
        await cp(this.data, this.older, { recursive: true });
    }
    async putCopyBack() {
        await rm(this.data, { recursive: true });
        await cp(this.older, this.data, { recursive: true });
    }
    async watch(key) {
        this.witness = await witness(this.program, this.memory, "temoin.exemple", key);
        return ["--witness", `${this.witness.base}=${this.witness.key}`];
    }
    async end() {
        await this.close();
        await this.witness?.stop();
    }
    async join(browser, address, pseudonym) {
        await cookiesOfSomebodyNew(browser, this.site.base, join(this.data, "outbox"), address, pseudonym);
    }
}

async function story(browser, page, town) {
    let base = await town.open();
    const key = (await textOf(`${base}/.well-known/imaginons-log-key`)).trim();
    await page.goto(`${base}/audit`);
    assert.match(await page.getByRole("complementary", { name: "Les témoins" }).innerText(), /Personne ne contresigne encore/);
    await town.close();
    await town.keepCopy();

    const watched = await town.watch(key);
    base = await town.open(watched);
    const { size } = await checkpoint(base);
    await until(async () => await cosignedSize(base) === size);
    await agreement(page, base);
    await town.join(browser, "i@exemple.fr", "Nouvelle voisine");
    await until(async () => await cosignedSize(base) > size);
    await agreement(page, base);

    await town.close();
    await town.putCopyBack();
    await town.open();
    await town.join(browser, "j@exemple.fr", "Autre histoire");
    await town.join(browser, "k@exemple.fr", "Autre encore");
    base = await town.open(watched);
    await until(async () => (await textOf(`${base}/metrics`)).includes("imaginons_forks_proven 1\n"));
    await contradiction(page, base, key.split("+")[0]);
    assert.match(await textOf(town.witness.base), /Forks proven: 1/);
}

export async function witnesses(program, browser, withScripts) {
    const work = await mkdtemp(join(tmpdir(), "imaginons-witnesses-"));
    const context = await browser.newContext({ javaScriptEnabled: withScripts, locale: "fr-FR", reducedMotion: "reduce" });
    const page = await context.newPage();
    page.setDefaultTimeout(10_000);
    const town = new Town(program, work);
    try {
        await story(browser, page, town);
    } finally {
        await town.end();
        await context.close();
        await rm(work, { recursive: true });
    }
    console.log(`ok   a witness cosigns, and a fork is shown, ${withScripts ? "avec scripts" : "sans scripts"}`);
}
