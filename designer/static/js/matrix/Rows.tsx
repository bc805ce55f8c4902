import { Fragment, useSyncExternalStore } from 'react';
import { CutButtons, cutWords } from './CutLine';
import { MatrixTable } from './MatrixTable';
import { lineAt } from './moves';
import { RowCard } from './RowCard';
import { useRoom } from './room';

const NARROW = '(width < 48rem)';

function listen(change: () => void): () => void {
  const query = matchMedia(NARROW);
  query.addEventListener('change', change);
  return () => query.removeEventListener('change', change);
}

/** The scenarios as a table, or one below the other where the window is too narrow for one. */
export function Rows({ moved }: { moved: ReadonlyMap<string, number> }) {
  const narrow = useSyncExternalStore(listen, () => matchMedia(NARROW).matches);
  const room = useRoom();
  if (!narrow) return <MatrixTable moved={moved} />;
  const { rows } = room.state.table;
  const line = lineAt(rows);
  const cut = (
    <div className="mt-cut-bar mt-cut-card">
      <p>{cutWords(room)}</p>
      <CutButtons />
    </div>
  );
  return (
    <div className="mt-rows">
      {line === 0 && cut}
      {rows.map((row, index) => (
        <Fragment key={row.scenario}>
          <RowCard row={row} moved={moved.get(row.scenario) ?? 0} />
          {index + 1 === line && cut}
        </Fragment>
      ))}
    </div>
  );
}
