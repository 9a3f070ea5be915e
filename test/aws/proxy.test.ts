import { proxyFor } from '../../lib/aws/call/network/proxy';

const proxy = 'http://proxy.corp:3128';
const by = (address: string, env: Record<string, string>) => proxyFor(new URL(address), env)?.href;
const aws = 'https://ssm.eu-west-1.amazonaws.com/';

test.each([
  ['', true],
  ['*', false],
  ['amazonaws.com', false],
  ['.amazonaws.com', false],
  ['*.amazonaws.com', false],
  ['SSM.eu-west-1.AMAZONAWS.com', false],
  ['other.example eu-west-1.amazonaws.com', false],
  ['amazonaws.com:443', false],
  ['amazonaws.com:8443', true],
  ['naws.com', true],
])('AWS behind the exceptions "%s" goes by the proxy: %s', (exceptions, goes) => {
  const env = { HTTPS_PROXY: proxy, NO_PROXY: exceptions };
  expect(by(aws, env)).toBe(goes ? `${proxy}/` : undefined);
});

test('an exception may be a range of addresses', () => {
  const env = { HTTPS_PROXY: proxy, no_proxy: '10.0.0.0/8,fd00::/8' };
  expect(by('https://10.1.2.3/', env)).toBeUndefined();
  expect(by('https://[fd00::1]/', env)).toBeUndefined();
  expect(by('https://11.1.2.3/', env)).toBe(`${proxy}/`);
});

test('this machine, and where machines of AWS ask for credentials, is never reached by a proxy', () => {
  const env = { HTTPS_PROXY: proxy, HTTP_PROXY: proxy };
  for (const host of ['127.0.0.1:4566', 'localhost', '[::1]', 'x.localhost', '169.254.170.2'])
    expect(by(`http://${host}/`, env)).toBeUndefined();
});

test('the variable in lower case goes first, and may say that there is none', () => {
  expect(by(aws, { HTTPS_PROXY: proxy, https_proxy: 'other:80' })).toBe('http://other/');
  expect(by(aws, { HTTPS_PROXY: proxy, https_proxy: '' })).toBeUndefined();
});

test('a proxy of another kind is refused by name, and for everything passed over', () => {
  expect(() => by(aws, { HTTPS_PROXY: 'socks5://proxy.corp' })).toThrow(
    expect.objectContaining({
      code: 'BAD_CONFIG',
      advice: 'It has to be of the form http://host:port.',
    }),
  );
  expect(by(aws, { ALL_PROXY: 'socks5://proxy.corp' })).toBeUndefined();
});
