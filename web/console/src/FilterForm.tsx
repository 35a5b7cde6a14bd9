import { useRef, type ReactNode } from "react";
import { Reload } from "./Reload.js";
import { useWords } from "./session.js";
import type { Loaded } from "./useLoad.js";

/** Chooses what a list holds: by a field of its own each, and by the user. */
export function FilterForm<Filter extends { user_id: string }>({
  filter,
  onFilter,
  of,
  children,
}: {
  filter: Filter;
  onFilter: (filter: Filter) => void;
  /** What is filtered, to be read again. */
  of: Loaded<unknown>;
  /** The field besides the user, named as in the filter; it applies at once where it calls back. */
  children: (apply: () => void) => ReactNode;
}) {
  const { texts } = useWords();
  const form = useRef<HTMLFormElement>(null);
  const apply = (): void => {
    const given = new FormData(form.current!);
    onFilter(Object.fromEntries(Object.keys(filter).map((name) => [name, String(given.get(name)).trim()])) as Filter);
  };
  return (
    <form
      ref={form}
      className="row tools"
      onSubmit={(event) => {
        event.preventDefault();
        apply();
      }}
    >
      {children(apply)}
      <label>
        {texts.letters.user}
        <input name="user_id" defaultValue={filter.user_id} spellCheck={false} autoComplete="off" />
      </label>
      <button className="primary" type="submit">
        {texts.letters.filter}
      </button>
      <Reload of={of} />
    </form>
  );
}
