// Prints how many ms CloudFormation takes for our stack, asked every 5 ms.
const fs = require('node:fs');
const {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStacksCommand,
  DeleteStackCommand,
} = require('@aws-sdk/client-cloudformation');

const [name] = process.argv.slice(2);
process.env.AWS_PROFILE = 'gitenv-stg';
const client = new CloudFormationClient();

async function main() {
  const from = process.hrtime.bigint();
  await client.send(
    new CreateStackCommand({
      StackName: name,
      TemplateBody: fs.readFileSync('dist/template.json', 'utf8'),
      Capabilities: ['CAPABILITY_NAMED_IAM'],
      Parameters: [
        { ParameterKey: 'Application', ParameterValue: name },
        { ParameterKey: 'Environment', ParameterValue: 'stg' },
      ],
    }),
  );
  for (;;) {
    const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: name }));
    const status = Stacks[0].StackStatus;
    if (status === 'CREATE_COMPLETE') break;
    if (status !== 'CREATE_IN_PROGRESS') throw new Error(`${name} is ${status}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  process.stdout.write(String(Number(process.hrtime.bigint() - from) / 1e6));
  await client.send(new DeleteStackCommand({ StackName: name }));
}

void main();
