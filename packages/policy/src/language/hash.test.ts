import { expect, test } from '@jest/globals';
import type { PolicyDocument } from './document.ts';
import { canonicalJson, hashDocument } from './hash.ts';

test('canonical JSON is that of RFC 8785, section 3.2', () => {
  const value = {
    numbers: [333333333.3333333, 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
    string: '\u20ac$\u000f\u000aA\'\u0042\u0022\u005c\\"/',
    literals: [null, true, false],
  };
  expect(canonicalJson(value)).toBe(
    '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
  );
});

test('a content hash is SHA-256 over the canonical JSON, whatever the order of keys', () => {
  const document: PolicyDocument = {
    apiVersion: 'cordon/v1',
    kind: 'Policy',
    metadata: { name: 'p' },
    spec: { rules: [{ id: 'p', posture: { forbid: ['rooted'] } }] },
  };
  const { spec, metadata, kind, apiVersion } = document;
  expect(hashDocument(document)).toBe(hashDocument({ spec, metadata, kind, apiVersion }));
  // printf '%s' '{"apiVersion":"cordon/v1","kind":"Policy","metadata":{"name":"p"},"spec":{"rules":[{"id":"p","posture":{"forbid":["rooted"]}}]}}' | sha256sum
  expect(hashDocument(document)).toBe('744bd2008c9ce115c95376fbf22943e35e6ef186c04e94d304a42f8595b16e6f');
});
