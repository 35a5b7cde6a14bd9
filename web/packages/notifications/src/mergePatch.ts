/** A JSON Merge Patch (RFC 7396) of a `T`: what is absent stays, `null` unsets, and an array is replaced as a whole. */
export type MergePatch<T> = {
  readonly [K in keyof T]?: NonNullable<T[K]> extends readonly unknown[] | string | number | boolean
    ? T[K] | null
    : MergePatch<NonNullable<T[K]>> | null;
};

/** What becomes of `target`; neither argument is changed. */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isMap(patch)) return patch;
  const result: Record<string, unknown> = isMap(target) ? { ...target } : {};
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete result[name];
    else result[name] = mergePatch(result[name], value);
  }
  return result;
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
