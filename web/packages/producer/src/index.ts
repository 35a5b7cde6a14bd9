export { FixiaError } from "./error.js";
export type { CallOptions, CreateOptions, FixiaProducerOptions } from "./options.js";
export { FixiaProducer, type CancelOptions, type WaitOptions } from "./producer.js";
export type * from "./types.js";
export {
  verifyWebhook,
  WebhookError,
  type NotificationActed,
  type WebhookEvent,
  type WebhookFault,
  type WebhookHeaders,
  type WebhookRequest,
} from "./webhook.js";
