/** @file H801 to H822: what is wrong with a command line. */
import { expect, it } from "vitest";
import { notBuilt, notConverted } from "#src/diagnostics/codes/usage.ts";
import { renderDiagnostic } from "#src/diagnostics/render.ts";
import { heed, inFolder } from "#test/support/cli.ts";

inFolder({
  "two.attn": "attention causal {\n  mask = q_idx >= kv_idx\n}\nattention full {}\n",
  "helpers.attn": "fn half(a: i32) = div(a, 2)\n",
  "notes.txt": "",
});

const cases: readonly (readonly [name: string, args: string, text: string])[] = [
  ["H801: an unknown command", "chekc two.attn", "error[H801]: there is no command `chekc`\n  = help: did you mean `check`?"],
  [
    "H801: a command that is nothing like one",
    "transmogrify",
    "error[H801]: there is no command `transmogrify`\n  = help: the commands are list, new, check, compile, plan, run, verify, bench, tune, doctor, fmt",
  ],
  ["H802: an unknown option", "fmt --chekc two.attn", "error[H802]: `heed fmt` has no option `--chekc`\n  = help: did you mean `--check`?"],
  [
    "H802: an option of another command",
    "check -x two.attn",
    "error[H802]: `heed check` has no option `-x`\n  = help: `heed check --help` lists them",
  ],
  [
    "H803: a value is missing at the end",
    "compile two.attn --head-dim",
    "error[H803]: `--head-dim` needs a value\n  = help: write `--head-dim N`, or `--head-dim=N` for a value that begins with a dash",
  ],
  [
    "H803: the next option is no value",
    "compile two.attn --head-dim 64 -o --dtype f16",
    "error[H803]: `--out` needs a value\n  = help: write `--out FILE`, or `--out=FILE` for a value that begins with a dash",
  ],
  ["H804: a switch with a value", "fmt --check=yes two.attn", 'error[H804]: `--check` takes no value and is given "yes"'],
  ["H805: an option twice", "compile two.attn --head-dim 64 --head-dim 32", "error[H805]: `--head-dim` is given more than once"],
  ["H805: a param twice", "plan two.attn --q-len 8 --kv-len 8 --param w=1 --param w=2", "error[H805]: `--param w=` is given more than once"],
  ["H806: an option is missing", "compile two.attn", "error[H806]: `heed compile` needs `--head-dim`\n  = help: for example `--head-dim 64`"],
  [
    "H806: everything that is missing is said at once",
    "run two.attn --q q.npy --k k.npy",
    "error[H806]: `heed run` needs `--v`\n  = help: or give all tensors with `--tensors`\n\n" +
      "error[H806]: `heed run` needs `--out`\n  = help: name the file to write, as in `-o out.safetensors`, or `-`",
  ],
  [
    "H807: a number that is none",
    "compile two.attn --head-dim 6x4",
    'error[H807]: `--head-dim` is "6x4" and must be a whole number from 1 to 2147483647',
  ],
  [
    "H807: heads",
    "compile two.attn --head-dim 64 --heads 8:2",
    'error[H807]: `--heads` is "8:2" and must be a number of heads, as `8`, or of query heads over key/value heads, as `8/2`',
  ],
  [
    "H807: a block",
    "plan two.attn --q-len 8 --kv-len 8 --block 8",
    'error[H807]: `--block` is "8" and must be a side from 16 to 256, as `128`, or rows by keys, as `128x64`',
  ],
  ["H807: a word", "plan two.attn --q-len 8 --kv-len 8 --format png", 'error[H807]: `--format` is "png" and must be one of text, json, svg'],
  ["H807: a scale", "compile two.attn --head-dim 64 --scale=true", 'error[H807]: `--scale` is "true" and must be a finite number'],
  [
    "H807: a param without a value",
    "verify two.attn --param window",
    'error[H807]: `--param` is "window" and must be a name and a value, as `window=128`',
  ],
  [
    "H807: a param that is a word",
    "verify two.attn --param window=wide",
    'error[H807]: `--param window` is "wide" and must be a number, `true` or `false`',
  ],
  [
    "H807: an input without a file",
    "plan two.attn --q-len 8 --kv-len 8 --input slope",
    'error[H807]: `--input` is "slope" and must be a name and a file, as `slope=slope.npy`',
  ],
  [
    "H807: a shape",
    "verify two.attn --shapes 1,8,3,16,16,64",
    'error[H807]: `--shapes` is "1,8,3,16,16,64" and must be B,Hq,Hkv,Sq,Skv,D[,Dv], all from 1, Hq a multiple of Hkv, D and Dv up to 256',
  ],
  [
    "H807: a peer",
    "bench two.attn --against ort --repeat 0",
    'error[H807]: `--repeat` is "0" and must be a whole number from 1 to 2147483647\n\n' +
      'error[H807]: `--against` is "ort" and must be one of ort-web, ort-node, ort-cpu, jax-js, tfjs, all',
  ],
  ["H808: no file", "check", "error[H808]: `heed check` needs a file\n  = help: name one, or `-` for standard input"],
  [
    "H809: a file too many",
    "plan two.attn helpers.attn --q-len 8 --kv-len 8",
    'error[H809]: `heed plan` does not take "helpers.attn"\n  = help: `heed plan --help` shows how it is used',
  ],
  [
    "H810: an unknown variant",
    "compile two.attn --variant prefix --head-dim 64",
    "error[H810]: `two.attn` has no attention `prefix`\n  = help: it has `causal`, `full`",
  ],
  [
    "H810: one slip away",
    "compile two.attn --variant causl --head-dim 64",
    "error[H810]: `two.attn` has no attention `causl`\n  = help: did you mean `causal`?",
  ],
  [
    "H811: several variants",
    "compile two.attn --head-dim 64",
    "error[H811]: `two.attn` has 2 attentions, and one is needed\n  = help: choose with `--variant`: `causal`, `full`",
  ],
  [
    "H812: no variant",
    "compile helpers.attn --head-dim 64",
    "error[H812]: `helpers.attn` has no attention\n  = help: write `attention NAME { … }`, or name another file",
  ],
  [
    "H813: no source file",
    "check notes.txt",
    "error[H813]: `notes.txt` is no source file by its name\n  = help: names of source files end in `.attn`, `.ts`, `.mts`, `.js`, `.mjs`, `.py`",
  ],
  ["H813: fmt has fewer", "fmt alibi.ts", "error[H813]: `alibi.ts` is no source file by its name\n  = help: names of source files end in `.attn`"],
  [
    "H814: standard input for two",
    "run - --tensors - -o out.safetensors",
    "error[H814]: standard input can be read only once\n  = help: put one of the two into a file",
  ],
  ["H814: standard input twice", "fmt - -", "error[H814]: standard input can be read only once\n  = help: put one of the two into a file"],
  [
    "H815: options that exclude each other",
    "run two.attn --q q.npy --tensors t.safetensors -o out.safetensors",
    "error[H815]: `--q` and `--tensors` cannot be given together",
  ],
  ["H815: two results for standard output", "bench two.attn --svg -", "error[H815]: `--svg -` and `--out -` cannot be given together"],
  [
    "H815: standalone is for modules",
    "compile two.attn --head-dim 64 --standalone",
    "error[H815]: `--standalone` and `--emit wgsl` cannot be given together",
  ],
  ["H806: where nothing is made to go there", "fmt two.attn -o x", "error[H806]: `heed fmt` needs `--to`\n  = help: `-o` is for what it makes"],
  ["H807: a form", "fmt two.attn --to wgsl", 'error[H807]: `--to` is "wgsl" and must be one of attn, ts'],
  [
    "H809: one file at a time is converted",
    "fmt two.attn helpers.attn --to ts",
    'error[H809]: `heed fmt` does not take "helpers.attn"\n  = help: `heed fmt --help` shows how it is used',
  ],
  [
    "H812: nothing to convert",
    "fmt helpers.attn --to ts",
    "error[H812]: `helpers.attn` has no attention\n  = help: write `attention NAME { … }`, or name another file",
  ],
  [
    "H813: no source file to convert",
    "fmt notes.txt --to ts",
    "error[H813]: `notes.txt` is no source file by its name\n  = help: names of source files end in `.attn`, `.ts`, `.mts`, `.js`, `.mjs`, `.py`",
  ],
  [
    "H818: names of Python, given for another file",
    "fmt two.attn --to ts --variant causal --input slope=f32[Hq]",
    "error[H818]: `--variant` declares names of `.py` files, and `two.attn` declares its own\n  = help: leave `--variant` out\n\n" +
      "error[H818]: `--input` declares names of `.py` files, and `two.attn` declares its own\n  = help: leave `--input` out",
  ],
  ["H806: names of Python where nothing is converted", "fmt two.attn --param w=1", "error[H806]: `heed fmt` needs `--to`"],
  ["H815: to check and to convert", "fmt --check two.attn --to ts", "error[H815]: `--check` and `--to` cannot be given together"],
  ["H822: no name", "new --from swin", "error[H822]: `heed new` needs a name\n  = help: `heed new --help` shows how it is used"],
  ["H806: no example", "new mine", "error[H806]: `heed new` needs `--from`\n  = help: name an example; `heed list` shows them"],
  [
    "H807: a name that no attention can have",
    "new 2-d --from swin",
    'error[H807]: `NAME` is "2-d" and must be a name for a file and an attention: letters, digits, `-` and `_`, a letter first, ' +
      "and none that has a meaning there already",
  ],
  [
    "H807: a name with a meaning, and a form that is none",
    "new score --from swin --form py",
    'error[H807]: `--form` is "py" and must be one of attn, ts\n\n' +
      'error[H807]: `NAME` is "score" and must be a name for a file and an attention: letters, digits, `-` and `_`, a letter first, ' +
      "and none that has a meaning there already",
  ],
  ["H819: an example one slip away", "new mine --from swim", "error[H819]: there is no example `swim`\n  = help: near it is `swin`"],
  [
    "H819: an example by a part of its name",
    "new mine --from soft-bound --form ts",
    "error[H819]: there is no example `soft-bound`\n  = help: near it is `softcap`",
  ],
  [
    "H819: an example that is nothing like one",
    "new mine --from zzz",
    "error[H819]: there is no example `zzz`\n  = help: `heed list` shows them all",
  ],
  [
    "H820: a search that finds nothing",
    "list window zzz",
    "error[H820]: no example has `window`, `zzz` in its name, family, summary or papers\n  = help: `heed list` shows them all",
  ],
  [
    "H817: a kernel that the variant does not need",
    "compile two.attn --variant full --head-dim 64 --kernel plan",
    "error[H817]: `full` has no `plan` kernel\n  = help: it has `forward`, `decode`, `combine`",
  ],
  [
    "H818: declarations for a file that has its own",
    "compile two.attn --variant full --head-dim 64 --input slope=f32[Hq]",
    "error[H818]: `--input` declares names of `.py` files, and `two.attn` declares its own\n  = help: leave `--input` out",
  ],
];

it.each(cases)("%s", async (_, args, text) => {
  expect(await heed(args.split(" "))).toEqual({ code: 2, stdout: "", stderr: `${text}\n` });
});

it("H816: the runtime is not built", () => {
  expect(renderDiagnostic(notBuilt("--standalone"))).toBe(
    "error[H816]: `--standalone` needs the built runtime, which is not there\n  = help: build the package with `npm run build`",
  );
});

it("H821: what was written does not read back as the same", () => {
  expect(renderDiagnostic(notConverted("odd", "ts"))).toBe(
    "error[H821]: `odd` cannot be written as .ts so that it surely means the same\n" +
      "  = help: write what is unusual in it in simpler steps; and this is worth a report",
  );
});
