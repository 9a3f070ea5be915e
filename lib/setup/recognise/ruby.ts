import type { CodeProject } from './project';
import type { RepositoryFiles } from './repository-files';

export function rubyProject(files: RepositoryFiles): CodeProject | undefined {
  if (!files.has('Gemfile') || !files.find(/\.(rb|gemspec|ru)$/)) return undefined;
  const test = testOf(files);
  return {
    kind: 'Ruby',
    because: test === undefined ? 'Gemfile' : `Gemfile and ${test.because}`,
    build: [
      'export BUNDLE_PATH=vendor/bundle',
      ...(files.has('Gemfile.lock') ? ['export BUNDLE_DEPLOYMENT=true'] : []),
      'bundle install',
      ...(test ? [test.command] : []),
    ],
    ...(!test && { lacks: ['tests: add some below spec/ or test/, and run them here'] }),
  };
}

function testOf(files: RepositoryFiles): { because: string; command: string } | undefined {
  const spec = files.find(/^spec\/.*_spec\.rb$/);
  if (spec !== undefined) return { because: spec, command: 'bundle exec rspec' };
  const test = files.find(/^test\/.*(_test|\/test_[^/]*)\.rb$|^test\/test_[^/]*\.rb$/);
  if (test === undefined) return undefined;
  if (files.has('bin/rails'))
    return { because: test, command: 'RAILS_ENV=test ruby bin/rails test' };
  return files.has('Rakefile')
    ? { because: test, command: 'bundle exec rake test' }
    : {
        because: test,
        command: `bundle exec ruby -Ilib -Itest -e 'Dir["./test/**/{*_test,test_*}.rb"].each { |it| require it }'`,
      };
}
