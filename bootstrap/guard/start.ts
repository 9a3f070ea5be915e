/**
 * What the guard's builds run: it fetches the guard's program from the environment's bucket, and runs it if it is the very one
 * that the stack names. It stands in a variable of the project, on one line, because several requests hand over the buildspec.
 * Only Node is there for sure, so that the request to S3 is signed by hand, as AWS documents it in "Signature Version 4".
 */
export const guardStart = [
  "const R=require,C=R('crypto'),F=R('fs'),T=R('os').tmpdir(),e=process.env,q='UNSIGNED-PAYLOAD',w='aws4_request',d=e.GITENV_GUARD_PROGRAM,r=e.AWS_REGION",
  ",x=b=>C.createHash('sha256').update(b).digest('hex'),m=(k,v)=>C.createHmac('sha256',k).update(v).digest()",
  ',p=e.AWS_CONTAINER_CREDENTIALS_RELATIVE_URI,o=e.AWS_CONTAINER_AUTHORIZATION_TOKEN',
  ";(async()=>{const c=await(await fetch(p?'http://169.254.170.2'+p:e.AWS_CONTAINER_CREDENTIALS_FULL_URI,o?{headers:{authorization:o}}:{})).json()",
  ",u=new URL((e.AWS_ENDPOINT_URL_S3||e.AWS_ENDPOINT_URL||'https://s3.'+r+'.amazonaws.com'+(/^cn/.test(r)?'.cn':''))+'/'+e.GITENV_BUCKET+'/guard/'+d+'.cjs')",
  ",t=new Date().toISOString().replace(/[-:]|\\.\\d+/g,''),s=[t.slice(0,8),r,'s3',w]",
  ",h={'x-amz-content-sha256':q,'x-amz-date':t,'x-amz-security-token':c.Token},n='host;'+Object.keys(h).join(';')",
  ",l=['GET',u.pathname,'','host:'+u.host,...Object.entries(h).map(i=>i.join(':')),'',n,q].join('\\n')",
  ",g=m(s.reduce((k,v)=>m(k,v),'AWS4'+c.SecretAccessKey),['AWS4-HMAC-SHA256',t,s.join('/'),x(l)].join('\\n')).toString('hex')",
  ",a=await fetch(u,{headers:{...h,authorization:'AWS4-HMAC-SHA256 Credential='+c.AccessKeyId+'/'+s.join('/')+', SignedHeaders='+n+', Signature='+g}})",
  ",b=Buffer.from(await a.arrayBuffer());if(!a.ok)throw'S3 answers '+a.status;if(x(b)!==d)throw'it is not the one that the stack names'",
  ";const f=F.mkdtempSync(T+'/guard-');process.chdir(f);F.writeFileSync('guard.cjs',b);R(f+'/guard.cjs')",
  "})().catch(i=>{console.error('gitenv: Cannot run the guard: '+(i.message||i)+'\\nhint: gitenv init '+e.GITENV_ENVIRONMENT);process.exit(1)})",
].join('');
