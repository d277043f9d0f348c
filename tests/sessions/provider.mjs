// A real provider of OpenID Connect for the tests: `node provider.mjs FOLDER '{"port": 1234, …}'`.
//
// FOLDER is where the package `oidc-provider` is installed. Whatever name is typed at its login is the subject, and no
// password is looked at. It prints «ready» when it listens; the options say what it can do.

import { generateKeyPairSync } from 'node:crypto';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const [folder, given] = process.argv.slice(2);
const options = {
  audience: 'tawasul', // of access tokens; of identity tokens it is the client
  dpop: true, // binds tokens to a key by RFC 9449
  proofNonce: false, // wants its own nonce in each proof
  life: 3600, // seconds of a token
  codeLife: 600, // seconds of a device code
  clockAhead: 0, // seconds by which its clock is wrong
  device: true,
  alg: 'ES256',
  ...JSON.parse(given),
};

if (options.clockAhead) {
  const now = Date.now.bind(Date);
  Date.now = () => now() + options.clockAhead * 1000;
}

const KEYS = { ES256: ['ec', { namedCurve: 'P-256' }], Ed25519: ['ed25519', {}], RS256: ['rsa', { modulusLength: 2048 }] };

function signingKey(alg) {
  const [kind, parameters] = KEYS[alg];
  return { ...generateKeyPairSync(kind, parameters).privateKey.export({ format: 'jwk' }), alg, use: 'sig' };
}

const { default: Provider } = await import(pathToFileURL(createRequire(`${folder}/`).resolve('oidc-provider')));
const grants = ['authorization_code', 'refresh_token'];
if (options.device) grants.push('urn:ietf:params:oauth:grant-type:device_code');

function client(id) {
  return {
    client_id: id,
    application_type: 'native',
    token_endpoint_auth_method: 'none',
    redirect_uris: ['http://127.0.0.1/callback', 'http://127.0.0.1/staff/callback'],
    response_types: ['code'],
    grant_types: grants,
    id_token_signed_response_alg: options.alg,
  };
}

const provider = new Provider(`http://127.0.0.1:${options.port}`, {
  clients: [client('tawasul'), client('another')],
  jwks: { keys: [signingKey(options.alg)] },
  clientAuthMethods: ['none'],
  enabledJWA: { idTokenSigningAlgValues: [options.alg] },
  cookies: { keys: ['of the tests alone'] },
  findAccount: (ctx, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
  issueRefreshToken: () => true,
  ttl: { AccessToken: options.life, IdToken: options.life, RefreshToken: 86400, DeviceCode: options.codeLife },
  features: {
    deviceFlow: { enabled: options.device },
    dPoP: {
      enabled: options.dpop,
      nonceSecret: Buffer.alloc(32, 7),
      requireNonce: () => options.proofNonce,
    },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => 'urn:tawasul',
      useGrantedResource: () => true,
      getResourceServerInfo: () => ({
        scope: 'openid',
        audience: options.audience,
        accessTokenFormat: 'jwt',
        jwt: { sign: { alg: options.alg } },
      }),
    },
  },
});

provider.use(async (ctx, next) => {
  await next();
  ctx.set('Date', new Date(Date.now()).toUTCString());
});

provider.listen(options.port, '127.0.0.1', () => process.stdout.write('ready\n'));
