@group(0) @binding(0) var<storage, read> operands: array<u32>;
@group(0) @binding(1) var<storage, read_write> results: array<u32>;
fn heed_is_nan(x: f32) -> bool { return (bitcast<u32>(x) & 0x7fffffffu) > 0x7f800000u; }
fn heed_nan() -> f32 {
  var bits = 0x7fc00000u;
  return bitcast<f32>(bits);
}
fn heed_inf() -> f32 {
  var bits = 0x7f800000u;
  return bitcast<f32>(bits);
}
fn heed_min_f32(a: f32, b: f32) -> f32 { return select(min(a, b), a + b, heed_is_nan(a) | heed_is_nan(b)); }
fn heed_max_f32(a: f32, b: f32) -> f32 { return select(max(a, b), a + b, heed_is_nan(a) | heed_is_nan(b)); }
fn heed_clamp_f32(x: f32, lo: f32, hi: f32) -> f32 { return heed_min_f32(heed_max_f32(x, lo), hi); }
fn heed_clamp_i32(x: i32, lo: i32, hi: i32) -> i32 { return min(max(x, lo), hi); }
fn heed_relu_f32(x: f32) -> f32 { return heed_max_f32(x, 0.0); }
fn heed_relu_i32(x: i32) -> i32 { return max(x, 0); }
// Towards zero, saturating; NaN gives 0.
fn heed_i32_f32(x: f32) -> i32 {
  if (heed_is_nan(x)) { return 0; }
  return select(i32(clamp(x, -2147483648.0, 2147483520.0)), 2147483647, x >= 2147483648.0);
}
// Integer quotient rounded down.
fn heed_div(a: i32, b: i32) -> i32 {
  let quotient = a / b;
  let rest = a % b;
  return select(quotient, quotient - 1, (rest != 0) & ((rest < 0) != (b < 0)));
}
// Integer remainder with the sign of the divisor.
fn heed_mod_i32(a: i32, b: i32) -> i32 {
  let rest = a % b;
  return select(rest, rest + b, (rest != 0) & ((rest < 0) != (b < 0)));
}
// Where the quotient was rounded to the next whole number, the remainder is a lap off.
fn heed_mod_f32(a: f32, b: f32) -> f32 {
  let rest = a - b * floor(a / b);
  if ((rest != 0.0) & ((rest < 0.0) != (b < 0.0))) { return rest + b; }
  return select(rest, rest - b, abs(rest) > abs(b));
}
// Minus infinity at 0, NaN below.
fn heed_log(x: f32) -> f32 {
  if (x > 0.0) { return log(x); }
  return select(heed_nan(), -heed_inf(), x == 0.0);
}
fn heed_log2(x: f32) -> f32 {
  if (x > 0.0) { return log2(x); }
  return select(heed_nan(), -heed_inf(), x == 0.0);
}
// A Padé fraction near 0, exponentials further out; one division for both.
fn heed_tanh(x: f32) -> f32 {
  let z = x * x;
  let t = exp(-2.0 * abs(x));
  let is_near = z < 0.1;
  return select(sign(x) * (1.0 - t), x * (15.0 + z), is_near) / select(1.0 + t, 15.0 + 6.0 * z, is_near);
}
fn heed_sigmoid(x: f32) -> f32 { return 1.0 / (1.0 + exp(-x)); }
fn heed_silu(x: f32) -> f32 { return x * heed_sigmoid(x); }
fn heed_softplus(x: f32) -> f32 {
  let t = exp(-abs(x));
  let log1p = select(log(1.0 + t), t * (1.0 - t * (0.5 - t * (0.33333333 - t * (0.25 - t * 0.2)))), t < 0.03);
  return heed_max_f32(x, 0.0) + log1p;
}
// Taylor series near 0, Abramowitz & Stegun 7.1.26 further out.
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
}
fn heed_gelu(x: f32) -> f32 { return select(0.5 * x * (1.0 + heed_erf(x * 0.70710678)), 0.0, x < -20.0); }
// x less its nearest multiple of π/2, in three parts of π/2 so that little is lost.
fn heed_quarter(x: f32) -> f32 {
  let n = round(x * 0.63661977);
  return ((x - n * 1.5703125) - n * 4.83751297e-4) - n * 7.54978995e-8;
}
fn heed_sin_near(r: f32) -> f32 {
  let z = r * r;
  return r * (1.0 - z * (1.0 / 6.0 - z * (1.0 / 120.0 - z * (1.0 / 5040.0 - z / 362880.0))));
}
fn heed_cos_near(r: f32) -> f32 {
  let z = r * r;
  return 1.0 - z * (0.5 - z * (1.0 / 24.0 - z * (1.0 / 720.0 - z * (1.0 / 40320.0 - z / 3628800.0))));
}
// sin(x + quarters · π/2)
fn heed_turn(x: f32, quarters: i32) -> f32 {
  let r = heed_quarter(x);
  let n = (i32(round(x * 0.63661977)) + quarters) & 3;
  let value = select(heed_sin_near(r), heed_cos_near(r), (n & 1) == 1);
  return heed_clamp_f32(select(value, -value, n >= 2), -1.0, 1.0);
}
fn heed_sin(x: f32) -> f32 { return heed_turn(x, 0); }
fn heed_cos(x: f32) -> f32 { return heed_turn(x, 1); }
fn heed_tan(x: f32) -> f32 { return heed_sin(x) / heed_cos(x); }
// Defined for negative bases with whole exponents, for a base of 0, and for infinite ones.
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
}
fn row_0(at: u32) -> u32 {
  let x0 = bitcast<i32>(operands[at + 0u]);
  return bitcast<u32>(-x0);
}
fn row_1(at: u32) -> u32 {
  let x0 = bitcast<f32>(operands[at + 0u]);
  return bitcast<u32>(-x0);
}
fn row_2(at: u32) -> u32 {
  let x0 = bitcast<i32>(operands[at + 0u]);
  let x1 = bitcast<i32>(operands[at + 1u]);
  return bitcast<u32>(x0 + x1);
}
fn row_3(at: u32) -> u32 {
  let x0 = bitcast<f32>(operands[at + 0u]);
  let x1 = bitcast<f32>(operands[at + 1u]);
  return bitcast<u32>(x0 + x1);
}
fn row_4(at: u32) -> u32 {
  let x0 = bitcast<i32>(operands[at + 0u]);
  let x1 = bitcast<i32>(operands[at + 1u]);
  return bitcast<u32>(x0 - x1);
}
fn row_5(at: u32) -> u32 {
  let x0 = bitcast<f32>(operands[at + 0u]);
  let x1 = bitcast<f32>(operands[at + 1u]);
  return bitcast<u32>(x0 - x1);
}
fn row_6(at: u32) -> u32 {
  let x0 = bitcast<i32>(operands[at + 0u]);
  let x1 = bitcast<i32>(operands[at + 1u]);
  return bitcast<u32>(x0 * x1);
}
fn row_7(at: u32) -> u32 {
  let x0 = bitcast<f32>(operands[at + 0u]);
  let x1 = bitcast<f32>(operands[at + 1u]);
  return bitcast<u32>(x0 * x1);
}
fn row_8(at: u32) -> u32 {
  let x0 = bitcast<f32>(operands[at + 0u]);
  let x1 = bitcast<f32>(operands[at + 1u]);
  return bitcast<u32>(x0 / x1);
}
fn row_9(at: u32) -> u32 {
  let x0 = bitcast<i32>(operands[at + 0u]);
  let x1 = bitcast<i32>(operands[at + 1u]);
  return bitcast<u32>(heed_mod_i32(x0, x1));
}
fn row_10(at: u32) -> u32 {
  let x0 = bitcast<f32>(operands[at + 0u]);
  let x1 = bitcast<f32>(operands[at + 1u]);
  return bitcast<u32>(heed_mod_f32(x0, x1));
}
fn row_11(at: u32) -> u32 {
  let x0 = bitcast<i32>(operands[at + 0u]);
  let x1 = bitcast<i32>(operands[at + 1u]);
  return bitcast<u32>(x0 % x1);
}
fn row_12(at: u32) -> u32 {
  let x0 = bitcast<f32>(operands[at + 0u]);
  let x1 = bitcast<f32>(operands[at + 1u]);
  return bitcast<u32>(x0 % x1);
}
fn row_13(at: u32) -> u32 {
  let x0 = bitcast<i32>(operands[at + 0u]);
  let x1 = bitcast<i32>(operands[at + 1u]);
  return bitcast<u32>(heed_div(x0, x1));
}
fn row_14(at: u32) -> u32 {
  let x0 = bitcast<i32>(operands[at + 0u]);
  let x1 = bitcast<i32>(operands[at + 1u]);
  return bitcast<u32>(x0 / x1);
}
fn row_15(at: u32) -> u32 {
  let x0 = bitcast<i32>(operands[at + 0u]);
  let x1 = bitcast<i32>(operands[at + 1u]);
  return u32(x0 < x1);
}
fn row_16(at: u32) -> u32 {
  let x0 = bitcast<f32>(operands[at + 0u]);
  let x1 = bitcast<f32>(operands[at + 1u]);
  return u32(x0 < x1);
}
fn row_17(at: u32) -> u32 {
  let x0 = bitcast<i32>(operands[at + 0u]);
  let x1 = bitcast<i32>(operands[at + 1u]);
  return u32(x0 <= x1);
}
fn row_18(at: u32) -> u32 {
  let x0 = bitcast<f32>(operands[at + 0u]);
  let x1 = bitcast<f32>(operands[at + 1u]);
  return u32(x0 <= x1);
}
fn row_19(at: u32) -> u32 {
  let x0 = bitcast<i32>(operands[at + 0u]);
  let x1 = bitcast<i32>(operands[at + 1u]);
  return u32(x0 > x1);
}
fn row_20(at: u32) -> u32 {
  let x0 = bitcast<f32>(operands[at + 0u]);
  let x1 = bitcast<f32>(operands[at + 1u]);
  return u32(x0 > x1);
}
fn row_21(at: u32) -> u32 {
  let x0 = bitcast<i32>(operands[at + 0u]);
  let x1 = bitcast<i32>(operands[at + 1u]);
  return u32(x0 >= x1);
}
fn row_22(at: u32) -> u32 {
  let x0 = bitcast<f32>(operands[at + 0u]);
  let x1 = bitcast<f32>(operands[at + 1u]);
  return u32(x0 >= x1);
}
fn row_23(at: u32) -> u32 {
  let x0 = operands[at + 0u] != 0u;
  let x1 = operands[at + 1u] != 0u;
  return u32(x0 == x1);
}
fn row_24(at: u32) -> u32 {
  let x0 = bitcast<i32>(operands[at + 0u]);
  let x1 = bitcast<i32>(operands[at + 1u]);
  return u32(x0 == x1);
}
fn row_25(at: u32) -> u32 {
  let x0 = bitcast<f32>(operands[at + 0u]);
  let x1 = bitcast<f32>(operands[at + 1u]);
  return u32(x0 == x1);
}
fn row_26(at: u32) -> u32 {
  let x0 = operands[at + 0u] != 0u;
  let x1 = operands[at + 1u] != 0u;
  return u32(x0 != x1);
}
fn row_27(at: u32) -> u32 {
  let x0 = bitcast<i32>(operands[at + 0u]);
  let x1 = bitcast<i32>(operands[at + 1u]);
  return u32(x0 != x1);
}
fn row_28(at: u32) -> u32 {
  let x0 = bitcast<f32>(operands[at + 0u]);
  let x1 = bitcast<f32>(operands[at + 1u]);
  return u32(x0 != x1);
}
fn row_29(at: u32) -> u32 {
  let x0 = operands[at + 0u] != 0u;
  let x1 = operands[at + 1u] != 0u;
  return u32(x0 & x1);
}
fn row_30(at: u32) -> u32 {
  let x0 = operands[at + 0u] != 0u;
  let x1 = operands[at + 1u] != 0u;
  return u32(x0 | x1);
}
fn row_31(at: u32) -> u32 {
  let x0 = operands[at + 0u] != 0u;
  return u32(!x0);
}
fn row_32(at: u32) -> u32 {
  let x0 = operands[at + 0u] != 0u;
  let x1 = operands[at + 1u] != 0u;
  let x2 = operands[at + 2u] != 0u;
  return u32(select(x2, x1, x0));
}
fn row_33(at: u32) -> u32 {
  let x0 = operands[at + 0u] != 0u;
  let x1 = bitcast<i32>(operands[at + 1u]);
  let x2 = bitcast<i32>(operands[at + 2u]);
  return bitcast<u32>(select(x2, x1, x0));
}
fn row_34(at: u32) -> u32 {
  let x0 = operands[at + 0u] != 0u;
  let x1 = bitcast<f32>(operands[at + 1u]);
  let x2 = bitcast<f32>(operands[at + 2u]);
  return bitcast<u32>(select(x2, x1, x0));
}
fn row_35(at: u32) -> u32 {
  let x0 = bitcast<i32>(operands[at + 0u]);
  let x1 = bitcast<i32>(operands[at + 1u]);
  return bitcast<u32>(x0 & x1);
}
fn row_36(at: u32) -> u32 {
  let x0 = bitcast<i32>(operands[at + 0u]);
  let x1 = bitcast<i32>(operands[at + 1u]);
  return bitcast<u32>(x0 | x1);
}
fn row_37(at: u32) -> u32 {
  let x0 = bitcast<i32>(operands[at + 0u]);
  let x1 = bitcast<i32>(operands[at + 1u]);
  return bitcast<u32>(x0 ^ x1);
}
fn row_38(at: u32) -> u32 {
  let x0 = bitcast<i32>(operands[at + 0u]);
  let x1 = bitcast<i32>(operands[at + 1u]);
  return bitcast<u32>(x0 << (u32(x1) & 31u));
}
fn row_39(at: u32) -> u32 {
  let x0 = bitcast<i32>(operands[at + 0u]);
  let x1 = bitcast<i32>(operands[at + 1u]);
  return bitcast<u32>(x0 >> (u32(x1) & 31u));
}
fn row_40(at: u32) -> u32 {
  let x0 = bitcast<i32>(operands[at + 0u]);
  return bitcast<u32>(~x0);
}
fn row_41(at: u32) -> u32 {
  let x0 = bitcast<i32>(operands[at + 0u]);
  return bitcast<u32>(abs(x0));
}
fn row_42(at: u32) -> u32 {
  let x0 = bitcast<f32>(operands[at + 0u]);
  return bitcast<u32>(abs(x0));
}
fn row_43(at: u32) -> u32 {
  let x0 = bitcast<i32>(operands[at + 0u]);
  let x1 = bitcast<i32>(operands[at + 1u]);
  return bitcast<u32>(min(x0, x1));
}
fn row_44(at: u32) -> u32 {
  let x0 = bitcast<f32>(operands[at + 0u]);
  let x1 = bitcast<f32>(operands[at + 1u]);
  return bitcast<u32>(heed_min_f32(x0, x1));
}
fn row_45(at: u32) -> u32 {
  let x0 = bitcast<i32>(operands[at + 0u]);
  let x1 = bitcast<i32>(operands[at + 1u]);
  return bitcast<u32>(max(x0, x1));
}
fn row_46(at: u32) -> u32 {
  let x0 = bitcast<f32>(operands[at + 0u]);
  let x1 = bitcast<f32>(operands[at + 1u]);
  return bitcast<u32>(heed_max_f32(x0, x1));
}
fn row_47(at: u32) -> u32 {
  let x0 = bitcast<i32>(operands[at + 0u]);
  let x1 = bitcast<i32>(operands[at + 1u]);
  let x2 = bitcast<i32>(operands[at + 2u]);
  return bitcast<u32>(heed_clamp_i32(x0, x1, x2));
}
fn row_48(at: u32) -> u32 {
  let x0 = bitcast<f32>(operands[at + 0u]);
  let x1 = bitcast<f32>(operands[at + 1u]);
  let x2 = bitcast<f32>(operands[at + 2u]);
  return bitcast<u32>(heed_clamp_f32(x0, x1, x2));
}
fn row_49(at: u32) -> u32 {
  let x0 = bitcast<i32>(operands[at + 0u]);
  return bitcast<u32>(sign(x0));
}
fn row_50(at: u32) -> u32 {
  let x0 = bitcast<f32>(operands[at + 0u]);
  return bitcast<u32>(sign(x0));
}
fn row_51(at: u32) -> u32 {
  let x0 = bitcast<f32>(operands[at + 0u]);
  return bitcast<u32>(floor(x0));
}
fn row_52(at: u32) -> u32 {
  let x0 = bitcast<f32>(operands[at + 0u]);
  return bitcast<u32>(ceil(x0));
}
fn row_53(at: u32) -> u32 {
  let x0 = bitcast<f32>(operands[at + 0u]);
  return bitcast<u32>(round(x0));
}
fn row_54(at: u32) -> u32 {
  let x0 = bitcast<f32>(operands[at + 0u]);
  return bitcast<u32>(trunc(x0));
}
fn row_55(at: u32) -> u32 {
  let x0 = bitcast<f32>(operands[at + 0u]);
  return bitcast<u32>(sqrt(x0));
}
fn row_56(at: u32) -> u32 {
  let x0 = bitcast<f32>(operands[at + 0u]);
  return bitcast<u32>(exp(x0));
}
fn row_57(at: u32) -> u32 {
  let x0 = bitcast<f32>(operands[at + 0u]);
  return bitcast<u32>(exp2(x0));
}
fn row_58(at: u32) -> u32 {
  let x0 = bitcast<f32>(operands[at + 0u]);
  return bitcast<u32>(heed_log(x0));
}
fn row_59(at: u32) -> u32 {
  let x0 = bitcast<f32>(operands[at + 0u]);
  return bitcast<u32>(heed_log2(x0));
}
fn row_60(at: u32) -> u32 {
  let x0 = bitcast<f32>(operands[at + 0u]);
  return bitcast<u32>(heed_sin(x0));
}
fn row_61(at: u32) -> u32 {
  let x0 = bitcast<f32>(operands[at + 0u]);
  return bitcast<u32>(heed_cos(x0));
}
fn row_62(at: u32) -> u32 {
  let x0 = bitcast<f32>(operands[at + 0u]);
  return bitcast<u32>(heed_tan(x0));
}
fn row_63(at: u32) -> u32 {
  let x0 = bitcast<f32>(operands[at + 0u]);
  return bitcast<u32>(heed_tanh(x0));
}
fn row_64(at: u32) -> u32 {
  let x0 = bitcast<f32>(operands[at + 0u]);
  return bitcast<u32>(heed_sigmoid(x0));
}
fn row_65(at: u32) -> u32 {
  let x0 = bitcast<f32>(operands[at + 0u]);
  return bitcast<u32>(heed_softplus(x0));
}
fn row_66(at: u32) -> u32 {
  let x0 = bitcast<i32>(operands[at + 0u]);
  return bitcast<u32>(heed_relu_i32(x0));
}
fn row_67(at: u32) -> u32 {
  let x0 = bitcast<f32>(operands[at + 0u]);
  return bitcast<u32>(heed_relu_f32(x0));
}
fn row_68(at: u32) -> u32 {
  let x0 = bitcast<f32>(operands[at + 0u]);
  return bitcast<u32>(heed_gelu(x0));
}
fn row_69(at: u32) -> u32 {
  let x0 = bitcast<f32>(operands[at + 0u]);
  return bitcast<u32>(heed_silu(x0));
}
fn row_70(at: u32) -> u32 {
  let x0 = bitcast<f32>(operands[at + 0u]);
  return bitcast<u32>(heed_erf(x0));
}
fn row_71(at: u32) -> u32 {
  let x0 = bitcast<f32>(operands[at + 0u]);
  let x1 = bitcast<f32>(operands[at + 1u]);
  return bitcast<u32>(heed_pow(x0, x1));
}
fn row_72(at: u32) -> u32 {
  let x0 = bitcast<f32>(operands[at + 0u]);
  let x1 = bitcast<f32>(operands[at + 1u]);
  let x2 = bitcast<f32>(operands[at + 2u]);
  return bitcast<u32>(fma(x0, x1, x2));
}
fn row_73(at: u32) -> u32 {
  let x0 = operands[at + 0u] != 0u;
  return bitcast<u32>(f32(x0));
}
fn row_74(at: u32) -> u32 {
  let x0 = bitcast<i32>(operands[at + 0u]);
  return bitcast<u32>(f32(x0));
}
fn row_75(at: u32) -> u32 {
  let x0 = operands[at + 0u] != 0u;
  return bitcast<u32>(i32(x0));
}
fn row_76(at: u32) -> u32 {
  let x0 = bitcast<f32>(operands[at + 0u]);
  return bitcast<u32>(heed_i32_f32(x0));
}
fn row_77(at: u32) -> u32 {
  let x0 = bitcast<i32>(operands[at + 0u]);
  return u32(bool(x0));
}
fn row_78(at: u32) -> u32 {
  let x0 = bitcast<f32>(operands[at + 0u]);
  return u32(bool(x0));
}
@compute @workgroup_size(64)
fn every_row(@builtin(global_invocation_id) id: vec3<u32>) {
  let place = id.y * 2048u + id.x;
  switch (id.y) {
    case 0u: { results[place] = row_0(place * 3u); }
    case 1u: { results[place] = row_1(place * 3u); }
    case 2u: { results[place] = row_2(place * 3u); }
    case 3u: { results[place] = row_3(place * 3u); }
    case 4u: { results[place] = row_4(place * 3u); }
    case 5u: { results[place] = row_5(place * 3u); }
    case 6u: { results[place] = row_6(place * 3u); }
    case 7u: { results[place] = row_7(place * 3u); }
    case 8u: { results[place] = row_8(place * 3u); }
    case 9u: { results[place] = row_9(place * 3u); }
    case 10u: { results[place] = row_10(place * 3u); }
    case 11u: { results[place] = row_11(place * 3u); }
    case 12u: { results[place] = row_12(place * 3u); }
    case 13u: { results[place] = row_13(place * 3u); }
    case 14u: { results[place] = row_14(place * 3u); }
    case 15u: { results[place] = row_15(place * 3u); }
    case 16u: { results[place] = row_16(place * 3u); }
    case 17u: { results[place] = row_17(place * 3u); }
    case 18u: { results[place] = row_18(place * 3u); }
    case 19u: { results[place] = row_19(place * 3u); }
    case 20u: { results[place] = row_20(place * 3u); }
    case 21u: { results[place] = row_21(place * 3u); }
    case 22u: { results[place] = row_22(place * 3u); }
    case 23u: { results[place] = row_23(place * 3u); }
    case 24u: { results[place] = row_24(place * 3u); }
    case 25u: { results[place] = row_25(place * 3u); }
    case 26u: { results[place] = row_26(place * 3u); }
    case 27u: { results[place] = row_27(place * 3u); }
    case 28u: { results[place] = row_28(place * 3u); }
    case 29u: { results[place] = row_29(place * 3u); }
    case 30u: { results[place] = row_30(place * 3u); }
    case 31u: { results[place] = row_31(place * 3u); }
    case 32u: { results[place] = row_32(place * 3u); }
    case 33u: { results[place] = row_33(place * 3u); }
    case 34u: { results[place] = row_34(place * 3u); }
    case 35u: { results[place] = row_35(place * 3u); }
    case 36u: { results[place] = row_36(place * 3u); }
    case 37u: { results[place] = row_37(place * 3u); }
    case 38u: { results[place] = row_38(place * 3u); }
    case 39u: { results[place] = row_39(place * 3u); }
    case 40u: { results[place] = row_40(place * 3u); }
    case 41u: { results[place] = row_41(place * 3u); }
    case 42u: { results[place] = row_42(place * 3u); }
    case 43u: { results[place] = row_43(place * 3u); }
    case 44u: { results[place] = row_44(place * 3u); }
    case 45u: { results[place] = row_45(place * 3u); }
    case 46u: { results[place] = row_46(place * 3u); }
    case 47u: { results[place] = row_47(place * 3u); }
    case 48u: { results[place] = row_48(place * 3u); }
    case 49u: { results[place] = row_49(place * 3u); }
    case 50u: { results[place] = row_50(place * 3u); }
    case 51u: { results[place] = row_51(place * 3u); }
    case 52u: { results[place] = row_52(place * 3u); }
    case 53u: { results[place] = row_53(place * 3u); }
    case 54u: { results[place] = row_54(place * 3u); }
    case 55u: { results[place] = row_55(place * 3u); }
    case 56u: { results[place] = row_56(place * 3u); }
    case 57u: { results[place] = row_57(place * 3u); }
    case 58u: { results[place] = row_58(place * 3u); }
    case 59u: { results[place] = row_59(place * 3u); }
    case 60u: { results[place] = row_60(place * 3u); }
    case 61u: { results[place] = row_61(place * 3u); }
    case 62u: { results[place] = row_62(place * 3u); }
    case 63u: { results[place] = row_63(place * 3u); }
    case 64u: { results[place] = row_64(place * 3u); }
    case 65u: { results[place] = row_65(place * 3u); }
    case 66u: { results[place] = row_66(place * 3u); }
    case 67u: { results[place] = row_67(place * 3u); }
    case 68u: { results[place] = row_68(place * 3u); }
    case 69u: { results[place] = row_69(place * 3u); }
    case 70u: { results[place] = row_70(place * 3u); }
    case 71u: { results[place] = row_71(place * 3u); }
    case 72u: { results[place] = row_72(place * 3u); }
    case 73u: { results[place] = row_73(place * 3u); }
    case 74u: { results[place] = row_74(place * 3u); }
    case 75u: { results[place] = row_75(place * 3u); }
    case 76u: { results[place] = row_76(place * 3u); }
    case 77u: { results[place] = row_77(place * 3u); }
    case 78u: { results[place] = row_78(place * 3u); }
    default: {}
  }
}
