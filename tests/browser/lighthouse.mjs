// node lighthouse.mjs --outbox DIR BASE_URL [PATH...]: Lighthouse, as a phone on a slow network, at one page of each kind, as a
// visitor and signed in. Prints the scores, of 100, and what took points; fails if one is under 95. Pages that ask search
// engines to stay away have no score for them.
import { createServer } from "node:net";
import lighthouse from "lighthouse";
import { launch } from "./chromium.mjs";
import { ownPages, reachable } from "./crawl.mjs";
import { cookiesOfSomebodyNew } from "./mail.mjs";

const [flag, outbox, base, ...given] = process.argv.slice(2);
if (flag !== "--outbox" || !base) {
    console.error("usage: node lighthouse.mjs --outbox DIR BASE_URL [PATH...]");
    process.exit(2);
}
const least = 95;
const categories = ["performance", "accessibility", "best-practices", "seo"];

async function freePort() {
    const server = createServer();
    await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
    const { port } = server.address();
    await new Promise((closed) => server.close(closed));
    return port;
}

// Audits that took points from a category.
function lost(report, category) {
    return report.categories[category].auditRefs
        .filter(({ id, weight }) => weight > 0 && report.audits[id].score !== null && report.audits[id].score < 0.9)
        .map(({ id }) => `${id}: ${report.audits[id].title} ${report.audits[id].displayValue ?? ""}`);
}

const port = await freePort();
const browser = await launch(`--remote-debugging-port=${port}`);
const seen = (await reachable(browser, base, 1)).filter((path) => (!path.startsWith("/en/") || path === "/en/") && path !== "/no-such-page");
const cookies = await cookiesOfSomebodyNew(browser, base, outbox, "phare@exemple.fr", "Gardien du phare");
const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
const pages = given.length > 0
    ? given.map((path) => ({ path, headers: {} }))
    : [...seen.map((path) => ({ path, headers: {} })),
        ...ownPages(seen).filter((path) => !path.startsWith("/en/")).map((path) => ({ path, headers: { Cookie: cookie } }))];
let bad = 0;

async function scoresOf(url, onlyCategories, extraHeaders) {
    const options = { port, output: "json", logLevel: "error", onlyCategories, extraHeaders, locale: "en" };
    const run = await lighthouse(url, options);
    if (!run.lhr.runtimeError) {
        return run.lhr;
    }
    // A trace that got lost says nothing about the page: once more.
    const { lhr } = await lighthouse(url, options);
    if (lhr.runtimeError) {
        throw new Error(`${url}: ${lhr.runtimeError.message}`);
    }
    return lhr;
}

console.log(`${categories.join(" ")}  page`);
for (const { path, headers } of pages) {
    const url = new URL(path, base).href;
    const isIndexed = !(await (await fetch(url, { headers })).text()).includes('content="noindex"');
    const asked = categories.filter((category) => category !== "seo" || isIndexed);
    const report = await scoresOf(url, asked, headers);
    const scores = asked.map((category) => Math.round(100 * (report.categories[category].score ?? 0)));
    console.log(`${scores.map((score) => String(score).padStart(4)).join("")}${isIndexed ? "" : "   –"}  ${path}${headers.Cookie ? " (signed in)" : ""}`);
    for (const [index, category] of asked.entries()) {
        if (scores[index] < least) {
            bad += 1;
            lost(report, category).forEach((line) => console.log(`        ${line}`));
        }
    }
}
await browser.close();
console.log(`${pages.length} pages; ${bad} scores under ${least}`);
process.exit(bad === 0 ? 0 : 1);
