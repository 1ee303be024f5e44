/** @file `import …` and `from … import …`: which names they bind to which paths. */
import type { IToken } from "chevrotain";
import * as codes from "#src/diagnostics/codes/python.ts";
import { identOf, spanOf, type PyContext } from "./context.ts";
import type { PyImport } from "./tree.ts";

const clause = /^([\w.]+)(?: as (\w+))?$/;

/** The statement; a form that is none is reported and binds nothing. */
export function readImport(tokens: readonly IToken[], context: PyContext): PyImport {
  const span = spanOf(context, tokens[0]!, tokens.at(-1));
  const at = tokens.findIndex(({ image }) => image === "import");
  const isFrom = tokens[0]!.image === "from";
  const prefix = isFrom ? `${pathOf(tokens.slice(1, at))}.` : "";
  const listed = tokens.slice(at + 1).filter(({ image }) => image !== "(" && image !== ")");
  const names = splitAtCommas(listed).flatMap((part) => {
    const [, path, as] = clause.exec(pathOf(part)) ?? [];
    if (path === undefined) {
      // `from a import *` binds what nobody can know; its names are found out when they are used.
      if (part[0]?.image !== "*" || !isFrom)
        context.problems.push(codes.unexpectedToken(part[0] ? spanOf(context, part[0]) : span, textOf(part), "a name"));
      return [];
    }
    const bound = as ?? (isFrom ? path : path.split(".")[0]!);
    const token = part.findLast(({ image }) => image === bound) ?? part[0]!;
    return [{ name: { ...identOf(context, token), name: bound }, path: as === undefined && !isFrom ? bound : prefix + path }];
  });
  return { kind: "import", names, span };
}

const textOf = (tokens: readonly IToken[]): string => (tokens[0] ? `\`${tokens[0].image}\`` : "the end of the line");

/** The text without blanks, but for those around `as`. */
const pathOf = (tokens: readonly IToken[]): string => tokens.map(({ image }) => (image === "as" ? " as " : image)).join("");

function splitAtCommas(tokens: readonly IToken[]): IToken[][] {
  const parts: IToken[][] = [[]];
  for (const token of tokens) {
    if (token.image === ",") parts.push([]);
    else parts.at(-1)!.push(token);
  }
  return parts.filter((part, i) => part.length > 0 || i === 0 || i < parts.length - 1);
}
