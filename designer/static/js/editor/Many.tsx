import { Copy, Trash2 } from 'lucide-react';
import type { T } from '../i18n/editor';

interface ManyProps {
  t: T;
  count: number;
  readOnly: boolean;
  onDuplicate(): void;
  onDelete(): void;
}

/** What several chosen steps share. */
export function Many({ t, count, readOnly, onDuplicate, onDelete }: ManyProps) {
  return (
    <section className="ed-many">
      <h2>{t('findings.many', { count })}</h2>
      <p>{t('findings.many.hint')}</p>
      {!readOnly && (
        <div className="ed-many-tools">
          <button type="button" className="button small" onClick={onDuplicate}>
            <Copy className="icon" aria-hidden="true" />
            {t('findings.duplicate')}
          </button>
          <button type="button" className="button small danger" onClick={onDelete}>
            <Trash2 className="icon" aria-hidden="true" />
            {t('findings.delete')}
          </button>
        </div>
      )}
    </section>
  );
}
