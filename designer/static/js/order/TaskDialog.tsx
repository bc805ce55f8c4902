import { ArrowUpDown } from 'lucide-react';
import { useEffect, useId, useState } from 'react';
import { author, LONGEST_NAME, setAuthor } from '../api/author';
import type { Api } from '../api/client';
import { ConditionEditor } from '../editor/conditions/ConditionEditor';
import { Dialog } from '../editor/Dialog';
import { FormsProvider } from '../editor/fields/context';
import type { OrderT } from '../i18n/order';
import type { Catalogue, Locale } from '../model/document';
import { type Boot, EFFECTS } from './boot';
import { type Fault, faultOf, isOld } from './faults';
import { Preview } from './Preview';
import { changeOf, type Saying, type Task } from './task';

interface TaskDialogProps {
  api: Api;
  boot: Boot;
  locale: Locale;
  t: OrderT;
  task: Task;
  names: { winner: string; loser: string };
  onTask(task: Task): void;
  onSave(task: Task): Promise<void>;
  /** Read the order again; whether the task still makes sense. */
  onRenew(task: Task): Promise<boolean>;
  onClose(): void;
}

const TITLES = {
  add: 'title.add',
  edit: 'title.edit',
  remove: 'title.remove',
  drop: 'title.remove',
} as const;

/** One statement, what it would change, and the button that keeps it. */
export function TaskDialog(props: TaskDialogProps) {
  const { api, boot, locale, t, task, names, onTask, onSave, onRenew, onClose } = props;
  const [saving, setSaving] = useState(false);
  const [fault, setFault] = useState<Fault>();
  const [name, setName] = useState(author);
  const change = changeOf(task);
  const takes = task.kind === 'remove' || task.kind === 'drop';

  const save = async (): Promise<void> => {
    setSaving(true);
    setFault(undefined);
    setAuthor(name);
    try {
      await onSave(task);
      return;
    } catch (error) {
      if (isOld(error))
        setFault({ words: (await onRenew(task)) ? t('error.changed', names) : t('error.gone') });
      else setFault(faultOf(error, names, t, locale));
    }
    setSaving(false);
  };

  return (
    <Dialog
      actions={
        <>
          <p className="order-note">{change && t('note', names)}</p>
          <button className="button" onClick={onClose} type="button">
            {t('cancel')}
          </button>
          <button
            className="button primary"
            disabled={change === undefined || saving}
            onClick={() => void save()}
            type="button"
          >
            {saving ? t('saving') : t(takes ? 'remove' : 'save')}
          </button>
        </>
      }
      closeLabel={t('close')}
      onClose={onClose}
      title={t(TITLES[task.kind])}
      wide
    >
      <div className="order-task">
        {takes ? (
          <p className="order-said">{t('said.over', names)}</p>
        ) : (
          <SayingFields
            api={api}
            boot={boot}
            fixed={task.kind === 'edit'}
            locale={locale}
            onChange={(saying) => onTask({ ...task, saying })}
            saying={task.saying}
            t={t}
          />
        )}
        <Preview api={api} boot={boot} change={change} locale={locale} names={names} t={t} />
        <AuthorField onChange={setName} t={t} value={name} />
        {fault && (
          <p className="fault" role="alert">
            {fault.words} {fault.detail && <span lang="en">{fault.detail}</span>}
          </p>
        )}
      </div>
    </Dialog>
  );
}

interface AuthorFieldProps {
  value: string;
  t: OrderT;
  onChange(value: string): void;
}

function AuthorField({ value, t, onChange }: AuthorFieldProps) {
  const id = useId();
  return (
    <div className="field">
      <label className="label" htmlFor={id}>
        {t('field.author')}
      </label>
      <input
        aria-describedby={`${id}-hint`}
        autoComplete="name"
        className="input"
        id={id}
        maxLength={LONGEST_NAME}
        onChange={(event) => onChange(event.target.value)}
        value={value}
      />
      <p className="help" id={`${id}-hint`}>
        {t('field.author.hint')}
      </p>
    </div>
  );
}

interface SayingFieldsProps {
  api: Api;
  boot: Boot;
  locale: Locale;
  t: OrderT;
  saying: Saying;
  /** Whether the statement keeps its winner: it stands in that scenario's draft. */
  fixed: boolean;
  onChange(saying: Saying): void;
}

function SayingFields({ api, boot, locale, t, saying, fixed, onChange }: SayingFieldsProps) {
  const id = useId();
  const set = (part: Partial<Saying>): void => onChange({ ...saying, ...part });
  return (
    <>
      <div className="order-pair">
        <ScenarioField
          boot={boot}
          disabled={fixed}
          except={saying.loser}
          label={t('field.winner')}
          onChange={(winner) => set({ winner })}
          t={t}
          value={saying.winner}
        />
        <ScenarioField
          boot={boot}
          disabled={false}
          except={saying.winner}
          label={t('field.loser')}
          onChange={(loser) => set({ loser })}
          t={t}
          value={saying.loser}
        />
        {!fixed && (
          <button
            className="button order-swap"
            onClick={() => set({ winner: saying.loser, loser: saying.winner })}
            type="button"
          >
            <ArrowUpDown aria-hidden="true" className="icon" />
            {t('field.swap')}
          </button>
        )}
      </div>
      <fieldset className="order-effects">
        <legend className="label">{t('field.effect')}</legend>
        {EFFECTS.map((effect) => (
          <label className="order-choice" key={effect}>
            <input
              checked={saying.effect === effect}
              name={`${id}-effect`}
              onChange={() => set({ effect })}
              type="radio"
            />
            {t(`effect.${effect}`)}
          </label>
        ))}
      </fieldset>
      <div className="field">
        <p className="label">{t('field.when')}</p>
        <WhenField api={api} locale={locale} onChange={(when) => set({ when })} t={t} value={saying.when} />
      </div>
    </>
  );
}

interface ScenarioFieldProps {
  boot: Boot;
  label: string;
  value: string;
  /** The other scenario of the pair. */
  except: string;
  disabled: boolean;
  t: OrderT;
  onChange(key: string): void;
}

function ScenarioField({ boot, label, value, except, disabled, t, onChange }: ScenarioFieldProps) {
  const id = useId();
  const known = boot.scenarios.some((one) => one.key === value);
  return (
    <div className="field">
      <label className="label" htmlFor={id}>
        {label}
      </label>
      <select
        className="select"
        disabled={disabled}
        id={id}
        onChange={(event) => onChange(event.target.value)}
        value={value}
      >
        <option value="">{t('field.choose')}</option>
        {!known && value !== '' && <option value={value}>{value}</option>}
        {boot.scenarios
          .filter(({ key }) => key !== except)
          .map(({ key, name }) => (
            <option key={key} value={key}>
              {name}
            </option>
          ))}
      </select>
    </div>
  );
}

interface WhenFieldProps {
  api: Api;
  locale: Locale;
  t: OrderT;
  value: Saying['when'];
  onChange(value: Saying['when']): void;
}

/** The condition, with the editor's own rows once the catalogue of the workspace is there. */
function WhenField({ api, locale, t, value, onChange }: WhenFieldProps) {
  const [catalogue, setCatalogue] = useState<Catalogue>();
  const [fault, setFault] = useState<Fault>();
  useEffect(() => {
    let here = true;
    api.catalogue().then(
      (found) => here && setCatalogue(found),
      (error: unknown) => here && setFault(faultOf(error, { winner: '', loser: '' }, t, locale)),
    );
    return () => {
      here = false;
    };
  }, [api, t, locale]);
  if (fault)
    return (
      <p className="fault" role="alert">
        {fault.words}
      </p>
    );
  if (!catalogue) return <p className="help">…</p>;
  return (
    <FormsProvider catalogue={catalogue} findings={[]} locale={locale}>
      <div className="forms">
        <ConditionEditor
          empty={t('field.when.empty')}
          label={t('field.when')}
          onChange={onChange}
          value={value}
        />
      </div>
    </FormsProvider>
  );
}
