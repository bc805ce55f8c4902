import { useMemo } from 'react';
import type { Condition } from '../../model/document';
import { useForms } from '../fields/context';
import { children, read } from './tree';
import { eventFields } from './types';
import { capital, words } from './words';

interface ConditionWordsProps {
  condition: Condition;
  /** With an event, the names are its properties. */
  event?: string | undefined;
}

/** A condition to be read: one sentence, or a list where several criteria hold together. */
export function ConditionWords({ condition, event }: ConditionWordsProps) {
  const { say, catalogue } = useForms();
  const fields = useMemo(
    () => (event === undefined ? undefined : eventFields(catalogue, event)),
    [catalogue, event],
  );
  const shape = read(condition);
  if ((shape.op !== 'all' && shape.op !== 'any') || shape.parts.length < 2)
    return <p className="f-said">{capital(words(condition, catalogue, say, fields))}</p>;
  return (
    <div className="f-said">
      <p>{say.t(shape.op === 'all' ? 'said.all' : 'said.any')}</p>
      <ul className="f-said-list">
        {children(condition).map((part) => (
          <li key={JSON.stringify(part)}>{words(part, catalogue, say, fields)}</li>
        ))}
      </ul>
    </div>
  );
}
