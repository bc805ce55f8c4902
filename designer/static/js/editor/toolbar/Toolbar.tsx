import {
  ArrowLeft,
  CircleHelp,
  CirclePause,
  CirclePlay,
  Ellipsis,
  Network,
  PanelLeft,
  PanelRight,
  Pause,
  Play,
  Plus,
  Redo2,
  Undo2,
} from 'lucide-react';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import type { T } from '../../i18n/editor';
import type { Locale } from '../../model/document';
import { textOf, withText } from '../../model/document';
import { later } from '../later';
import type { Session, SessionState } from '../session';
import type { Settings } from '../settings';
import { TOOLS } from '../toolbox';
import { TOOL_GROUPS, type Tool, type Workbench } from '../tools';
import { overall, SaveLabel } from './SaveLabel';

/** Nobody is waited for before the flowchart is drawn. */
const PeopleButton = later(() => import('../../together/PeopleButton').then((module) => module.PeopleButton));

interface ToolbarProps {
  session: Session;
  state: SessionState;
  settings: Settings;
  locale: Locale;
  t: T;
  backUrl: string;
  busy: boolean;
  onSettings(change: Partial<Settings>): void;
  onAdd(): void;
  onTidy(): void;
  onHelp(): void;
  onPublish(): void;
  onPause(): void;
  onConflict(): void;
  onText(): void;
  bench: Workbench;
}

function StateBadge({ state, t }: { state: SessionState; t: T }) {
  const Icon = state.state === 'live' ? CirclePlay : state.state === 'paused' ? CirclePause : undefined;
  const version = state.version === null ? undefined : String(state.version);
  return (
    <span className="ed-state" data-state={state.state}>
      {Icon && <Icon aria-hidden="true" />}
      <span>{t(`state.${state.state}`)}</span>
      {version !== undefined && (
        <span className="ed-state-version">
          {state.changed ? t('state.changed', { version }) : t('state.version', { version })}
        </span>
      )}
    </span>
  );
}

/** One part of the menu, under a line. */
function ToolGroup({
  tools,
  locale,
  onPick,
}: {
  tools: readonly Tool[];
  locale: Locale;
  onPick(id: string): void;
}) {
  if (tools.length === 0) return null;
  return (
    <>
      <hr />
      {tools.map(({ id, icon: Icon, label, key }) => (
        <button key={id} type="button" role="menuitem" onClick={() => onPick(id)}>
          <Icon aria-hidden="true" />
          {label(locale)}
          {key && <kbd>{key.caps.join(' ')}</kbd>}
        </button>
      ))}
    </>
  );
}

/** The arrows walk a menu from end to end. */
function walk(event: KeyboardEvent<HTMLElement>): void {
  const items = [...event.currentTarget.querySelectorAll<HTMLElement>('[role^="menuitem"]')];
  const at = items.indexOf(document.activeElement as HTMLElement);
  const goal: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 };
  const next = goal[event.key];
  if (next === undefined) return;
  event.preventDefault();
  items.at(next % items.length)?.focus();
}

/** The row above the columns: where one is, whether it is saved, and what can be done with the whole. */
export function Toolbar(props: ToolbarProps) {
  const { session, state, settings, locale, t } = props;
  const [menu, setMenu] = useState(false);
  const more = useRef<HTMLDivElement>(null);
  const { scenario, readOnly } = state;
  const name = textOf(scenario.name, locale);

  useEffect(() => {
    if (!menu) return;
    const close = (event: Event): void => {
      if (
        event instanceof globalThis.KeyboardEvent
          ? event.key === 'Escape'
          : !more.current?.contains(event.target as Element)
      ) {
        setMenu(false);
        if (event instanceof globalThis.KeyboardEvent) more.current?.querySelector('button')?.focus();
      }
    };
    more.current?.querySelector<HTMLElement>('[role^="menuitem"]')?.focus();
    window.addEventListener('pointerdown', close, true);
    window.addEventListener('keydown', close, true);
    return () => {
      window.removeEventListener('pointerdown', close, true);
      window.removeEventListener('keydown', close, true);
    };
  }, [menu]);

  const pick = (run: () => void) => () => {
    setMenu(false);
    // What is opened gives the focus back to where it was, which the item is not any more.
    more.current?.querySelector('button')?.focus();
    run();
  };
  const tools = TOOLS.filter((tool) => !tool.quiet && (tool.shown?.(props.bench) ?? true));
  const canPublish = !readOnly && (state.version === null || state.changed || session.unsaved);

  return (
    <div className="ed-bar" role="toolbar" aria-label={t('toolbar.label')}>
      <a
        className="button plain square"
        href={props.backUrl}
        aria-label={t('toolbar.back')}
        title={t('toolbar.back')}
      >
        <ArrowLeft className="icon" aria-hidden="true" />
      </a>
      <span className="ed-name">
        <span aria-hidden="true">{name || scenario.key}</span>
        <input
          type="text"
          size={1}
          aria-label={t('toolbar.name')}
          title={name}
          value={name}
          placeholder={scenario.key}
          readOnly={readOnly}
          spellCheck={false}
          onChange={(event) =>
            session.setField(['name'], withText(scenario.name, locale, event.target.value))
          }
          onKeyDown={(event) => {
            if (event.key === 'Enter' || event.key === 'Escape') event.currentTarget.blur();
          }}
        />
      </span>
      <StateBadge state={state} t={t} />
      <SaveLabel
        status={overall(state.save, state.texts)}
        readOnly={readOnly}
        locale={locale}
        t={t}
        onSave={() => void session.save()}
        onConflict={props.onConflict}
        onText={props.onText}
      />
      <span className="ed-bar-space" />
      <PeopleButton bench={props.bench} />
      {!readOnly && (
        <span className="ed-bar-group">
          <button
            type="button"
            className="button plain square ed-narrow"
            aria-label={t('palette.label')}
            title={t('palette.label')}
            onClick={props.onAdd}
          >
            <Plus className="icon" aria-hidden="true" />
          </button>
          <button
            type="button"
            className="button plain square"
            disabled={!state.canUndo}
            aria-label={t('toolbar.undo')}
            title={`${t('toolbar.undo')} (${t('key.ctrl')} Z)`}
            onClick={() => session.undo()}
          >
            <Undo2 className="icon" aria-hidden="true" />
          </button>
          <button
            type="button"
            className="button plain square ed-redo"
            disabled={!state.canRedo}
            aria-label={t('toolbar.redo')}
            title={`${t('toolbar.redo')} (${t('key.ctrl')} Y)`}
            onClick={() => session.redo()}
          >
            <Redo2 className="icon" aria-hidden="true" />
          </button>
          <button
            type="button"
            className="button plain square ed-wide"
            disabled={props.busy}
            aria-label={t('toolbar.layout')}
            title={t('toolbar.layout')}
            onClick={props.onTidy}
          >
            <Network className="icon" aria-hidden="true" />
          </button>
        </span>
      )}
      <span className="ed-bar-group ed-wide">
        <button
          type="button"
          className="button plain square"
          aria-pressed={settings.sheetOpen}
          aria-label={t(settings.sheetOpen ? 'toolbar.sheet.hide' : 'toolbar.sheet.show')}
          title={t(settings.sheetOpen ? 'toolbar.sheet.hide' : 'toolbar.sheet.show')}
          onClick={() => props.onSettings({ sheetOpen: !settings.sheetOpen })}
        >
          <PanelLeft className="icon" aria-hidden="true" />
        </button>
        <button
          type="button"
          className="button plain square"
          aria-pressed={settings.inspectorOpen}
          aria-label={t(settings.inspectorOpen ? 'toolbar.inspector.hide' : 'toolbar.inspector.show')}
          title={t(settings.inspectorOpen ? 'toolbar.inspector.hide' : 'toolbar.inspector.show')}
          onClick={() => props.onSettings({ inspectorOpen: !settings.inspectorOpen })}
        >
          <PanelRight className="icon" aria-hidden="true" />
        </button>
      </span>
      {tools.some((tool) => tool.inBar) && (
        <span className="ed-bar-group ed-wide">
          {tools
            .filter((tool) => tool.inBar)
            .map(({ id, icon: Icon, label }) => (
              <button
                key={id}
                type="button"
                className="button plain square"
                aria-pressed={props.bench.opened === id}
                aria-label={label(locale)}
                title={label(locale)}
                onClick={() => props.bench.open(props.bench.opened === id ? undefined : id)}
              >
                <Icon className="icon" aria-hidden="true" />
              </button>
            ))}
        </span>
      )}
      <div className="ed-more" ref={more}>
        <button
          type="button"
          className="button plain square"
          aria-haspopup="menu"
          aria-expanded={menu}
          aria-label={t('toolbar.more')}
          title={t('toolbar.more')}
          onClick={() => setMenu(!menu)}
        >
          <Ellipsis className="icon" aria-hidden="true" />
        </button>
        {menu && (
          <div className="ed-menu" role="menu" aria-label={t('toolbar.more')} onKeyDown={walk}>
            {!readOnly && (
              <button type="button" role="menuitem" onClick={pick(props.onTidy)}>
                <Network aria-hidden="true" />
                {t('toolbar.layout')}
              </button>
            )}
            {TOOL_GROUPS.map((group) => (
              <ToolGroup
                key={group}
                tools={tools.filter((tool) => tool.group === group)}
                locale={locale}
                onPick={(id) => pick(() => props.bench.open(id))()}
              />
            ))}
            <hr />
            <button
              type="button"
              role="menuitemcheckbox"
              aria-checked={settings.autosave}
              onClick={pick(() => props.onSettings({ autosave: !settings.autosave }))}
            >
              <span className="ed-menu-check" aria-hidden="true" />
              {t('toolbar.autosave')}
            </button>
            <button type="button" role="menuitem" onClick={pick(props.onHelp)}>
              <CircleHelp aria-hidden="true" />
              {t('toolbar.help')}
              <kbd>?</kbd>
            </button>
          </div>
        )}
      </div>
      {session.published && (
        <button
          type="button"
          className="button ed-pause"
          aria-label={t(state.state === 'paused' ? 'toolbar.resume' : 'toolbar.pause')}
          disabled={props.busy}
          onClick={props.onPause}
        >
          {state.state === 'paused' ? (
            <Play className="icon" aria-hidden="true" />
          ) : (
            <Pause className="icon" aria-hidden="true" />
          )}
          <span>{t(state.state === 'paused' ? 'toolbar.resume' : 'toolbar.pause')}</span>
        </button>
      )}
      {!readOnly && (
        <button
          type="button"
          className={canPublish ? 'button primary' : 'button ed-published'}
          disabled={!canPublish}
          onClick={props.onPublish}
        >
          <span>
            {t(canPublish ? 'toolbar.publish' : 'toolbar.published')}
            {canPublish && state.version !== null && (
              <span className="ed-publish-rest"> {t('toolbar.publish.changes')}</span>
            )}
          </span>
        </button>
      )}
    </div>
  );
}
