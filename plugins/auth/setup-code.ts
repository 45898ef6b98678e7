import type { Security } from '../security/api.js';
import type { Options } from './options.js';

export interface Setup {
  is(given: string): boolean;
  /** Whether the installation has no administrator yet. */
  waits(): Promise<boolean>;
  waitsWhile(check: () => Promise<boolean>): void;
  /** What an operator reads on the console while the installation waits: how to set it up. */
  instructions(): string;
  /** Prints the instructions, if the installation waits. */
  announce(print: (text: string) => void): Promise<void>;
  /** The address that stands for the code. The code is behind the #, which no server or proxy sees. */
  link: string;
}

/** The set-up code: the same on every instance, since it derives from SECRET_KEY; good only until the first administrator exists. */
export function setupCode(
  security: Security,
  options: Pick<Options, 'publicUrl' | 'provider' | 'githubLogin'>,
): Setup {
  const code = security.derive('set-up code').toString('base64url').slice(0, 24);
  const link = `${options.publicUrl}/login/link#${code}`;
  let waiting = async (): Promise<boolean> => false;
  function instructions(): string {
    const local = !options.provider && !options.githubLogin;
    return local
      ? `\nThis installation is not set up yet. Open this link to begin:\n\n  ${link}\n\n`
      : `\nThis installation is not set up yet. Sign in at ${options.publicUrl}/admin/initialize-app\n` +
          `The set-up code, should it ask for one:  ${code}\n\n`;
  }

  return {
    is: (given) => security.equal(given.trim(), code),
    waits: () => waiting(),
    waitsWhile: (check) => {
      waiting = check;
    },
    link,
    instructions,
    announce: async (print) => {
      if (await waiting()) print(instructions());
    },
  };
}
