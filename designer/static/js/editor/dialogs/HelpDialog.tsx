import './help.css';
import { Fragment } from 'react';
import { type KeysT, keysWords } from '../../i18n/keys';
import type { Locale } from '../../model/document';
import { type Cap, KEY_LINES, type KeyLine } from '../canvas/keys';
import { Dialog } from '../Dialog';
import type { Settings } from '../settings';
import { TOOLS } from '../toolbox';
import { capsWords } from './caps';

const GROUPS = ['move', 'edit', 'view'] as const;
const SWITCHES = [
  ['autosave', 'autosave'],
  ['tabOpensPalette', 'tab'],
  ['singleKeys', 'letters'],
] as const;

/** One thing that can be asked for, with every way to ask it. */
interface Entry {
  words: string;
  strokes: { caps: readonly Cap[]; off: boolean }[];
}

/** Lines that do the same are one entry; a key that is switched off says so. */
function entriesOf(lines: readonly KeyLine[], settings: Settings, t: KeysT): Entry[] {
  const entries = new Map<string, Entry>();
  for (const line of lines) {
    const entry = entries.get(line.id) ?? { words: t(line.id), strokes: [] };
    entries.set(line.id, entry);
    const off =
      (line.single && !settings.singleKeys) || (line.id === 'line.palette' && !settings.tabOpensPalette);
    for (const { caps } of line.chords) entry.strokes.push({ caps, off: off ?? false });
  }
  return [...entries.values()];
}

function Keys({ entry, t }: { entry: Entry; t: KeysT }) {
  return (
    <div>
      <dt>{entry.words}</dt>
      <dd>
        {entry.strokes.map(({ caps, off }) => (
          <Fragment key={caps.join()}>
            <kbd data-off={off || undefined}>
              {capsWords(caps, t)}
              {off && <span className="visually-hidden"> ({t('off')})</span>}
            </kbd>{' '}
          </Fragment>
        ))}
      </dd>
    </div>
  );
}

interface HelpProps {
  locale: Locale;
  settings: Settings;
  onSettings(change: Partial<Settings>): void;
  onClose(): void;
}

/** The keyboard's list, and the choices that belong to it. */
export default function HelpDialog({ locale, settings, onSettings, onClose }: HelpProps) {
  const t = keysWords(locale);
  const tools = TOOLS.flatMap(({ label, key }) =>
    key
      ? [
          {
            words: label(locale),
            strokes: [{ caps: key.caps, off: (key.single ?? false) && !settings.singleKeys }],
          },
        ]
      : [],
  );
  return (
    <Dialog title={t('title')} closeLabel={t('close')} onClose={onClose} wide>
      <div className="ed-help">
        {GROUPS.map((group) => (
          <section key={group}>
            <h3>{t(`group.${group}`)}</h3>
            <dl>
              {entriesOf(
                KEY_LINES.filter((line) => line.group === group),
                settings,
                t,
              ).map((entry) => (
                <Keys key={entry.words} entry={entry} t={t} />
              ))}
            </dl>
          </section>
        ))}
        <section>
          <h3>{t('group.tools')}</h3>
          <dl>
            {tools.map((entry) => (
              <Keys key={entry.words} entry={entry} t={t} />
            ))}
          </dl>
          <h3>{t('settings')}</h3>
          {SWITCHES.map(([name, words]) => (
            <label key={name} className="ed-switch">
              <input
                type="checkbox"
                checked={settings[name]}
                onChange={(event) => onSettings({ [name]: event.target.checked })}
              />
              <span>{t(words)}</span>
            </label>
          ))}
        </section>
      </div>
    </Dialog>
  );
}
