/**
 * What the guard's builds run: it fetches the guard's program from the environment's bucket, and runs it if it is the very one
 * that the stack names. It stands in a variable of the project, on one line, because several requests hand over the buildspec.
 * Only Node is there for sure: the request to S3 is signed by hand, as AWS documents it in "Signature Version 4".
 */
export const start = [
  "const{createHash:H,createHmac:M}=require('crypto'),F=require('fs'),e=process.env,d=e.GITENV_GUARD_PROGRAM,r=e.AWS_REGION",
  ";const x=b=>H('sha256').update(b).digest('hex'),k=(a,b)=>M('sha256',a).update(b).digest()",
  ",stop=t=>{console.error('gitenv: '+t+'\\nhint: gitenv init '+e.GITENV_ENVIRONMENT);process.exit(1)}",
  ";(async()=>{if(!d)stop('This stack has no program of the guard yet')",
  ';const p=e.AWS_CONTAINER_CREDENTIALS_RELATIVE_URI,o=e.AWS_CONTAINER_AUTHORIZATION_TOKEN',
  ",c=await(await fetch(p?'http://169.254.170.2'+p:e.AWS_CONTAINER_CREDENTIALS_FULL_URI,{headers:o?{authorization:o}:{}})).json()",
  ",u=new URL((e.AWS_ENDPOINT_URL_S3||e.AWS_ENDPOINT_URL||'https://s3.'+r+'.amazonaws.com'+(r.startsWith('cn-')?'.cn':''))+'/'+e.GITENV_BUCKET+'/guard/'+d+'.cjs')",
  ",t=new Date().toISOString().replace(/[-:]|\\.\\d+/g,''),y=t.slice(0,8),s=[y,r,'s3','aws4_request'],q='UNSIGNED-PAYLOAD'",
  ",h={'x-amz-content-sha256':q,'x-amz-date':t,'x-amz-security-token':c.Token},n='host;'+Object.keys(h).join(';')",
  ",l=['GET',u.pathname,'','host:'+u.host,...Object.entries(h).map(i=>i.join(':')),'',n,q].join('\\n')",
  ",g=k(s.reduce((a,b)=>k(a,b),'AWS4'+c.SecretAccessKey),['AWS4-HMAC-SHA256',t,s.join('/'),x(l)].join('\\n')).toString('hex')",
  ",a=await fetch(u,{headers:{...h,authorization:'AWS4-HMAC-SHA256 Credential='+c.AccessKeyId+'/'+s.join('/')+', SignedHeaders='+n+', Signature='+g}})",
  ",b=Buffer.from(await a.arrayBuffer());if(a.status!==200)stop('The program of the guard cannot be fetched: S3 answers '+a.status)",
  ";if(x(b)!==d)stop('The program of the guard is not the one that the stack names')",
  ";const f=F.mkdtempSync(require('os').tmpdir()+'/guard-');F.writeFileSync(f+'/guard.cjs',b);process.chdir(f);require(f+'/guard.cjs')",
  "})().catch(i=>stop('The guard cannot start: '+i.message))",
].join('');
