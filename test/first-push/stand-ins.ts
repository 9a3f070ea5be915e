import path from 'node:path';

const tests = path.resolve(__dirname, '..');
const modules = path.resolve(tests, '../node_modules');

/** Links what an application of CDK runs with, which is no part of its bundle; a service has a module of its own in its bundle. */
const installed = `if [ -e cdk.json ]; then ln -sfn '${modules}' node_modules; else mkdir -p node_modules/left-pad; fi`;

/** Tools that leave what a build or a test then looks for, as lines of sh by name. */
export const workers: Readonly<Record<string, string>> = {
  npm: `case "$1 $2" in
  'ci '*) ${installed} ;;
  'run test' | 'test '*) ! grep -q 'no test specified' package.json || exit 1 ;;
  'run build')
    if grep -q react-scripts package.json; then out=build; else out=dist; fi
    mkdir -p $out && echo page >$out/index.html ;;
esac
`,
  // Runs the application itself, whose text is what node runs, too.
  npx: 'exec node -e "$(cat "$3")"\n',
  // Makes the folder of a virtual environment, whose programs note how they are called, too.
  python3: `if [ "$2" = venv ]; then
  mkdir -p "$3/bin"
  for it in python python3 mkdocs; do cp "$0" "$3/bin/$it"; done
fi
case "$(basename "$0") $1" in
  'mkdocs build') mkdir -p dist && echo page >dist/index.html ;;
  *' app.py') NODE_PATH='${modules}' exec node -e "$(cat app.py)" ;;
esac
`,
  // Leaves a program, and what the compiler keeps beside it.
  cargo: `if [ "$1" = build ]; then
  mkdir -p "$CARGO_TARGET_DIR/release/deps"
  echo app >"$CARGO_TARGET_DIR/release/app"
  chmod +x "$CARGO_TARGET_DIR/release/app"
fi
`,
  sam: `verb=$1; shift
while [ $# -gt 0 ]; do
  case $1 in
    --template-file) template=$2 ;;
    --build-dir) folder=$2 ;;
    --output-template-file) output=$2 ;;
  esac
  shift 2
done
case $verb in
  build) mkdir -p "$folder" && cp "$template" "$folder/template.yaml" ;;
  package)
    cat >"$output" <<'END'
Resources:
  Function:
    Type: AWS::SSM::Parameter
    Properties: { Type: String, Value: packaged }
END
    ;;
esac
`,
};

/** The stand-in for Terraform of the kit's own tests, with a world in a folder. */
export function terraformIn(folder: string): string {
  return `STAND_IN='${folder}' STAND_IN_MODULES='${modules}' exec node '${tests}/buildspecs/terraform/stand-in.cjs' "$@"\n`;
}
