// What every page must pass, whatever it shows: accessibility, layout, validity, weight, no call to anybody else.
import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import axe from "axe-core";
import { HtmlValidate } from "html-validate";

export const looks = [
    { name: "light", width: 1280, height: 900, colorScheme: "light" },
    { name: "dark", width: 1280, height: 900, colorScheme: "dark" },
    { name: "phone", width: 320, height: 640, colorScheme: "light" },
    { name: "zoomed", width: 640, height: 450, colorScheme: "light" }, // 1280 at 200 %
];

const axeTags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice", "RGAAv4"];
const firstViewBytes = 50_000;

const validator = new HtmlValidate({
    extends: ["html-validate:standard"],
    rules: {
        // Ours are written by hand: these are matters of taste.
        "attr-quotes": "off",
        "void-style": "off",
        "no-trailing-whitespace": "off",
        "doctype-style": "off",
        "long-title": "off",
        "no-inline-style": "error",
        "prefer-native-element": "off", // a banner's role="status" says more than an <output>
        "wcag/h30": "error",
        "wcag/h32": "off", // forms of one button beside an argument are found by axe
    },
});

export async function validate(html) {
    const report = await validator.validateString(html);
    return report.results.flatMap((result) =>
        result.messages.map((fault) => `html-validate ${fault.ruleId}: ${fault.message} (line ${fault.line})`));
}

// The Nu HTML checker, when Java and the package are there: one run for all pages, since it takes seconds to start.
export async function validateWithNu(pages) {
    let jar;
    try {
        jar = createRequire(import.meta.url)("vnu-jar");
        await promisify(execFile)("java", ["-version"]);
    } catch {
        return { ran: false, faults: new Map() };
    }
    const folder = await mkdtemp(join(tmpdir(), "imaginons-nu-"));
    const files = new Map();
    for (const [index, [url, html]] of [...pages].entries()) {
        const file = join(folder, `${index}.html`);
        await writeFile(file, html);
        files.set(file, url);
    }
    const faults = new Map();
    const run = await promisify(execFile)("java", ["-jar", jar, "--format", "json", "--exit-zero-always", ...files.keys()],
        { maxBuffer: 64_000_000 });
    for (const message of JSON.parse(run.stderr || "{\"messages\":[]}").messages) {
        const url = files.get(message.url.replace(/^file:/, ""));
        // "info" messages are warnings of style; errors and warnings about content count.
        if (message.type === "error" || message.subType === "warning") {
            faults.set(url, [...(faults.get(url) ?? []), `Nu: ${message.message} (line ${message.lastLine})`]);
        }
    }
    await rm(folder, { recursive: true });
    return { ran: true, faults };
}

async function axeFaults(page) {
    const found = await page.evaluate((tags) => window.axe.run({ runOnly: tags, resultTypes: ["violations"] }), axeTags);
    return found.violations.map((violation) =>
        `axe ${violation.id}: ${violation.help} (${violation.nodes.slice(0, 3).map((node) => node.target.join(" ")).join(" | ")})`);
}

async function layoutFaults(page, look) {
    const faults = [];
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    if (width > look.width) {
        const widest = await page.evaluate((limit) => [...document.querySelectorAll("body *")]
            .filter((node) => node.getBoundingClientRect().right > limit + 1).slice(0, 3)
            .map((node) => `${node.tagName.toLowerCase()}.${node.getAttribute("class") ?? ""}`).join(", "), look.width);
        faults.push(`scrolls sideways: ${width} px on ${look.width} (${widest})`);
    }
    // Targets of at least 24 px, but for links within a sentence (WCAG 2.5.8).
    const small = await page.evaluate(() => [...document.querySelectorAll("button, input:not([type=hidden]), select, summary, .btn")]
        .filter((node) => node.checkVisibility?.() ?? true)
        .map((node) => ({ node: node.outerHTML.slice(0, 80), box: node.getBoundingClientRect() }))
        .filter(({ box }) => box.width > 0 && (box.width < 24 || box.height < 24)).map(({ node }) => node));
    return faults.concat(small.map((node) => `target under 24 px: ${node}`));
}

async function shotOf(page, folder, look, whose) {
    const { pathname, search } = new URL(page.url());
    const name = `${pathname}${search}`.replace(/\.html$/, "").replace(/[^0-9A-Za-z]+/g, "_").slice(0, 80);
    await page.screenshot({ path: join(folder, `${name}${whose}.${look.name}.png`), fullPage: true });
}

// All faults of one address, as sentences that name the look. A picture of each look goes into the folder of screenshots.
export async function checkPage(browser, url, cookies = [], screenshots = undefined) {
    const faults = [];
    const context = await browser.newContext({ reducedMotion: "reduce" });
    await context.addCookies(cookies);
    const page = await context.newPage();
    const origin = new URL(url).origin;
    let bytes = 0;
    // That the page itself is an error page is no fault of it.
    const isOwnStatus = (message) => message.location().url === url && /status of [45]\d\d/.test(message.text());
    page.on("console", (message) => message.type() === "error" && !isOwnStatus(message) && faults.push(`console: ${message.text()}`));
    page.on("pageerror", (error) => faults.push(`script: ${error.message}`));
    page.on("request", (request) => !request.url().startsWith(origin) && !request.url().startsWith("data:")
        && faults.push(`asks a third party: ${request.url()}`));
    page.on("requestfinished", async (request) => {
        const sizes = await request.sizes().catch(() => null);
        bytes += sizes ? sizes.responseBodySize + sizes.responseHeadersSize : 0;
    });
    let html = "";
    for (const look of looks) {
        await page.setViewportSize({ width: look.width, height: look.height });
        await page.emulateMedia({ colorScheme: look.colorScheme });
        if (html === "") {
            const response = await page.goto(url, { waitUntil: "load" });
            await page.waitForTimeout(50);
            html = await response.text();
            // Put in by the debugger, which the page's content security policy does not bind.
            await page.evaluate(axe.source);
        }
        for (const fault of [...await axeFaults(page), ...await layoutFaults(page, look)]) {
            faults.push(`${look.name}: ${fault}`);
        }
        if (screenshots) {
            await shotOf(page, screenshots, look, cookies.length > 0 ? ".signed_in" : "");
        }
    }
    if (bytes > firstViewBytes) {
        faults.push(`first view weighs ${bytes} bytes`);
    }
    await context.close();
    return { html, bytes, faults: faults.concat(await validate(html)) };
}

// Without scripts a page still says what it is, and every form still leads somewhere.
export async function checkWithoutScripts(browser, url, cookies = []) {
    const context = await browser.newContext({ javaScriptEnabled: false });
    await context.addCookies(cookies);
    const page = await context.newPage();
    await page.goto(url);
    const faults = [];
    if (await page.locator("h1").count() !== 1) {
        faults.push("without scripts: no single h1");
    }
    // A button may stand elsewhere and name its form.
    const stuck = await page.locator("form").evaluateAll((forms) => forms
        .filter((form) => !form.getAttribute("action") || ![...form.elements].some((element) => element.type === "submit"))
        .map((form) => form.getAttribute("action")));
    await context.close();
    return faults.concat(stuck.map((action) => `without scripts: a form that cannot be sent (${action})`));
}
