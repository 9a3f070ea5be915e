import fs from 'node:fs';
import path from 'node:path';
import { services } from '../../lib/local/services';
import { Gate } from '../buildspecs/cloudformation/gate';
import { short } from '../deploy/releases';
import { until } from '../local/until';
import { KitStage } from './going-back';

let gate: Gate;
let kit: KitStage;
beforeEach(async () => {
  gate = new Gate();
  kit = await KitStage.set({ services: [...services, gate.service] });
  await kit.install();
  kit.useKit('cloudformation', {
    components: {
      network: { path: 'network' },
      mail: { path: 'mail' },
      web: { path: 'web', kit: 'script', dependsOn: ['network'] },
    },
  });
});
afterEach(async () => {
  gate.open();
  await kit.destroy();
});

const template = (Properties: object) =>
  JSON.stringify({ Resources: { One: { Type: 'Test::Gate::Item', Properties } } });

const web = (page: string) => `#!/bin/sh\necho '${page}' >>'${live()}'\n`;
const live = () => path.join(kit.stage.folder, 'live');

describe('gitenv rollback --now', () => {
  test('brings back the components that the bad commit may have changed, and no other', async () => {
    kit.write('web/deploy', '', 0o755);
    const good = await kit.release('Good', {
      'network/template.yml': template({ Value: 'good' }),
      'mail/template.yml': template({ Value: 'mail' }),
      'web/deploy': web('good'),
    });
    const worse = {
      'network/template.yml': template({ Value: 'bad', Holds: true }),
      'web/deploy': web('bad'),
    };
    const bad = await kit.hang('Bad', worse, () => kit.isUpdating('shop-network'));
    const back = await kit.goBack(good, bad, async () => {
      await until(() => kit.isTakenBack());
      gate.open();
    });
    expect(await kit.stack('shop-network')).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await kit.stack('shop-mail')).toBe('CREATE_COMPLETE');
    expect(fs.readFileSync(live(), 'utf8')).toBe('good\ngood\n');
    expect(back.stderr).toContain(
      `network is applied: the release of ${short(bad)} since then may have applied another.`,
    );
    expect(back.stderr).toContain('Components applied: network, web; skipped: mail.');
  });
});
