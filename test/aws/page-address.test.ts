import { pageAddress } from '../../lib/aws/cloudfront/page-address';

test.each([
  ['d1a2b3.cloudfront.net', undefined, 'https://d1a2b3.cloudfront.net/'],
  ['https://d1a2b3.cloudfront.net/shop/', undefined, 'https://d1a2b3.cloudfront.net/shop/'],
  ['d1a2b3.cloudfront.net', 'http://127.0.0.1:4599', 'http://d1a2b3.cloudfront.localhost:4599/'],
  ['https://d1.cloudfront.net/a', 'http://127.0.0.1:80', 'http://d1.cloudfront.localhost/a'],
  // An address that AWS is reached by, such as an endpoint of a VPC, serves no pages.
  ['d1a2b3.cloudfront.net', 'https://vpce-1.example.com', 'https://d1a2b3.cloudfront.net/'],
  ['https://example.com/', 'http://127.0.0.1:4599', undefined],
  ['evil.cloudfront.net.example.com', undefined, undefined],
])('%s with the endpoint %s is seen at %s', (said, endpoint, address) => {
  expect(pageAddress(said, endpoint)).toBe(address);
});
