/** @file Identifiers in WGSL: the user's name where it can stand, a variation where it would clash with the language or another name. */

/** Keywords, reserved words and predeclared names that user values must not shadow (WGSL §15.1, §15.2, §6.9; the ones people use). */
const taken = new Set(
  `alias break case const const_assert continue continuing default diagnostic discard else enable false fn for if let loop override requires
  return struct switch true var while
  NULL Self abstract active alignas alignof as asm asm_fragment async attribute auto await become binding_array cast catch class co_await
  co_return co_yield coherent column_major common compile compile_fragment concept const_cast consteval constexpr constinit crate debugger
  decltype delete demote demote_to_helper do dynamic dynamic_cast enum explicit export extends extern external fallthrough filter final
  finally friend from fxgroup get goto groupshared highp impl implements import inline instanceof interface layout lowp macro macro_rules
  match mediump meta mod module move mut mutable namespace new nil noexcept noinline nointerpolation non_coherent noncoherent noperspective
  null nullptr of operator package packoffset partial pass patch pixelfragment precise precision premerge priv protected pub public readonly
  ref regardless register reinterpret_cast require resource restrict self set shared sizeof smooth snorm static static_assert static_cast std
  subroutine super target template this thread_local throw trait try type typedef typeid typename typeof union unless unorm unsafe unsized
  use using varying virtual volatile wgsl where with writeonly yield
  storage uniform private workgroup function read write read_write bool f16 f32 i32 u32 array atomic ptr sampler vec2 vec3 vec4 abs min max
  clamp floor ceil round sign sqrt exp exp2 log log2 sin cos tan tanh pow fma select dot bitcast any all fract trunc mix step
  unpack2x16float workgroupBarrier atomic atomicOr atomicExchange arrayLength call_ lane tile first keys`.split(/\s+/),
);

export interface NamePool {
  /** A name nobody has, `wish` itself if it is free. */
  claim(wish: string): string;
}

/** Names of builtins that come in families. */
const builtin = /^(?:atomic|subgroup|quad)[A-Z]/;

/** `reserved`: the skeleton's own names, which it may also number, as `row_0_1`. */
export function createNamePool(reserved: Iterable<string> = []): NamePool {
  const own = new Set(reserved);
  const used = new Set<string>();
  const isOwn = (name: string): boolean => own.has(name.replace(/(?:_\d+)*$/, "")) || builtin.test(name);
  return {
    claim(wish) {
      const plain = wish
        .replace(/\W/g, "_")
        .replace(/^(?=\d)/, "n")
        .replace(/^_+$|^__|^(?=heed_)/, "u_");
      const free = isOwn(plain) ? `u_${plain}` : plain;
      let name = free;
      for (let n = 2; used.has(name) || taken.has(name); n++) name = taken.has(free) && n === 2 ? `${free}_` : `${free}_${n}`;
      used.add(name);
      return name;
    },
  };
}
