import { greeting } from '../../shared/greeting.js';

export const letter = (name, text) => `${greeting(name)},\n\n${text}\n`;
