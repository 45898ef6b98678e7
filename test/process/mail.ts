import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import { senderOf } from '../../process/mail.js';

export const lab = Lab.script();
const { describe, it } = lab;

describe('a mail', () => {
  it('is from the mail server’s user where that is an address, else from the app’s own host', () => {
    const home = 'https://traffic.example.com';
    expect(senderOf('smtps://ada%40example.com:pw@mail.example.com', home)).to.equal('ada@example.com');
    expect(senderOf('smtp://relay:pw@mail.example.com:587', home)).to.equal('traffic@traffic.example.com');
    expect(senderOf('smtp://mail.example.com', 'http://127.0.0.1:5000')).to.equal('traffic@127.0.0.1');
  });
});
