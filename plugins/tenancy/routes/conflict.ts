import Boom from '@hapi/boom';

/** Waits for a change; answers the sentence of a 409, which the form's own page then shows, and null where it is done. */
export async function conflict(work: Promise<unknown>): Promise<string | null> {
  try {
    await work;
    return null;
  } catch (error) {
    if (Boom.isBoom(error, 409)) return error.message;
    throw error;
  }
}
