import { CircleAlert, CircleCheck, X } from 'lucide-react';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import type { Api } from '../api/client';
import type { OrderChanged } from '../api/schema';
import { type OrderT, orderWords } from '../i18n/order';
import type { Locale } from '../model/document';
import { again, type Boot, nameOf } from './boot';
import { type Fault, faultOf, isOld } from './faults';
import { refresh, settle } from './page';
import { TaskDialog } from './TaskDialog';
import { changeOf, pairOf, type Task, taskOf } from './task';

interface Told {
  fault?: Fault;
  words: string;
  /** The id by which what was done is taken back. */
  undo?: string;
}

interface OrderToolProps {
  api: Api;
  locale: Locale;
  first: Boot;
}

const DONE = {
  add: 'done.added',
  edit: 'done.changed',
  remove: 'done.removed',
  drop: 'done.removed',
} as const;

/** The buttons of the page: each opens its dialog, or does at once what it says. */
export function OrderTool({ api, locale, first }: OrderToolProps) {
  const t = orderWords(locale);
  const [boot, setBoot] = useState(first);
  const [task, setTask] = useState<Task>();
  const [told, setTold] = useState<Told>();
  const busy = useRef(false);

  const names = useCallback(
    (of: Task) => {
      const { winner, loser } = pairOf(of);
      return { winner: nameOf(boot, winner), loser: nameOf(boot, loser) };
    },
    [boot],
  );

  const reread = useCallback(async (): Promise<Boot> => {
    const fresh = await refresh();
    setBoot(fresh);
    return fresh;
  }, []);

  const save = useCallback(
    async (wanted: Task): Promise<void> => {
      const change = changeOf(wanted);
      const revision = boot.scenarios.find((one) => one.key === change?.winner)?.revision;
      const made = await api.ask<OrderChanged>('POST', '/order/changes', change, {
        'If-Match': `"${String(revision)}"`,
      });
      setTask(undefined);
      await reread();
      setTold({ words: t(DONE[wanted.kind], names(wanted)), undo: made.undo });
      settle();
    },
    [api, boot, names, reread, t],
  );

  const drop = useCallback(
    async (wanted: Task): Promise<void> => {
      if (busy.current) return;
      busy.current = true;
      try {
        await save(wanted);
      } catch (error) {
        if (isOld(error)) await reread();
        const fault = isOld(error)
          ? { words: t('error.changed', names(wanted)) }
          : faultOf(error, names(wanted), t, locale);
        setTold({ words: fault.words, fault });
      } finally {
        busy.current = false;
      }
    },
    [save, reread, names, t, locale],
  );

  const undo = async (id: string): Promise<void> => {
    try {
      await api.fetch('POST', `/order/changes/${encodeURIComponent(id)}/undo`);
      await reread();
      setTold({ words: t('done.undone') });
    } catch {
      setTold({ words: t('error.undo'), fault: { words: t('error.undo') } });
    }
    settle();
  };

  useEffect(() => {
    const heard = (event: MouseEvent): void => {
      const button = (event.target as Element).closest<HTMLElement>('[data-order]');
      const wanted = button ? taskOf(boot, button.dataset) : undefined;
      if (wanted === undefined) return;
      if (button?.dataset.order === 'drop') void drop(wanted);
      else setTask(wanted);
    };
    document.addEventListener('click', heard);
    return () => document.removeEventListener('click', heard);
  }, [boot, drop]);

  /** After somebody else's save: the same task over the page as it is now, where it still makes sense. */
  const renew = async (wanted: Task): Promise<boolean> => {
    const fresh = await reread();
    if (wanted.kind !== 'edit' && wanted.kind !== 'remove') return true;
    const old = again(fresh, wanted.old);
    if (old === undefined) return false;
    setTask({ ...wanted, old });
    return true;
  };

  return (
    <>
      {task && (
        <TaskDialog
          api={api}
          boot={boot}
          key={task.kind}
          locale={locale}
          names={names(task)}
          onClose={() => setTask(undefined)}
          onRenew={renew}
          onSave={save}
          onTask={setTask}
          t={t}
          task={task}
        />
      )}
      <Toast onClose={() => setTold(undefined)} onUndo={(id) => void undo(id)} t={t} told={told} />
    </>
  );
}

interface ToastProps {
  told: Told | undefined;
  t: OrderT;
  onUndo(id: string): void;
  onClose(): void;
}

function Toast({ told, t, onUndo, onClose }: ToastProps) {
  const holder = useMemo(() => document.getElementById('toasts'), []);
  if (told === undefined || holder === null) return null;
  const { undo, fault } = told;
  return createPortal(
    <div className={fault ? 'toast error' : 'toast'}>
      {fault ? (
        <CircleAlert aria-hidden="true" className="icon" />
      ) : (
        <CircleCheck aria-hidden="true" className="icon" />
      )}
      <p>
        {told.words} {fault?.detail && <span lang="en">{fault.detail}</span>}
      </p>
      {undo !== undefined && (
        <button className="button small" onClick={() => onUndo(undo)} type="button">
          {t('undo')}
        </button>
      )}
      <button aria-label={t('close')} className="button plain square small" onClick={onClose} type="button">
        <X aria-hidden="true" className="icon" />
      </button>
    </div>,
    holder,
  );
}
