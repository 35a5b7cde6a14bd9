import { AskId } from "./AskId.js";
import { go } from "./route.js";
import { useWords } from "./session.js";
import { UserTimeline } from "./UserTimeline.js";

/** What one user was sent, and what became of it. */
export function UsersPage({ id }: { id: string | undefined }) {
  const { texts } = useWords();
  return (
    <>
      <AskId key={`ask ${id}`} label={texts.users.ask} button={texts.users.show} value={id} onAsk={(user) => go("users", user)} />
      {id && <UserTimeline key={id} id={id} />}
    </>
  );
}
