import { BellIcon, MessageIcon, PaymentIcon, ProposalIcon, ReviewIcon } from "./icons.js";

/** A map, because a type may be called as a member that every object has. */
const icons = new Map([
  ["message", MessageIcon],
  ["payment", PaymentIcon],
  ["proposal", ProposalIcon],
  ["review", ReviewIcon],
]);

/** Says at a glance of what type a notification is; in words its entry says it elsewhere. Other types have the bell. */
export function TypeIcon({ type }: { type: string }) {
  const Icon = icons.get(type) ?? BellIcon;
  return (
    <span className="fx-type-icon" data-icon={icons.has(type) ? type : "other"}>
      <Icon />
    </span>
  );
}
