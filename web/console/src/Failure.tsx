import { ProblemError, StrangeAnswerError } from "./api.js";
import type { Texts } from "./en.js";
import { useWords } from "./session.js";

export interface FailureProps {
  error: unknown;
  /** What a 404 means here. */
  notFound?: string;
}

/** Why something could not be done, in words, with what the API itself says of it. */
export function Failure({ error, notFound }: FailureProps) {
  const { texts } = useWords();
  if (error === undefined) return null;
  const { detail, member, traceId } = error instanceof ProblemError ? error.problem : {};
  return (
    <div className="failed" role="alert">
      <p>{explain(error, texts, notFound)}</p>
      {detail && <p lang="en">{detail}</p>}
      {member && (
        <p>
          {texts.errors.member}: <code>{member}</code>
        </p>
      )}
      {traceId && (
        <p>
          {texts.errors.trace}: <code>{traceId}</code>
        </p>
      )}
    </div>
  );
}

function explain(error: unknown, { errors }: Texts, notFound = errors.notFound): string {
  if (error instanceof StrangeAnswerError) return errors.strange;
  if (error instanceof DOMException && error.name === "TimeoutError") return errors.slow;
  if (!(error instanceof ProblemError)) return errors.unreachable;
  const { status, retryAfter } = error;
  if (status === 401) return errors.refused;
  if (status === 403) return errors.noRight;
  if (status === 404) return notFound;
  if (status === 400 || status === 422) return errors.invalid;
  if (status === 409) return errors.conflict;
  if (status === 429) return errors.busy(retryAfter);
  return status >= 500 ? errors.failed : errors.other(status);
}
