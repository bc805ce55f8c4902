import type { AttributeType, Json, Literal } from '../../model/document';
import { typeOfLiteral } from '../conditions/types';
import { ValueInput } from '../conditions/ValueInput';
import { useForms } from '../fields/context';
import { isLiteral } from '../fields/json';

interface AttributeValueProps {
  name: string;
  label: string;
  value: Json;
  onChange(value: Json): void;
  /** Of a property; an attribute's is declared. */
  type?: AttributeType | undefined;
}

/** A value of an attribute or property, typed as it is declared, else as it is. */
export function AttributeValue({ name, label, value, onChange, type }: AttributeValueProps) {
  const { catalogue } = useForms();
  const known = catalogue.attributes.find((one) => one.name === name);
  const literal: Literal = isLiteral(value) ? value : Array.isArray(value) ? value.join('|') : '';
  const kind = type ?? known?.type ?? (name.startsWith('consent_') ? 'boolean' : typeOfLiteral(literal));
  return (
    <ValueInput
      label={label}
      onChange={(next) =>
        onChange(kind === 'list' && typeof next === 'string' ? next.split('|').filter(Boolean) : next)
      }
      type={kind}
      value={literal}
      values={known?.values ?? []}
    />
  );
}
