import { refuse } from "./error.js";

/**
 * Writes JSON. A date that is none becomes `null` in JSON, which means the same as absent: of `send_at`, that would mean now.
 * @throws FixiaError A date is none.
 */
export const toJson = (value: object): string => JSON.stringify(value, checked);

function checked(this: Record<string, unknown>, name: string, value: unknown): unknown {
  if (value === null && this[name] instanceof Date) refuse(name, "must be a time.");
  return value;
}

/** Reads JSON; `undefined` for what is none. */
export function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
