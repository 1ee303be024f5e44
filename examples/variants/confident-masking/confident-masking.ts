// Progressive confident masking: only queries that are not yet sure look on; the rows of the others are 0.
import { attention, bool } from "heed";

export const confidentMasking = attention({
  name: "confident_masking",
  inputs: { active: bool("B", "Sq") },
  mask: ({ b, q_idx }, { active }) => active(b, q_idx),
});
