import type { Context, Properties } from '../../../base/context';
import { ServiceError } from '../../../base/service-error';
import { handlerFailure } from '../../../recorded/handler-failure';
import { objectIn } from '../../../recorded/properties';
import { addressOf, askRegistry, type RegistryAnswer } from '../../../recorded/registry-image';

/** Looks whether what a function is to run is there, and may be run. @throws as Lambda refuses it */
export async function checkPackage(properties: Properties, context: Context): Promise<void> {
  const code = objectIn(properties, 'Code');
  const fault =
    properties.PackageType === 'Image'
      ? await imageFault(properties, code, context)
      : await zipFault(properties, code, context);
  if (fault !== undefined) throw handlerFailure('InvalidRequest', fault, context);
}

async function imageFault(
  { Handler, Runtime, Layers }: Properties,
  { ImageUri }: Properties,
  context: Context,
): Promise<string | undefined> {
  if ([Handler, Runtime, Layers].some((given) => given !== undefined))
    return "Please don't provide Handler or Runtime or Layer when the intended function PackageType is Image.";
  const address = addressOf(String(ImageUri));
  const { imageTag, imageDigest, region } = address ?? {};
  const isWhole = region === context.region && (imageTag ?? imageDigest) !== undefined;
  if (!address || !isWhole)
    return `Source image ${ImageUri} is not valid. Provide a valid source image.`;
  return answerFault(String(ImageUri), await askRegistry(address, context));
}

function answerFault(image: string, answer: RegistryAnswer): string | undefined {
  if (answer === 'absent')
    return `Source image ${image} does not exist. Provide a valid source image.`;
  if (answer === 'denied')
    return 'Lambda does not have permission to access the ECR image. Check the ECR permissions.';
  // It runs images of one platform, and looks into no list of them.
  return /index|list/.test(answer.mediaType)
    ? `The image manifest, config or layer media type for the source image ${image} is not supported.`
    : undefined;
}

async function zipFault(
  { Handler, Runtime }: Properties,
  { S3Bucket, S3Key, S3ObjectVersion, ZipFile }: Properties,
  context: Context,
): Promise<string | undefined> {
  if (Handler === undefined || Runtime === undefined)
    return 'Runtime and Handler are mandatory parameters for functions created with deployment packages.';
  if (ZipFile !== undefined)
    return /^(nodejs|python)/.test(String(Runtime))
      ? undefined
      : `ZipFile holds code for Node.js and Python alone, and not for ${Runtime}.`;
  if (S3Bucket === undefined || S3Key === undefined)
    return 'Please provide a source for function code.';
  const object = { Bucket: S3Bucket, Key: S3Key, VersionId: S3ObjectVersion };
  try {
    await context.call('s3', 'HeadObject', object);
    return undefined;
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    return `Error occurred while GetObject. S3 Error Code: ${error.code}. S3 Error Message: ${error.message}`;
  }
}
