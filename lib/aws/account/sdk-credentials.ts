/** The part of the SDK that knows SSO, roles, processes and logins: as large as the rest of gitenv, so loaded alone. */
export { fromIni, fromNodeProviderChain } from '@aws-sdk/credential-providers';
export { sdkSettings } from '../call/sdk-settings';
