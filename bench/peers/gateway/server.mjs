// What the product replaces, after the description of it: an API that pages poll (two queries a call) and a Socket.IO gateway (JWT on
// connect, a room a user), both over one database. A producer calls it over HTTP. Prints its port; ends with its input. PING_MS is the
// interval of Engine.IO's own pings.
import Database from "better-sqlite3";
import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import jwt from "jsonwebtoken";
import { Server } from "socket.io";

const secret = process.env.JWT_SECRET;
const database = new Database(":memory:");
database.exec(`
  CREATE TABLE notifications (id TEXT PRIMARY KEY, user_id TEXT, type TEXT, title TEXT, message TEXT, action_url TEXT, read INTEGER, created_at TEXT);
  CREATE INDEX feed ON notifications (user_id, created_at DESC);
  CREATE INDEX unread ON notifications (user_id, read);
`);
const queries = { reads: 0, writes: 0 };
const read = (sql) => {
  const statement = database.prepare(sql);
  return (...values) => (queries.reads++, statement.all(...values));
};
const write = (sql) => {
  const statement = database.prepare(sql);
  return (...values) => (queries.writes++, statement.run(...values));
};
const newest = read("SELECT * FROM notifications WHERE user_id = ? ORDER BY created_at DESC LIMIT 20");
const unread = read("SELECT COUNT(*) AS count FROM notifications WHERE user_id = ? AND read = 0");
const insert = write("INSERT INTO notifications VALUES (?, ?, ?, ?, ?, ?, 0, ?)");
const markRead = write("UPDATE notifications SET read = 1 WHERE id = ? AND user_id = ?");

const http = createServer(handle);
const io = new Server(http, { transports: ["websocket"], pingInterval: Number(process.env.PING_MS ?? 25_000) });
const room = (user) => `user:${user}`;
const tellCount = (user) =>
  io.to(room(user)).emit("notification:unread-count", { count: unread(user)[0].count, updatedAt: new Date().toISOString() });

io.use((socket, next) => {
  try {
    socket.data.user = jwt.verify(socket.handshake.auth.token, secret, { algorithms: ["HS256"] }).sub;
    next();
  } catch {
    next(new Error("unauthorized"));
  }
});
io.on("connection", (socket) => {
  const { user } = socket.data;
  const now = () => new Date().toISOString();
  socket.join(room(user));
  socket.emit("connection-confirmed", { status: "connected", userId: user, socketId: socket.id, timestamp: now() });
  socket.on("ping", () => socket.emit("pong", { timestamp: now() }));
  // It confirms and sends nothing: the page then reads its list by HTTP.
  socket.on("notification:sync-request", () =>
    socket.emit("notification:sync-response", { status: "sync-requested", userId: user, requestedAt: now() }),
  );
  socket.on("notification:mark-read", ({ notificationId }) => {
    markRead(notificationId, user);
    tellCount(user);
  });
});

async function handle(request, response) {
  const answer = (status, body) =>
    response.writeHead(status, { "Content-Type": "application/json; charset=utf-8" }).end(JSON.stringify(body));
  let user;
  try {
    user = jwt.verify((request.headers.authorization ?? "").replace("Bearer ", ""), secret, { algorithms: ["HS256"] }).sub;
  } catch {
    return answer(401, { message: "Unauthorized" });
  }

  if (request.url === "/queries") return answer(200, queries);
  if (request.method === "GET") {
    const notifications = newest(user).map((row) => ({ ...row, read: row.read === 1 }));
    return answer(200, { notifications, unreadCount: unread(user)[0].count });
  }

  if (request.method === "PUT") {
    markRead(request.url.split("/").at(-2), user);
    return answer(200, { success: true });
  }

  const parts = [];
  for await (const part of request) parts.push(part);
  const { user_id, type, title, message, action_url } = JSON.parse(Buffer.concat(parts));
  const notification = { id: randomUUID(), user_id, type, title, message, action_url, read: false, created_at: new Date().toISOString() };
  insert(notification.id, user_id, type, title, message, action_url, notification.created_at);
  io.to(room(user_id)).emit("notification:new", { notification, receivedAt: new Date().toISOString() });
  tellCount(user_id);
  answer(201, notification);
}

http.listen(0, "127.0.0.1", () => console.log(http.address().port));
for await (const _ of process.stdin);
process.exit(0);
