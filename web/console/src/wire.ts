/** What the API answers, with the names that it has on the wire. Times are ISO 8601 UTC. */

export type DeviceKind = "phone" | "tablet" | "desktop" | "unknown";

export interface Distribution {
  /** One more than there are bounds: the last one has what is above all of them. */
  counts: number[];
  p50_ms: number | null;
  p95_ms: number | null;
}

export interface Bucket {
  start: string;
  type: string;
  created: number;
  /** An older server does not count what was pushed, silenced, or expired, and asks for no connections. */
  pushed?: number;
  suppressed?: number;
  /** By the rule of the preferences. */
  suppressed_by?: Record<string, number>;
  expired_unread?: number;
  time_to_push?: Distribution;
  /** Of those of which it was asked whether their user was connected. */
  connected?: { asked: number; connected: number; received_within_minute: number; received_within_hour: number };
  received: number;
  received_by: Partial<Record<DeviceKind, number>>;
  shown: number;
  seen: number;
  read: number;
  /** Of how many a button was pressed. An older server does not count them. */
  acted?: number;
  received_within_minute: number;
  received_within_hour: number;
  time_to_receive: Distribution;
  time_to_read: Distribution;
  /** False while it may still grow. */
  complete: boolean;
}

export interface Analytics {
  bounds_ms: number[];
  buckets: Bucket[];
}

export interface Live {
  at: string;
  minutes: number;
  pushes: number;
  pushes_per_second: number;
  /** Of what Web PubSub refused for good. */
  rejected?: number;
  /** What is repeated. */
  failed: number;
  latency: Distribution;
  lag_ms: number | null;
  instances: number;
  /** Of ten seconds each, in order. */
  series: LivePoint[];
}

export interface LivePoint {
  start: string;
  pushes: number;
  p50_ms: number | null;
  p95_ms: number | null;
  lag_ms: number | null;
}

export interface BatchStatus {
  id: string;
  state: "running" | "done" | "stopped";
  created_at: string;
  accepted: number;
  created: number;
  failed: number;
  remaining: number;
  /** Users a second. */
  rate: number;
  estimated_end: string | null;
  producer?: string | null;
}

export interface BatchPage {
  batches: BatchStatus[];
  cursor: string | null;
}

export interface DeadLetter {
  id: string;
  kind: string;
  container: string;
  document_id: string | null;
  user_id: string | null;
  reason: string;
  attempts: number | null;
  set_aside_at: string;
  document?: unknown;
}

export interface DeadLetterPage {
  dead_letters: DeadLetter[];
  cursor: string | null;
}

export type ScheduledKind = "notification" | "snooze" | "webhook" | "summary";

export interface ScheduledEntry {
  id: string;
  user_id: string;
  kind: ScheduledKind;
  due_at: string;
  type?: string;
  title?: string;
  producer?: string;
  /** How often a producer could not be reached. */
  attempts?: number;
}

export interface ScheduledPage {
  /** When it was read, by the server's clock. */
  at: string;
  scheduled: ScheduledEntry[];
  cursor: string | null;
}

export interface Told {
  attention: "interrupt" | "silent";
  rule: string;
}

export interface Receipt {
  device_id?: string;
  device_kind?: DeviceKind;
  received_at: string;
  shown: boolean;
}

export interface TimelineEntry {
  id: string;
  type: string;
  title: string;
  priority?: string | null;
  producer?: string | null;
  created_at: string;
  updated_at?: string | null;
  expires_at?: string | null;
  seen: boolean;
  read: boolean;
  read_at?: string | null;
  removed?: string | null;
  /** When it comes back, while it sleeps. */
  snoozed_until?: string | null;
  /** When it was stored, if it came back from a snooze since: `created_at` is when it did. */
  sent_at?: string | null;
  /** The button that was pressed. */
  outcome?: { action: string; at: string } | null;
  attention: Told;
  exceptions?: Record<string, Told>;
  received: Receipt[];
}

export interface Timeline {
  user_id: string;
  notifications: TimelineEntry[];
  cursor: string | null;
  devices: { id: string; name?: string; kind?: DeviceKind; level?: string; last_seen_at?: string }[];
  scheduled: { id: string; kind: ScheduledKind; due_at: string; type?: string; title?: string }[];
  dead_letters: { id: string; kind: string; container: string; reason: string; set_aside_at: string }[];
  read_before?: string | null;
  seen_before?: string | null;
}

/** RFC 9457, as far as it is shown. */
export interface Problem {
  title?: string;
  detail?: string;
  member?: string;
  traceId?: string;
}
