import type { Properties } from '../../../resource';

type Rule = Readonly<Record<string, unknown>>;

/**
 * CloudFormation names some parts of a bucket's configuration otherwise than S3 does. These turn the template's form
 * into the one that S3's operations hand out.
 */
export const conversions: Readonly<
  Record<string, { readonly setting: string; convert(property: Properties): unknown }>
> = {
  PublicAccessBlockConfiguration: {
    setting: 'PublicAccessBlockConfiguration',
    convert: (property) => property,
  },
  OwnershipControls: { setting: 'OwnershipControls', convert: (property) => property },
  BucketEncryption: {
    setting: 'ServerSideEncryptionConfiguration',
    convert: ({ ServerSideEncryptionConfiguration: rules }) => ({
      Rules: rulesOf(rules).map(({ ServerSideEncryptionByDefault: byDefault, ...rule }) => ({
        ...rule,
        ApplyServerSideEncryptionByDefault: byDefault,
      })),
    }),
  },
  CorsConfiguration: {
    setting: 'CORSConfiguration',
    convert: ({ CorsRules: rules }) => ({
      CORSRules: rulesOf(rules).map(({ Id, MaxAge, ExposedHeaders, ...rule }) => ({
        ...rule,
        ID: Id,
        MaxAgeSeconds: MaxAge,
        ExposeHeaders: ExposedHeaders,
      })),
    }),
  },
  LifecycleConfiguration: {
    setting: 'LifecycleConfiguration',
    convert: ({ Rules: rules }) => ({ Rules: rulesOf(rules).map(lifecycleRule) }),
  },
};

function rulesOf(rules: unknown): readonly Rule[] {
  return Array.isArray(rules) ? (rules as readonly Rule[]) : [];
}

function lifecycleRule(rule: Rule): Rule {
  const {
    Id,
    Prefix = '',
    ExpirationInDays,
    ExpirationDate,
    ExpiredObjectDeleteMarker,
    NoncurrentVersionExpirationInDays,
    TagFilters,
    ...same
  } = rule;
  const expires = ExpirationInDays ?? ExpirationDate ?? ExpiredObjectDeleteMarker;
  const tags = rulesOf(TagFilters);
  return {
    ...same,
    ID: Id,
    Filter: tags.length > 0 ? { And: { Prefix, Tags: tags } } : { Prefix },
    ...(expires !== undefined && {
      Expiration: { Days: ExpirationInDays, Date: ExpirationDate, ExpiredObjectDeleteMarker },
    }),
    ...(NoncurrentVersionExpirationInDays !== undefined && {
      NoncurrentVersionExpiration: { NoncurrentDays: NoncurrentVersionExpirationInDays },
    }),
  };
}
