// node smtp_test.mjs PROGRAM: letters of the real program to a real SMTP server: who they are from and for, that they wait
// while the relay is away or says "later", that they survive kill -9 as the same letter, that one that is refused holds up no
// other, and that news of what one follows come once and stop at one click.
import { spawn } from "node:child_process";
import assert from "node:assert/strict";
import { mkdtemp, readdir, rm, utimes } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

// The npm packages of all tests are installed in one place.
const { SMTPServer } = createRequire(new URL("../browser/package.json", import.meta.url))("smtp-server");
const program = process.argv[2];
const sender = "Imaginons Annemasse <participation@annemasse.example>";

// A relay that keeps what it takes. `answer(recipient)` gives an SMTP status to refuse with, or nothing.
function relay(port, answer = () => null) {
    const letters = [];
    const attempts = [];
    let arrived = () => {};
    const server = new SMTPServer({
        authOptional: true,
        disabledCommands: ["STARTTLS"],
        onRcptTo({ address }, session, done) {
            attempts.push(address);
            const responseCode = answer(address);
            done(responseCode ? Object.assign(new Error("not now"), { responseCode }) : undefined);
            arrived();
        },
        onData(stream, session, done) {
            const pieces = [];
            stream.on("data", (piece) => pieces.push(piece));
            stream.on("end", () => {
                const { mailFrom, rcptTo } = session.envelope;
                letters.push({ from: mailFrom.address, to: rcptTo.map(({ address }) => address), text: Buffer.concat(pieces).toString("utf8") });
                done();
                arrived();
            });
        },
    });
    const until = async (isSo) => {
        while (!isSo()) {
            await new Promise((next) => { arrived = next; });
        }
    };
    return new Promise((listening) => server.listen(port, "127.0.0.1", () => listening({
        letters, attempts, until,
        port: server.server.address().port,
        close: () => new Promise((closed) => server.close(closed)),
    })));
}

async function serve(data, smtpPort) {
    const child = spawn(program, ["serve", "--data", data, "--port", "0", "--threads", "1",
        "--smtp", `smtp://127.0.0.1:${smtpPort}`, "--mail-from", sender]);
    const ended = new Promise((end) => child.on("exit", end));
    const base = await new Promise((found) => {
        createInterface({ input: child.stdout }).on("line", (line) => {
            const address = line.match(/http:\/\/127\.0\.0\.1:\d+/);
            if (address) {
                found(address[0]);
            }
        });
        child.stderr.resume();
    });
    for (let ready = false; !ready;) {
        ready = await fetch(`${base}/readyz`).then((answer) => answer.ok, () => false);
    }
    return { base, end: (signal) => { child.kill(signal); return ended; } };
}

async function askForLink({ base }, email) {
    const form = await (await fetch(`${base}/signin`)).text();
    const field = (name) => form.match(new RegExp(`name="${name}" value="([^"]*)"`))[1];
    const answer = await fetch(`${base}/signin`, { method: "POST", redirect: "manual",
        body: new URLSearchParams({ email, csrf: field("csrf"), request_id: field("request_id"), next: "" }) });
    assert.equal(answer.status, 303, `asking for a link answers ${answer.status}`);
}

// The fields of the first form of a page, sent by somebody who is signed in.
async function press({ base }, cookie, path, to, fields) {
    const page = await (await fetch(`${base}${path}`, { headers: { cookie } })).text();
    const hidden = (name) => page.match(new RegExp(`name="${name}" value="([^"]*)"`))[1];
    const answer = await fetch(`${base}${to}`, { method: "POST", redirect: "manual", headers: { cookie },
        body: new URLSearchParams({ csrf: hidden("csrf"), request_id: hidden("request_id"), ...fields }) });
    assert.equal(answer.status, 303, `${to} answers ${answer.status}`);
    return answer;
}

// Gives the cookie of the session.
async function signUp(site, server, email, pseudonym) {
    const before = server.letters.length;
    await askForLink(site, email);
    await server.until(() => server.letters.length > before);
    const token = server.letters.at(-1).text.match(/confirm\?token=(\S+)/)[1];
    const post = async (path, page, fields) => {
        const form = await (await fetch(`${site.base}${page}`)).text();
        const hidden = (name) => form.match(new RegExp(`name="${name}" value="([^"]*)"`))[1];
        return fetch(`${site.base}${path}`, { method: "POST", redirect: "manual", body: new URLSearchParams({
            csrf: hidden("csrf"), request_id: hidden("request_id"), next: "", ...fields(hidden) }) });
    };
    const confirmed = await post("/signin/confirm", `/signin/confirm?token=${token}`, () => ({ token }));
    const joined = await post("/signin/join", confirmed.headers.get("location"), (hidden) => ({ token: hidden("token"),
        charter: "yes", charter_version: hidden("charter_version"), pseudonym }));
    assert.equal(joined.status, 303);
    return joined.headers.get("set-cookie").split(";")[0];
}

const header = (letter, name) => letter.text.match(new RegExp(`^${name}: (.*)\r$`, "m"))?.[1];
const waiting = async (data) => (await readdir(join(data, "outbox"))).filter((name) => name.endsWith(".eml"));
async function untilWaiting(data, count) {
    while ((await waiting(data)).length !== count) {
        await new Promise((next) => setImmediate(next));
    }
}

const checks = {
    async "a letter says who sends it and to whom, and its link opens the page with the button"(data) {
        const server = await relay(0);
        const site = await serve(data, server.port);
        await askForLink(site, "ada@example.org");
        await server.until(() => server.letters.length === 1);
        const [letter] = server.letters;
        assert.equal(letter.from, "participation@annemasse.example");
        assert.deepEqual(letter.to, ["ada@example.org"]);
        assert.equal(header(letter, "To"), "ada@example.org");
        assert.equal(header(letter, "From"), sender);
        assert.match(header(letter, "Message-ID"), /^<[0-9a-f-]{36}@annemasse\.example>$/);
        const link = letter.text.match(/https?:\/\/\S+\/signin\/confirm\?\S+/)[0];
        assert.match(await (await fetch(link)).text(), /<form[^>]+\/signin\/confirm/);
        await untilWaiting(data, 0);
        await site.end("SIGTERM");
        await server.close();
    },

    async "while the relay is away letters wait, also through kill -9, and arrive as the same letter"(data) {
        const away = await relay(0);
        const { port } = away;
        await away.close();
        const first = await serve(data, port);
        await askForLink(first, "bob@example.org");
        await untilWaiting(data, 1);
        const [file] = await waiting(data);
        await first.end("SIGKILL");
        const server = await relay(port);
        const second = await serve(data, port);
        await server.until(() => server.letters.length === 1);
        assert.deepEqual(server.letters[0].to, ["bob@example.org"]);
        assert.equal(header(server.letters[0], "Message-ID"), `<${file.replace(".eml", "")}@annemasse.example>`);
        await untilWaiting(data, 0);
        await second.end("SIGTERM");
        await server.close();
    },

    async "a letter that the relay does not take holds up no other, and is given up after days"(data) {
        const server = await relay(0, (address) => (address.startsWith("refused") ? 550 : address.startsWith("later") ? 451 : null));
        const site = await serve(data, server.port);
        await askForLink(site, "refused@example.org");
        await server.until(() => server.attempts.length === 1);
        await untilWaiting(data, 1);
        const [refused] = await waiting(data);
        await askForLink(site, "later@example.org");
        await server.until(() => server.attempts.includes("later@example.org"));
        await untilWaiting(data, 2);
        const longAgo = new Date(Date.now() - 5 * 24 * 3600 * 1000);
        await utimes(join(data, "outbox", refused), longAgo, longAgo);
        await askForLink(site, "carla@example.org");
        await server.until(() => server.letters.length === 1);
        assert.deepEqual(server.letters[0].to, ["carla@example.org"]);
        await untilWaiting(data, 1);
        assert.ok(!(await waiting(data)).includes(refused));
        await site.end("SIGTERM");
        await server.close();
    },

    async "news of what one follows come by letter, which one click stops"(data) {
        const server = await relay(0);
        const site = await serve(data, server.port);
        const author = await signUp(site, server, "ada@example.org", "Ada");
        const reader = await signUp(site, server, "bea@example.org", "Béa");
        const propose = async (title) => (await press(site, author, "/proposals/new", "/proposals/new",
            { title, body: "Là.", step: "publish" })).headers.get("location").replace(/\?.*/, "");
        await propose("Un premier banc");
        const { items: [{ author: { id: person } }] } = await (await fetch(`${site.base}/api/v1/proposals`)).json();
        await press(site, reader, `/people/${person}`, "/follow", { kind: "person", id: person, act: "start" });
        await press(site, reader, "/account/following", "/account/following", { rhythm: "immediately", language: "en" });
        const before = server.letters.length;
        const bench = await propose("Un banc à l’ombre");
        await server.until(() => server.letters.length > before);
        const letter = server.letters.at(-1);
        assert.deepEqual(letter.to, ["bea@example.org"]);
        assert.equal(header(letter, "Subject"), "Imaginons Annemasse: 1 piece of news");
        assert.match(letter.text, /Un banc à l’ombre/);
        assert.doesNotMatch(letter.text, /Un premier banc/);
        assert.ok(letter.text.includes(`${site.base}/en${bench}`));
        assert.equal(header(letter, "List-Unsubscribe-Post"), "List-Unsubscribe=One-Click");
        await untilWaiting(data, 0);

        const url = header(letter, "List-Unsubscribe").slice(1, -1);
        const stopped = await fetch(url, { method: "POST", redirect: "manual",
            body: new URLSearchParams({ "List-Unsubscribe": "One-Click" }) });
        assert.equal(stopped.status, 200);
        const page = await (await fetch(`${site.base}/account/following`, { headers: { cookie: reader } })).text();
        assert.match(page, /value="never" checked/);
        await site.end("SIGTERM");
        await server.close();
    },

    async "news wait while the relay is away, also through kill -9, and arrive once as the same letter"(data) {
        const server = await relay(0, (address) => (address.startsWith("bea") && server.closed ? 451 : null));
        const site = await serve(data, server.port);
        const author = await signUp(site, server, "ada@example.org", "Ada");
        const reader = await signUp(site, server, "bea@example.org", "Béa");
        await untilWaiting(data, 0);
        server.closed = true;
        await press(site, author, "/proposals/new", "/proposals/new", { title: "Un banc", body: "Là.", step: "publish" });
        const { items: [{ author: { id } }] } = await (await fetch(`${site.base}/api/v1/proposals`)).json();
        await press(site, reader, `/people/${id}`, "/follow", { kind: "person", id, act: "start" });
        await press(site, reader, "/account/following", "/account/following", { rhythm: "immediately", language: "fr" });
        await press(site, author, "/proposals/new", "/proposals/new", { title: "Un puits", body: "Là.", step: "publish" });
        await untilWaiting(data, 1);
        const [file] = await waiting(data);
        await site.end("SIGKILL");
        server.closed = false;
        const before = server.letters.length;
        const again = await serve(data, server.port);
        await untilWaiting(data, 0);
        assert.equal(server.letters.length, before + 1);
        assert.equal(header(server.letters.at(-1), "Message-ID"), `<${file.replace(".eml", "")}@annemasse.example>`);
        assert.match(server.letters.at(-1).text, /Un puits/);
        assert.doesNotMatch(server.letters.at(-1).text, /Un banc/);
        await again.end("SIGTERM");
        await server.close();
    },
};

for (const [sentence, check] of Object.entries(checks)) {
    const data = await mkdtemp(join(tmpdir(), "imaginons-mail-"));
    try {
        await check(data);
        console.log(`ok ${sentence}`);
    } finally {
        await rm(data, { recursive: true, force: true });
    }
}
