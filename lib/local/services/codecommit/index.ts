import type { Service } from '../../base/service';
import { jsonProtocol } from '../../protocol/json';
import { gitRoute } from './http/route';
import { rights } from './model/rights';
import { UploadArchive } from './operations/archive';
import * as branches from './operations/branches';
import * as commits from './operations/commits';
import * as differences from './operations/differences';
import * as files from './operations/files';
import * as history from './operations/history';
import * as mergeBranches from './operations/merge-branches';
import * as merges from './operations/merges';
import * as repositories from './operations/repositories';
import * as settings from './operations/settings';
import * as tags from './operations/tags';
import * as writes from './operations/writes';
import { recover } from './recover';
import { resources } from './resources';

export const codecommit: Service = {
  name: 'codecommit',
  protocol: jsonProtocol('CodeCommit_20150413'),
  rights,
  operations: {
    ...repositories,
    ...branches,
    ...commits,
    ...settings,
    ...files,
    ...differences,
    ...history,
    ...merges,
    ...mergeBranches,
    ...tags,
    ...writes,
  },
  internal: { UploadArchive },
  resources,
  routes: [gitRoute],
  recover,
};
