/**
 * @file The planning skeleton: refines a block plan on the device, where the values are that the mask reads. What comes in is the plan that was
 * made without them; what goes out is, in the same layout, the plan that evaluating every pair gives.
 *
 * Full runs are taken over. Of a partial run each block is looked at, until a true and a false pair are seen: it becomes full, partial or
 * empty. A block past the end of a sequence is partial unless it is empty. For GPUs a workgroup refines one block row: values per row are
 * staged, an invocation holds a key. Where a CPU plays the GPU an invocation refines a block row by itself, without barriers.
 *
 * The refined plan has a table for each head that is told apart, its period the number of block rows: each row has its own list, of one
 * segment and an empty one behind its only row. All rows have the same room for runs, which follows from the buffer's size; where a row has
 * more, its last run is partial and goes on to the row's last block that is not empty.
 */
import { levels, type Level } from "#src/ir/variables.ts";
import type { Layout } from "./layout.ts";
import type { KernelShape } from "./manifest.ts";
import { writeRuns } from "./plan-runs.ts";
import type { NamedValue, Weave } from "./weave.ts";
import type { Writer } from "./writer.ts";

/** How a workgroup shares the pairs of a block; `undefined` where each invocation has a block row of its own. */
export interface PairSharing {
  /** Invocations side by side along the keys of a block, and along its rows. */
  readonly keys: number;
  readonly slices: number;
  /** Blocks looked at between two barriers. */
  readonly blocks: number;
}

export interface PlanKernel extends Pick<KernelShape, "Hq" | "Hkv" | "D" | "Dv" | "block"> {
  readonly entryPoint: string;
  readonly layout: Layout;
  readonly weave: Weave;
  /** Invocations of a workgroup. */
  readonly size: number;
  readonly sharing?: PairSharing | undefined;
  /** What the mask depends on: only as many rows and keys of a block are looked at as can differ. */
  readonly level: Level;
  /** Whether batches are told apart, and how many heads of each. */
  readonly batchwise: boolean;
  readonly heads: number;
}

export function writePlanner(kernel: PlanKernel, writer: Writer): void {
  const { layout, sharing } = kernel;
  const [plan, refined] = [layout.storage("plan", "u32"), layout.storage("refined", "u32", "read_write")];
  writeConstants(kernel, writer);
  if (sharing) writeShared(kernel, writer);
  writeAppend(refined, writer);
  writer.line("@compute @workgroup_size(LANES)");
  const parameters = ["workgroup_id) group: vec3<u32>", "num_workgroups) grid: vec3<u32>", "local_invocation_index) lane: u32"];
  writer.block(`fn ${kernel.entryPoint}(${parameters.map((parameter) => `@builtin(${parameter}`).join(", ")})`, () => {
    writePlace(kernel, refined, writer);
    writeEnter(kernel, writer);
    writeRuns(plan, "u32(b) * call.plan_batch + u32(h) * call.plan_head", writer, (firstBlock, endWord) => {
      writer.line(`let run_first = ${firstBlock};`, `let end_word = ${endWord};`, "let run_end = end_word >> 1u;");
      writer.block("if ((end_word & 1u) == 1u)", () => {
        writer.line(`${sharing ? "if (lane == 0u) { append(run_first, run_end, 1u); }" : "append(run_first, run_end, 1u);"}`, "continue;");
      });
      if (sharing) writeSharedBlocks(kernel, writer);
      else writeOwnBlocks(kernel, writer);
    });
    writeTable(kernel, refined, writer);
  });
}

function writeConstants({ Hq, Hkv, D, Dv, block, heads, size, sharing }: PlanKernel, writer: Writer): void {
  const shared = sharing ? { KEYS: sharing.keys, SLICES: sharing.slices, BLOCKS: sharing.blocks } : {};
  writer.line(...Object.entries({ Hq, Hkv, D, Dv }).map(([name, value]) => `const ${name}: i32 = ${value};`));
  const counts = { HEADS: heads, BLOCK_Q: block[0], BLOCK_KV: block[1], LANES: size, ...shared };
  writer.line(...Object.entries(counts).map(([name, value]) => `const ${name}: u32 = ${value}u;`), "");
}

function writeShared({ weave }: PlanKernel, writer: Writer): void {
  writer.line("// What depends on the row alone, and what has been seen of blocks: 1, a true pair; 2, a false one.");
  writer.line(...weave.row.map(({ name, node }) => `var<workgroup> ${name}: array<${node.type}, BLOCK_Q>;`));
  writer.line("var<workgroup> seen: array<atomic<u32>, BLOCKS>;", "");
}

function writeAppend(refined: string, writer: Writer): void {
  writer.line("// The place behind the row's last run, where its room ends, and the run's end word.");
  writer.line("var<private> at: u32;", "var<private> room_end: u32;", "var<private> last_word: u32 = 0xffffffffu;", "");
  writer.line("// Blocks first … end join the last run, or begin another; where there is no room, the last one becomes partial and reaches them.");
  writer.block("fn append(first: u32, end: u32, full: u32)", () => {
    writer.line("let joins = last_word == 2u * first + full;", "let begins = !joins && at < room_end;");
    writer.block("if (begins)", () => writer.line(`${refined}[at] = first;`, "at += 4u;"));
    writer.line("last_word = 2u * end + select(0u, full, joins || begins);", `${refined}[at - 3u] = last_word;`);
  });
  writer.line("");
}

/** Which block row of which head this is, and where its runs will lie. */
function writePlace({ batchwise, sharing }: PlanKernel, refined: string, writer: Writer): void {
  writer.line("// A workgroup is a block row of one head.");
  writer.line("let rows = (u32(call.Sq) + BLOCK_Q - 1u) / BLOCK_Q;", `let tables = ${batchwise ? "HEADS * u32(call.B)" : "HEADS"};`);
  writer.line(`let item = ${sharing ? "group.x + group.y * grid.x" : "(group.x + group.y * grid.x) * LANES + lane"};`);
  writer.line("if (item >= rows * tables) { return; }");
  writer.line("let q_block = item % rows;", "let head = item / rows;", "let b = i32(head / HEADS);", "let h = i32(head % HEADS);");
  writer.line("let hkv = h / (Hq / Hkv);");
  writer.line(`let capacity = arrayLength(&${refined}) / (4u * rows * tables) - 2u;`);
  writer.line("let table = tables + head * (2u + rows * (5u + 4u * capacity));", "let segments = table + 2u + rows;");
  writer.line("let runs = segments + 4u * rows + 4u * q_block * capacity;", "at = runs;", "room_end = at + 4u * capacity;", "");
}

/** What the pairs of the row need, computed once. */
function writeEnter({ weave, sharing, level }: PlanKernel, writer: Writer): void {
  const known: NamedValue[] = [];
  for (const value of weave.uniform) {
    writer.line(`let ${value.name} = ${weave.expression(value.node, known)};`);
    known.push(value);
  }
  writer.line("let first_row = q_block * BLOCK_Q;");
  writer.line(`let row_end = ${level & levels.row ? "min(first_row + BLOCK_Q, u32(call.Sq))" : "first_row + 1u"};`);
  if (!sharing || weave.row.length === 0) return writer.line("");
  writer.block("for (var j = lane; j < row_end - first_row; j += LANES)", () => {
    writer.line("let q_idx = i32(first_row + j);");
    for (const { node, name } of weave.row) {
      writer.line(`${name}[j] = ${weave.expression(node, known)};`);
      known.push({ node, name: `${name}[j]` });
    }
  });
  writer.line("workgroupBarrier();", "");
}

/** The keys of a block, and what is seen of it before any pair is. */
function writeEnterBlock({ level }: PlanKernel, writer: Writer): void {
  writer.line("let first_key = column * BLOCK_KV;");
  writer.line(`let key_end = ${level & levels.column ? "min(first_key + BLOCK_KV, u32(call.Skv))" : "first_key + 1u"};`);
  writer.line("let is_whole = first_row + BLOCK_Q <= u32(call.Sq) && first_key + BLOCK_KV <= u32(call.Skv);");
  writer.line("var found = select(2u, 0u, is_whole);");
}

const appendFound = "if ((found & 1u) == 1u) { append(column, column + 1u, select(0u, 1u, found == 1u)); }";

function writePair({ weave }: PlanKernel, writer: Writer): void {
  writer.line(`found |= select(2u, 1u, ${weave.section("mask", writer, new Map())});`);
}

/** Each invocation looks at the blocks of its own row. */
function writeOwnBlocks(kernel: PlanKernel, writer: Writer): void {
  const { weave } = kernel;
  writer.block("for (var column = run_first; column < run_end; column++)", () => {
    writeEnterBlock(kernel, writer);
    writer.block("for (var row = first_row; row < row_end && found != 3u; row++)", () => {
      writer.line("let q_idx = i32(row);");
      const known = [...weave.uniform];
      for (const value of weave.row) {
        writer.line(`let ${value.name} = ${weave.expression(value.node, known)};`);
        known.push(value);
      }
      writer.block("for (var key = first_key; key < key_end && found != 3u; key++)", () => {
        writer.line("let kv_idx = i32(key);");
        writePair(kernel, writer);
      });
    });
    writer.line(appendFound);
  });
}

/** The invocations share the pairs of some blocks, then the first one appends what they have seen. */
function writeSharedBlocks(kernel: PlanKernel, writer: Writer): void {
  writer.block("for (var some = run_first; some < run_end; some += BLOCKS)", () => {
    writer.line("let some_end = min(some + BLOCKS, run_end);");
    writer.block("for (var column = some; column < some_end; column++)", () => {
      writeEnterBlock(kernel, writer);
      writer.block("for (var key = first_key + lane % KEYS; key < key_end && found != 3u; key += KEYS)", () => writeKey(kernel, writer));
      writer.line("atomicOr(&seen[column - some], found);");
    });
    writer.line("workgroupBarrier();");
    writer.block("if (lane == 0u)", () => {
      writer.block("for (var column = some; column < some_end; column++)", () => {
        writer.line("let found = atomicExchange(&seen[column - some], 0u);", appendFound);
      });
    });
    writer.line("workgroupBarrier();");
  });
}

/** One key against the rows of the block that are this invocation's. */
function writeKey(kernel: PlanKernel, writer: Writer): void {
  const { weave } = kernel;
  writer.line("let kv_idx = i32(key);");
  const known = [...weave.uniform];
  for (const value of weave.column) {
    writer.line(`let ${value.name} = ${weave.expression(value.node, known)};`);
    known.push(value);
  }
  writer.block("for (var j = lane / KEYS; j < row_end - first_row && found != 3u; j += SLICES)", () => {
    writer.line("let q_idx = i32(first_row + j);");
    writePair(kernel, writer);
  });
}

/** The row's list and, once per head, the head of its table. */
function writeTable({ sharing }: PlanKernel, refined: string, writer: Writer): void {
  if (sharing) writer.line("if (lane > 0u) { return; }");
  writer.line("let row_segment = segments + 4u * q_block;", `${refined}[table + 1u + q_block] = row_segment;`);
  ["", " + 1u", " + 2u", " + 3u"].forEach((place, i) => writer.line(`${refined}[row_segment${place}] = ${["0u", "runs", "1u", "at"][i]!};`));
  writer.block("if (q_block == 0u)", () => {
    writer.line(`${refined}[head] = table;`, `${refined}[table] = rows;`, `${refined}[table + 1u + rows] = segments + 4u * rows;`);
  });
}
