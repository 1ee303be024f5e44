/**
 * @file A device that runs nothing and remembers everything: what was created under which label, what was destroyed, dispatched, submitted.
 * Its limits, features, complaints and its end are the test's to choose. Needs no adapter.
 */
export interface MockOptions {
  readonly limits?: Readonly<Partial<Record<Exclude<keyof GPUSupportedLimits, "__brand">, number>>>;
  readonly features?: readonly string[];
  readonly adapter?: { readonly vendor?: string; readonly isFallbackAdapter?: boolean; readonly subgroupMinSize?: number };
  /** Compile messages of every shader module. */
  readonly messages?: readonly Partial<GPUCompilationMessage>[];
  /** Asked at each creation of a pipeline: an error refuses it. */
  readonly refuse?: () => Error | undefined;
  /** What the next error scope that is closed has caught. */
  readonly caught?: () => { message: string } | null;
}

export interface MockObject {
  readonly kind: string;
  readonly label: string | undefined;
  readonly size: number;
  destroyed: boolean;
}

export interface MockDevice {
  readonly device: GPUDevice;
  readonly objects: MockObject[];
  readonly dispatches: number[][];
  /** Error scopes that are open. */
  openScopes(): number;
  of(kind: string): MockObject[];
  /** The constants of the pipelines that have any. */
  constants(): Readonly<Record<string, number>>[];
  lose(message: string): Promise<void>;
}

/** What every WebGPU device has at least. */
export const baseLimits = {
  maxBindingsPerBindGroup: 1000,
  maxStorageBuffersPerShaderStage: 8,
  maxUniformBufferBindingSize: 65536,
  maxStorageBufferBindingSize: 134217728,
  maxBufferSize: 268435456,
  maxComputeWorkgroupStorageSize: 16384,
  maxComputeInvocationsPerWorkgroup: 256,
  maxComputeWorkgroupSizeX: 256,
  maxComputeWorkgroupsPerDimension: 65535,
} as const;

export function mockDevice(options: MockOptions = {}): MockDevice {
  const objects: MockObject[] = [];
  const dispatches: number[][] = [];
  const constants: Readonly<Record<string, number>>[] = [];
  let scopes = 0;
  let lose: (info: { message: string; reason: string }) => void = () => undefined;
  const lost = new Promise<{ message: string; reason: string }>((resolve) => (lose = resolve));
  const add = (kind: string, { label, size = 0 }: { label?: string; size?: number } = {}): MockObject => {
    const object = { kind, label, size, destroyed: false };
    objects.push(object);
    return object;
  };
  const device = {
    limits: { ...baseLimits, ...options.limits },
    features: new Set(options.features),
    adapterInfo: { vendor: "mock", architecture: "", device: "", description: "", ...options.adapter },
    lost,
    queue: { submit: () => void add("submission"), onSubmittedWorkDone: async () => undefined },
    pushErrorScope: () => void scopes++,
    popErrorScope: async () => (scopes--, options.caught?.() ?? null),
    createBuffer: (descriptor: GPUBufferDescriptor) => mockBuffer(add("buffer", descriptor as { label: string; size: number }), descriptor),
    createShaderModule: (descriptor: { label: string }) => ({
      ...add("shader", descriptor),
      getCompilationInfo: async () => ({ messages: options.messages ?? [] }),
    }),
    createBindGroupLayout: (descriptor: { label: string }) => add("bindings", descriptor),
    createPipelineLayout: (descriptor: { label: string }) => add("layout", descriptor),
    createBindGroup: (descriptor: { label: string }) => add("group", descriptor),
    async createComputePipelineAsync(descriptor: { label: string; compute: { constants?: Record<string, number> } }) {
      const { constants: given = {} } = descriptor.compute;
      if (Object.keys(given).length > 0) constants.push(given);
      const pipeline = add("pipeline", descriptor);
      const refusal = options.refuse?.();
      if (refusal) throw refusal;
      return Object.assign(pipeline, { getBindGroupLayout: () => ({}) });
    },
    createCommandEncoder: (descriptor: { label: string }) =>
      Object.assign(add("encoder", descriptor), {
        beginComputePass: (inner: { label: string }) => Object.assign(add("pass", inner), mockPass(dispatches)),
        copyBufferToBuffer: () => undefined,
        finish: () => ({}),
      }),
  };
  return {
    device: device as unknown as GPUDevice,
    objects,
    dispatches,
    openScopes: () => scopes,
    constants: () => constants,
    of: (kind) => objects.filter((object) => object.kind === kind),
    async lose(message) {
      lose({ message, reason: "unknown" });
      await lost;
    },
  };
}

/** A compute pass of a caller. */
export function mockPass(dispatches: number[][] = []): GPUComputePassEncoder {
  const pass = {
    setPipeline: () => undefined,
    setBindGroup: () => undefined,
    dispatchWorkgroups: (...sizes: number[]) => void dispatches.push(sizes),
    end: () => undefined,
  };
  return pass as unknown as GPUComputePassEncoder;
}

/** A buffer of a caller, on no device: enough for the checks. */
export function callerBuffer(size: number, usage: number): GPUBuffer {
  return mockBuffer({ kind: "buffer", label: undefined, size, destroyed: false }, { size, usage });
}

function mockBuffer(object: MockObject, { size, usage }: GPUBufferDescriptor): GPUBuffer {
  const own = {
    usage,
    mapState: "unmapped",
    unmap: () => undefined,
    mapAsync: async () => undefined,
    getMappedRange: () => new ArrayBuffer(size),
    destroy: () => (object.destroyed = true),
  };
  return Object.assign(object, own) as unknown as GPUBuffer;
}
