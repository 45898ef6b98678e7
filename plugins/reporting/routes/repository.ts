import type { ServerRoute } from '@hapi/hapi';
import Joi from 'joi';
import { repository } from '../repository.js';
import type { Show } from '../show.js';
import { forReaders } from './readers.js';

const part = Joi.string().trim().max(200).required();

/** The page of one repository. */
export const onePage = (show: Show): ServerRoute => ({
  method: 'GET',
  path: '/repos/{owner}/{name}',
  handler: (request, h) => {
    const { owner, name } = request.params as { owner: string; name: string };
    return show(request, h, (ask) => repository(ask, owner, name));
  },
  options: {
    ...forReaders,
    validate: { ...forReaders.validate, params: Joi.object({ owner: part, name: part }) },
  },
});
