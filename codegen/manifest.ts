/**
 * @file What a host must know to run a kernel, as plain JSON beside the WGSL: bindings, uniforms, workgroup, features. The runtime reads
 * nothing else; a host of another language can too.
 */
import type { MaskData } from "#src/ir/node-data.ts";
import type { ScalarType, StorageType } from "#src/ir/types.ts";
import type { Schedule } from "./schedule.ts";

/** What a binding holds. */
export type BindingRole = "call" | "plan" | "refined" | "q" | "k" | "v" | "out" | "lse" | "parts" | "part_lse" | "input";

export interface Binding {
  readonly binding: number;
  /** The variable in the kernel. */
  readonly name: string;
  readonly role: BindingRole;
  /** The captured tensor it holds, where the role is `input`. */
  readonly input?: string;
  readonly access: "uniform" | "read" | "read_write";
  /** How elements lie in the buffer: `bool` is a byte each, `f16` two bytes, read through u32 words where it is an input. */
  readonly type: StorageType;
  /** Elements are read four at a time: strides must be multiples of four, and those of columns 1. */
  readonly vector?: 4;
}

/** Where a uniform's value comes from at each call. */
export type UniformSource =
  | { readonly kind: "size"; readonly name: string }
  | { readonly kind: "stride"; readonly tensor: "q" | "k" | "v" | "out"; readonly axis: number }
  | { readonly kind: "param"; readonly name: string }
  | { readonly kind: "scale" }
  | { readonly kind: "infinity" }
  /** A number known at compile time that the kernel must not see as one, so that its loops stay loops. */
  | { readonly kind: "count"; readonly value: number }
  /** The keys at hand: all of them, or a shard of a longer sequence. */
  | { readonly kind: "keys"; readonly field: "first" | "end" }
  /** Workgroups that share the keys of a row, and partial results of a row. */
  | { readonly kind: "splits" | "parts" }
  | { readonly kind: "plan"; readonly field: "batchStride" | "headStride" };

/** Four bytes of the uniform buffer, at 4 · its place in the list. */
export interface Uniform {
  readonly name: string;
  readonly type: "i32" | "u32" | "f32";
  readonly source: UniformSource;
}

/** What a kernel is compiled for; sizes not named here are given at each call. */
export interface KernelShape {
  readonly Hq: number;
  readonly Hkv: number;
  readonly D: number;
  readonly Dv: number;
  readonly dtype: "f32" | "f16";
  readonly block: readonly [q: number, kv: number];
  /** Default 1/√D. */
  readonly scale?: number;
}

/** What it takes to launch an entry point. */
export interface ProgramManifest {
  readonly name: string;
  readonly entryPoint: string;
  readonly bindings: readonly Binding[];
  readonly uniforms: readonly Uniform[];
}

export interface Manifest extends KernelShape, ProgramManifest {
  readonly format: "heed-kernel-1";
  readonly workgroup: { readonly size: number; readonly bytes: number; readonly tilesPerBlock: number };
  readonly schedule: Schedule;
  /** WebGPU features the device must have. */
  readonly features: readonly string[];
  /** The pipeline constant to set to 1 for calls over a shard of the keys; a kernel that has none is the same for them. */
  readonly shardConstant?: string;
  readonly params: readonly { readonly name: string; readonly type: ScalarType; readonly value: number }[];
  /** The mask with its captured tensors: what the block plan is made from. */
  readonly mask: MaskData;
}

/**
 * What a host must know of the kernel that refines plans. It reads the `plan` that was made without the values and writes `refined`, which the
 * forward kernel reads in its place, under the strides that stand here. A block row of a head is one list: a buffer of 16 · lists · (n + 2) bytes
 * has room for n runs in each, which must be at least one.
 */
export interface PlannerManifest extends ProgramManifest {
  /** Invocations of a workgroup, and the block rows that it refines. */
  readonly workgroup: { readonly size: number; readonly rows: number };
  /** How many heads the mask tells apart. */
  readonly heads: number;
  /** The refined plan's strides: 0 where batches, or heads, are alike. */
  readonly batchStride: number;
  readonly headStride: number;
}

/** An entry point's text and manifest. */
export interface Program<M extends ProgramManifest = ProgramManifest> {
  readonly manifest: M;
  readonly wgsl: string;
}

/** The kernel that refines plans. */
export type Planner = Program<PlannerManifest>;

/**
 * What a host must know of the kernel for few query rows. It writes partial results in f32, `splits · teams` of them for every row behind each
 * other: `parts` `[parts, B, Hq, Sq, Dv]` and `part_lse` `[parts, B, Hq, Sq]`, which {@link Combiner} merges.
 */
export interface DecodeManifest extends ProgramManifest {
  readonly workgroup: { readonly size: number; readonly bytes: number /** Rows of a workgroup. */; readonly rows: number };
  readonly schedule: Schedule;
  /** Query heads whose rows are held together. */
  readonly heads: number;
  /** Query rows up to which this kernel is the one to take. */
  readonly mostRows: number;
  /** Workgroups that keep the device busy. */
  readonly workgroups: number;
}

/** What a host must know of the kernel that merges partial results: a workgroup to a row. */
export interface CombinerManifest extends ProgramManifest {
  readonly workgroup: { readonly size: number };
}

/** The kernel for few query rows. */
export type Decoder = Program<DecodeManifest>;

/** The kernel that merges partial results. */
export type Combiner = Program<CombinerManifest>;

/**
 * A compiled variant: the kernel; the pair of kernels for few query rows; and where its mask reads captured tensors the planner for those whose
 * values are on the device alone.
 */
export interface KernelModule extends Program<Manifest> {
  readonly decoder?: Decoder;
  readonly combiner?: Combiner;
  readonly planner?: Planner;
}
