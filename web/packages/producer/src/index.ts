export { FixiaError } from "./error.js";
export type { CallOptions, CreateOptions, FixiaProducerOptions } from "./options.js";
export { FixiaProducer, type CancelOptions, type WaitOptions } from "./producer.js";
export type * from "./types.js";
