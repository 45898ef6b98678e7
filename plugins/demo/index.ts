import type { NamedPlugin } from '@hapi/hapi';
import Joi from 'joi';
import { enter } from './routes/enter.js';

export interface Options {
  /** The demo's administrator. */
  userId: () => number;
}

/** What makes the app a demo: a line on every page that says so, and a way in without a password. */
export const plugin: NamedPlugin<Options> = {
  name: 'demo',
  dependencies: ['database', 'views', 'auth'],
  register(server, given) {
    const { userId }: Options = Joi.attempt(given, Joi.object({ userId: Joi.func().required() }));
    server.plugins.views.addBanner(async (request) => ({
      level: 'info',
      text: 'This is a demo: the repositories and their figures are made up, and GitHub is played by this program.',
      ...(request.auth.isAuthenticated ? {} : { href: '/demo', link: 'Look around as its administrator' }),
    }));
    server.route(enter(userId));
  },
};
