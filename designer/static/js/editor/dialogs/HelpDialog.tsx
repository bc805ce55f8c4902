import { Fragment } from 'react';
import type { EditorKey, T } from '../../i18n/editor';
import { Dialog } from '../Dialog';
import type { Settings } from '../settings';

/** A key on its cap: a word of the dictionary (`key.…`) or the sign itself. */
type Cap = Extract<EditorKey, `key.${string}`> | (string & {});

const GROUPS: readonly {
  title: Extract<EditorKey, `help.group.${string}`>;
  lines: readonly { does: Extract<EditorKey, `help.${string}`>; keys: readonly (readonly Cap[])[] }[];
}[] = [
  {
    title: 'help.group.move',
    lines: [
      { does: 'help.walk', keys: [['key.arrows']] },
      { does: 'help.extend', keys: [['key.shift', 'key.arrows']] },
      { does: 'help.ends', keys: [['key.home'], ['key.end']] },
      { does: 'help.open', keys: [['key.enter']] },
      { does: 'help.leave', keys: [['key.escape']] },
    ],
  },
  {
    title: 'help.group.edit',
    lines: [
      { does: 'help.palette', keys: [['Tab']] },
      { does: 'help.connect', keys: [['C']] },
      { does: 'help.rename', keys: [['F2'], ['E']] },
      { does: 'help.nudge', keys: [['key.ctrl', 'key.arrows']] },
      { does: 'help.delete', keys: [['key.delete']] },
      {
        does: 'help.undo',
        keys: [
          ['key.ctrl', 'Z'],
          ['key.ctrl', 'Y'],
        ],
      },
      {
        does: 'help.clipboard',
        keys: [
          ['key.ctrl', 'C'],
          ['key.ctrl', 'X'],
          ['key.ctrl', 'V'],
        ],
      },
      { does: 'help.duplicate', keys: [['key.ctrl', 'D']] },
      { does: 'help.all', keys: [['key.ctrl', 'A']] },
      { does: 'help.save', keys: [['key.ctrl', 'S']] },
    ],
  },
  {
    title: 'help.group.view',
    lines: [
      { does: 'help.zoom', keys: [['+'], ['−']] },
      { does: 'help.reset', keys: [['0'], ['1']] },
      { does: 'help.pan', keys: [['key.space', 'key.drag']] },
      { does: 'help.marquee', keys: [['key.drag']] },
      { does: 'help.proof', keys: [['P']] },
      { does: 'help.this', keys: [['?']] },
    ],
  },
];

interface HelpProps {
  t: T;
  settings: Settings;
  onSettings(change: Partial<Settings>): void;
  onClose(): void;
}

/** The keyboard's list, and the choices that belong to it. */
export function HelpDialog({ t, settings, onSettings, onClose }: HelpProps) {
  const cap = (name: Cap): string =>
    name.startsWith('key.') ? t(name as Extract<EditorKey, `key.${string}`>) : name;
  return (
    <Dialog title={t('help.title')} closeLabel={t('help.close')} onClose={onClose} wide>
      <div className="ed-help">
        {GROUPS.map((group) => (
          <section key={group.title}>
            <h3>{t(group.title)}</h3>
            <dl>
              {group.lines.map((line) => (
                <div key={line.does}>
                  <dt>{t(line.does)}</dt>
                  <dd>
                    {line.keys.map((stroke, index) => (
                      <Fragment key={stroke.join()}>
                        {index > 0 && ' '}
                        <kbd>{stroke.map(cap).join(' ')}</kbd>
                      </Fragment>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
        <section>
          <h3>{t('help.settings')}</h3>
          {(
            [
              ['autosave', 'help.autosave'],
              ['tabOpensPalette', 'help.tab'],
              ['singleKeys', 'help.letters'],
            ] as const
          ).map(([name, words]) => (
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
