import { type CollectionTag, parse, type ScalarTag } from 'yaml';
import { clauseOf, GitenvError } from '../../errors';
import { type Fields, fieldsOf, textOrNone } from '../../fields';

/** A resource that a template declares. */
export interface DeclaredResource {
  readonly logicalId: string;
  readonly type: string;
  readonly properties: Fields;
}

/** What a policy is made of. */
export interface DeclaredTemplate {
  /** How to name it in messages. */
  readonly file: string;
  readonly resources: readonly DeclaredResource[];
}

/** Functions that have a short form in YAML, `!Ref`; all but two of them begin with `Fn::` in full. */
const functions =
  'Ref Condition And Base64 Cidr Equals FindInMap GetAtt GetAZs If ImportValue Join Length Not Or Select Split Sub ToJsonString Transform'.split(
    ' ',
  );

const tags = functions.flatMap((name): (ScalarTag | CollectionTag)[] => {
  const full = name === 'Ref' || name === 'Condition' ? name : `Fn::${name}`;
  const tag = `!${name}`;
  return [
    { tag, resolve: (value: string) => ({ [full]: value }) },
    { tag, collection: 'seq', resolve: (value) => ({ [full]: value.toJSON() }) },
    { tag, collection: 'map', resolve: (value) => ({ [full]: value.toJSON() }) },
  ];
});

/**
 * @param file how to name it in messages
 * @throws GitenvError BAD_COMMIT where it is no template, or a macro makes another one of it first
 */
export function readDeclared(text: string, file: string): DeclaredTemplate {
  const root = fieldsOf(parsed(text, file));
  if (root.Transform !== undefined) throw transformed(file, root.Transform);
  const resources = Object.entries(fieldsOf(root.Resources)).map(([logicalId, declared]) => {
    const { Type, Properties } = fieldsOf(declared);
    return { logicalId, type: textOrNone(Type) ?? '', properties: fieldsOf(Properties) };
  });
  if (resources.length === 0)
    throw new GitenvError('BAD_COMMIT', `${file} has no Resources: it is no template`, {
      changed: 'nothing',
    });
  return { file, resources };
}

function parsed(text: string, file: string): unknown {
  try {
    if (text.trimStart().startsWith('{')) return JSON.parse(text);
    return parse(text, { logLevel: 'error', customTags: tags });
  } catch (error) {
    throw new GitenvError('BAD_COMMIT', `${file} cannot be read: ${clauseOf(error)}`, {
      changed: 'nothing',
      advice: `Correct ${file}.`,
    });
  }
}

function transformed(file: string, transform: unknown): GitenvError {
  const name = typeof transform === 'string' ? transform : JSON.stringify(transform);
  return new GitenvError(
    'BAD_COMMIT',
    `${file} is only known after its transform ${name}, so no policy can be made from it`,
    {
      changed: 'nothing',
      advice: 'Write the policy yourself, and give its ARN with --deploy-rights.',
    },
  );
}
