// node run.mjs BASE_URL [PATH...]: looks at the site served at BASE_URL. With paths, at those; without, at what can be
// reached by links from the front page, two addresses of each shape ("/proposals/:id"), in both languages.
// node run.mjs --outbox DIR BASE_URL: likewise, and then at what only somebody who is signed in sees; the site writes its mail
// to DIR.
// node run.mjs --samples DIR [PATH...]: likewise the pages saved in DIR.
// With IMAGINONS_SCREENSHOTS=DIR a picture of each page in each look is kept there, for people to look at.
import { checkPage, checkWithoutScripts, looks, validateWithNu } from "./checks.mjs";
import { launch } from "./chromium.mjs";
import { ownPages, reachable } from "./crawl.mjs";
import { cookiesOfSomebodyNew } from "./mail.mjs";
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
let browser = await launch();
const paths = given.length > 0 ? given : samples?.paths ?? await reachable(browser, base, 2);
const screenshots = process.env.IMAGINONS_SCREENSHOTS;
const htmlOf = new Map();
let bad = 0;
let heaviest = { name: "", bytes: 0 };
const report = (path, faults) => {
    if (faults.length > 0) {
        bad += 1;
        console.log(`FAIL ${path}\n${[...new Set(faults)].map((fault) => `     ${fault}`).join("\n")}`);
    }
};
async function look(path, cookies) {
    const url = new URL(path, base).href;
    const { html, bytes, faults } = await checkPage(browser, url, cookies, screenshots);
    const name = cookies.length > 0 ? `${path} (signed in)` : path;
    htmlOf.set(name, html);
    heaviest = heaviest.bytes > bytes ? heaviest : { name, bytes };
    report(name, faults.concat(await checkWithoutScripts(browser, url, cookies)));
}
const cookies = outbox ? await cookiesOfSomebodyNew(browser, base, outbox, "regard@exemple.fr", "Regard attentif") : [];
const all = [...paths.map((path) => ({ path, cookies: [] })), ...outbox ? ownPages(paths).map((path) => ({ path, cookies })) : []];
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
console.log(`${all.length} pages, ${looks.length} looks each, Nu checker ${nu.ran ? "ran" : "skipped: needs Java and vnu-jar"}; the heaviest, ${heaviest.name}, `
    + `${heaviest.bytes} bytes over the wire; ${bad} with faults`);
process.exit(bad === 0 ? 0 : 1);
