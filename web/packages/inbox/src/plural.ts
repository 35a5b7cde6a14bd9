/** A text in each form that its language has. `#` stands for the number; `other` also serves where a form is missing. */
export type PluralForms = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string };

const rules = new Map<string, Intl.PluralRules>();
const numbers = new Map<string, Intl.NumberFormat>();

/** The form for a number of things, with the number as the language writes it. */
export function plural(tag: string, count: number, forms: PluralForms): string {
  const rule = cached(rules, tag, () => new Intl.PluralRules(tag));
  const number = cached(numbers, tag, () => new Intl.NumberFormat(tag));
  return (forms[rule.select(count)] ?? forms.other).replace("#", number.format(count));
}

/** Formats are dear to make, and every bell and toast asks for them. */
function cached<T>(made: Map<string, T>, tag: string, make: () => T): T {
  let format = made.get(tag);
  if (!format) made.set(tag, (format = make()));
  return format;
}
