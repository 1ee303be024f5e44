/**
 * @file WGSL functions of Heed's own, for operations whose builtin WGSL leaves too loose (NaN in `min`, the error of `sin` and `tanh`) or
 * lacks (`erf`, floored division). `heed_NAME` or `heed_NAME_TYPE` takes the place of a call to `NAME`; a kernel carries those it uses.
 */
const functions: Readonly<Record<string, string>> = {
  heed_is_nan: `fn heed_is_nan(x: f32) -> bool { return (bitcast<u32>(x) & 0x7fffffffu) > 0x7f800000u; }`,
  heed_halves: `fn heed_halves(words: vec2<u32>) -> vec4<f32> { return vec4<f32>(unpack2x16float(words.x), unpack2x16float(words.y)); }`,
  heed_nan: `fn heed_nan() -> f32 {
  var bits = 0x7fc00000u;
  return bitcast<f32>(bits);
}`,
  heed_inf: `fn heed_inf() -> f32 {
  var bits = 0x7f800000u;
  return bitcast<f32>(bits);
}`,
  heed_min_f32: `fn heed_min_f32(a: f32, b: f32) -> f32 { return select(min(a, b), a + b, heed_is_nan(a) | heed_is_nan(b)); }`,
  heed_max_f32: `fn heed_max_f32(a: f32, b: f32) -> f32 { return select(max(a, b), a + b, heed_is_nan(a) | heed_is_nan(b)); }`,
  heed_clamp_f32: `fn heed_clamp_f32(x: f32, lo: f32, hi: f32) -> f32 { return heed_min_f32(heed_max_f32(x, lo), hi); }`,
  heed_clamp_i32: `fn heed_clamp_i32(x: i32, lo: i32, hi: i32) -> i32 { return min(max(x, lo), hi); }`,
  heed_relu_f32: `fn heed_relu_f32(x: f32) -> f32 { return heed_max_f32(x, 0.0); }`,
  heed_relu_i32: `fn heed_relu_i32(x: i32) -> i32 { return max(x, 0); }`,
  heed_i32_f32: `// Towards zero, saturating; NaN gives 0.
fn heed_i32_f32(x: f32) -> i32 {
  if (heed_is_nan(x)) { return 0; }
  return select(i32(clamp(x, -2147483648.0, 2147483520.0)), 2147483647, x >= 2147483648.0);
}`,
  heed_div: `// Integer quotient rounded down.
fn heed_div(a: i32, b: i32) -> i32 {
  let quotient = a / b;
  let rest = a % b;
  return select(quotient, quotient - 1, (rest != 0) & ((rest < 0) != (b < 0)));
}`,
  heed_mod_i32: `// Integer remainder with the sign of the divisor.
fn heed_mod_i32(a: i32, b: i32) -> i32 {
  let rest = a % b;
  return select(rest, rest + b, (rest != 0) & ((rest < 0) != (b < 0)));
}`,
  heed_mod_f32: `// Where the quotient was rounded to the next whole number, the remainder is a lap off.
fn heed_mod_f32(a: f32, b: f32) -> f32 {
  let rest = a - b * floor(a / b);
  if ((rest != 0.0) & ((rest < 0.0) != (b < 0.0))) { return rest + b; }
  return select(rest, rest - b, abs(rest) > abs(b));
}`,
  heed_log: `// Minus infinity at 0, NaN below.
fn heed_log(x: f32) -> f32 {
  if (x > 0.0) { return log(x); }
  return select(heed_nan(), -heed_inf(), x == 0.0);
}`,
  heed_log2: `fn heed_log2(x: f32) -> f32 {
  if (x > 0.0) { return log2(x); }
  return select(heed_nan(), -heed_inf(), x == 0.0);
}`,
  heed_log_sum: `// The logarithm of a sum, at least 1, to the last place or two, which the builtin need not give between 1 and 2.
fn heed_log_sum(x: f32) -> f32 {
  let bits = bitcast<u32>(x);
  if (bits >= 0x7f800000u) { return x; }
  let is_high = (bits & 0x7fffffu) > 0x3504f3u;
  let m = bitcast<f32>((bits & 0x7fffffu) | select(0x3f800000u, 0x3f000000u, is_high));
  let exponent = f32(i32(bits >> 23u) - select(127, 126, is_high));
  let s = (m - 1.0) / (m + 1.0);
  let z = s * s;
  return exponent * 0.69314575 + (exponent * 1.42860677e-6 + 2.0 * s * (1.0 + z * (1.0 / 3.0 + z * (0.2 + z * (1.0 / 7.0 + z / 9.0)))));
}`,
  heed_tanh: `// A Padé fraction near 0, exponentials further out; one division for both.
fn heed_tanh(x: f32) -> f32 {
  let z = x * x;
  let t = exp(-2.0 * abs(x));
  let is_near = z < 0.1;
  return select(sign(x) * (1.0 - t), x * (15.0 + z), is_near) / select(1.0 + t, 15.0 + 6.0 * z, is_near);
}`,
  heed_sigmoid: `fn heed_sigmoid(x: f32) -> f32 { return 1.0 / (1.0 + exp(-x)); }`,
  heed_silu: `fn heed_silu(x: f32) -> f32 { return x * heed_sigmoid(x); }`,
  heed_softplus: `fn heed_softplus(x: f32) -> f32 {
  let t = exp(-abs(x));
  let log1p = select(log(1.0 + t), t * (1.0 - t * (0.5 - t * (0.33333333 - t * (0.25 - t * 0.2)))), t < 0.03);
  return heed_max_f32(x, 0.0) + log1p;
}`,
  heed_erf: `// Taylor series near 0, Abramowitz & Stegun 7.1.26 further out.
fn heed_erf(x: f32) -> f32 {
  let a = abs(x);
  if (a < 1.0) {
    let z = x * x;
    let tail = 1.0 / 1320.0 - z * (1.0 / 9360.0 - z * (1.0 / 75600.0 - z * (1.0 / 685440.0 - z / 6894720.0)));
    return 1.12837917 * x * (1.0 - z * (1.0 / 3.0 - z * (0.1 - z * (1.0 / 42.0 - z * (1.0 / 216.0 - z * tail)))));
  }
  let t = 1.0 / (1.0 + 0.3275911 * a);
  let series = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  return sign(x) * (1.0 - series * exp(-a * a));
}`,
  heed_gelu: `fn heed_gelu(x: f32) -> f32 { return select(0.5 * x * (1.0 + heed_erf(x * 0.70710678)), 0.0, x < -20.0); }`,
  heed_quarter: `// x less its nearest multiple of π/2, in three parts of π/2 so that little is lost.
fn heed_quarter(x: f32) -> f32 {
  let n = round(x * 0.63661977);
  return ((x - n * 1.5703125) - n * 4.83751297e-4) - n * 7.54978995e-8;
}`,
  heed_sin_near: `fn heed_sin_near(r: f32) -> f32 {
  let z = r * r;
  return r * (1.0 - z * (1.0 / 6.0 - z * (1.0 / 120.0 - z * (1.0 / 5040.0 - z / 362880.0))));
}`,
  heed_cos_near: `fn heed_cos_near(r: f32) -> f32 {
  let z = r * r;
  return 1.0 - z * (0.5 - z * (1.0 / 24.0 - z * (1.0 / 720.0 - z * (1.0 / 40320.0 - z / 3628800.0))));
}`,
  heed_turn: `// sin(x + quarters · π/2)
fn heed_turn(x: f32, quarters: i32) -> f32 {
  let r = heed_quarter(x);
  let n = (i32(round(x * 0.63661977)) + quarters) & 3;
  let value = select(heed_sin_near(r), heed_cos_near(r), (n & 1) == 1);
  return heed_clamp_f32(select(value, -value, n >= 2), -1.0, 1.0);
}`,
  heed_sin: `fn heed_sin(x: f32) -> f32 { return heed_turn(x, 0); }`,
  heed_cos: `fn heed_cos(x: f32) -> f32 { return heed_turn(x, 1); }`,
  heed_tan: `fn heed_tan(x: f32) -> f32 { return heed_sin(x) / heed_cos(x); }`,
  heed_pow: `// Defined for negative bases with whole exponents, for a base of 0, and for infinite ones.
fn heed_pow(x: f32, y: f32) -> f32 {
  if (y == 0.0) { return 1.0; }
  let a = abs(x);
  let is_huge = a >= heed_inf();
  if ((a == 1.0) & (abs(y) >= heed_inf())) { return heed_nan(); }
  let end = select(0.0, heed_inf(), (y > 0.0) == is_huge);
  let size = select(pow(a, y), end, (a == 0.0) | is_huge);
  if (x >= 0.0) { return size; }
  let is_whole = floor(y) == y;
  let is_odd = is_whole & (floor(y * 0.5) != y * 0.5);
  return select(heed_nan(), select(size, -size, is_odd), is_whole | is_huge);
}`,
};

/** Heed's own function for a call of `name` on operands of `type`, or the builtin. */
export function resolveCall(name: string, type: string): string {
  return [`heed_${name}_${type}`, `heed_${name}`].find((own) => Object.hasOwn(functions, own)) ?? name;
}

/** The texts of the library functions that `code` calls, and of those they call, in the order of the table. */
export function libraryFor(code: string): string[] {
  const needed = new Set<string>();
  const visit = (text: string): void => {
    for (const [name] of text.matchAll(/\bheed_\w+(?=\()/g)) {
      if (needed.has(name) || !Object.hasOwn(functions, name)) continue;
      needed.add(name);
      visit(functions[name]!);
    }
  };
  visit(code);
  return Object.keys(functions)
    .filter((name) => needed.has(name))
    .map((name) => functions[name]!);
}
