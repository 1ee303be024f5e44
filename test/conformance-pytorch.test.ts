/** @file The score mods and mask mods of PyTorch's tests of FlexAttention, as Python texts: held as those of attention-gym are. */
import { groups } from "./conformance/cases/index.ts";
import { conformanceSuite } from "#test/support/conformance-suite.ts";

conformanceSuite(
  "pytorch",
  groups.filter(({ section }) => section === "f"),
);
