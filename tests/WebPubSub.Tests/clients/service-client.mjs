// Drives @azure/web-pubsub.
import { WebPubSubServiceClient, odata } from "@azure/web-pubsub";
import { serve } from "./lines.mjs";

let client;

await serve({
  connect(connectionString, hub) {
    client = new WebPubSubServiceClient(connectionString, hub, {
      allowInsecureConnection: true,
      retryOptions: { maxRetries: 0 },
    });
  },
  connectWithRetries(connectionString, hub) {
    client = new WebPubSubServiceClient(connectionString, hub, { allowInsecureConnection: true });
  },
  call: (name, ...args) => client[name](...args),
  sendBytes: (name, ...args) => client[name](...args.map((arg) =>
    arg?.base64 === undefined ? arg : new Uint8Array(Buffer.from(arg.base64, "base64")))),
  group: (group, name, ...args) => client.group(group)[name](...args),
  async list(group, options) {
    // The declared type is an iterator; this version of the library gives a promise of one.
    const connections = await client.group(group).listConnections(options);
    const pages = [];
    for await (const page of connections.byPage()) {
      pages.push([...page]);
    }
    return pages;
  },
  filterOf: (userId) => odata`userId eq ${userId}`,
});
