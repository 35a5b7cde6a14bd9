import { Inbox, Toasts } from "@fixia/inbox";
import { NotificationProvider } from "@fixia/notifications-react";
import { useState } from "react";
import { clientOptions } from "./clientOptions.js";
import { CreateForm } from "./CreateForm.js";

/** What a real app has: one provider, an inbox and toasts. */
export function UserPage({ user }: { user: string }) {
  const [options] = useState(() => clientOptions(user));
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
