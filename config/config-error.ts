/** One line that names the variable, what is wrong with it and an example. Never holds a secret's value. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}
