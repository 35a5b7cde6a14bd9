import { Inbox, Toasts } from "@fixia/inbox";
import type { NotificationClientOptions } from "@fixia/notifications";
import { NotificationProvider } from "@fixia/notifications-react";
import { useState } from "react";
import { demoTokens } from "./backend.js";
import { CreateForm } from "./CreateForm.js";

/** What a real app has: one provider, an inbox and toasts. */
export function UserPage({ user }: { user: string }) {
  const [options] = useState<NotificationClientOptions>(() => ({
    negotiateUrl: "/api/negotiate",
    apiUrl: "/api",
    getToken: demoTokens(user),
  }));
  return (
    <NotificationProvider options={options}>
      <main className="user-page">
        <Inbox />
        <CreateForm recipient={user} />
      </main>
      <Toasts className="toasts-left" />
    </NotificationProvider>
  );
}
