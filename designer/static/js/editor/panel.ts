import type { Catalogue, Finding, Locale, Path, Scenario } from '../model/document';
import type { Texts } from './texts';

/**
 * What the sheet and the inspector get from the editor.
 *
 * Both are controlled: they show `document` and answer with `onChange`, which is one undo step
 * (typing at one path is gathered into one). `undefined` removes the field.
 */
export interface PanelProps {
  document: Scenario;
  onChange(path: Path, value: unknown | undefined): void;
  catalogue: Catalogue;
  findings: Finding[];
  locale: Locale;
  /** Id of the one selected node; absent when none or several are. */
  selected?: string | undefined;
  onSelect(id: string | undefined): void;
  /** True while the document may not be changed (archived): fields are shown, not editable. */
  readOnly?: boolean | undefined;
  /** Opens one of the editor's tools, by its id. */
  onTool?: ((id: string) => void) | undefined;
  /** The texts of the session, saved by themselves. */
  texts?: Texts | undefined;
}
