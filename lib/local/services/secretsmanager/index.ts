import type { Service } from '../../base/service';
import { jsonProtocol } from '../../protocol/json';
import * as manage from './operations/manage';
import * as read from './operations/read';
import * as write from './operations/write';
import { secretType } from './resources';
import { rights } from './rights';

export const secretsmanager: Service = {
  name: 'secretsmanager',
  protocol: jsonProtocol('secretsmanager'),
  rights,
  operations: { ...write, ...read, ...manage },
  resources: { 'AWS::SecretsManager::Secret': secretType },
};
