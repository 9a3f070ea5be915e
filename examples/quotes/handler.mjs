import { quoteOf } from './quotes.mjs';

/** Answers a function URL or an API with the quote of the day. */
export async function handler() {
  return {
    statusCode: 200,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ quote: quoteOf(new Date()), commit: process.env.GITENV_COMMIT }),
  };
}
