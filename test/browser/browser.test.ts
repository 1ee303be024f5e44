/** @file Heed in a browser: bundled, plainly and minified, served from this machine, run in a headless Chromium on its software adapter. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { build } from "esbuild";
import type { Browser } from "playwright-core";
import { afterAll, expect, it } from "vitest";
import { startChromium } from "#test/support/chromium.ts";
import type { PageResult } from "./page.ts";

const browser: Browser | Error = await startChromium().catch((error: Error) => error);
const scripts = new Map<string, string>();
const server = createServer(({ url = "/" }, response) => {
  const script = scripts.get(url);
  response.setHeader("content-type", script ? "text/javascript" : "text/html");
  response.end(script ?? `<!doctype html><meta charset="utf-8"><script type="module" src="${url}.js"></script>`);
}).listen(0, "127.0.0.1");

afterAll(async () => {
  server.close();
  if (!(browser instanceof Error)) await browser.close();
});

/** Bundles the page, opens it and answers what it found. */
async function visit(opened: Browser, name: string, minify: boolean): Promise<PageResult> {
  const { outputFiles } = await build({
    entryPoints: ["test/browser/page.ts"],
    bundle: true,
    write: false,
    format: "esm",
    platform: "browser",
    target: "es2022",
    minify,
  });
  scripts.set(`/${name}.js`, outputFiles[0]!.text);
  const page = await opened.newPage();
  try {
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/${name}`);
    await page.waitForFunction("globalThis.check !== undefined", undefined, { timeout: 10_000 });
    return (await page.evaluate("check()")) as PageResult;
  } finally {
    await page.close();
  }
}

if (browser instanceof Error) {
  it("has a browser to run in, or nobody expects one", () => {
    if (process.env["HEED_EXPECT_BROWSER"] === "1") throw browser;
    console.warn(`left out, the browser does not start: ${browser.message}`);
  });
} else {
  it.each([
    ["plain", false],
    ["minified", true],
  ] as const)("compiles and runs text and functions, %s", { timeout: 60_000 }, async (name, minify) => {
    const { adapter, worst, halvesAgree, afterLoss } = await visit(browser, name, minify);
    console.info(`browser: Chromium ${browser.version()}, adapter ${adapter}, worst error over budget ${JSON.stringify(worst)}`);
    expect(Object.keys(worst)).toEqual(["alibi", "windowed"]);
    for (const ratio of Object.values(worst)) expect(ratio).toBeLessThanOrEqual(1);
    expect({ halvesAgree, afterLoss }).toEqual({ halvesAgree: true, afterLoss: "H613" });
  });
}
