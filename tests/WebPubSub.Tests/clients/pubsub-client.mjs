// Drives @azure/web-pubsub-client.
import { WebPubSubClient, WebPubSubJsonProtocol, WebPubSubJsonReliableProtocol } from "@azure/web-pubsub-client";
import { emit, serve } from "./lines.mjs";

let client;

function received(kind, { message }) {
  const data = message.dataType === "binary" ? Buffer.from(message.data).toString("base64") : message.data;
  emit({ event: kind, group: message.group ?? null, fromUserId: message.fromUserId ?? null,
    dataType: message.dataType, data, sequenceId: message.sequenceId ?? null });
}

await serve({
  async start(url, { reliable = true, autoReconnect = true, retries = 0 } = {}) {
    client = new WebPubSubClient({ getClientAccessUrl: async () => url }, {
      protocol: reliable ? WebPubSubJsonReliableProtocol() : WebPubSubJsonProtocol(),
      autoReconnect,
      messageRetryOptions: { maxRetries: retries },
      reconnectRetryOptions: { maxRetries: 3, retryDelayInMs: 100 },
    });
    client.on("connected", (e) => emit({ event: "connected", connectionId: e.connectionId, userId: e.userId ?? null }));
    client.on("disconnected", (e) => emit({ event: "disconnected", message: e.message?.message ?? null }));
    client.on("stopped", () => emit({ event: "stopped" }));
    client.on("group-message", (e) => received("group-message", e));
    client.on("server-message", (e) => received("server-message", e));
    await client.start();
  },
  stop: () => client.stop(),
  joinGroup: (group, options) => client.joinGroup(group, options),
  leaveGroup: (group, options) => client.leaveGroup(group, options),
  sendToGroup: (group, data, type, options) => client.sendToGroup(group, decode(data, type), type, options),
  sendEvent: (name, data, type, options) => client.sendEvent(name, decode(data, type), type, options),
  async invokeEvent(name, data, type, cancelAfterMs) {
    const options = cancelAfterMs ? { abortSignal: AbortSignal.timeout(cancelAfterMs) } : undefined;
    const { dataType, data: answer } = await client.invokeEvent(name, decode(data, type), type, options);
    return { dataType, data: answer };
  },
  // A network fault: no close frame, and nothing said to the client library.
  cut: () => client._wsClient._socket.terminate(),
});

function decode(data, type) {
  if (type !== "binary") {
    return data;
  }
  const bytes = Buffer.from(data, "base64");
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
}
