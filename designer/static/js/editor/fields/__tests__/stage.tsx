import { render } from '@testing-library/react';
import { type ReactNode, useState } from 'react';
import { vi } from 'vitest';
import { setField } from '../../../model/commands';
import type { Scenario } from '../../../model/document';
import { catalogue } from '../../conditions/__tests__/sample';
import type { PanelProps } from '../../panel';
import { FormsProvider } from '../context';

// jsdom draws nothing, so there is nothing to scroll to.
Element.prototype.scrollIntoView = () => undefined;

// Roles are computed over a large tree, and the machine may be busy.
vi.setConfig({ testTimeout: 60_000 });

/** A scenario of three steps, complete but for what a test takes away. */
export const scenario: Scenario = {
  format: 'scenario/1',
  key: 'quote',
  name: { fr: 'Devis', en: 'Quote' },
  sheet: {
    objective: 'retention',
    segments: ['champions'],
    content: { theme: 'Le devis' },
    key_moment: { moment: 'quote' },
  },
  trigger: { kind: 'event', event: 'order.placed' },
  audience: { all: [] },
  nodes: [
    { id: 'start', kind: 'trigger' },
    { id: 'w1', kind: 'wait', for: 'P2D' },
    { id: 'm1', kind: 'message', channel: 'email' },
    { id: 'end', kind: 'exit' },
  ],
  edges: [
    { from: 'start', to: 'w1' },
    { from: 'w1', to: 'm1' },
    { from: 'm1', to: 'end' },
  ],
};

export interface Shown {
  /** The document as it stands now. */
  current(): Scenario;
}

/** Shows a panel over a document that really changes. */
export function show(
  Panel: (props: PanelProps) => ReactNode,
  start: Scenario,
  extra: Partial<PanelProps> = {},
): Shown {
  let current = start;
  function Host() {
    const [document, setDocument] = useState(start);
    const [selected, setSelected] = useState(extra.selected);
    current = document;
    return (
      <Panel
        catalogue={catalogue}
        findings={[]}
        locale="en"
        {...extra}
        document={document}
        onChange={(path, value) => setDocument((old) => setField(old, path, value))}
        onSelect={setSelected}
        selected={selected}
      />
    );
  }
  render(<Host />);
  return { current: () => current };
}

/** Shows one part on its own, with the words and names it needs. */
export function within(children: ReactNode): void {
  render(
    <FormsProvider catalogue={catalogue} findings={[]} locale="en">
      {children}
    </FormsProvider>,
  );
}
