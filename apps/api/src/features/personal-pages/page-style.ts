import { createHash } from 'node:crypto';

/** Contrast is at least 7:1 for text and 3:1 for borders and focus, light and dark (WCAG 2.2, 1.4.6 and 1.4.11). */
const STYLE = `:root{color-scheme:light dark;--text:#1a1a1a;--page:#fff;--card:#f6f7f9;--line:#767d85;--alert:#a11212;--well:#1c6b2c;--action:#124a8a;--on-action:#fff}
@media (prefers-color-scheme:dark){:root{--text:#eceff2;--page:#14181c;--card:#1e242a;--line:#8a939c;--alert:#ff9b93;--well:#86d896;--action:#a9cdf8;--on-action:#0b1a2b}}
*{box-sizing:border-box}
body{margin:0;font:1.0625rem/1.55 system-ui,sans-serif;color:var(--text);background:var(--page);overflow-wrap:anywhere}
main{max-width:36rem;margin:0 auto;padding:1rem}
h1{font-size:1.4rem;line-height:1.3;margin:.5rem 0}
h2{font-size:1.2rem;margin:1.75rem 0 .5rem}
h3{font-size:1.05rem;margin:0 0 .5rem}
h4{font-size:1rem;margin:1rem 0 .25rem}
p{margin:.5rem 0}
ul,ol{margin:.25rem 0;padding-left:1.4rem}
li{margin:.4rem 0}
section,.done{background:var(--card);border:1px solid var(--line);border-left:.375rem solid var(--well);border-radius:.5rem;padding:.9rem 1rem;margin:.75rem 0}
section.found{border-left-color:var(--alert)}
code{font-size:.95em}
button{font:inherit;font-weight:600;width:100%;min-height:3rem;padding:.75rem 1rem;border:2px solid var(--action);border-radius:.5rem;background:var(--action);color:var(--on-action);cursor:pointer}
:focus-visible{outline:3px solid var(--text);outline-offset:3px}`;

/** The style sheet as it stands in the page. */
export const PAGE_STYLE = { markup: STYLE };

/** What the page may load and do: nothing but its own style and its own form. */
export const PAGE_SECURITY_POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ');
