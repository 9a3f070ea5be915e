/** A machine whose clock is behind. */
const real = Date.now;
const behindMs = 20 * 60_000;
Date.now = () => real() - behindMs;
globalThis.Date = class extends Date {
  constructor(...parts) {
    if (parts.length === 0) super(real() - behindMs);
    else super(...parts);
  }
};
