import { expect, test } from "vitest";
import { drawSvg } from "#src/plan/draw-svg.ts";
import { planBlocks } from "#src/plan/plan-blocks.ts";
import { maskOf, requestOf } from "#test/support/plans.ts";

test("blocks as rectangles with what they cover as hover text", () => {
  const plan = planBlocks(maskOf("and(ge(q_idx, kv_idx), le(sub(q_idx, kv_idx), 80))"), requestOf(64, { Sq: 200, Skv: 256 }));
  expect(drawSvg(plan, { title: "window < 80" })).toMatchInlineSnapshot(`
    "<svg xmlns="http://www.w3.org/2000/svg" width="400" height="276" viewBox="0 0 400 276" font-family="sans-serif" font-size="12" fill="#3b3a36">
    <rect width="100%" height="100%" fill="#ffffff"/>
    <text x="16" y="18">window &lt; 80</text>
    <g transform="translate(16 28)">
    <rect width="256" height="200" fill="#f3f1ea"/>
    <rect x="0" y="0" width="64" height="64" fill="#e8a33d"><title>partial: q 0–63, kv 0–63</title></rect>
    <rect x="0" y="64" width="128" height="64" fill="#e8a33d"><title>partial: q 64–127, kv 0–127</title></rect>
    <rect x="0" y="128" width="192" height="64" fill="#e8a33d"><title>partial: q 128–191, kv 0–191</title></rect>
    <rect x="64" y="192" width="192" height="8" fill="#e8a33d"><title>partial: q 192–199, kv 64–255</title></rect>
    <rect width="256" height="200" fill="none" stroke="#3b3a36"/>
    </g>
    <rect x="16" y="238" width="10" height="10" fill="#1f6f8b" stroke="#3b3a36" stroke-width="0.5"/>
    <text x="31" y="248">full 0</text>
    <rect x="141" y="238" width="10" height="10" fill="#e8a33d" stroke="#3b3a36" stroke-width="0.5"/>
    <text x="156" y="248">partial 9</text>
    <rect x="266" y="238" width="10" height="10" fill="#f3f1ea" stroke="#3b3a36" stroke-width="0.5"/>
    <text x="281" y="248">empty 7</text>
    <text x="16" y="266">4 × 4 blocks of 64 × 64, density 56.3 %</text>
    </svg>
    "
  `);
});

test("heads that differ stand side by side", () => {
  const plan = planBlocks(maskOf("ge(q_idx, add(kv_idx, mul(h, 64)))"), requestOf(64, { Hq: 2, Hkv: 2, Sq: 128, Skv: 128 }));
  expect(drawSvg(plan, { size: 128 })).toMatchInlineSnapshot(`
    "<svg xmlns="http://www.w3.org/2000/svg" width="400" height="202" viewBox="0 0 400 202" font-family="sans-serif" font-size="12" fill="#3b3a36">
    <rect width="100%" height="100%" fill="#ffffff"/>
    <g transform="translate(16 26)">
    <text x="0" y="-6">head 0</text>
    <rect width="128" height="128" fill="#f3f1ea"/>
    <rect x="0" y="0" width="64" height="64" fill="#e8a33d"><title>partial: q 0–63, kv 0–63</title></rect>
    <rect x="0" y="64" width="64" height="64" fill="#1f6f8b"><title>full: q 64–127, kv 0–63</title></rect>
    <rect x="64" y="64" width="64" height="64" fill="#e8a33d"><title>partial: q 64–127, kv 64–127</title></rect>
    <rect width="128" height="128" fill="none" stroke="#3b3a36"/>
    </g>
    <g transform="translate(160 26)">
    <text x="0" y="-6">head 1</text>
    <rect width="128" height="128" fill="#f3f1ea"/>
    <rect x="0" y="64" width="64" height="64" fill="#e8a33d"><title>partial: q 64–127, kv 0–63</title></rect>
    <rect width="128" height="128" fill="none" stroke="#3b3a36"/>
    </g>
    <rect x="16" y="164" width="10" height="10" fill="#1f6f8b" stroke="#3b3a36" stroke-width="0.5"/>
    <text x="31" y="174">full 1</text>
    <rect x="141" y="164" width="10" height="10" fill="#e8a33d" stroke="#3b3a36" stroke-width="0.5"/>
    <text x="156" y="174">partial 3</text>
    <rect x="266" y="164" width="10" height="10" fill="#f3f1ea" stroke="#3b3a36" stroke-width="0.5"/>
    <text x="281" y="174">empty 4</text>
    <text x="16" y="192">2 × 2 blocks of 64 × 64, density 50 %</text>
    </svg>
    "
  `);
});

test("a large grid is drawn coarser", () => {
  const plan = planBlocks(maskOf("ge(q_idx, kv_idx)"), requestOf(64, { Sq: 64 * 300, Skv: 64 * 300 }));
  const rows = drawSvg(plan, { maxCells: 100 })
    .split("\n")
    .filter((line) => line.includes("<title>partial"));
  expect(rows).toHaveLength(100);
  expect(rows.at(-1)).toContain("<title>partial: q 19008–19199, kv 19008–19199</title>");
});

test("a single row of queries is a band", () => {
  const plan = planBlocks(maskOf("lt(kv_idx, 500)"), requestOf(64, { Sq: 1, Skv: 1024 }));
  const svg = drawSvg(plan);
  expect(svg).toContain('<rect width="256" height="12" fill="#f3f1ea"/>');
  expect(svg).toContain('<rect x="0" y="0" width="128" height="12" fill="#e8a33d"><title>partial: q 0–0, kv 0–511</title></rect>');
});
