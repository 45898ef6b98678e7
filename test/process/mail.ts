import { createServer, type Socket } from 'node:net';
import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import { mailer, senderOf } from '../../process/mail.js';
import { after, type Flags } from '../support/app.js';

export const lab = Lab.script();
const { describe, it } = lab;

/** A mail server that takes every mail, or refuses every recipient. */
async function mailServer(flags: Flags, refuses = false): Promise<{ url: string; mails: string[] }> {
  const mails: string[] = [];
  const server = createServer((socket: Socket) => {
    let mail: string | null = null;
    const say = (line: string) => socket.write(`${line}\r\n`);
    say('220 mail.example.com');
    socket.on('data', (chunk) => {
      if (mail !== null) {
        mail += chunk;
        if (!mail.endsWith('\r\n.\r\n')) return;
        mails.push(mail);
        mail = null;
        return say('250 taken');
      }
      const [word] = String(chunk).trim().toUpperCase().split(/\s/);
      if (word === 'DATA') mail = '';
      if (word === 'DATA') say('354 go on');
      else if (word === 'RCPT' && refuses) say('550 nobody of that name');
      else if (word === 'QUIT') socket.end('221 bye\r\n');
      else say('250 yes');
    });
    socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  after(flags, () => server.close());
  const { port } = server.address() as { port: number };
  return { url: `smtp://127.0.0.1:${port}`, mails };
}

const MESSAGE = {
  to: 'bob@example.com',
  subject: 'Come and see',
  text: 'https://traffic.example.com/invitation',
};

describe('mail', () => {
  it('is sent by the mail server of SMTP_URL', async (flags: Flags) => {
    const { url, mails } = await mailServer(flags);
    await mailer(url, 'https://traffic.example.com')(MESSAGE);
    expect(mails).to.have.length(1);
    expect(mails[0]).to.contain(['From: traffic@traffic.example.com', 'To: bob@example.com', 'Come and see']);
    expect(mails[0]).to.contain(MESSAGE.text);
  });

  it('that the server refuses is told to whoever sends it', async (flags: Flags) => {
    const { url, mails } = await mailServer(flags, true);
    await expect(mailer(url, 'https://traffic.example.com')(MESSAGE)).to.reject(/nobody of that name/);
    expect(mails).to.be.empty();
  });

  it("comes from the mail server's user where that is an address", () => {
    expect(
      senderOf('smtps://ada%40example.com:secret@mail.example.com', 'https://traffic.example.com'),
    ).to.equal('ada@example.com');
  });
});
