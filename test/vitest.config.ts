/**
 * @file How the tests run. The adapter is chosen here, before any worker starts, because its libraries have to be in a worker's environment
 * from the beginning; which one it was is printed first and last.
 */
import { defineConfig } from "vitest/config";
import type { Reporter } from "vitest/node";
import { adapterEnvironment } from "#src/node/software-adapter.ts";

const { env, adapter, reason } = await adapterEnvironment();
Object.assign(process.env, env);
const line = `adapter: ${adapter} (${reason})`;
console.info(line);

const adapterReporter: Reporter = { onTestRunEnd: () => console.info(line) };
const json = process.env["HEED_TEST_JSON"];

export default defineConfig({
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
