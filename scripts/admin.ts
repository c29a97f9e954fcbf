/**
 * `npm run admin -- <command>`: what must be possible without a page, such as making the first owner. Needs the database
 * and nothing else. A generated password or key is the last line, alone, so that a script can take it.
 */
import { parseArgs } from 'node:util';
import { openDatabase } from '@/db/client';
import { readDemoClock } from '@/db/demo-clock';
import { API_SCOPES } from '@/db/schema/api-keys';
import { STAFF_ROLES, USER_ROLES } from '@/db/schema/users';
import type { AccountContext } from '@/lib/auth/account-context';
import { apiKeyInput, expiryOf } from '@/lib/auth/api-key-input';
import { changeRole } from '@/lib/auth/change-role';
import { createApiKey } from '@/lib/auth/create-api-key';
import { createUser } from '@/lib/auth/create-user';
import { disableUser, enableUser } from '@/lib/auth/disable-user';
import { createUserInput } from '@/lib/auth/input';
import { resetPassword } from '@/lib/auth/reset-password';
import { revokeApiKey } from '@/lib/auth/revoke-api-key';
import { pauseDebits, resumeDebits } from '@/lib/settings/pause-debits';
import { createMovableClock } from '@/lib/kit/clock';
import { EnvironmentError, loadEnv } from '@/lib/kit/env';
import { isRefusal, type RefusalCode } from '@/lib/kit/errors';
import { isId } from '@/lib/kit/ids';
import { checkDatabase, StartRefused } from '@/lib/start-check';

const USAGE = `Usage: npm run admin -- <command>

  create-user     --email E --role R [--name N]   makes a user and prints the password
  reset-password  --email E                       makes a new password and prints it; ends their sessions
  set-role        --email E --role R              changes a role among the staff; ends their sessions
  disable-user    --email E                       shuts a user out at once
  enable-user     --email E                       lets a user in again
  create-api-key  --name N [--scope S,S] [--expires-in-days D]
                                                  makes a key of the REST API and prints it
  revoke-api-key  --id KEY_ID                     ends a key at once
  pause-debits    [--reason TEXT]                 nothing new is debited until somebody resumes
  resume-debits                                   debits that waited go on at once

Roles: ${USER_ROLES.join(', ')}.
Scopes: ${API_SCOPES.join(', ')}; without --scope a key may do all of it.`;

/** The command line is not as it should be; the message says how. */
class UsageError extends Error {
  override readonly name = 'UsageError';
}

interface Options {
  readonly email?: string;
  readonly role?: string;
  readonly name?: string;
  readonly reason?: string;
  readonly scope?: string;
  readonly 'expires-in-days'?: string;
  readonly id?: string;
}

type Command = (ctx: AccountContext, options: Options) => Promise<string>;

const COMMANDS: Readonly<Record<string, Command>> = {
  'create-user': async (ctx, options) => {
    const email = emailOf(options);
    const input = createUserInput.safeParse({ email, name: options.name ?? email.split('@')[0] });
    if (!input.success) throw new UsageError(input.error.issues[0]?.message ?? 'The user is not right.');
    const role = oneOf(USER_ROLES, options.role);
    const { password } = await createUser(ctx, { ...input.data, role });
    return `${input.data.email} may sign in as ${role}. The password is shown this once:\n${password}`;
  },
  'reset-password': async (ctx, options) => {
    const email = emailOf(options);
    const { password, isDisabled } = await resetPassword(ctx, { email });
    const state = isDisabled ? `${email} is still shut out. ` : '';
    return `${state}All sessions of ${email} have ended. The new password is shown this once:\n${password}`;
  },
  'set-role': async (ctx, options) => {
    const email = emailOf(options);
    const role = oneOf(STAFF_ROLES, options.role);
    await changeRole(ctx, { email, role });
    return `${email} is ${role} now. Their sessions have ended.`;
  },
  'disable-user': async (ctx, options) => {
    await disableUser(ctx, { email: emailOf(options) });
    return `${emailOf(options)} is shut out.`;
  },
  'enable-user': async (ctx, options) => {
    await enableUser(ctx, { email: emailOf(options) });
    return `${emailOf(options)} may sign in again.`;
  },
  'create-api-key': async (ctx, options) => {
    const { name, scopes, expiresInDays } = apiKeyOf(options);
    const expiresAt = expiryOf(expiresInDays, new Date());
    const { keyId, key } = await createApiKey(ctx, { name, scopes, expiresAt });
    const until = expiresAt === null ? 'until it is revoked' : `until ${expiresAt.toISOString()}`;
    const may = API_SCOPES.filter((scope) => scopes.includes(scope)).join(', ');
    return `The key ${keyId} may do ${may}, ${until}. It is shown this once:\n${key}`;
  },
  'revoke-api-key': async (ctx, options) => {
    if (!isId('key', options.id)) throw new UsageError('--id must be the id of a key: key_ and 26 letters.');
    await revokeApiKey(ctx, options.id);
    return `${options.id} is revoked. Requests with it are refused from now on.`;
  },
  'pause-debits': async (ctx, options) => {
    const paused = await pauseDebits(ctx, { reason: options.reason ?? 'by command' });
    return paused ? 'Debits are paused. Nothing new is debited.' : 'Debits were paused already.';
  },
  'resume-debits': async (ctx) => {
    const resumed = await resumeDebits(ctx);
    return resumed ? 'Debits go on. Those that waited are due at once.' : 'Debits were not paused.';
  },
};

function emailOf(options: Options): string {
  if (!options.email) throw new UsageError('--email is missing.');
  return options.email;
}

function oneOf<Value extends string>(values: readonly Value[], given: string | undefined): Value {
  const found = values.find((value) => value === given);
  if (found === undefined) throw new UsageError(`--role must be one of: ${values.join(', ')}.`);
  return found;
}

function apiKeyOf(options: Options) {
  const { name, scope, 'expires-in-days': days } = options;
  if (name === undefined) throw new UsageError('--name is missing.');
  const input = apiKeyInput.safeParse({
    name,
    scopes: scope === undefined ? API_SCOPES : [...new Set(scope.split(',').map((one) => one.trim()))],
    expiresInDays: days === undefined ? null : Number(/^\d+$/.test(days) ? days : NaN),
  });
  if (input.success) return input.data;
  const { path, message } = input.error.issues[0]!;
  if (path[0] === 'scopes') throw new UsageError(`--scope must be some of: ${API_SCOPES.join(', ')}.`);
  throw new UsageError(`${path[0] === 'name' ? '--name' : '--expires-in-days'}: ${message}`);
}

function readCommandLine(args: readonly string[]): { command: Command; options: Options } {
  const [name = '', ...rest] = args;
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!command) throw new UsageError(name === '' ? 'No command is given.' : `There is no command "${name}".`);
  try {
    const option = { type: 'string' } as const;
    const { values } = parseArgs({
      args: rest,
      options: {
        email: option,
        role: option,
        name: option,
        reason: option,
        scope: option,
        'expires-in-days': option,
        id: option,
      },
      strict: true,
    });
    return { command, options: values };
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : 'The options are not right.');
  }
}

async function main(): Promise<string> {
  const { command, options } = readCommandLine(process.argv.slice(2));
  const env = loadEnv(process.env, { need: 'database' });
  await checkDatabase(env);
  const { db, close } = openDatabase(env.databaseUrl.reveal(), { poolSize: 1, applicationName: 'mandate admin' });
  try {
    const actor = { kind: 'system', name: 'admin command' } as const;
    // In a demo whose clock was moved, the audit log goes on at the demo's time.
    const clock = createMovableClock();
    const setting = await readDemoClock(db);
    if (setting) clock.adopt(setting);
    return await command({ db, actor, now: clock.now }, options);
  } finally {
    await close();
  }
}

/** Refusals whose words are meant for a page. */
const SENTENCES: Partial<Record<RefusalCode, string>> = {
  not_found: 'There is no such user or key. Nothing was changed.',
  email_taken: 'There is a user with this e-mail address already. Nothing was changed.',
};

function explain(error: unknown): string {
  if (error instanceof UsageError) return `${error.message}\n\n${USAGE}`;
  if (isRefusal(error)) return SENTENCES[error.code] ?? [error.sentence, ...Object.values(error.fields)].join(' ');
  if (error instanceof EnvironmentError || error instanceof StartRefused) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

try {
  process.stdout.write(`${await main()}\n`);
  process.exit(0);
} catch (error) {
  process.stderr.write(`${explain(error)}\n`);
  process.exit(error instanceof UsageError ? 2 : 1);
}
