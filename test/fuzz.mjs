/** @file Runs the property tests again and again, each time with a fresh seed that is printed, until time is up: `npm run fuzz -- --minutes N`. */
import { spawnSync } from "node:child_process";
import { randomInt } from "node:crypto";
import { parseArgs } from "node:util";

const { values, positionals } = parseArgs({
  options: { minutes: { type: "string", default: "5" }, seed: { type: "string" }, scale: { type: "string", default: "1" } },
  allowPositionals: true,
});
const minutes = Number(values.minutes);
if (!(minutes > 0)) {
  console.error("usage: npm run fuzz -- --minutes N [--seed N] [--scale N] [FILE…]");
  process.exit(2);
}

const end = Date.now() + minutes * 60_000;
const files = positionals.length > 0 ? positionals : ["test/property"];
let rounds = 0;
do {
  const seed = values.seed ?? String(randomInt(2 ** 31));
  console.info(`fuzz: round ${++rounds}, seed ${seed}`);
  const env = { ...process.env, HEED_SEED: seed, HEED_FUZZ_SCALE: values.scale };
  const { status } = spawnSync("npx", ["vitest", "run", "--config", "test/vitest.config.ts", ...files], { stdio: "inherit", env });
  if (status !== 0) {
    console.error(`fuzz: failed; again with \`npm run fuzz -- --seed ${seed} --scale ${values.scale} --minutes 0.01\``);
    process.exit(1);
  }
} while (Date.now() < end);
console.info(`fuzz: ${rounds} rounds without a failure`);
