/** What a deployment still lacks before it can work, in a sentence, and the commands that set it. */
export interface Missing {
  what: string;
  commands: string[];
}

interface Has {
  database: boolean;
  secretKey: boolean;
  provider: boolean;
  eventToken: boolean;
}

/**
 * What is not set, where the app cannot work without it; then also what it can do without, so that the page names all
 * that is to be done. The commands are Code Engine's, since only there the app starts so. `app` is CE_APP.
 */
export function missing(has: Has, app: string): Missing[] {
  const all: Missing[] = [];
  if (!has.database)
    all.push({
      what: 'A database is not bound yet. The disk of this place does not last, so the traffic needs one.',
      commands: [
        `ibmcloud ce app bind --name ${app} --service-instance <name of your Db2 or PostgreSQL instance>`,
        `ibmcloud ce secret create --name ${app}-database --from-literal DATABASE_URL='postgres://user:password@host:5432/traffic?sslmode=verify-full'`,
        `ibmcloud ce app update --name ${app} --env-from-secret ${app}-database`,
      ],
    });
  if (!has.secretKey)
    all.push({
      what: 'SECRET_KEY is not set. It encrypts the stored GitHub tokens. Keep a copy of it: without it they cannot be read again.',
      commands: [
        `ibmcloud ce secret create --name ${app}-key --from-literal SECRET_KEY="$(openssl rand -base64 48)"`,
        `ibmcloud ce app update --name ${app} --env-from-secret ${app}-key`,
      ],
    });
  return all.length ? [...all, ...advised(has, app)] : [];
}

function advised({ provider, eventToken }: Has, app: string): Missing[] {
  const all: Missing[] = [];
  if (!provider)
    all.push({
      what: 'App ID is not bound yet. Without it, or another provider, people sign in with passwords kept here.',
      commands: [`ibmcloud ce app bind --name ${app} --service-instance <name of your App ID instance>`],
    });
  if (!eventToken)
    all.push({
      what: 'EVENT_TOKEN is not set. Without it the daily event is refused; give the cron subscription the same one.',
      commands: [
        `ibmcloud ce secret create --name ${app}-event --from-literal EVENT_TOKEN="$(openssl rand -hex 32)"`,
        `ibmcloud ce app update --name ${app} --env-from-secret ${app}-event`,
      ],
    });
  return all;
}
