/** @file H8xx: what is wrong with a command line. Nothing has been read or written when one of these is said. */
import { error, type Diagnostic } from "../diagnostic.ts";
import { didYouMean } from "../suggest.ts";

const list = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(", ");

export const unknownCommand = (name: string, known: readonly string[]): Diagnostic =>
  error("H801", `there is no command \`${name}\``, { help: didYouMean(name, known) ?? `the commands are ${known.join(", ")}` });

export const unknownOption = (option: string, command: string, known: readonly string[]): Diagnostic =>
  error("H802", `\`heed ${command}\` has no option \`${option}\``, { help: didYouMean(option, known) ?? `\`heed ${command} --help\` lists them` });

export const missingValue = (option: string, value: string): Diagnostic =>
  error("H803", `\`${option}\` needs a value`, {
    help: `write \`${option} ${value}\`, or \`${option}=${value}\` for a value that begins with a dash`,
  });

export const unexpectedValue = (option: string, value: string): Diagnostic =>
  error("H804", `\`${option}\` takes no value and is given ${JSON.stringify(value)}`);

export const repeatedOption = (option: string): Diagnostic => error("H805", `\`${option}\` is given more than once`);

export const missingOption = (option: string, command: string, help?: string): Diagnostic =>
  error("H806", `\`heed ${command}\` needs \`${option}\``, { help });

export const badValue = (option: string, value: string, wanted: string): Diagnostic =>
  error("H807", `\`${option}\` is ${JSON.stringify(value)} and must be ${wanted}`);

export const missingFile = (command: string): Diagnostic =>
  error("H808", `\`heed ${command}\` needs a file`, { help: "name one, or `-` for standard input" });

export const tooManyFiles = (command: string, extra: string): Diagnostic =>
  error("H809", `\`heed ${command}\` does not take ${JSON.stringify(extra)}`, { help: `\`heed ${command} --help\` shows how it is used` });

export const unknownVariant = (name: string, file: string, known: readonly string[]): Diagnostic =>
  error("H810", `\`${file}\` has no attention \`${name}\``, {
    help: didYouMean(name, known) ?? (known.length > 0 ? `it has ${list(known)}` : "it has none"),
  });

export const manyVariants = (file: string, names: readonly string[]): Diagnostic =>
  error("H811", `\`${file}\` has ${names.length} attentions, and one is needed`, { help: `choose with \`--variant\`: ${list(names)}` });

export const noVariant = (file: string): Diagnostic =>
  error("H812", `\`${file}\` has no attention`, { help: "write `attention NAME { … }`, or name another file" });

export const unknownSource = (file: string, kinds: readonly string[]): Diagnostic =>
  error("H813", `\`${file}\` is no source file by its name`, { help: `names of source files end in ${list(kinds)}` });

export const stdinTwice = (): Diagnostic => error("H814", "standard input can be read only once", { help: "put one of the two into a file" });

export const conflictingOptions = (option: string, other: string): Diagnostic =>
  error("H815", `\`${option}\` and \`${other}\` cannot be given together`);

export const notBuilt = (option: string): Diagnostic =>
  error("H816", `\`${option}\` needs the built runtime, which is not there`, { help: "build the package with `npm run build`" });

export const onlyPython = (option: string, file: string): Diagnostic =>
  error("H818", `\`${option}\` declares names of \`.py\` files, and \`${file}\` declares its own`, { help: `leave \`${option}\` out` });

export const noSuchKernel = (variant: string, kernel: string, known: readonly string[]): Diagnostic =>
  error("H817", `\`${variant}\` has no \`${kernel}\` kernel`, { help: `it has ${list(known)}` });

export const missingOperand = (command: string, operand: string): Diagnostic =>
  error("H822", `\`heed ${command}\` needs ${operand}`, { help: `\`heed ${command} --help\` shows how it is used` });

export const unknownExample = (name: string, near: readonly string[]): Diagnostic =>
  error("H819", `there is no example \`${name}\``, {
    help: near.length > 0 ? `near it ${near.length > 1 ? "are" : "is"} ${list(near)}` : "`heed list` shows them all",
  });

export const noExample = (words: readonly string[]): Diagnostic =>
  error("H820", `no example has ${list(words)} in its name, family, summary or papers`, { help: "`heed list` shows them all" });

export const notConverted = (variant: string, form: string): Diagnostic =>
  error("H821", `\`${variant}\` cannot be written as .${form} so that it surely means the same`, {
    help: "write what is unusual in it in simpler steps; and this is worth a report",
  });
