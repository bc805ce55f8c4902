import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { expect, it, vi } from 'vitest';
import { versionsWords } from '../../../i18n/versions';
import type { Placement, Standing } from '../history';
import { Policy, type PolicyWord, proposed } from '../Policy';

const words = (text: string) => ({ fr: text, en: text });
const standing: Standing = {
  entry_version: 2,
  next_version: 3,
  inside: 1200,
  targets: [
    { node: 'w1', kind: 'wait', title: words('Wait 2 days') },
    { node: 't2', kind: 'message', title: words('SMS T2') },
  ],
  versions: [
    {
      version: 2,
      inside: 1200,
      nodes: [
        {
          node: 'w0',
          title: words('Wait 3 days'),
          inside: 1200,
          proposal: { action: 'move', to: 'w1', text: words('the next step that is left') },
          repeats: [{ node: 't2', title: words('SMS T2'), contacts: 40 }],
        },
      ],
    },
  ],
};

function Stage({ told }: { told(policy: PolicyWord, mapping: readonly Placement[]): void }) {
  const [policy, setPolicy] = useState<PolicyWord>('finish');
  const [mapping, setMapping] = useState<readonly Placement[]>(proposed(standing));
  told(policy, mapping);
  return (
    <Policy
      standing={standing}
      policy={policy}
      mapping={mapping}
      locale="en"
      t={versionsWords('en')}
      onPolicy={setPolicy}
      onMapping={setMapping}
    />
  );
}

it('lets those on the way finish unless somebody decides otherwise', () => {
  const told = vi.fn();
  render(<Stage told={told} />);
  screen.getByRole('group', { name: '1,200 contacts are on their way in an earlier version' });
  expect(screen.getByRole<HTMLInputElement>('radio', { name: /finish on their version/ }).checked).toBe(true);
  expect(screen.queryByRole('table')).toBeNull();
});

it('proposes where the contacts of each step go, says what they would get twice, and takes another answer', async () => {
  const told = vi.fn();
  render(<Stage told={told} />);
  await userEvent.click(screen.getByRole('radio', { name: /go over to the new version/ }));
  const choice = screen.getByRole<HTMLSelectElement>('combobox', { name: 'Where they go : Wait 3 days' });
  expect(choice.selectedOptions[0]?.text).toBe('Wait 2 days (proposed)');
  screen.getByText(/40 contacts have had “SMS T2” already/);
  await userEvent.selectOptions(choice, 'SMS T2');
  expect(told).toHaveBeenLastCalledWith('move', [{ version: 2, node: 'w0', action: 'move', to: 't2' }]);
  await userEvent.selectOptions(choice, 'They leave');
  expect(told).toHaveBeenLastCalledWith('move', [{ version: 2, node: 'w0', action: 'exit', to: null }]);
});
