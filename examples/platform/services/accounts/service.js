import { greeting } from '../../shared/greeting.js';

export const welcome = (account) => `${greeting(account.name)}, your account is ready.`;
