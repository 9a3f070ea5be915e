import { loadCompiled } from './compiled';

/** What the build named the file of `./remote-helper`, after its content. */
declare const remoteHelperFile: string;

loadCompiled(`${__dirname}/git-remote-gitenv/${remoteHelperFile}`);
