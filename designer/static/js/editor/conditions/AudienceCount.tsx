import { Users } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { Condition } from '../../model/document';
import { useForms } from '../fields/context';
import { useSettled } from '../fields/inputs';
import { isComplete } from './tree';

type Count =
  | { readonly state: 'counting' | 'failed' | 'incomplete' }
  | { readonly state: 'counted'; readonly count: number; readonly of: number };

/** Milliseconds without a keystroke before the server is asked. */
const PAUSE = 400;

/** How many contacts satisfy the condition now. */
export function AudienceCount({ condition }: { condition: Condition | undefined }) {
  const { say, server } = useForms();
  const [count, setCount] = useState<Count>({ state: 'counting' });
  const settled = useSettled(JSON.stringify(condition ?? { all: [] }), PAUSE);

  useEffect(() => {
    const asked = JSON.parse(settled) as Condition;
    if (!isComplete(asked)) {
      setCount({ state: 'incomplete' });
      return;
    }
    const abort = new AbortController();
    setCount((old) => (old.state === 'counted' ? old : { state: 'counting' }));
    server.countAudience(asked, abort.signal).then(
      (answer) => setCount({ state: 'counted', count: answer.count, of: answer.of }),
      () => {
        if (!abort.signal.aborted) setCount({ state: 'failed' });
      },
    );
    return () => abort.abort();
  }, [settled, server]);

  const share = count.state === 'counted' && count.of > 0 ? count.count / count.of : 0;
  return (
    <div className="f-count" aria-live="polite">
      <Users aria-hidden="true" className="f-count-icon" size={14} />
      {count.state === 'counted' ? (
        <>
          <span>
            <strong>{say.t('count.contacts', { count: count.count })}</strong>{' '}
            {say.t('count.of', { of: count.of })}
          </span>
          <meter aria-label={say.t('count.share')} className="f-meter" max={1} min={0} value={share} />
        </>
      ) : (
        <span>{say.t(`count.${count.state}`)}</span>
      )}
    </div>
  );
}
