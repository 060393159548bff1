// Serves a folder of saved pages (IMAGINONS_RENDER_DIR of tests/pages) as the site would: compressed, with its policy, and
// with an event stream that stays silent.
import { createServer } from "node:http";
import { readFile, readdir } from "node:fs/promises";
import { extname, join, normalize } from "node:path";
import { gzipSync } from "node:zlib";

const types = { ".html": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml" };
const policy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
    + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

export async function serveSamples(folder) {
    const server = createServer(async (request, response) => {
        const path = normalize(new URL(request.url, "http://localhost").pathname);
        if (path === "/api/v1/events") {
            response.writeHead(200, { "content-type": "text/event-stream" }).write(": nothing new\n\n");
            return;
        }
        const bytes = await readFile(join(folder, path)).catch(() => null);
        if (!bytes) {
            response.writeHead(404).end();
            return;
        }
        response.writeHead(200, { "content-type": types[extname(path)] ?? "application/octet-stream",
            "content-security-policy": policy, "content-encoding": "gzip" }).end(gzipSync(bytes));
    });
    await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
    // In one language: the templates are the same in the other.
    const paths = (await readdir(join(folder, "fr"))).sort().map((name) => `/fr/${name}`);
    return { base: `http://127.0.0.1:${server.address().port}`, paths, close: () => { server.closeAllConnections(); server.close(); } };
}
