import { render, screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { ReasonOut } from '../../../api/schema';
import { Graph } from '../../../model/graph';
import { catalogue } from '../../conditions/__tests__/sample';
import { scenario } from '../../fields/__tests__/stage';
import { Wording } from '../../stepWords';
import { Why } from '../Why';
import { Telling } from '../words';

function telling(locale: 'fr' | 'en'): Telling {
  return new Telling(
    scenario,
    new Graph(scenario),
    new Wording(catalogue, locale),
    catalogue,
    'Europe/Paris',
  );
}

const leaf = (given: Partial<ReasonOut> & Pick<ReasonOut, 'condition' | 'holds'>): ReasonOut => ({
  parts: [],
  value: null,
  count: null,
  last: null,
  ...given,
});

describe('Why a condition holds', () => {
  it('says each part, whether it holds, and the value that decided', () => {
    const reason = leaf({
      condition: { all: [{ eq: ['city', 'Lyon'] }, { did: { event: 'order.placed', within: 'P30D' } }] },
      holds: false,
      parts: [
        leaf({ condition: { eq: ['city', 'Lyon'] }, holds: false, value: 'Nantes' }),
        leaf({
          condition: { did: { event: 'order.placed', within: 'P30D' } },
          holds: true,
          count: 2,
          last: '2026-01-05T08:00:00Z',
        }),
      ],
    });
    const { container } = render(<Why reason={reason} label="vip" telling={telling('en')} />);
    expect(container.textContent).toContain('“vip”');
    expect(container.textContent).toContain('here: Nantes');
    expect(container.textContent).toContain('here: 2 times, last on');
    expect(container.querySelectorAll('[data-holds="true"]')).toHaveLength(1);
    expect(screen.getAllByText(/^(yes|no) :/)).toHaveLength(3);
  });

  it('says what is missing, and the contrary of a part once', () => {
    const reason = leaf({
      condition: { not: { eq: ['city', 'Lyon'] } },
      holds: true,
      parts: [leaf({ condition: { eq: ['city', 'Lyon'] }, holds: false })],
    });
    const { container } = render(<Why reason={reason} telling={telling('fr')} />);
    expect(container.textContent).toContain('ici : rien'.replace(' :', '\u00a0:'));
    expect(container.querySelectorAll('.tr-why')).toHaveLength(1);
  });
});
