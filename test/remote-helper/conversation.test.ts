import { Conversation } from '../../lib/remote-helper/conversation';

function listen(lines: { git?: string; remote?: string }[]): Conversation {
  const conversation = new Conversation();
  for (const { git, remote } of lines) {
    if (git !== undefined) conversation.git(Buffer.from(git));
    if (remote !== undefined) conversation.remote(Buffer.from(remote));
  }
  return conversation;
}

describe('the conversation between git and remote-http', () => {
  test('tells which refs a push moved', () => {
    const { requested, moved, refused } = listen([
      { git: 'capabilities\n' },
      { remote: 'push\noption\n\n' },
      { git: 'option verbosity 1\noption dry-run false\n' },
      { remote: 'ok\nok\n' },
      {
        git: 'push +refs/heads/idea:refs/heads/main\npush HEAD:refs/heads/other\npush :refs/heads/gone\n\n',
      },
      { remote: 'ok refs/heads/main\nerror refs/heads/other stale info\nok refs/heads/gone\n\n' },
    ]);
    expect(requested).toHaveLength(3);
    expect(moved).toEqual([
      { source: 'refs/heads/idea', ref: 'refs/heads/main', isForced: true },
      { source: '', ref: 'refs/heads/gone', isForced: false },
    ]);
    expect(refused).toEqual([{ source: 'HEAD', ref: 'refs/heads/other', isForced: false }]);
  });

  test('puts together what arrives in pieces', () => {
    const pieces = 'push refs/heads/añb:refs/heads/main\n';
    const bytes = [...Buffer.from(pieces)].map((byte) => Buffer.from([byte]));
    const conversation = new Conversation();
    for (const byte of bytes) conversation.git(byte);
    conversation.remote(Buffer.from('ok refs/heads/ma'));
    expect(conversation.moved).toEqual([]);
    conversation.remote(Buffer.from('in\n'));
    expect(conversation.moved).toEqual([
      { source: 'refs/heads/añb', ref: 'refs/heads/main', isForced: false },
    ]);
  });

  test('tells nothing of a dry run', () => {
    const { requested, moved } = listen([
      { git: 'option dry-run true\npush HEAD:refs/heads/main\n\n' },
      { remote: 'ok\nok refs/heads/main\n\n' },
    ]);
    expect([requested, moved]).toEqual([[], []]);
  });

  test('does not listen to what is no longer lines', () => {
    const { requested } = listen([
      { git: 'stateless-connect git-upload-pack\n' },
      { remote: '\n0000' },
      { git: 'push HEAD:refs/heads/main\n' },
    ]);
    expect(requested).toEqual([]);
  });

  test('keeps the push options that are meant for gitenv from the other side, and answers for them', () => {
    const conversation = new Conversation((option) => option.startsWith('reason='));
    const said = String.raw`option push-option "reason=the \"till\" is down: K\303\244se"`;
    const bytes = Buffer.from('ok\n');
    expect(conversation.git(Buffer.from(`${said}\n`))).toEqual([{ kind: 'answer', bytes }]);
    const other = Buffer.from('option push-option ci.skip\n');
    expect(conversation.git(other)).toEqual([{ kind: 'greeting', bytes: other }]);
    expect(conversation.pushOptions).toEqual(['reason=the "till" is down: Käse']);
  });

  test('hands a push on as a whole, once it may happen', () => {
    const conversation = new Conversation();
    const listing = Buffer.from('list for-push\n');
    expect(conversation.git(listing)).toEqual([{ kind: 'listing', bytes: listing }]);
    conversation.remote(
      Buffer.from(`${'a'.repeat(40)} refs/heads/main\n@refs/heads/main HEAD\n\n`),
    );
    expect(conversation.tipOf('refs/heads/main')).toBe('a'.repeat(40));
    conversation.git(Buffer.from('option cas refs/heads/main:1234\n'));
    expect(
      conversation.git(Buffer.from('push a:refs/heads/b\npush HEAD:refs/heads/main\n')),
    ).toEqual([]);
    expect(conversation.git(Buffer.from('\n'))).toEqual([
      { kind: 'push', bytes: Buffer.from('push a:refs/heads/b\npush HEAD:refs/heads/main\n\n') },
    ]);
    expect(conversation.proposed.map(({ isForced }) => isForced)).toEqual([false, true]);
  });
});
