import { CircleAlert, Save, Undo2 } from 'lucide-react';
import { useRoom } from './room';

/** What is changed and not kept yet; and what to do where somebody saved meanwhile. */
export function SaveBar() {
  const { t, state, store, ballot, called, nameOf } = useRoom();
  const { changed, busy, problem, conflict } = state;
  const touched = (path: readonly string[]): string =>
    path
      .map((step, index) => (index === 1 && path[0] === 'rows' ? nameOf(step) : called(step)))
      .slice(path[0] === 'rows' ? 1 : 0)
      .filter((step) => step !== 'scores')
      .join(' · ');
  return (
    <div
      className="mt-save mt-tool"
      role="status"
      data-open={changed.length > 0 || problem !== undefined || undefined}
    >
      {problem !== undefined && (
        <div className="note error">
          <CircleAlert className="icon" aria-hidden="true" />
          <div className="grow">
            <p>{problem}</p>
          </div>
          <button type="button" className="button small" onClick={store.forget}>
            {t('card.close')}
          </button>
        </div>
      )}
      {conflict && (
        <div className="note warn">
          <CircleAlert className="icon" aria-hidden="true" />
          <div className="grow">
            <p>
              <b>{conflict.by ? t('conflict.by', { name: conflict.by }) : t('conflict.somebody')}</b>
            </p>
            <p>
              {conflict.clashes.length === 0
                ? t('conflict.apart')
                : t('conflict.same', { count: conflict.clashes.length })}
            </p>
            {conflict.clashes.length > 0 && (
              <ul className="mt-clashes">
                {conflict.clashes.slice(0, 6).map((clash) => (
                  <li key={clash.path.join('/')}>{touched(clash.path)}</li>
                ))}
              </ul>
            )}
          </div>
          <div className="actions">
            <button type="button" className="button primary small" onClick={store.join}>
              {t('conflict.join')}
            </button>
            <button type="button" className="button small" onClick={store.reload}>
              {t('conflict.reload')}
            </button>
          </div>
        </div>
      )}
      {changed.length > 0 && !conflict && (
        <div className="mt-save-bar">
          <p>
            <b>{t('save.changed', { count: changed.length })}</b>{' '}
            <span className="muted">{busy === 'preview' ? t('save.counting') : t('save.preview')}</span>
          </p>
          <div className="actions">
            <button type="button" className="button" onClick={store.reset}>
              <Undo2 className="icon" aria-hidden="true" />
              {t('save.reset')}
            </button>
            <button
              type="button"
              className="button primary"
              disabled={busy === 'keep' || ballot !== undefined}
              onClick={() => void store.keep()}
            >
              <Save className="icon" aria-hidden="true" />
              {t(busy === 'keep' ? 'save.keeping' : 'save.keep')}
            </button>
          </div>
        </div>
      )}
    </div>
  );
}
