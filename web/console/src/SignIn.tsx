import { useState } from "react";
import { Api } from "./api.js";
import { Failure } from "./Failure.js";
import { useWords } from "./session.js";
import { useAction } from "./useLoad.js";

/** Asks where the API is and for keys, and lets in whom the API lets in. */
export function SignIn({ onSignedIn }: { onSignedIn: (api: Api) => void }) {
  const { texts } = useWords();
  const [base, setBase] = useState("/api");
  const [key, setKey] = useState("");
  const [ownKey, setOwnKey] = useState("");
  const action = useAction(async (signal) => {
    const api = new Api(base.trim(), key.trim(), ownKey.trim());
    await api.check(signal);
    onSignedIn(api);
  });
  return (
    <main className="narrow">
      <form
        className="card form"
        onSubmit={(event) => {
          event.preventDefault();
          action.run();
        }}
      >
        <h2>{texts.signIn}</h2>
        <label>
          {texts.base}
          <input value={base} onChange={(event) => setBase(event.target.value)} required spellCheck={false} />
        </label>
        <label>
          {texts.key}
          {/* Without a name, and not to be kept by the browser either. */}
          <input
            type="password"
            value={key}
            onChange={(event) => setKey(event.target.value)}
            required
            autoComplete="off"
            autoFocus
            aria-describedby="key-hint"
          />
        </label>
        <label>
          {texts.ownKey}
          <input
            type="password"
            value={ownKey}
            onChange={(event) => setOwnKey(event.target.value)}
            autoComplete="off"
            aria-describedby="key-hint"
          />
        </label>
        <p className="hint" id="key-hint">
          {texts.keyHint}
        </p>
        <Failure error={action.error} />
        <button className="primary" type="submit" aria-disabled={action.running}>
          {action.running ? texts.checking : texts.signIn}
        </button>
      </form>
    </main>
  );
}
