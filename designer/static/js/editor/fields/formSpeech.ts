/** The words of the forms, which are loaded with them; what cards say too is part of them. */

import { forms as en } from '../../i18n/forms.en';
import { forms as fr } from '../../i18n/forms.fr';
import { said as saidEn } from '../../i18n/said.en';
import { said as saidFr } from '../../i18n/said.fr';
import { type KeyOf, type Translate, translator } from '../../i18n/translate';
import type { Locale } from '../../model/document';
import { type SaidKey, type Speech, speech } from './speech';

export type FormsKey = SaidKey | (KeyOf<typeof fr> & string);

export interface FormSpeech extends Speech {
  readonly t: Translate<FormsKey>;
}

const translate = translator({ fr: { ...saidFr, ...fr }, en: { ...saidEn, ...en } });

const SPEECHES: Readonly<Record<Locale, FormSpeech>> = {
  fr: { ...speech('fr'), t: translate('fr') },
  en: { ...speech('en'), t: translate('en') },
};

export function formSpeech(locale: Locale): FormSpeech {
  return SPEECHES[locale];
}
