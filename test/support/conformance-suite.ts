/** @file The tests of conformance cases: every pair, row and block of each, its kernel, and their page. */
import { describe, expect, it } from "vitest";
import type { Case, Group } from "../conformance/case.ts";
import { expectPage, type PageName, type PagePart } from "./conformance-page.ts";
import { gpuDescribe } from "./device.ts";
import { densityOf, firstDifference, firstMisplanned, judgeKernel, judgeReference, prepare } from "./flex-cases.ts";
import type { Verdict } from "./on-device.ts";

/** Kernels of the cases that come next are made while one is judged. */
const ahead = 2;

const byName = (cases: readonly Case[]): (readonly [string, Case])[] => cases.map((test) => [test.name, test]);

/** Declares the tests of these groups, and of the page that lists them. */
export function conformanceSuite(page: PageName, groups: readonly Group[]): void {
  const all = groups.flatMap(({ cases }) => cases);
  const byTitle = groups.map((group) => [group.title, group] as const);

  it("calls no two cases the same", () => {
    const names = all.map(({ name }) => name);
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
  });

  describe.each(byTitle)("%s", (_, { cases }) => {
    it.each(byName(cases))("%s: every pair, the reference, the plan", (_name, test) => {
      const prepared = prepare(test);
      expect(firstDifference(prepared)).toBeUndefined();
      const { out, lse } = judgeReference(prepared);
      expect([out.firstBad, lse.firstBad]).toEqual([undefined, undefined]);
      expect(firstMisplanned(prepared)).toBeUndefined();
    });
  });

  gpuDescribe("the kernel, within budget", () => {
    const verdictOf = createJudge(all);

    describe.each(byTitle)("%s", (_, { cases }) => {
      it.each(byName(cases))("%s", async (_name, test) => {
        const { out, lse } = await verdictOf(test);
        expect([out.firstBad, lse.firstBad]).toEqual([undefined, undefined]);
      });
    });

    it("has a fresh page", async () => {
      const parts: PagePart[] = [];
      for (const { title, cases } of groups) {
        const rows = [];
        for (const test of cases) rows.push({ name: test.name, verdict: await verdictOf(test), density: densityOf(prepare(test)), note: test.note });
        parts.push({ title, rows });
      }
      await expectPage(page, parts);
    });
  });
}

/** Answers the verdict on a case's kernel, which runs once. */
function createJudge(all: readonly Case[]): (test: Case) => Promise<Verdict> {
  const verdicts = new Map<Case, Promise<Verdict>>();
  const begin = (test: Case): void => {
    if (verdicts.has(test)) return;
    const verdict = Promise.resolve(test).then(prepare).then(judgeKernel);
    // Whoever awaits it hears of it.
    verdict.catch(() => undefined);
    verdicts.set(test, verdict);
  };
  return (test) => {
    const place = all.indexOf(test);
    all.slice(place, place + 1 + ahead).forEach(begin);
    return verdicts.get(test)!;
  };
}
