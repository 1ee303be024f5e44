// Human-guided patterns: heads that see the same token, the same sentence or the token before, beside free ones.
import { attention, i32 } from "heed";

const sameToken = 0;
const sameSentence = 1;
const tokenBefore = 2;

export const guidedPatterns = attention({
  name: "guided_patterns",
  inputs: { pattern: i32("Hq"), q_token: i32("B", "Sq"), kv_token: i32("B", "Skv"), q_sentence: i32("B", "Sq"), kv_sentence: i32("B", "Skv") },
  scope: { sameToken, sameSentence, tokenBefore },
  mask: ({ b, h, q_idx, kv_idx }, { pattern, q_token, kv_token, q_sentence, kv_sentence }) => {
    if (pattern(h) === sameToken) return q_token(b, q_idx) === kv_token(b, kv_idx);
    if (pattern(h) === sameSentence) return q_sentence(b, q_idx) === kv_sentence(b, kv_idx);
    if (pattern(h) === tokenBefore) return kv_idx === q_idx - 1;
    return true;
  },
});
