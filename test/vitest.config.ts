import { defineConfig } from "vitest/config";

export default defineConfig({ test: { root: ".", include: ["test/**/*.test.ts"], pool: "forks", testTimeout: 60_000 } });
