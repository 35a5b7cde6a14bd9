import type { ReactElement } from "react";

export type Icon = () => ReactElement;

const icon = (path: string): Icon =>
  function Icon() {
    return (
      <svg className="fx-icon" viewBox="0 0 24 24" aria-hidden="true">
        <path d={path} />
      </svg>
    );
  };

export const BellIcon = icon("M6 9a6 6 0 0 1 12 0c0 6 2.5 7 2.5 7h-17S6 15 6 9M10 20a2.2 2.2 0 0 0 4 0");
export const BellOffIcon = icon("M8 4.5A6 6 0 0 1 18 9c0 2 .3 3.5.7 4.5M6.2 7.5C6 13.5 3.5 16 3.5 16H16M10 20a2.2 2.2 0 0 0 4 0M4 3.5l16 17");
export const CheckIcon = icon("m5 12.5 4.5 4.5L19 7.5");
export const AllIcon = icon("m2.5 12.5 4 4L15 8m-3.5 8L20 8");
export const ArchiveIcon = icon("M4 4.5h16v4H4zM5.5 8.5V19h13V8.5M10 12.5h4");
export const DeleteIcon = icon("M4.5 6.5h15M9 6.5v-2h6v2M6.5 6.5 7.5 20h9l1-13.5M10.5 10.5v6M13.5 10.5v6");
export const RenameIcon = icon("M4 20l1-4.5L16 4.5 19.5 8 8.5 19zM13.5 7l3.5 3.5");
export const CloseIcon = icon("M6 6l12 12M18 6 6 18");
export const ProposalIcon = icon("M6 3.5h8.5L18.5 8v12.5H6zM14 4v4.5h4M9.5 12.5h5.5M9.5 16h5.5");
export const MessageIcon = icon("M4 5h16v11.5h-8L7.5 20v-3.5H4zM8 9h8M8 12.5h5");
export const PaymentIcon = icon("M3 6h18v12.5H3zM3 10h18M6.5 14.5h4");
export const ReviewIcon = icon("m12 4 2.5 5 5.5.8-4 3.9 1 5.5-5-2.6-5 2.6 1-5.5-4-3.9 5.5-.8z");
export const MoreIcon = icon("m6 9.5 6 6 6-6");
export const UndoIcon = icon("M8.5 5 4 9.5 8.5 14M4 9.5h10a5 5 0 0 1 0 10h-3");
export const UnreadIcon = icon("M12 6.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11M12 11a1 1 0 1 0 0 2 1 1 0 0 0 0-2");
export const FilterIcon = icon("M4 6.5h16M7 12h10M10 17.5h4");
export const SelectIcon = icon("M4.5 4.5h15v15h-15zM8.5 12l2.5 2.5 4.5-5");
export const SnoozeIcon = icon("M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16M12 8v4.5l3 2");
export const ArchiveReadIcon = icon("M4 4.5h16v4H4zM5.5 8.5V19h13V8.5m-9.5 5 2.2 2.2 3.8-4");
