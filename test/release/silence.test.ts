import { Silence } from '../../lib/release/following/silence';

const at = (seconds: number) => new Date(seconds * 1000);

describe('a long silence', () => {
  test('is broken after 20 seconds, and then every minute', () => {
    const silence = new Silence(at(0));
    const told = [10, 20, 60, 79, 80, 139, 141].map((second) => silence.lasted(at(second)));
    const since = at(0);
    expect(told).toEqual([undefined, since, undefined, undefined, since, undefined, since]);
  });

  test('begins anew once something was said', () => {
    const silence = new Silence(at(0));
    silence.broken(at(19));
    expect(silence.lasted(at(30))).toBeUndefined();
    expect(silence.lasted(at(39))).toEqual(at(19));
  });
});
