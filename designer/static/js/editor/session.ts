import { Autosave, type SaveStatus } from '../api/autosave';
import type { Api, ScenarioRecord, ScenarioState } from '../api/client';
import { browserKeep, type Keep, type Kept } from '../api/keep';
import { type Heard, synchronise } from '../api/room';
import type { Saver } from '../api/saver';
import { placesOf, stack } from '../layout/stack';
import { arrangeAll, arrangeAround } from '../model/arrange';
import type { Added, Places } from '../model/commands';
import { amend, setField } from '../model/commands';
import { type Conflict, otherDocuments, type Remedy } from '../model/conflicts';
import type { Catalogue, Finding, Path, Scenario, Text } from '../model/document';
import { Graph } from '../model/graph';
import { equal } from '../model/immutable';
import { merge, type Side } from '../model/merge';
import { normalize } from '../model/normalize';
import { ScenarioStore } from '../model/store';
import { Company } from '../together/company';
import { type Clash, Room } from '../together/room';
import type { Settings } from './settings';
import { Texts, type Unsaved } from './texts';
import type { Handover } from './versions/Takeover';

/** Everything the screens show of one editing session; a new object at every change. */
export interface SessionState {
  scenario: Scenario;
  findings: Finding[];
  /** The rules of pressure that what is on screen breaks. */
  conflicts: readonly Conflict[];
  /** Whether findings and conflicts speak of what is on screen, or of what it was before the last change. */
  checked: boolean;
  save: SaveStatus;
  state: ScenarioState;
  /** Version that takes entries, null before the first publication. */
  version: number | null;
  /** Whether the draft differs from that version. */
  changed: boolean;
  /** The names that steps are said with; its templates follow what is made and renamed here. */
  catalogue: Catalogue;
  /** The texts that the server does not have as they stand on screen. */
  texts: readonly Unsaved[];
  places: Places;
  canUndo: boolean;
  canRedo: boolean;
  /** How often something was taken back, or made again. */
  turns: number;
  readOnly: boolean;
  /** What was changed here and elsewhere, differently, in the same places. */
  clash: Clash | undefined;
}

/** The room that a page has come into before it opens its session. */
export interface Joined {
  client: string;
  heard: Heard;
}

export type Arrange = (scenario: Scenario) => Promise<Places>;

/** Pause in the edits before they are checked, milliseconds: shorter than before they are saved. */
export const CHECK_AFTER = 350;

/** What is said of the messages of another scenario beside those of this one. */
export interface Neighbour {
  name: Text | undefined;
  /** T1, T2… by node. */
  times: ReadonlyMap<string, string>;
}

const PUBLISHED: readonly ScenarioState[] = ['live', 'paused'];

/** Publication was asked for while the server does not have everything that is on screen. */
export class NotSaved extends Error {
  constructor() {
    super('What is on screen has not been saved.');
    this.name = 'NotSaved';
  }
}

/** One scenario being edited: the document, its saving, and what the server says about it. */
export class Session {
  readonly api: Api;
  readonly texts = new Texts();
  /** Who else has the scenario open. */
  readonly company: Company;
  private readonly key: string;
  private readonly store: ScenarioStore;
  private readonly keep: Keep;
  private saver: Saver;
  private autosave: Autosave | undefined;
  private room: Room | undefined;
  /** The revision that a clash is with, where the draft is saved without a room. */
  private clashing: ScenarioRecord | undefined;
  private readonly arrange: Arrange;
  private readonly listeners = new Set<() => void>();
  private readonly neighbours = new Map<string, Promise<Neighbour | undefined>>();
  private computed: Places;
  private state: SessionState;
  private checking: ReturnType<typeof setTimeout> | undefined;
  private automatic: boolean;

  constructor(
    api: Api,
    catalogue: Catalogue,
    record: ScenarioRecord,
    computed: Places,
    arrange: Arrange,
    settings: Settings,
    keep: Keep = browserKeep(record.key),
    joined?: Joined,
  ) {
    this.api = api;
    this.key = record.key;
    this.keep = keep;
    this.automatic = settings.autosave;
    this.computed = computed;
    this.arrange = arrange;
    this.company = new Company(joined?.client ?? '');
    const state = joined?.heard.state;
    this.store = new ScenarioStore(state ?? normalize(record.document, record.key));
    const document = this.store.snapshot();
    if (joined && state) this.saver = this.room = this.enter(joined.heard, settings.autosave);
    else this.saver = this.autosave = this.alone(document, record.etag, settings.autosave);
    this.state = {
      scenario: document,
      findings: record.findings,
      conflicts: record.conflicts,
      checked: true,
      save: this.saver.status,
      state: record.state,
      version: record.version,
      changed: record.changed,
      catalogue,
      texts: this.texts.snapshot(),
      places: placesOf(document, computed),
      canUndo: false,
      canRedo: false,
      turns: 0,
      readOnly: record.state === 'archived',
      clash: undefined,
    };
    this.store.subscribe(() => this.documentChanged());
    this.saver.subscribe(() => this.saveChanged());
    this.texts.subscribe(() => this.patch({ texts: this.texts.snapshot() }));
    this.texts.onKept = (template) => this.textKept(template);
    const kept = keep.read();
    if (kept) this.recover(kept, record);
    if (!this.state.clash) for (const older of keep.others?.() ?? []) this.recover(older, record);
  }

  readonly snapshot = (): SessionState => this.state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Whether a draft that never reached the server was found and put back. */
  recovered = false;

  // ------------------------------------------------------------ editing

  change(command: (scenario: Scenario) => Scenario, gather?: string): boolean {
    if (this.state.readOnly) return false;
    return this.store.change(command, gather);
  }

  /** Runs a command that adds one node and answers with its id. */
  add(command: (scenario: Scenario, places: Places) => Added): string | undefined {
    let id: string | undefined;
    const done = this.change((scenario) => {
      const added = command(scenario, this.state.places);
      id = added.id;
      return added.scenario;
    });
    return done ? id : undefined;
  }

  setField(path: Path, value: unknown): void {
    this.change((scenario) => setField(scenario, path, value), path.join('/'));
  }

  /** Applies a remedy that changes this scenario alone, as one step to undo; false where it cannot be. */
  apply(remedy: Remedy): boolean {
    if (otherDocuments(remedy, this.key).length > 0) return false;
    const done = this.change((scenario) => amend(scenario, remedy.changes, this.state.places));
    if (done) void this.check();
    return done;
  }

  undo(): void {
    this.turn(() => this.store.undo());
  }

  redo(): void {
    this.turn(() => this.store.redo());
  }

  private turn(back: () => void): void {
    if (this.state.readOnly) return;
    back();
    this.patch({ turns: this.state.turns + 1 });
  }

  /** Arranges the whole flowchart as one step, around what was placed by hand where that is asked. */
  async tidy(keepPlaced = false): Promise<boolean> {
    const { scenario } = this.state;
    let places: Places;
    try {
      places = await this.arrange(scenario);
    } catch {
      places = stack(scenario);
    }
    // Drawn meanwhile: what the engine does not know stays where it is.
    const lay = keepPlaced ? arrangeAround : arrangeAll;
    return this.change((current) => lay(current, this.state.places, places));
  }

  // ------------------------------------------------------------ proof

  /** Asks what the checks say of what is on screen; without an answer the last one stays. */
  async check(): Promise<void> {
    clearTimeout(this.checking);
    const { scenario } = this.state;
    try {
      const { findings, conflicts } = await this.api.check(scenario);
      if (this.state.scenario === scenario) this.patch({ findings, conflicts, checked: true });
    } catch {
      // The server is away, or refuses the document: the save label says so, and saving checks again.
    }
  }

  /** What would remove a conflict of what is on screen. */
  remedies(conflict: string): Promise<Remedy[]> {
    return this.api.remedies(this.state.scenario, conflict);
  }

  /** Name and T-numbers of another scenario; nothing for what is none, as a campaign of the plan. */
  neighbour(key: string): Promise<Neighbour | undefined> {
    const known = this.neighbours.get(key);
    if (known) return known;
    const asked = this.api.load(key).then(
      ({ document }) => {
        const { name, nodes, edges } = normalize(document, key);
        return { name, times: new Graph({ nodes, edges }).contactTimes() };
      },
      () => {
        // The server may be back the next time.
        this.neighbours.delete(key);
        return undefined;
      },
    );
    this.neighbours.set(key, asked);
    return asked;
  }

  // ------------------------------------------------------------ saving

  /** Saves the draft and the texts its messages send; true once the server has all that is on screen. */
  async save(): Promise<boolean> {
    const [draft, texts] = await Promise.all([this.saver.flush(), this.texts.flush(this.templatesUsed())]);
    return draft && texts;
  }

  get unsaved(): boolean {
    return this.saver.unsaved || this.state.texts.length > 0;
  }

  /** The texts that stand in the way of publication: those this scenario sends that are not saved. */
  get textsMissing(): readonly Unsaved[] {
    const used = this.templatesUsed();
    return this.state.texts.filter(({ key }) => used.has(key));
  }

  setAutomatic(automatic: boolean): void {
    this.automatic = automatic;
    this.saver.setAutomatic(automatic);
  }

  retry(): void {
    this.saver.retry();
    void this.texts.flush();
  }

  keepNow(): void {
    this.saver.keepNow();
  }

  /** Says to others that the page is being closed. */
  leave(): void {
    this.room?.leave();
  }

  /** Ends a clash: each place is as chosen, or as it is here. One undo brings back what was here. */
  async resolve(choices: ReadonlyMap<string, Side>): Promise<void> {
    const { clash } = this.state;
    this.patch({ clash: undefined });
    if (this.room) await this.room.resolve(choices);
    else if (clash && this.clashing && this.autosave) {
      const { etag } = this.clashing;
      this.clashing = undefined;
      const { document } = merge(clash.base, this.store.snapshot(), clash.theirs, choices);
      this.store.change(() => document);
      await this.agree(this.autosave, etag, clash.theirs);
    }
  }

  // ------------------------------------------------------------ state

  /**
   * Publishes what is on screen, which the server must have: a text still being written goes first.
   *
   * `over` is the newest version that the reader has seen, null for none.
   */
  async publish(over: number | null, reason?: string, handover?: Handover): Promise<number> {
    if (!(await this.save())) throw new NotSaved();
    const more = { over: over ?? 0, ...handover };
    const { version } = await this.api.publish(this.key, this.saver.revision, reason, more);
    await this.refresh();
    return version;
  }

  async setState(action: 'pause' | 'resume'): Promise<void> {
    this.patch({ state: await this.api.setState(this.key, action) });
  }

  /** Reads what the server says of the draft as it stands here: what blocks it, whether it has changed. */
  async look(): Promise<void> {
    const { state, version, changed, findings, conflicts, etag } = await this.api.load(this.key);
    const same = etag === this.saver.revision && !this.saver.unsaved;
    this.patch(same ? { state, version, changed, findings, conflicts, checked: true } : { state, version });
  }

  get published(): boolean {
    return PUBLISHED.includes(this.state.state);
  }

  /**
   * Reads what happened elsewhere: publication, a pause, another person's draft. A newer draft is taken
   * over where nothing here is unsaved, as a step to undo.
   */
  async refresh(): Promise<void> {
    const record = await this.api.load(this.key);
    const { state, version, changed, findings, conflicts } = record;
    if (this.saver.unsaved) {
      this.patch({ state, version });
      return;
    }
    this.patch({ state, version, changed, findings, conflicts, readOnly: state === 'archived' });
    if (record.etag === this.saver.revision) return;
    if (this.room) {
      await this.room.ask();
      return;
    }
    const document = normalize(record.document, this.key);
    this.store.change(() => document);
    const current = this.store.snapshot();
    await this.autosave?.resolve(record.etag, current, current);
  }

  private templatesUsed(): ReadonlySet<string> {
    return new Set(
      this.state.scenario.nodes.flatMap((node) =>
        node.kind === 'message' && node.template !== undefined ? [node.template] : [],
      ),
    );
  }

  /** A text has been saved: cards say its name, and what runs differs from what is written. */
  private textKept({ key, channel, name }: Catalogue['templates'][number]): void {
    const entry = { key, channel, name };
    const { catalogue } = this.state;
    const before = catalogue.templates.find((one) => one.key === key);
    if (!equal(before, entry)) {
      const templates = before
        ? catalogue.templates.map((one) => (one.key === key ? entry : one))
        : [...catalogue.templates, entry];
      this.patch({ catalogue: { ...catalogue, templates } });
    }
    // Where the server is away, the save label says so, and coming back reads it again.
    this.look().catch(() => undefined);
  }

  /** Saves in the room: what is drawn goes to whoever is there, and is the draft. */
  private enter(first: Heard, automatic: boolean): Room {
    const room = new Room({
      store: this.store,
      company: this.company,
      keep: this.keep,
      first,
      exchange: (said) => synchronise(this.api, this.key, said),
      onStanding: (standing) => this.patch(standing),
      onClosed: (base, revision) => {
        this.room = undefined;
        this.saver = this.autosave = this.alone(base, revision, this.automatic);
        this.saver.subscribe(() => this.saveChanged());
        this.autosave.changed(this.store.snapshot());
        this.saveChanged();
        this.refresh().catch(() => undefined);
      },
      hidden: () => document.hidden,
    });
    room.setAutomatic(automatic);
    return room;
  }

  /** Saves the whole draft, naming the revision it was made from. */
  private alone(stored: Scenario, etag: string, automatic: boolean): Autosave {
    const autosave = new Autosave(stored, {
      etag,
      keep: this.keep,
      save: (latest, revision) => this.api.save(this.key, latest, revision),
      onSaved: (saved) => {
        const { findings, conflicts } = saved;
        const changed = saved.changed ?? this.state.version !== null;
        // A check of what was drawn since then knows better.
        this.patch(autosave.unsaved ? { changed } : { findings, conflicts, changed, checked: true });
      },
    });
    autosave.setAutomatic(automatic);
    return autosave;
  }

  /** Puts back what never reached the server; what was changed elsewhere meanwhile stays, or is a clash. */
  private recover(kept: Kept, record: ScenarioRecord): void {
    this.keep.took?.(kept);
    const mine = normalize(kept.document, this.key);
    const theirs = this.store.snapshot();
    if (equal(mine, theirs)) return;
    const older = kept.base === undefined ? undefined : normalize(kept.base, this.key);
    const base = kept.etag === this.saver.revision ? (older ?? theirs) : older;
    if (this.room) {
      this.recovered = this.room.recover(mine, base) || this.recovered;
      return;
    }
    const { document, overlaps } = merge(base, mine, theirs);
    this.recovered = this.store.change(() => document) || this.recovered;
    if (overlaps.length === 0) return;
    this.clashing = record;
    this.patch({ clash: { base, theirs, overlaps } });
    this.autosave?.conflict(base);
  }

  private documentChanged(): void {
    const scenario = this.store.snapshot();
    this.patch({
      scenario,
      places: placesOf(scenario, this.computed),
      canUndo: this.store.canUndo,
      canRedo: this.store.canRedo,
      checked: false,
    });
    this.saver.changed(scenario);
    clearTimeout(this.checking);
    this.checking = setTimeout(() => void this.check(), CHECK_AFTER);
  }

  private saveChanged(): void {
    const save = this.saver.status;
    if (this.room) this.patch({ save, clash: this.room.clash });
    else this.patch({ save });
    if (save.kind === 'conflict' && !this.state.clash) void this.meet();
  }

  /** Somebody else saved: what does not overlap is put together, and only what does is asked about. */
  private async meet(): Promise<void> {
    const { autosave } = this;
    if (!autosave) return;
    try {
      const record = await this.api.load(this.key);
      const theirs = normalize(record.document, this.key);
      const base = autosave.base as Scenario | undefined;
      const { document, overlaps } = merge(base, this.store.snapshot(), theirs);
      const { state, version } = record;
      this.patch({ state, version, readOnly: state === 'archived' });
      this.store.change(() => document);
      if (overlaps.length === 0) {
        await this.agree(autosave, record.etag, theirs);
        return;
      }
      this.clashing = record;
      this.patch({ clash: { base, theirs, overlaps } });
    } catch {
      // Still in conflict, and the copy is kept here: ask again while the server is away.
      setTimeout(() => {
        if (this.state.save.kind === 'conflict' && !this.state.clash) void this.meet();
      }, 3_000);
    }
  }

  /** What the server holds is known now; what is on screen goes over it, unless it is the same. */
  private agree(autosave: Autosave, etag: string, theirs: Scenario): Promise<boolean> {
    const current = this.store.snapshot();
    return autosave.resolve(etag, equal(current, theirs) ? current : theirs, current);
  }

  private patch(change: Partial<SessionState>): void {
    this.state = { ...this.state, ...change };
    for (const listener of this.listeners) listener();
  }
}
