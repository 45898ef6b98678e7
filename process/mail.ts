export interface Message {
  to: string;
  subject: string;
  text: string;
}

const PATIENCE = 10_000;

/**
 * Sends by the mail server of SMTP_URL. The package is loaded with the first mail, since few installations send any;
 * whoever calls deals with a mail server that refuses or is away (10 seconds). https://nodemailer.com/smtp/
 */
export function mailer(smtpUrl: string, publicUrl: string): (message: Message) => Promise<void> {
  const from = senderOf(smtpUrl, publicUrl);
  return async (message) => {
    const { createTransport } = await import('nodemailer');
    const patience = { connectionTimeout: PATIENCE, greetingTimeout: PATIENCE, socketTimeout: PATIENCE };
    await createTransport({ url: smtpUrl, ...patience }).sendMail({ from, ...message });
  };
}

/** Who a mail is from: the mail server's user where that is an address, else one at the app's own host. */
export function senderOf(smtpUrl: string, publicUrl: string): string {
  const user = decodeURIComponent(new URL(smtpUrl).username);
  return user.includes('@') ? user : `traffic@${new URL(publicUrl).hostname}`;
}
