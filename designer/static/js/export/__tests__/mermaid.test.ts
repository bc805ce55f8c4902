// @vitest-environment jsdom

import { readFileSync } from 'node:fs';
import mermaid from 'mermaid';
import { expect, it } from 'vitest';

/** What the server writes, kept beside this test by tests/unit/formats/test_graphs_for_others.py. */
const written = (name: string): string => readFileSync(`${import.meta.dirname}/mermaid/${name}.mmd`, 'utf8');

it.each(['everything', 'odd-signs'])('is read by Mermaid itself: %s', async (name) => {
  await expect(mermaid.parse(written(name))).resolves.toMatchObject({
    diagramType: expect.stringMatching(/^flowchart/),
  });
});
