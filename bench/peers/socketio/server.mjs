// A Socket.IO gateway: JWT on connect, a room a user and one a group, no persistence. A producer calls it over HTTP, as it
// calls Web PubSub. Prints its port; "gc" on stdin collects garbage and is answered "collected".
import { createServer } from "node:http";
import { createInterface } from "node:readline";
import jwt from "jsonwebtoken";
import { Server } from "socket.io";

const secret = process.env.JWT_SECRET;
const http = createServer(handleProducer);
const io = new Server(http, { transports: ["websocket"] });

io.use((socket, next) => {
  try {
    const claims = jwt.verify(socket.handshake.auth.token, secret, { algorithms: ["HS256"] });
    socket.join(`user:${claims.sub}`);
    for (const group of claims.groups ?? []) {
      socket.join(`group:${group}`);
    }
    next();
  } catch {
    next(new Error("unauthorized"));
  }
});

function handleProducer(request, response) {
  const url = new URL(request.url, "http://localhost");
  const authorization = request.headers.authorization ?? "";
  try {
    jwt.verify(authorization.replace("Bearer ", ""), secret, { algorithms: ["HS256"] });
  } catch {
    response.writeHead(401).end();
    return;
  }

  const parts = [];
  request.on("data", (part) => parts.push(part));
  request.on("end", () => {
    const payload = JSON.parse(Buffer.concat(parts));
    const group = url.searchParams.get("group");
    (group === null ? io : io.to(`group:${group}`)).emit("notification:new", payload);
    response.writeHead(202).end();
  });
}

http.listen(0, "127.0.0.1", () => console.log(http.address().port));

for await (const line of createInterface({ input: process.stdin })) {
  if (line === "gc") {
    globalThis.gc();
    console.log("collected");
  }
}
process.exit(0);
