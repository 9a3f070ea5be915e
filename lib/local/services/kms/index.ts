import type { Service } from '../../base/service';
import { jsonProtocol } from '../../protocol/json';
import * as aliases from './operations/aliases';
import * as encrypt from './operations/encrypt';
import {
  CancelKeyDeletion,
  CreateKey,
  DescribeKey,
  DisableKey,
  EnableKey,
  ListKeys,
  ScheduleKeyDeletion,
  UpdateKeyDescription,
} from './operations/keys';
import * as settings from './operations/settings';
import * as sign from './operations/sign';
import { aliasType, keyType } from './resources';
import { rights } from './rights';

/** Real keys, kept readable under the root of this machine: for trying things out, never for secrets. */
export const kms: Service = {
  name: 'kms',
  protocol: jsonProtocol('TrentService'),
  rights,
  operations: {
    CreateKey,
    DescribeKey,
    ListKeys,
    EnableKey,
    DisableKey,
    UpdateKeyDescription,
    ScheduleKeyDeletion,
    CancelKeyDeletion,
    ...aliases,
    ...encrypt,
    ...sign,
    ...settings,
  },
  resources: { 'AWS::KMS::Key': keyType, 'AWS::KMS::Alias': aliasType },
};
