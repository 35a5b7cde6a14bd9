// JSON lines over stdio: {id, op, args} in; {id, result} or {id, error}, and {event, ...} at any time, out.
import { createInterface } from "node:readline";

export function emit(message) {
  process.stdout.write(JSON.stringify(message) + "\n");
}

export async function serve(operations) {
  emit({ event: "ready" });
  for await (const line of createInterface({ input: process.stdin })) {
    const { id, op, args } = JSON.parse(line);
    // Calls overlap, as those of a program would: the answer's id tells them apart.
    Promise.resolve()
      .then(() => operations[op](...args))
      .then((result) => emit({ id, result: result ?? null }))
      .catch((error) => emit({ id, error: describe(error) }));
  }
  process.exit(0);
}

function describe(error) {
  return {
    message: error.message,
    name: error.name,
    status: error.statusCode ?? null,
    code: error.code ?? null,
    detail: error.errorDetail ?? null,
  };
}
