import { useState } from "react";

/** Asks for one id to go on with. Give it the id as `key`, so that it follows the address. */
export function AskId({ label, button, value, onAsk }: AskIdProps) {
  const [id, setId] = useState(value ?? "");
  return (
    <form
      className="row asks"
      onSubmit={(event) => {
        event.preventDefault();
        if (id.trim()) onAsk(id.trim());
      }}
    >
      <label>
        {label}
        <input value={id} onChange={(event) => setId(event.target.value)} required spellCheck={false} autoComplete="off" />
      </label>
      <button className="primary" type="submit">
        {button}
      </button>
    </form>
  );
}

interface AskIdProps {
  label: string;
  button: string;
  value: string | undefined;
  onAsk: (id: string) => void;
}
