import { isAlias, isMap, isPair, isScalar, isSeq, type Scalar } from 'yaml';
import { parseLeniently } from '../../../base/lenient-yaml';
import { fieldsOf } from '../../../values/fields';
import { isObject, type Json, type JsonObject, parsedJson } from '../../../values/json';
import { nestingOf } from '../../../values/nesting';
import { invalid } from '../model/errors';
import { jsonFault } from './json-fault';

/** Far more than any template needs, far less than recursion over one can bear. */
const maxNesting = 300;

/** A scalar as text. For anything else its JSON, which never throws, whatever its members are called. */
export function scalarText(value: Json): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/**
 * Reads a template's text: as JSON where it starts like it (tabs are legal there), otherwise as YAML, with the
 * short-form tags written out (`!Ref X` becomes `{"Ref": "X"}`).
 */
export function parseTemplate(text: string): JsonObject {
  if (nestingOf(text) > maxNesting)
    throw invalid(`Template format error: nested more than ${maxNesting} levels deep.`);
  const value = text.trimStart().startsWith('{') ? parseJson(text) : parseYaml(text);
  if (!isObject(value)) throw invalid('Template format error: unsupported structure.');
  return value;
}

function parseJson(text: string): Json {
  try {
    return parsedJson(text);
  } catch {
    const { line, column } = jsonFault(text);
    throw notWellFormed('JSON', line, column);
  }
}

function notWellFormed(language: string, line: number, column: number) {
  return invalid(
    `Template format error: ${language} not well-formed. (line ${line}, column ${column})`,
  );
}

function parseYaml(text: string): Json {
  const { document, lines } = parseLeniently(text, {
    version: '1.1',
    schema: 'yaml-1.1',
    merge: false,
    // Of a key that is there twice AWS takes the last, in JSON as in YAML.
    uniqueKeys: false,
    customTags: (tags) => tags.filter((tag) => !isUnsupportedTag(tag)),
    logLevel: 'silent',
    prettyErrors: false,
  });
  const [error] = document.errors;
  if (error) {
    const { line, col } = lines.linePos(error.pos[0]);
    throw notWellFormed('YAML', line, col);
  }
  return toJson(document.contents);
}

const unsupportedTags = /timestamp|binary|omap|pairs|set|merge/;

/** CloudFormation's YAML has no dates: `2012-10-17` is text. */
function isUnsupportedTag(tag: unknown): boolean {
  return unsupportedTags.test(String(typeof tag === 'string' ? tag : fieldsOf(tag).tag));
}

function toJson(node: unknown): Json {
  if (isAlias(node))
    throw invalid('Template error: YAML aliases are not allowed in CloudFormation templates');
  const value = untagged(node);
  const tag = String(fieldsOf(node).tag);
  // `!GetAZs` with nothing behind it is given an empty text.
  return tag.startsWith('!') ? longForm(tag.slice(1), value ?? '') : value;
}

function untagged(node: unknown): Json {
  if (isMap(node)) return Object.fromEntries(node.items.map(toEntry));
  if (isSeq(node)) return node.items.map(toJson);
  return isScalar(node) ? scalarOf(node) : null;
}

function toEntry(pair: unknown): [string, Json] {
  if (!isPair(pair) || !isScalar(pair.key))
    throw invalid('Template format error: YAML not well-formed.');
  return [keyOf(pair.key), toJson(pair.value)];
}

/** As written: `012345678901:` is an account id before it is a number, `Y:` a name before it is a boolean. */
function keyOf({ source, value }: Scalar): string {
  return String(source ?? value);
}

const tagsWithoutPrefix = new Set(['Ref', 'Condition']);

function longForm(tag: string, value: Json): Json {
  if (tagsWithoutPrefix.has(tag)) return { [tag]: value };
  if (tag !== 'GetAtt' || typeof value !== 'string') return { [`Fn::${tag}`]: value };
  const dot = value.indexOf('.');
  return { 'Fn::GetAtt': dot < 0 ? [value] : [value.slice(0, dot), value.slice(dot + 1)] };
}

/**
 * A scalar as CloudFormation's parser takes it, which is YAML 1.1 read by a program in Java: `1.0` stays `1.0`, and an account id
 * like 012345678901 that nobody quoted becomes 1.2345678901E10, because with an 8 or a 9 it is no octal number.
 */
function scalarOf({ value, source, type }: Scalar): Json {
  if (type !== undefined && type !== 'PLAIN') return plain(value);
  // Only the longer words are booleans to AWS's parser.
  if (typeof value === 'boolean' && source?.length === 1) return source;
  if (typeof value !== 'number' || source === undefined) return plain(value);
  if (Number.isNaN(value) && !/nan/i.test(source)) return source;
  if (isFloat(source) || !Number.isInteger(value)) return javaDouble(value);
  return Number.isSafeInteger(value) ? value : source.replaceAll('_', '');
}

function plain(value: unknown): Json {
  const isPlain = typeof value === 'string' || typeof value === 'boolean';
  return isPlain || typeof value === 'number' ? value : null;
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
