/** What is used of nodemailer, which only installations with a mail server need. */
declare module 'nodemailer' {
  export interface Transport {
    sendMail(mail: { from: string; to: string; subject: string; text: string }): Promise<unknown>;
  }
  export function createTransport(options: {
    url: string;
    connectionTimeout: number;
    greetingTimeout: number;
    socketTimeout: number;
  }): Transport;
}
