/** The nonce with which styles made by script are allowed; the API puts a new one into each page it sends. */
export function styleNonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? '';
}
