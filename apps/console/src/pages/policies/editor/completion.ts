import type { Completion, CompletionContext, CompletionResult, CompletionSource } from '@codemirror/autocomplete';
import { keysOf, type Shape, shapesAt, valuesOf } from './language.ts';
import { placeAt } from './place-at.ts';

/** Something that a document may name, with how people call it. */
export interface Named {
  key: string;
  name: string;
}

/** What the organisation has that documents name. */
export interface Known {
  vendors: readonly Named[];
  services: readonly Named[];
  units: readonly Named[];
  countries: readonly Named[];
}

/** Which of the known things stand at a path, by its last keys. */
const KNOWN_AT: readonly (readonly [RegExp, keyof Known])[] = [
  [/\/(vendor\/deny\/\d+|vendors\/\d+|(deny\/\d+|covers|affects)\/vendor)$/, 'vendors'],
  [/\/service\/deny\/\d+$/, 'services'],
  [/\/(countries|jurisdictions)\/\d+$/, 'countries'],
  [/\/units\/\d+$/, 'units'],
];

/** Completes keys, words and names, by the published schema of the language and what the organisation knows. */
export function policyCompletion(language: Shape, known: Known): CompletionSource {
  return (context: CompletionContext): CompletionResult | null => {
    const text = context.state.doc.toString();
    const { path, kind, word, siblings } = placeAt(text, context.pos);
    if (/\s/.test(word) || (word === '' && !context.explicit && kind === 'either')) return null;
    const shapes = shapesAt(language, path);
    const keys = kind === 'value' ? [] : keyOptions(shapes, siblings);
    const values = kind === 'key' ? [] : valueOptions(shapes, path, known);
    // Within a list on lines of its own, what begins the line may be either.
    const options = [...keys, ...values];
    return options.length === 0 ? null : { from: context.pos - word.length, options, validFor: /^[\w/."-]*$/ };
  };
}

function keyOptions(shapes: readonly Shape[], siblings: ReadonlySet<string>): Completion[] {
  return keysOf(shapes)
    .filter(([key]) => !siblings.has(key))
    .map(([key, shape], index) => ({
      label: key,
      apply: `${key}: `,
      type: 'property',
      detail: detailOf(shape),
      // In the order of the language: what a document begins with comes first.
      boost: -index,
    }));
}

function detailOf({ type, properties, items, enum: words }: Shape): string {
  if (words) return 'one of several words';
  if (items || type === 'array') return 'list';
  return properties || type === 'object' ? 'mapping' : '';
}

function valueOptions(shapes: readonly Shape[], path: readonly (string | number)[], known: Known): Completion[] {
  const address = `/${path.join('/')}`;
  const kind = KNOWN_AT.find(([pattern]) => pattern.test(address))?.[1];
  if (kind) return known[kind].map(({ key, name }) => ({ label: key, detail: name, type: 'constant' }));
  return [...new Set(valuesOf(shapes))].map((label) => ({ label: quoted(label), type: 'enum' }));
}

/** As YAML reads it back: what looks like a number or an operator stands in quotes. */
function quoted(label: string): string {
  return /^[A-Za-z][\w/.-]*$/.test(label) ? label : JSON.stringify(label);
}
