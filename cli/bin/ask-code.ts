import type { CodeQuestion } from '../../lib/aws/account/second-factor';
import { printable } from '../render/text';
import { askAside } from './ask-aside';

/** What is typed is seen, as it is of no use to anybody a moment later. */
export function askCode({ profile, serial }: CodeQuestion): Promise<string | undefined> {
  return askAside(`MFA code of ${printable(serial)} for profile ${printable(profile)}: `);
}
