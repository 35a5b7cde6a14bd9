import { useRef } from "react";
import { Failure } from "./Failure.js";
import { delays, type Fault, type LocalServices } from "./services.js";
import { useWords } from "./session.js";
import { TableCard } from "./TableCard.js";
import { useAction } from "./useLoad.js";

export interface FaultTableProps {
  services: LocalServices;
  faults: readonly Fault[];
  onDone: () => void;
}

/** The faults that are not over. */
export function FaultTable({ services, faults, onDone }: FaultTableProps) {
  const { texts, format } = useWords();
  const words = texts.services;
  const columns = [texts.kind, words.probability, words.count, words.delay, words.happened, words.remove];
  return (
    <TableCard caption={words.faults} columns={columns}>
      <tbody>
        {faults.map((fault) => (
          <tr key={fault.id}>
            <th scope="row" className="wraps">
              {words.kinds[fault.kind] ?? fault.kind}
              <code className="hint block">{fault.kind}</code>
            </th>
            <td>{format.count(fault.probability)}</td>
            <td>{fault.count === undefined ? "-" : format.count(fault.count)}</td>
            <td>{delays(fault.kind) ? format.count(fault.delayMs ?? 0) : "-"}</td>
            <td>{format.count(fault.happened)}</td>
            <td>
              <Remove services={services} fault={fault} onDone={onDone} />
            </td>
          </tr>
        ))}
        {faults.length === 0 && (
          <tr>
            <td colSpan={columns.length}>{texts.none}</td>
          </tr>
        )}
      </tbody>
    </TableCard>
  );
}

function Remove({ services, fault, onDone }: { services: LocalServices; fault: Fault; onDone: () => void }) {
  const { texts } = useWords();
  const words = texts.services;
  const button = useRef<HTMLButtonElement>(null);
  const action = useAction(async (signal) => {
    await services.remove(fault.id, signal);
    // The row goes with the button that had the focus.
    button.current?.closest<HTMLElement>("[tabindex]")?.focus();
    onDone();
  });
  return (
    <>
      <button
        ref={button}
        className="quiet"
        type="button"
        aria-label={words.removeNamed(words.kinds[fault.kind] ?? fault.kind)}
        aria-disabled={action.running}
        onClick={action.run}
      >
        {words.remove}
      </button>
      <Failure error={action.error} />
    </>
  );
}
