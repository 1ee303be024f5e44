/**
 * @file How the tests run. The adapter is chosen here, before any worker starts, because its libraries have to be in a worker's environment
 * from the beginning; which one it was is printed first and last.
 */
import { resolve } from "node:path";
import { defineConfig, type ViteUserConfig } from "vitest/config";
import type { Reporter } from "vitest/node";
import { adapterEnvironment } from "#src/node/software-adapter.ts";

const { env, adapter, reason } = await adapterEnvironment();
Object.assign(process.env, env);
const line = `adapter: ${adapter} (${reason})`;
console.info(line);

const adapterReporter: Reporter = { onTestRunEnd: () => console.info(line) };
const json = process.env["HEED_TEST_JSON"];

/** What the examples import is the source, not a build of it. */
const alias = { "heed/runtime": resolve("src/runtime/index.ts"), heed: resolve("src/index.ts") };

const config: ViteUserConfig = defineConfig({
  resolve: { alias },
  test: {
    root: ".",
    include: ["test/**/*.test.ts"],
    exclude: ["test/bench/**"],
    pool: "forks",
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    reporters: ["default", adapterReporter, ...(json ? [["json", { outputFile: json }] satisfies [string, object]] : [])],
    benchmark: { include: ["test/bench/**/*.bench.ts"] },
  },
});

export default config;
