/** Where a new policy begins: valid, and harmless until it is changed. */
export function newPolicySource(name: string): string {
  return `apiVersion: cordon/v1
kind: Policy
metadata:
  name: ${name}
  title: ${name}
spec:
  rules:
    - id: reports-weekly
      freshness: { maxAge: P7D }
      severity: medium
`;
}
