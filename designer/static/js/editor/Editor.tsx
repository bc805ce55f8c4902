import { ReactFlowProvider } from '@xyflow/react';
import {
  type ReactNode,
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react';
import { saveFile } from '../export/file';
import { editorWords } from '../i18n/editor';
import { placesOf } from '../layout/stack';
import { byNode } from '../model/conflicts';
import type { Finding, Locale, Path, Scenario } from '../model/document';
import { textOf } from '../model/document';
import { Graph } from '../model/graph';
import { Canvas, type CanvasHandle } from './canvas/Canvas';
import { Counting } from './canvas/counts';
import { NOTHING, type Selection } from './canvas/flow';
import { Marking, MarkStore } from './canvas/marks';
import { Guard } from './Guard';
import { later, loadAll, Missing } from './later';
import { Many } from './Many';
import { PanelHead, ToolPanel } from './Panels';
import { CONFLICT_ICONS } from './proof/icons';
import { gravestOf, ProofDrawer, type Shown } from './proof/ProofDrawer';
import { Resizer } from './Resizer';
import type { Session } from './session';
import { readSettings, type Settings, writeSettings } from './settings';
import { Wording } from './stepWords';
import { type Tab, Tabs } from './Tabs';
import { Toolbar } from './toolbar/Toolbar';
import { TOOLS } from './toolbox';
import type { Workbench } from './tools';
import { useCounts } from './useCounts';
import { useKeys } from './useKeys';
import { useLeaving } from './useLeaving';
import { useNarrow } from './useNarrow';

// What is not needed to see the flowchart and to draw comes after it.
const SheetPanel = later(() => import('./sheet/SheetPanel').then((module) => module.SheetPanel));
const Inspector = later(() => import('./inspector/Inspector').then((module) => module.Inspector));
const PublishDialog = later(() => import('./dialogs/PublishDialog').then((module) => module.PublishDialog));
const HelpDialog = later(() => import('./dialogs/HelpDialog').then((module) => module.default));
const ConflictDialog = later(() => import('./dialogs/ConflictDialog').then((module) => module.default));

/** Milliseconds until what was not needed to open is loaded too, so that it opens without a network. */
const REST = 3_000;
/** How long a spoken line stays in sight, milliseconds. */
const SAY_FOR = 2_600;
/** A tool's panel is read, and wants a little more than a form. */
const TOOL_MIN = 360;

type DialogName = 'publish' | 'help' | 'conflict';

interface EditorProps {
  session: Session;
  locale: Locale;
  backUrl: string;
}

export function Editor({ session, locale, backUrl }: EditorProps) {
  const state = useSyncExternalStore(session.subscribe, session.snapshot);
  const t = editorWords(locale);
  const { scenario } = state;
  const [selection, setSelection] = useState<Selection>(NOTHING);
  const [settings, setSettings] = useState<Settings>(readSettings);
  const [dialog, setDialog] = useState<DialogName>();
  const [tab, setTab] = useState<Tab>('canvas');
  const [line, setLine] = useState({
    words: session.recovered ? t('save.restored') : '',
    shown: session.recovered,
  });
  const [busy, setBusy] = useState(false);
  const [moving, setMoving] = useState(false);
  const [shown, setShown] = useState<Shown>();
  const [opened, setOpened] = useState<string>();
  const [over, setOver] = useState<string>();
  const [preview, setPreview] = useState<Scenario>();
  const marks = useMemo(() => new MarkStore(), []);
  const proofHeading = useRef<HTMLHeadingElement>(null);
  const openedFrom = useRef<Element | null>(null);
  const canvas = useRef<CanvasHandle>(null);
  const inspector = useRef<HTMLElement>(null);
  const narrow = useNarrow();
  const wording = useMemo(() => new Wording(state.catalogue, locale), [state.catalogue, locale]);
  const graph = useMemo(
    () => new Graph({ nodes: scenario.nodes, edges: scenario.edges }),
    [scenario.nodes, scenario.edges],
  );
  const counts = useCounts(session, scenario.key, session.published);

  const say = useCallback((words: string): void => setLine({ words, shown: true }), []);
  useEffect(() => {
    if (!line.shown) return;
    const timer = setTimeout(() => setLine({ ...line, shown: false }), SAY_FOR);
    return () => clearTimeout(timer);
  }, [line]);

  useEffect(() => {
    const timer = setTimeout(() => void loadAll(), REST);
    return () => clearTimeout(timer);
  }, []);

  const changeSettings = useCallback(
    (change: Partial<Settings>): void => {
      setSettings((before) => {
        const next = { ...before, ...change };
        writeSettings(next);
        return next;
      });
      if (change.autosave !== undefined) session.setAutomatic(change.autosave);
      // The sheet and a tool in its place are not shown together.
      if (change.sheetOpen)
        setOpened((id) => (TOOLS.find((one) => one.id === id)?.place === 'beside' ? undefined : id));
    },
    [session],
  );

  // A selection never names what is gone, after an undo for example.
  const alive = useMemo((): Selection => {
    const nodes = selection.nodes.filter((id) => graph.nodes.has(id));
    return nodes.length === selection.nodes.length ? selection : { ...selection, nodes };
  }, [selection, graph]);
  const [selected] = alive.nodes.length === 1 ? alive.nodes : [];

  const conflicted = state.clash !== undefined && state.save.kind === 'conflict';
  useEffect(() => {
    if (conflicted) setDialog('conflict');
  }, [conflicted]);

  const troubled = state.texts.filter(({ save }) => save === 'conflict' || save === 'refused').length;
  useEffect(() => {
    if (troubled > 0) say(t('save.text'));
  }, [troubled, say, t]);

  useLeaving(session, settings.autosave);

  const openInspector = useCallback((): void => {
    changeSettings({ inspectorOpen: true });
    setTab('inspector');
    void Inspector.load().then(() =>
      requestAnimationFrame(() => {
        inspector.current
          ?.querySelector<HTMLElement>(
            '.ed-panel-body :is(input, select, textarea, button):not([disabled], .ed-proof-note, .f-tongue)',
          )
          ?.focus();
      }),
    );
  }, [changeSettings]);

  const jump = useCallback(
    (id: string | undefined): void => {
      setDialog(undefined);
      if (id === undefined || !graph.nodes.has(id)) {
        setSelection(NOTHING);
        return;
      }
      if (narrow) setTab('inspector');
      // The dialog gives its focus back first.
      requestAnimationFrame(() => canvas.current?.focusStep(id));
    },
    [graph, narrow],
  );

  const show = useCallback(
    (next: Shown | undefined): void => {
      if (next && !shown) openedFrom.current = document.activeElement;
      setShown(next);
      if (next || !shown) return;
      const from = openedFrom.current;
      requestAnimationFrame(() => {
        if (from instanceof HTMLElement && from.isConnected && from !== document.body) from.focus();
        else if (shown.node !== undefined) canvas.current?.focusStep(shown.node);
      });
    },
    [shown],
  );

  /** Opens the conflicts of a message, gravest first, or of the whole scenario. */
  const openConflicts = useCallback(
    (node: string | undefined, id?: string): void => {
      const { conflicts, scenario: now } = session.snapshot();
      const found = id ?? (node === undefined ? conflicts[0]?.id : gravestOf(conflicts, now.key, node));
      if (found === undefined) {
        say(t('proof.nothing'));
        return;
      }
      if (narrow) setTab('canvas');
      show({ node, id: found });
      requestAnimationFrame(() => proofHeading.current?.focus({ preventScroll: true }));
      // Once the canvas has become as small as the drawer makes it.
      if (node !== undefined) setTimeout(() => canvas.current?.reveal(node), 80);
    },
    [session, narrow, show, say, t],
  );

  const onJump = useCallback(
    (finding: Finding): void => {
      if (finding.node) {
        jump(finding.node);
        return;
      }
      setDialog(undefined);
      changeSettings({ sheetOpen: true });
      setTab('sheet');
    },
    [jump, changeSettings],
  );

  /** Leads to the step that sends a text which could not be saved. */
  const onText = useCallback((): void => {
    const trouble = session.snapshot().texts.find(({ save }) => save === 'conflict' || save === 'refused');
    if (!trouble) return;
    const node = [...graph.nodes.values()].find(
      (one) => one.kind === 'message' && one.template === trouble.key,
    );
    if (!node) {
      say(t('save.text.unused', { name: textOf(trouble.name, locale) || trouble.key }));
      return;
    }
    changeSettings({ inspectorOpen: true });
    jump(node.id);
  }, [session, graph, jump, changeSettings, say, t, locale]);

  const tidy = useCallback(async (): Promise<void> => {
    setBusy(true);
    setMoving(true);
    const done = await session.tidy();
    setBusy(false);
    if (done) say(t('done.arranged'));
    requestAnimationFrame(() => canvas.current?.fit());
    setTimeout(() => setMoving(false), 320);
  }, [session, say, t]);

  const pause = useCallback(async (): Promise<void> => {
    setBusy(true);
    const resume = session.snapshot().state === 'paused';
    try {
      await session.setState(resume ? 'resume' : 'pause');
      say(t(resume ? 'done.resumed' : 'done.paused'));
    } catch (error) {
      say(error instanceof Error ? error.message : String(error));
    }
    setBusy(false);
  }, [session, say, t]);

  // Handlers that stay ask for the bench of the moment.
  const latest = useRef<Workbench>(undefined);
  const open = useCallback((id: string | undefined): void => {
    const tool = TOOLS.find((one) => one.id === id);
    if (latest.current) tool?.run?.(latest.current);
    if (tool?.over) setOver(id);
    else if (id === undefined || tool?.Surface) setOpened(id);
  }, []);
  const bench: Workbench = {
    session,
    state,
    graph,
    wording,
    locale,
    t,
    settings,
    onSettings: changeSettings,
    selection: alive,
    select: setSelection,
    jump,
    inspect: openInspector,
    say,
    canvas,
    marks,
    preview: setPreview,
    narrow,
    open,
    opened,
    show: setDialog,
    tidy: () => void tidy(),
  };
  useLayoutEffect(() => {
    latest.current = bench;
  });
  // A link may lead to a tool: `/scenarios/welcome#history`.
  useEffect(() => open(decodeURIComponent(location.hash.slice(1)) || undefined), [open]);
  const onHelp = useCallback((): void => setDialog('help'), []);
  const surface = TOOLS.find((one) => one.id === opened);
  const close = (): void => setOpened(undefined);
  // What cannot be loaded is closed again: the drawing goes on without it.
  const missing = (shut: () => void) => (): void => {
    shut();
    say(t('error.part'));
  };
  const cover = TOOLS.find((one) => one.id === over);
  const Side = surface?.place === 'side' ? surface.Surface : undefined;
  const Beside = surface?.place === 'beside' ? surface.Surface : undefined;
  // A document that is only looked at has nothing to be checked or changed.
  const drawn = useMemo(
    () =>
      preview && {
        ...state,
        scenario: preview,
        places: placesOf(preview, state.places),
        findings: [],
        conflicts: [],
        readOnly: true,
      },
    [preview, state],
  );
  const drawnGraph = useMemo(() => (preview ? new Graph(preview) : graph), [preview, graph]);

  useKeys({ session, settings, idle: dialog === undefined, bench: latest, open, onHelp, say, t });

  const onChange = useCallback(
    (path: Path, value: unknown): void => session.setField(path, value),
    [session],
  );
  const select = useCallback(
    (id: string | undefined): void => {
      if (id === undefined) setSelection(NOTHING);
      else jump(id);
    },
    [jump],
  );
  const panel = {
    document: scenario,
    onChange,
    catalogue: state.catalogue,
    texts: session.texts,
    findings: state.findings,
    locale,
    selected,
    onSelect: select,
    readOnly: state.readOnly,
    onTool: open,
  };
  const unreadable = (): ReactNode => (
    <p className="ed-unreadable" role="alert">
      {t('panel.unreadable')}
    </p>
  );
  const noted = useMemo(
    () => (selected === undefined ? undefined : byNode(state.conflicts, scenario.key).get(selected)),
    [state.conflicts, scenario.key, selected],
  );
  const NoteIcon = CONFLICT_ICONS[noted?.worst ?? 'may'];
  // A tool beside the canvas stands in the sheet's place.
  const sheetShown = narrow ? tab === 'sheet' : settings.sheetOpen && !Beside;
  const inspectorShown = narrow ? tab === 'inspector' : settings.inspectorOpen;

  return (
    <div className="ed" data-moving={moving || undefined}>
      <h1 className="visually-hidden">{textOf(scenario.name, locale) || scenario.key}</h1>
      <Toolbar
        session={session}
        state={state}
        settings={Beside ? { ...settings, sheetOpen: false } : settings}
        locale={locale}
        t={t}
        backUrl={backUrl}
        busy={busy}
        onSettings={changeSettings}
        onAdd={() => canvas.current?.openPalette()}
        onTidy={() => void tidy()}
        onHelp={onHelp}
        onPublish={() => setDialog('publish')}
        onPause={() => void pause()}
        onConflict={() => setDialog('conflict')}
        onText={onText}
        bench={bench}
      />
      <div className="ed-columns">
        {sheetShown && (
          <aside
            className="ed-panel ed-panel-sheet"
            aria-label={t('toolbar.sheet')}
            style={narrow ? undefined : { width: settings.sheetWidth }}
          >
            <PanelHead
              title={t('toolbar.sheet')}
              t={t}
              onClose={() => (narrow ? setTab('canvas') : changeSettings({ sheetOpen: false }))}
            />
            <div className="ed-panel-body">
              <Guard of={scenario} fallback={unreadable}>
                <SheetPanel {...panel} />
              </Guard>
            </div>
            <Resizer side="sheet" settings={settings} onSettings={changeSettings} />
          </aside>
        )}
        {Beside && (
          <Missing value={missing(close)}>
            <Beside bench={bench} onClose={close} />
          </Missing>
        )}
        <ReactFlowProvider>
          <Counting value={counts}>
            <Marking value={marks}>
              <Canvas
                ref={canvas}
                session={session}
                state={drawn ?? state}
                graph={drawnGraph}
                wording={wording}
                locale={locale}
                t={t}
                settings={settings}
                selection={alive}
                onSelect={setSelection}
                onAdded={() => {
                  if (!narrow) changeSettings({ inspectorOpen: true });
                }}
                onOpen={openInspector}
                onHelp={onHelp}
                onConflicts={openConflicts}
                say={say}
              />
            </Marking>
          </Counting>
        </ReactFlowProvider>
        {surface && Side && (
          <ToolPanel
            title={surface.label(locale)}
            t={t}
            width={narrow ? undefined : Math.max(settings.inspectorWidth, TOOL_MIN)}
            onClose={close}
          >
            <Missing value={missing(close)}>
              <Side bench={bench} onClose={close} />
            </Missing>
          </ToolPanel>
        )}
        {inspectorShown && !Side && (
          <aside
            ref={inspector}
            className="ed-panel ed-panel-inspector"
            aria-label={t('toolbar.inspector')}
            style={narrow ? undefined : { width: settings.inspectorWidth }}
            onKeyDown={(event) => {
              if (event.key !== 'Escape' || selected === undefined || event.defaultPrevented) return;
              if (narrow) setTab('canvas');
              // Back to where one came from: the row of the outline where that is open.
              const row = document.querySelector<HTMLElement>('.ol-tree [tabindex="0"]');
              if (row) row.focus();
              else canvas.current?.focusStep(selected);
            }}
          >
            <PanelHead
              title={t(alive.nodes.length > 0 ? 'toolbar.inspector' : 'findings.scenario')}
              t={t}
              onClose={() => (narrow ? setTab('canvas') : changeSettings({ inspectorOpen: false }))}
            />
            <div className="ed-panel-body">
              {alive.nodes.length > 1 && (
                <Many
                  t={t}
                  count={alive.nodes.length}
                  readOnly={state.readOnly}
                  onDuplicate={() => canvas.current?.duplicate()}
                  onDelete={() => canvas.current?.remove()}
                />
              )}
              {noted && selected !== undefined && (
                <button
                  type="button"
                  className="ed-proof-note"
                  data-kind={noted.worst}
                  onClick={() => openConflicts(selected)}
                >
                  <NoteIcon aria-hidden="true" />
                  {t('proof.note', { count: noted.count })}
                </button>
              )}
              <Guard of={panel.selected ?? scenario} fallback={unreadable}>
                <Inspector {...panel} />
              </Guard>
            </div>
            <Resizer side="inspector" settings={settings} onSettings={changeSettings} />
          </aside>
        )}
      </div>
      <ProofDrawer
        session={session}
        state={state}
        graph={graph}
        wording={wording}
        locale={locale}
        scenariosUrl={backUrl}
        shown={shown}
        heading={proofHeading}
        onShow={show}
        onJump={(id) => {
          if (narrow) setShown(undefined);
          jump(id);
        }}
        say={say}
      />
      {narrow && <Tabs tab={tab} t={t} onTab={setTab} />}
      <p className="ed-line" role="status" data-shown={line.shown || undefined}>
        {line.words}
      </p>
      {surface?.Surface && !Side && !Beside && (
        <Missing value={missing(close)}>
          <surface.Surface bench={bench} onClose={close} />
        </Missing>
      )}
      {cover?.Surface && (
        <Missing value={missing(() => setOver(undefined))}>
          <cover.Surface bench={bench} onClose={() => setOver(undefined)} />
        </Missing>
      )}
      {dialog === 'publish' && (
        <PublishDialog
          session={session}
          state={state}
          graph={graph}
          wording={wording}
          locale={locale}
          t={t}
          onJump={onJump}
          onText={onText}
          onConflict={(id) => {
            setDialog(undefined);
            // The dialog gives its focus back first.
            requestAnimationFrame(() => openConflicts(undefined, id));
          }}
          onPublished={(version) => {
            setDialog(undefined);
            say(t('done.published', { version: String(version) }));
          }}
          onClose={() => setDialog(undefined)}
        />
      )}
      {dialog === 'help' && (
        <Missing value={missing(() => setDialog(undefined))}>
          <HelpDialog
            locale={locale}
            settings={settings}
            onSettings={changeSettings}
            onClose={() => setDialog(undefined)}
          />
        </Missing>
      )}
      {dialog === 'conflict' && state.clash && (
        <Missing value={missing(() => setDialog(undefined))}>
          <ConflictDialog
            mine={scenario}
            clash={state.clash}
            wording={wording}
            catalogue={state.catalogue}
            onResolve={(choices) => {
              setDialog(undefined);
              void session.resolve(choices);
            }}
            onDownload={() =>
              saveFile(
                `${scenario.key}.json`,
                new Blob([JSON.stringify(scenario, null, 2)], { type: 'application/json' }),
              )
            }
            onLater={() => setDialog(undefined)}
          />
        </Missing>
      )}
    </div>
  );
}
