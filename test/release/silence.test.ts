import { Silence } from '../../lib/release/following/silence';

const at = (minutes: number) => new Date(minutes * 60_000);

describe('a long silence', () => {
  test('is broken after a minute, and then every five', () => {
    const silence = new Silence(at(0));
    const told = [0.5, 1, 2, 5.9, 6, 10, 11].map((minute) => silence.lasted(at(minute)));
    expect(told).toEqual([undefined, at(0), undefined, undefined, at(0), undefined, at(0)]);
  });

  test('begins anew once something was said', () => {
    const silence = new Silence(at(0));
    silence.broken(at(0.9));
    expect(silence.lasted(at(1.5))).toBeUndefined();
    expect(silence.lasted(at(1.9))).toEqual(at(0.9));
  });
});
