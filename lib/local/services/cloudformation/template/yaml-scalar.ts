import type { Scalar } from 'yaml';
import type { Json } from './parse';

/**
 * A scalar as CloudFormation's parser takes it, which is YAML 1.1 read by a program in Java: `1.0` stays `1.0`, and an account id
 * like 012345678901 that nobody quoted becomes 1.2345678901E10, because with an 8 or a 9 it is no octal number.
 */
export function scalarOf({ value, source, type }: Scalar): Json {
  if (type !== undefined && type !== 'PLAIN') return (value ?? null) as Json;
  // Only the longer words are booleans to AWS's parser.
  if (typeof value === 'boolean' && source?.length === 1) return source;
  if (typeof value !== 'number' || source === undefined) return (value ?? null) as Json;
  if (Number.isNaN(value) && !/nan/i.test(source)) return source;
  if (isFloat(source) || !Number.isInteger(value)) return javaDouble(value);
  return Number.isSafeInteger(value) ? value : source.replaceAll('_', '');
}

function isFloat(source: string): boolean {
  if (/^[-+]?0[xb]|:/i.test(source)) return false;
  return /[.e]/i.test(source) || /^[-+]?0[0-9_]*[89]/.test(source);
}

/** `Double.toString`: always with a point, and with an exponent from ten millions on and below a thousandth. */
function javaDouble(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  if (value !== 0 && (size >= 1e7 || size < 1e-3)) {
    const [digits = '', exponent = ''] = value.toExponential().split('e');
    return `${withPoint(digits)}E${Number(exponent)}`;
  }
  return withPoint(String(value));
}

const withPoint = (digits: string) => (digits.includes('.') ? digits : `${digits}.0`);
