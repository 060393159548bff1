// Which pages a site has: those that links lead to from the front page, so many addresses of each shape ("/proposals/:id"), in
// both languages; and those that only somebody who is signed in sees.
const shapeOf = (path) => path.replace(/\/[0-9a-f-]{16,}/g, "/:id").replace(/\/(themes|districts)\/[^/?]+/, "/$1/:code").replace(/([?&][a-z_]+)=[^&]*/g, "$1");

export async function reachable(browser, base, perShape) {
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

// Pages that a visitor never sees, and one that looks otherwise to who may act on it.
export function ownPages(seen) {
    const own = ["/account", "/account/receipts", "/account/data", "/account/delete", "/account/receipts?cursor=0",
        "/account/drafts", "/account/following", "/account/interests", "/following",
        "/proposals/new", "/projects/new", ...seen.filter((path) => /^\/proposals\/[0-9a-f-]{36}$/.test(path)).slice(0, 1)];
    return ["", "/en"].flatMap((language) => own.map((path) => language + path));
}
