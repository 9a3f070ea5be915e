const quotes = [
  'Make it work, make it right, make it fast.',
  'Simplicity is prerequisite for reliability.',
  'Premature optimisation is the root of all evil.',
];

/** The same all day long, in any time zone that a function runs in. */
export function quoteOf(date) {
  return quotes[Math.floor(date.getTime() / 86_400_000) % quotes.length];
}
