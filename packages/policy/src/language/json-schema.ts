import { z } from 'zod';
import { PolicyDocument } from './document.ts';

/** The JSON Schema (draft 2020-12) of policy documents, for editors. References and catalogue keys are checked by `lintDocument`. */
export function policyJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(PolicyDocument, { target: 'draft-2020-12', io: 'input' }) as Record<string, unknown>;
  return { ...schema, $id: 'urn:cordon:schema:policy:v1', title: 'Cordon policy' };
}
