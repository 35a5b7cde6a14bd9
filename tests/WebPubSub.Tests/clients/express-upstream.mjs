// An upstream of @azure/web-pubsub-express.
import express from "express";
import { WebPubSubEventHandler } from "@azure/web-pubsub-express";
import { emit, serve } from "./lines.mjs";

await serve({
  listen: (hub, allowedEndpoints) => new Promise((resolve) => {
    const handler = new WebPubSubEventHandler(hub, {
      path: "/hooks",
      allowedEndpoints,
      handleConnect(request, response) {
        emit({ event: "connect", userId: request.context.userId ?? null, claims: request.claims,
          queries: request.queries, subprotocols: request.subprotocols, signature: request.context.signature });
        if (request.claims?.sub?.[0] === "banned") {
          response.fail(401, "You are banned.");
          return;
        }
        response.setState("visits", 1);
        response.success({ groups: ["from-connect"], roles: ["webpubsub.sendToGroup"] });
      },
      handleUserEvent(request, response) {
        emit({ event: "userEvent", name: request.context.eventName, userId: request.context.userId ?? null,
          dataType: request.dataType, data: request.dataType === "binary" ? Buffer.from(request.data).toString("base64") : request.data,
          states: request.context.states, hub: request.context.hub });
        switch (request.context.eventName) {
          case "fail":
            response.fail(500, "No.");
            break;
          case "count":
            response.setState("visits", request.context.states.visits + 1);
            response.success(JSON.stringify({ visits: request.context.states.visits }), "json");
            break;
          case "binary":
            response.success(Buffer.from([1, 2, 255]), "binary");
            break;
          default:
            response.success(`hello ${request.data}`, "text");
        }
      },
      onConnected: (request) => emit({ event: "connected", connectionId: request.context.connectionId, states: request.context.states }),
      onDisconnected: (request) => emit({ event: "disconnected", reason: request.reason ?? null, states: request.context.states }),
    });
    const app = express();
    app.use(handler.getMiddleware());
    const server = app.listen(0, "127.0.0.1", () => resolve(server.address().port));
  }),
});
