import { DisplayName, EmailAddress } from '@cordon/contract';
import { createOrganisation } from '@cordon/db';
import { type Command, EXIT, readWords, required, UsageError } from '../policy/command.ts';
import { type CommandDeps, withCommandDeps } from './deps.ts';

/** `organisation create --name … --owner <e-mail> [--owner-name …] [--data …]`: prints a single-use invitation. */
export const organisationCreate: Command = async (words, output) => {
  const given = readWords(words, { valued: ['name', 'owner', 'owner-name', 'data'] });
  const name = DisplayName.safeParse(required(given, 'name'));
  const email = EmailAddress.safeParse(required(given, 'owner'));
  const ownerName = DisplayName.safeParse(given.options.get('owner-name') ?? required(given, 'owner'));
  if (!name.success) throw new UsageError('--name must be one line of at most 200 characters');
  if (!email.success) throw new UsageError('--owner must be an e-mail address');
  if (!ownerName.success) throw new UsageError('--owner-name must be one line of at most 200 characters');
  const dataDir = given.options.get('data');
  const input = { name: name.data, ownerEmail: email.data, ownerName: ownerName.data };
  const made = await withCommandDeps(typeof dataDir === 'string' ? dataDir : undefined, (deps) =>
    makeOrganisation(deps, input),
  );
  output.out(`Organisation ${input.name} was made: ${made.organisationId}`);
  output.out(`Its owner ${input.ownerEmail} chooses a password here, once, within 24 hours:`);
  output.out(made.link);
  return EXIT.ok;
};

/** Makes an organisation and the link of its owner's invitation. */
export async function makeOrganisation(
  deps: CommandDeps,
  input: { name: string; ownerEmail: string; ownerName: string },
): Promise<{ organisationId: string; link: string }> {
  const { database, secretBox, clock, config } = deps;
  const made = await createOrganisation(database, { ...input, now: clock.now(), secretBox });
  const link = new URL('/invitation', config.publicUrl);
  link.searchParams.set('token', made.invitationToken ?? '');
  return { organisationId: made.organisationId, link: link.href };
}
