/** The parts of a message by channel, and the words of a template or of one of its variants. */

import type { Channel, Condition } from '../../model/document';
import { wordsIn } from '../fields/Bilingual';
import { withMember } from '../fields/json';
import type { Fault, MessageTexts, Template, Variant } from '../fields/server';

export type Part = 'sender' | 'subject' | 'preheader' | 'body' | 'text';

/** The parts a channel shows to the contact, in reading order. */
export const PARTS: Readonly<Record<Channel, readonly Part[]>> = {
  email: ['sender', 'subject', 'preheader', 'body'],
  mail: ['subject', 'body'],
  onsite: ['subject', 'body'],
  push: ['subject', 'text'],
  sms: ['sender', 'text'],
  call: ['subject', 'text'],
  audience: ['text'],
  webhook: ['text'],
  meeting: ['text'],
};

export const WITH_CTA: readonly Channel[] = ['email', 'mail', 'onsite', 'push', 'sms'];

/** How long a line is read in full, in characters. */
export const GOOD: Partial<Record<Part, readonly [number, number]>> = {
  subject: [15, 60],
  preheader: [35, 100],
};

/** Whether a template has no words yet but those of its sender. */
export function isBlank(template: Template): boolean {
  return (
    (template.variants ?? []).length === 0 &&
    [template.subject, template.preheader, template.body, template.text].every((text) =>
      [wordsIn(text, 'fr'), wordsIn(text, 'en')].every((words) => words.trim() === ''),
    )
  );
}

/** A condition that holds of nobody: who reads a variant has not been said. */
export const NOBODY: Condition = { any: [] };

export const isNobody = (when: Condition): boolean => 'any' in when && when.any.length === 0;

/** The variant of a key, or nothing: the main text. */
export function variantOf(template: Template, key: string | undefined): Variant | undefined {
  return key === undefined ? undefined : template.variants?.find((one) => one.key === key);
}

/** The template with its own words, or those of one variant, changed. */
export function reworded(
  template: Template,
  key: string | undefined,
  change: <T extends MessageTexts>(texts: T) => T,
): Template {
  const variant = variantOf(template, key);
  if (!variant) return change(template);
  return withVariants(
    template,
    (template.variants ?? []).map((one) => (one === variant ? change(one) : one)),
  );
}

export function withVariants(template: Template, variants: readonly Variant[]): Template {
  return withMember(template, 'variants', variants.length > 0 ? [...variants] : undefined);
}

/** A key that no variant has. */
export function freshKey(variants: readonly Variant[]): string {
  for (let number = 1; ; number += 1) {
    const key = `v${number}`;
    if (variants.every((one) => one.key !== key)) return key;
  }
}

/** The faults of one part of the words that are shown. */
export function faultsOf(
  faults: readonly Fault[],
  part: string,
  language: 'fr' | 'en',
  variant: string | undefined,
): readonly Fault[] {
  const place = variant === undefined ? part : `variants.${variant}.${part}`;
  return faults.filter((one) => one.part === place && (one.language ?? 'fr') === language);
}
