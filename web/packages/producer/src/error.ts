import type { CreatedNotifications, FailedUser, ProblemDetails, UpdatedKey } from "./types.js";

/** What one attempt has failed with. */
export interface Failure {
  readonly message: string;
  readonly status: number | null;
  readonly problem?: ProblemDetails | null;
  readonly failures?: readonly FailedUser[];
  readonly answer?: CreatedNotifications | UpdatedKey | null;
  readonly retryAfterMs?: number | null;
  readonly cause?: unknown;
}

/** What is known of all attempts. */
export interface Attempts {
  readonly attempts: number;
  readonly idempotencyKey: string | null;
}

/** Why a call failed, after all that could be done about it by repeating it. */
export class FixiaError extends Error {
  override readonly name = "FixiaError";
  /** The status of the last answer: 207 when some users could not be served. `null` when the last attempt got none. */
  readonly status: number | null;
  /** What the server said about it; `null` when it said nothing. */
  readonly problem: ProblemDetails | null;
  /** The users that were not served, by the last answer that named any: all others were. Empty when no answer did. */
  readonly failures: readonly FailedUser[];
  /** With 207: what was done for all other users. */
  readonly answer: CreatedNotifications | UpdatedKey | null;
  /** How long the server asked to wait, in ms; `null` when it did not. */
  readonly retryAfterMs: number | null;
  /** How often it was tried; 0 for what could not be sent at all. */
  readonly attempts: number;
  /** With it, and the same arguments, the call may be repeated for 24 hours without creating anything twice; `null` where it needs none. */
  readonly idempotencyKey: string | null;
  /** Whether it may pass by itself: no answer, users that were not served, 408, 429 and 5xx. */
  readonly isTransient: boolean;

  constructor(failure: Failure, { attempts, idempotencyKey }: Attempts) {
    super(failure.message, failure.cause === undefined ? undefined : { cause: failure.cause });
    this.status = failure.status;
    this.problem = failure.problem ?? null;
    this.failures = failure.failures ?? [];
    this.answer = failure.answer ?? null;
    this.retryAfterMs = failure.retryAfterMs ?? null;
    this.attempts = attempts;
    this.idempotencyKey = idempotencyKey;
    this.isTransient = isTransient(failure);
  }
}

/** Whether a failure may pass by itself. */
export const isTransient = ({ status }: Failure): boolean =>
  status === null || status === 207 || status === 408 || status === 429 || status >= 500;

/**
 * Refuses an argument as the server would.
 * @throws FixiaError Always.
 */
export function refuse(member: string, rule: string): never {
  const problem = { title: "The request is not valid.", status: 400, detail: `'${member}' ${rule}`, member };
  throw new FixiaError({ message: `${problem.title} ${problem.detail}`, status: 400, problem }, { attempts: 0, idempotencyKey: null });
}
