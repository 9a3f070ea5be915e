import type { Context, Properties } from '../../../base/context';
import { addressOf, askRegistry } from '../../../recorded/registry-image';

/** Why a task with these containers would stop at once: an image of ECR that is not there or not to be had. */
export async function whyStopped(
  containers: readonly Properties[],
  context: Context,
): Promise<string | undefined> {
  for (const { Image } of containers) {
    const address = addressOf(String(Image));
    if (!address) continue;
    const { imageTag, imageDigest } = address;
    const latest = imageTag === undefined && imageDigest === undefined;
    const answer = await askRegistry(
      { ...address, ...(latest && { imageTag: 'latest' }) },
      context,
    );
    if (answer === 'absent') return `Task stopped: CannotPullContainerError: ${Image}: not found`;
    if (answer === 'denied')
      return `Task stopped: CannotPullContainerError: ${Image}: 403 Forbidden`;
  }
  return undefined;
}
