import { escapeHtml } from '../../html/escape-html.ts';
import type { OpenInvitation } from './invitations.service.ts';

/** The form in which an invited user chooses a password. */
export function renderInvitation(invitation: OpenInvitation, token: string, fault?: string): string {
  const { organisationName, email, name } = invitation;
  const problem = fault === undefined ? '' : `<p role="alert"><strong>${escapeHtml(fault)}</strong></p>`;
  return page(
    'Choose a password',
    `<p>${escapeHtml(name)}, you are invited to administer <strong>${escapeHtml(organisationName)}</strong>.</p>
${problem}
<form method="post" action="/invitation">
<input type="hidden" name="token" value="${escapeHtml(token)}">
<p><label>E-mail address<br><input type="email" value="${escapeHtml(email)}" autocomplete="username" readonly></label></p>
<p><label>Password, at least 12 characters<br>
<input type="password" name="password" autocomplete="new-password" minlength="12" maxlength="200" required></label></p>
<p><button>Choose this password</button></p>
</form>`,
  );
}

/** What is said once the password is chosen. */
export function renderAccepted(invitation: OpenInvitation): string {
  return page(
    'Your password is set',
    `<p>You can now sign in as <strong>${escapeHtml(invitation.email)}</strong>. This link works no more.</p>
<p><a href="/">Go on</a></p>`,
  );
}

/** What is said of a link that opens nothing. */
export function renderRefusal(detail: string): string {
  return page('This link does not work', `<p>${escapeHtml(detail)}</p>`);
}

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${escapeHtml(title)}</title>
<link rel="stylesheet" href="/docs/style.css">
</head>
<body>
<main>
<h1>${escapeHtml(title)}</h1>
${body}
</main>
</body>
</html>
`;
}
