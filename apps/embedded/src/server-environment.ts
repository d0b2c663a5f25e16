import type { EmbeddedConfig } from '@cordon/runtime';
import { originOf } from './addresses.ts';
import type { DataDirectory } from './data-directory.ts';

/**
 * What API and worker are told, as they would be in production by their environment.
 *
 * @param ownerUrl connection string of the superuser for Cordon's database
 */
export function serverEnvironment(
  config: EmbeddedConfig,
  directory: DataDirectory,
  ownerUrl: string,
): Record<string, string> & { DATABASE_URL: string; PUBLIC_URL: string } {
  const app = new URL(ownerUrl);
  app.username = 'cordon_app';
  app.password = directory.appPassword;
  const { SMTP_URL, ALSO_KNOWN_AS, ...passedOn } = config.passedOn;
  const local = [`http://127.0.0.1:${config.port}`, `http://localhost:${config.port}`];
  return {
    MAIL_FROM: 'Cordon <cordon@localhost.localdomain>',
    ...passedOn,
    ...(SMTP_URL ? { SMTP_URL } : { MAIL_DIR: directory.mail }),
    NODE_ENV: 'production',
    DATABASE_URL: app.href,
    PUBLIC_URL: config.publicUrl ?? originOf(config.host, config.port),
    ALSO_KNOWN_AS: [ALSO_KNOWN_AS, ...local].filter(Boolean).join(','),
    HOST: config.host,
    PORT: String(config.port),
    CORDON_SECRET_KEY: directory.secretKey,
    AUDIT_CHECKPOINT_DIR: directory.auditCheckpoints,
  };
}
