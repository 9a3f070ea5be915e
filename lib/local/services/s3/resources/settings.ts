import type { Properties } from '../../../base/context';
import { fieldsOf } from '../../../values/fields';

type Rule = Readonly<Record<string, unknown>>;

/**
 * CloudFormation names some parts of a bucket's configuration otherwise than S3 does. These turn the template's form
 * into the one that S3's operations hand out, and back.
 */
export const conversions: Readonly<
  Record<
    string,
    {
      readonly setting: string;
      convert(property: Properties): unknown;
      revert(setting: Properties): unknown;
    }
  >
> = {
  PublicAccessBlockConfiguration: {
    setting: 'PublicAccessBlockConfiguration',
    convert: (property) => property,
    revert: (setting) => setting,
  },
  OwnershipControls: {
    setting: 'OwnershipControls',
    convert: (property) => property,
    revert: (setting) => setting,
  },
  BucketEncryption: {
    setting: 'ServerSideEncryptionConfiguration',
    convert: ({ ServerSideEncryptionConfiguration: rules }) => ({
      Rules: rulesOf(rules).map(({ ServerSideEncryptionByDefault: byDefault, ...rule }) => ({
        ...rule,
        ApplyServerSideEncryptionByDefault: byDefault,
      })),
    }),
    revert: ({ Rules }) => ({
      ServerSideEncryptionConfiguration: rulesOf(Rules).map(
        ({ ApplyServerSideEncryptionByDefault: byDefault, ...rule }) => ({
          ...rule,
          ServerSideEncryptionByDefault: byDefault,
        }),
      ),
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
    revert: ({ CORSRules }) => ({
      CorsRules: rulesOf(CORSRules).map(({ ID, MaxAgeSeconds, ExposeHeaders, ...rule }) => ({
        ...rule,
        Id: ID,
        MaxAge: MaxAgeSeconds,
        ExposedHeaders: ExposeHeaders,
      })),
    }),
  },
  LifecycleConfiguration: {
    setting: 'LifecycleConfiguration',
    convert: ({ Rules: rules }) => ({ Rules: rulesOf(rules).map(lifecycleRule) }),
    revert: ({ Rules: rules }) => ({ Rules: rulesOf(rules).map(templateRule) }),
  },
};

function rulesOf(rules: unknown): readonly Rule[] {
  return Array.isArray(rules) ? rules.map(fieldsOf) : [];
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

/** A rule as a template writes it, in every spelling a template may choose. */
function templateRule({ ID, Filter, Expiration, ...same }: Rule): Rule {
  const { And, Prefix, Tag } = fieldsOf(Filter);
  const { Days, Date: day, ExpiredObjectDeleteMarker } = fieldsOf(Expiration);
  const both = fieldsOf(And ?? { Prefix, Tags: Tag === undefined ? undefined : [Tag] });
  const { NoncurrentDays } = fieldsOf(same.NoncurrentVersionExpiration);
  return {
    ...same,
    Id: ID,
    Prefix: both.Prefix ?? same.Prefix,
    TagFilters: both.Tags,
    ExpirationInDays: Days,
    ExpirationDate: day,
    ExpiredObjectDeleteMarker,
    NoncurrentVersionExpirationInDays: NoncurrentDays,
  };
}
