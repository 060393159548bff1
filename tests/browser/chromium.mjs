// The browser of this machine, without a window.
import { existsSync } from "node:fs";
import { chromium } from "playwright-core";

const executablePath = process.env.CHROMIUM ?? ["/usr/bin/chromium", "/usr/bin/google-chrome"].find((path) => existsSync(path));

export const launch = (...args) =>
    chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", ...args] });
