import { useEffect, useMemo, useState } from 'react';
import { isObject } from '../fields/json';
import type { Workbench } from '../tools';
import type { Entry } from './find';

/** Every word of a template, in all languages. */
function wordsOf(value: unknown): string {
  if (typeof value === 'string') return value.replace(/<[^>]+>/g, ' ');
  if (Array.isArray(value)) return value.map(wordsOf).join(' ');
  return isObject(value) ? Object.values(value).map(wordsOf).join(' ') : '';
}

/** The texts of the templates that the scenario sends, read once; one that cannot be read has none. */
function useTexts({ session, state }: Workbench): ReadonlyMap<string, string> {
  const [texts, setTexts] = useState<ReadonlyMap<string, string>>(new Map());
  const used = [
    ...new Set(
      state.scenario.nodes.flatMap((node) =>
        node.kind === 'message' && node.template !== undefined ? [node.template] : [],
      ),
    ),
  ]
    .sort()
    .join('\n');
  useEffect(() => {
    let open = true;
    const read = async (key: string): Promise<readonly [string, string]> => {
      const answer = await session.api
        .ask('GET', `/templates/${encodeURIComponent(key)}`)
        .catch(() => undefined);
      const document = isObject(answer?.document) ? answer.document : {};
      const { subject, preheader, body, text, cta, variants } = document;
      return [key, wordsOf([subject, preheader, body, text, cta, variants])];
    };
    void Promise.all(used.split('\n').filter(Boolean).map(read)).then((all) => {
      if (open) setTexts(new Map(all));
    });
    return () => {
      open = false;
    };
  }, [session, used]);
  return texts;
}

/** What can be found of every step, in reading order. */
export function useEntries(bench: Workbench): Entry[] {
  const { graph, wording, state } = bench;
  const { scenario } = state;
  const texts = useTexts(bench);
  return useMemo(() => {
    const times = graph.contactTimes();
    return graph.order().flatMap((id): Entry[] => {
      const node = graph.nodes.get(id);
      if (!node) return [];
      const { title, detail } = wording.step(node, scenario);
      const template = node.kind === 'message' ? node.template : undefined;
      const fields: Entry['fields'] = {
        time: times.get(id) ?? '',
        title,
        detail,
        kind: wording.kind(node),
        id,
        template: template ?? '',
        ways: graph
          .waysOf(id)
          .map((way) => wording.way(node, way))
          .join(' '),
        text: (template !== undefined && texts.get(template)) || '',
      };
      return [{ id, fields }];
    });
  }, [graph, wording, scenario, texts]);
}
