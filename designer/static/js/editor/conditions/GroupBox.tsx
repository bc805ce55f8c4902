import { Ellipsis, Plus } from 'lucide-react';
import { useForms } from '../fields/context';
import { Select } from '../fields/inputs';
import { Menu } from '../fields/Menu';
import { type Bench, Node, placeName } from './ConditionEditor';
import { at, canUnwrap, insert, move, negate, type Place, read, regroup, remove, unwrap } from './tree';
import { fresh } from './types';

interface GroupBoxProps {
  bench: Bench;
  place: Place;
  join?: 'first' | 'all' | 'any' | undefined;
  negated?: boolean | undefined;
}

/** The word that links a row to the one above; on the second row it is a choice, for the whole group. */
export function Join({
  bench,
  place,
  join,
  index,
}: {
  bench: Bench;
  place: Place;
  join: 'first' | 'all' | 'any';
  index: number;
}) {
  const { say } = useForms();
  if (join === 'first') return <span className="f-join">{say.t('condition.first')}</span>;
  if (index > 1) return <span className="f-join">{say.t(join === 'all' ? 'words.and' : 'words.or')}</span>;
  return (
    <Select
      aria-label={say.t('condition.link')}
      className="f-link"
      onChange={(op) => bench.change(regroup(bench.root, place, op === 'any' ? 'any' : 'all'))}
      options={[
        { value: 'all', label: say.t('words.and') },
        { value: 'any', label: say.t('words.or') },
      ]}
      value={join}
    />
  );
}

/** The parts of a group; below the top it is a box with its own menu. */
export function GroupBox({ bench, place, join, negated = false }: GroupBoxProps) {
  const { say } = useForms();
  const shape = read(at(bench.root, place));
  const isTop = place.length === 0;
  const [first] = bench.fields;
  const parts = shape.op === 'all' || shape.op === 'any' ? shape.parts : [];
  const rows =
    shape.op === 'all' || shape.op === 'any' ? (
      parts.map((_, index) => {
        const link = index === 0 ? 'first' : shape.op;
        const row = [...place, index];
        return (
          <div className="f-row" key={placeName(row)}>
            <Join bench={bench} index={index} join={link} place={place} />
            <Node bench={bench} join={link} place={row} />
          </div>
        );
      })
    ) : (
      <Node bench={bench} join={undefined} place={place} />
    );
  if (isTop && !negated) return <div className="f-rows">{rows}</div>;
  const own = negated ? place.slice(0, -1) : place;
  const go = (step: -1 | 1): void => {
    const next = move(bench.root, own, step);
    bench.change(next.root, next.place);
  };
  const add = (): void =>
    bench.change(insert(bench.root, place, parts.length, fresh(first, first?.name ?? '')), [
      ...place,
      parts.length,
    ]);
  return (
    <fieldset className={negated ? 'f-box f-box--not' : 'f-box'} data-place={placeName(place)}>
      <legend className="f-hidden">{say.t(negated ? 'condition.group.not' : 'condition.group')}</legend>
      {negated && (
        <button
          className="f-not"
          onClick={() => bench.change(negate(bench.root, own))}
          title={say.t('condition.not.undo')}
          type="button"
        >
          {say.t('condition.not')}
        </button>
      )}
      <div className="f-rows">{rows}</div>
      <div className="f-box-foot">
        {(shape.op === 'all' || shape.op === 'any') && (
          <button className="f-button f-button--ghost" onClick={add} type="button">
            <Plus aria-hidden="true" size={14} />
            {say.t('condition.add')}
          </button>
        )}
        <Menu
          icon={<Ellipsis aria-hidden="true" size={16} />}
          items={[
            {
              label: say.t(negated ? 'condition.not.undo' : 'condition.not.do'),
              onChoose: () => bench.change(negate(bench.root, own)),
            },
            {
              label: say.t('condition.unwrap'),
              disabled: !canUnwrap(bench.root, place),
              onChoose: () => bench.change(unwrap(bench.root, place)),
            },
            { label: say.t('condition.up'), onChoose: () => go(-1), disabled: join === undefined },
            { label: say.t('condition.down'), onChoose: () => go(1), disabled: join === undefined },
            {
              label: say.t('condition.group.remove'),
              danger: true,
              onChoose: () => bench.change(remove(bench.root, own)),
            },
          ]}
          label={say.t('condition.group.menu')}
        />
      </div>
    </fieldset>
  );
}
