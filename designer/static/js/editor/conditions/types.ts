/** Which operators fit an attribute, and what a criterion becomes when its subject or operator changes. */

import type { AttributeType, Catalogue, Condition, Literal } from '../../model/document';
import { isLiteral } from '../fields/json';
import { type Comparison, read, type Shape, write } from './tree';

/** The names a criterion may speak of: a contact's attributes, or an event's properties in a `where`. */
export interface Field {
  readonly name: string;
  readonly type: AttributeType;
  readonly values: readonly Literal[];
  readonly label: string | { fr?: string; en?: string };
}

export type FieldOperator = Comparison | 'in' | 'between' | 'is_set' | 'contains' | 'matches';

const FITTING: Readonly<Record<AttributeType, readonly FieldOperator[]>> = {
  text: ['eq', 'ne', 'in', 'contains', 'matches', 'is_set'],
  number: ['eq', 'ne', 'gt', 'ge', 'lt', 'le', 'between', 'in', 'is_set'],
  boolean: ['eq', 'is_set'],
  date: ['eq', 'ne', 'gt', 'ge', 'lt', 'le', 'between', 'is_set'],
  instant: ['gt', 'ge', 'lt', 'le', 'between', 'is_set'],
  list: ['contains', 'is_set'],
};

/** The operators to offer for a type, with the one in use even where it does not fit. */
export function operatorsFor(type: AttributeType, current: FieldOperator): readonly FieldOperator[] {
  const fitting = FITTING[type];
  return fitting.includes(current) ? fitting : [...fitting, current];
}

/** The fields of the contact, in the order of the catalogue. */
export function contactFields(catalogue: Catalogue): readonly Field[] {
  return catalogue.attributes.map(({ name, type, values, label }) => ({
    name,
    type,
    values: values ?? [],
    label,
  }));
}

/** The properties of an event, as fields of its `where`. */
export function eventFields(catalogue: Catalogue, event: string | undefined): readonly Field[] {
  const known = catalogue.events.find(({ name }) => name === event);
  return Object.entries(known?.properties ?? {}).map(([name, type]) => ({
    name,
    type,
    values: [],
    label: name,
  }));
}

/** The type a literal was written as; what the data document does not know is compared so. */
export function typeOfLiteral(value: unknown): AttributeType {
  if (typeof value === 'number') return 'number';
  if (typeof value === 'boolean') return 'boolean';
  if (typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value)) return 'date';
  if (typeof value === 'string' && /^\d{4}-\d{2}-\d{2}T/.test(value)) return 'instant';
  return 'text';
}

/** The first value to offer for a type. */
export function blank(type: AttributeType, values: readonly Literal[] = []): Literal {
  if (type === 'boolean') return true;
  const [first] = values;
  if (first !== undefined) return first;
  return type === 'number' ? 0 : '';
}

/** A literal carried to another type, where it can be; else the blank of that type. */
export function cast(value: Literal, type: AttributeType): Literal {
  if (type === 'number') {
    const number = typeof value === 'number' ? value : Number(String(value).replace(',', '.'));
    return value !== '' && typeof value !== 'boolean' && Number.isFinite(number) ? number : 0;
  }
  if (type === 'boolean') return typeof value === 'boolean' ? value : true;
  if (type === 'text' || type === 'list') return String(value);
  return typeOfLiteral(value) === type ? value : '';
}

type FieldShape = Extract<Shape, { readonly field: string }>;

export function isFieldShape(shape: Shape): shape is FieldShape {
  return 'field' in shape;
}

/** The first literal of a criterion, whatever its operator. */
export function firstLiteral(shape: FieldShape): Literal | undefined {
  switch (shape.op) {
    case 'in':
      return shape.values[0];
    case 'between':
      return shape.low;
    case 'is_set':
      return undefined;
    case 'matches':
      return shape.pattern;
    default:
      return shape.value;
  }
}

/** A criterion on a field; its old literal is kept where it fits. */
export function criterion(op: FieldOperator, field: string, type: AttributeType, old?: Literal): Condition {
  const value = old === undefined ? blank(type) : cast(old, type);
  switch (op) {
    case 'is_set':
      return { is_set: field };
    case 'in':
      return { in: [field, value === '' ? [] : [value]] };
    case 'between':
      return { between: [field, value, value] };
    case 'contains':
      return { contains: [field, value] };
    case 'matches':
      return { matches: [field, typeof value === 'string' ? value : ''] };
    default:
      return write({ op, field, value });
  }
}

/** The same criterion with another operator. */
export function withOperator(condition: Condition, op: FieldOperator, type: AttributeType): Condition {
  const shape = read(condition);
  if (!isFieldShape(shape)) return condition;
  return criterion(op, shape.field, type, firstLiteral(shape));
}

/** The criterion to begin with on a field: the operator people mean first. */
export function fresh(field: Field | undefined, name: string): Condition {
  const type = field?.type ?? 'text';
  const op: FieldOperator =
    type === 'list' ? 'contains' : type === 'instant' || type === 'number' ? 'ge' : 'eq';
  const value = blank(type, field?.values);
  return isLiteral(value) ? criterion(op, name, type, value) : { is_set: name };
}
