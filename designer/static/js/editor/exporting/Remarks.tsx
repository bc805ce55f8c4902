import type { ExportingT } from '../../i18n/exporting';
import { frenchWords } from '../../i18n/translate';
import type { Locale } from '../../model/document';
import type { Arrived } from './arriving';

interface RemarksProps {
  arrived: Arrived;
  locale: Locale;
  t: ExportingT;
}

/** Line by line what is not as it was in the text that was read, and what is still to be completed. */
export function Remarks({ arrived, locale, t }: RemarksProps) {
  const { remarks, findings } = arrived;
  const said = (words: { fr: string; en: string }): string =>
    locale === 'fr' ? frenchWords(words.fr) : words.en;
  return (
    <>
      {remarks.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls can be reached by the keyboard
        <section className="ex-remarks" tabIndex={0} aria-label={t('column.why')}>
          <table>
            <thead>
              <tr>
                <th scope="col">{t('column.line')}</th>
                <th scope="col">{t('column.element')}</th>
                <th scope="col">{t('column.fate')}</th>
                <th scope="col">{t('column.why')}</th>
              </tr>
            </thead>
            <tbody>
              {remarks.map((remark, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: what was read does not change
                <tr key={index}>
                  <td>{remark.line}</td>
                  <td>
                    <code>{remark.id ? `${remark.element} ${remark.id}` : remark.element}</code>
                  </td>
                  <td data-fate={remark.fate}>{t(`fate.${remark.fate}`)}</td>
                  <td>{said(remark.why)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
      {findings.length > 0 && (
        <section
          className="ex-remarks"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls can be reached by the keyboard
          tabIndex={0}
          aria-label={t('import.findings', { count: findings.length })}
        >
          <ul>
            {findings.map((finding, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: what was read does not change
              <li key={index}>{said(finding.message)}</li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}
