// Our program as a site or as a witness, on a free port, for as long as a journey takes.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

// Its address, the lines that it printed until it had one, and how to end it.
async function start(program, args) {
    const running = spawn(program, args);
    const words = [];
    const base = await new Promise((found, failed) => {
        const read = (line) => {
            words.push(line);
            const address = line.match(/http:\/\/(?:127\.0\.0\.1|localhost):\d+/);
            if (address) {
                found(address[0]);
            }
        };
        createInterface({ input: running.stdout }).on("line", read);
        createInterface({ input: running.stderr }).on("line", read);
        running.on("exit", (code) => failed(new Error(`the program ended with ${code}: ${words.join("\n")}`)));
    });
    const stop = async () => {
        if (running.exitCode !== null || running.signalCode !== null) {
            return; // ended before
        }
        running.removeAllListeners("exit");
        const ended = new Promise((end) => running.on("exit", end));
        running.kill("SIGTERM");
        await ended;
    };
    return { base, stop };
}

// The site on this data, filled with the demo if it is new; once it is ready. On any free port if none is named.
export async function serve(program, data, options = [], port = 0) {
    const site = await start(program, ["serve", "--data", data, "--port", String(port), "--threads", "1", "--demo", ...options]);
    for (let ready = false; !ready;) {
        ready = await fetch(`${site.base}/readyz`).then((answer) => answer.ok, () => false);
    }
    return site;
}

// A witness of the log with this key, and its own key.
export async function witness(program, data, name, log) {
    const running = await start(program, ["witness", "--data", data, "--name", name, "--log", log, "--port", "0"]);
    const key = (await (await fetch(`${running.base}/vkey`)).text()).trim();
    return { ...running, key };
}
