// node run.mjs BASE_URL [PATH...]: looks at the site served at BASE_URL. With paths, at those; without, at what can be
// reached by links from the front page, two addresses of each shape ("/proposals/:id"), in both languages.
// node run.mjs --outbox DIR BASE_URL: likewise, and then at what only somebody who is signed in sees; the site writes its mail
// to DIR.
// node run.mjs --samples DIR [PATH...]: likewise the pages saved in DIR.
import { existsSync } from "node:fs";
import { chromium } from "playwright-core";
import { cookiesOfSomebodyNew } from "./mail.mjs";
import { checkPage, checkWithoutScripts, validateWithNu } from "./checks.mjs";
import { serveSamples } from "./samples.mjs";

const argv = process.argv.slice(2);
const outbox = argv[0] === "--outbox" ? argv.splice(0, 2)[1] : null;
const samples = argv[0] === "--samples" && argv[1] ? await serveSamples(argv[1]) : null;
const base = samples?.base ?? argv[0];
const given = argv.slice(samples ? 2 : 1);
if (!base) {
    console.error("usage: node run.mjs BASE_URL [PATH...]");
    process.exit(2);
}
const executablePath = process.env.CHROMIUM ?? ["/usr/bin/chromium", "/usr/bin/google-chrome"].find((path) => existsSync(path));

const perShape = 2;
const shapeOf = (path) => path.replace(/\/[0-9a-f-]{16,}/g, "/:id").replace(/([?&][a-z_]+)=[^&]*/g, "$1");

async function reachable(browser) {
    const page = await browser.newPage();
    const found = new Map();
    const waiting = ["/", "/en/", "/no-such-page"];
    while (waiting.length > 0) {
        const path = waiting.shift();
        const shape = shapeOf(path);
        const same = found.get(shape) ?? [];
        if (same.includes(path) || same.length === perShape) {
            continue;
        }
        found.set(shape, [...same, path]);
        const response = await page.goto(new URL(path, base).href);
        if (!response.headers()["content-type"]?.startsWith("text/html")) {
            found.set(shape, same);
            continue;
        }
        const links = await page.locator("a[href]").evaluateAll((nodes) => nodes.map((node) => node.href));
        for (const link of links.map((href) => new URL(href))) {
            const isPage = !/^\/(api|static|log)\/|\.(atom|json|csv|xml|ics)$/.test(link.pathname);
            if (link.origin === new URL(base).origin && isPage) {
                waiting.push(link.pathname + link.search);
            }
        }
    }
    await page.close();
    return [...found.values()].flat();
}

const launch = () => chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"] });
let browser = await launch();
const paths = given.length > 0 ? given : samples?.paths ?? await reachable(browser);
const htmlOf = new Map();
let bad = 0;
const report = (path, faults) => {
    if (faults.length > 0) {
        bad += 1;
        console.log(`FAIL ${path}\n${[...new Set(faults)].map((fault) => `     ${fault}`).join("\n")}`);
    }
};
// Pages that a visitor never sees, and one that looks otherwise to who may act on it.
async function ownPages(seen) {
    const cookies = await cookiesOfSomebodyNew(browser, base, outbox, "regard@exemple.fr", "Regard attentif");
    const own = ["/account", "/account/receipts", "/account/data", "/account/delete", "/account/receipts?cursor=0",
        "/account/drafts", "/account/following", "/following",
        "/proposals/new", "/projects/new", ...seen.filter((path) => /^\/proposals\/[0-9a-f-]{36}$/.test(path)).slice(0, 1)];
    return ["", "/en"].flatMap((language) => own.map((path) => ({ path: language + path, cookies })));
}
async function look(path, cookies) {
    const url = new URL(path, base).href;
    const { html, faults } = await checkPage(browser, url, cookies);
    const name = cookies.length > 0 ? `${path} (signed in)` : path;
    htmlOf.set(name, html);
    report(name, faults.concat(await checkWithoutScripts(browser, url, cookies)));
}
const all = [...paths.map((path) => ({ path, cookies: [] })), ...outbox ? await ownPages(paths) : []];
for (const [index, { path, cookies }] of all.entries()) {
    process.stderr.write(`\r${index + 1} of ${all.length} `);
    try {
        await look(path, cookies);
    } catch (error) {
        // A browser that has died says nothing about the page: once more with a new one.
        console.log(`again ${path}: ${error.message.split("\n")[0]}`);
        await browser.close().catch(() => {});
        browser = await launch();
        await look(path, cookies);
    }
}
await browser.close();
samples?.close();
process.stderr.write("\n");

const nu = await validateWithNu(htmlOf);
for (const [path, faults] of nu.faults) {
    report(path, faults);
}
console.log(`${all.length} pages, 3 looks each, Nu checker ${nu.ran ? "ran" : "skipped: needs Java and vnu-jar"}; ${bad} with faults`);
process.exit(bad === 0 ? 0 : 1);
