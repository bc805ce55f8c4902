import type { Criterion, Row, Table } from '../types';

export function criterion(key: string, weight: number, group: Criterion['group'] = 'value'): Criterion {
  const anchors = [0, 1, 2, 3, 4, 5].map((level) => ({ fr: `Niveau ${level}`, en: `Level ${level}` }));
  return { key, name: { fr: key, en: key }, group, weight, share: weight / 100, anchors };
}

export function row(scenario: string, rank: number, more: Partial<Row> = {}): Row {
  return {
    scenario,
    name: { fr: scenario, en: scenario },
    state: 'draft',
    version: null,
    heat: 50,
    scores: {},
    gates: { legal: 'open', consent: 'open', data: 'open' },
    verdict: 'go',
    missing: [],
    value: 60,
    feasibility: 60,
    quadrant: 'quick-win',
    score: 60,
    score_low: 60,
    score_high: 60,
    confidence: 100,
    confident_score: 60,
    rank,
    gain: null,
    effort_days: 4,
    sprint: null,
    lot: null,
    kept: false,
    pressure: { worst: null, expected: null },
    conflicts: 0,
    decision: 'to-decide',
    owner: null,
    due: null,
    note: null,
    ...more,
  };
}

export function table(rows: Row[], criteria = [criterion('impact', 60), criterion('data', 40)]): Table {
  return {
    criteria,
    rows,
    methods: { weighted: [], rice: [], wsjf: [], promethee: [] },
    sensitivity: { intervals: [], smallest: null, acceptability: [] },
    agreement: { kendall_w: null, voters: 0, disputed: [] },
    sprints: [],
    ahp: null,
    triggered_share: { triggered: 0, total: 0, share: null, ok: false },
  };
}
