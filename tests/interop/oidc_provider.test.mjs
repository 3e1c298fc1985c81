// The library's credentials against oidc-provider, an OAuth 2.0 server that knows nothing of Microsoft or of this
// project; and what they sign, taken apart by jose. token-probe, a small program around a credential, does the asking.
import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { createHash, X509Certificate } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after, before } from 'node:test';

import * as jose from 'jose';
import Provider from 'oidc-provider';
import MemoryAdapter from 'oidc-provider/lib/adapters/memory_adapter.js';

import { makeCertificate } from './openssl.mjs';

const tenant = 'interop.example';
const tokenPath = `/${tenant}/oauth2/v2.0/token`;
const secretApp = { client_id: 'secret-app', client_secret: 'a+b/c=d&e%f%2B g~"not-real' }; // what a form must escape
const publicApp = { client_id: 'public-app' };
const certificateApp = { PS256: { client_id: 'ps256-app' }, RS256: { client_id: 'rs256-app' } };
const passphrase = 'passphrase not-real';

let folder, server, origin, pem, own, provider;
const file = (name) => join(folder, name);

/** Runs token-probe; gives its exit status and what it printed. */
function probe(clientId, flags, env = {}) {
    const where = ['--authority', origin, '--ca', file('server.pem'), '--tenant', tenant];
    return new Promise((resolve) =>
        execFile(process.env.INTEROP_TOKEN_PROBE, [...where, '--client-id', clientId, ...flags],
            { env: { ...process.env, ...env }, timeout: 30_000 },
            (error, out, err) => resolve({ status: error ? error.code : 0, out, err })));
}

async function assertToken(answer) {
    const { status, out, err } = await answer;
    assert.equal(err, '');
    assert.match(out, /^ok [1-9][0-9]*\n$/);
    assert.equal(status, 0);
}

async function assertRefused(answer, secrets) {
    const { status, out, err } = await answer;
    assert.equal(status, 1);
    assert.equal(out, '');
    assert.match(err, /invalid_client/);
    for (const secret of secrets)
        assert.ok(!err.includes(secret), 'the error holds a secret');
}

/** A certificate's file as Azure's tools want it: the key, then the certificate. */
function joined(name, made) {
    writeFileSync(file(name), readFileSync(made.key, 'utf8') + readFileSync(made.certificate, 'utf8'));
    return file(name);
}

before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'interop-'));
    const tls = makeCertificate(folder, 'server', ['subjectAltName=IP:127.0.0.1']);
    own = makeCertificate(folder, 'own');
    pem = joined('own-both.pem', own);
    execFileSync('openssl', ['pkcs8', '-topk8', '-v2', 'aes-256-cbc', '-in', own.key, '-out', file('locked.key'),
        '-passout', 'env:PASSPHRASE'], { env: { ...process.env, PASSPHRASE: passphrase }, stdio: 'pipe' });
    joined('locked-both.pem', { key: file('locked.key'), certificate: own.certificate });
    joined('other-both.pem', makeCertificate(folder, 'other'));

    server = createServer({ key: readFileSync(tls.key), cert: readFileSync(tls.certificate) });
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `https://127.0.0.1:${server.address().port}`;

    const kind = { grant_types: ['client_credentials'], response_types: [], redirect_uris: [] };
    const publicKey = await jose.exportJWK(new X509Certificate(readFileSync(own.certificate)).publicKey);
    const { privateKey } = await jose.generateKeyPair('RS256', { extractable: true });
    provider = new Provider(origin, {
        clients: [
            { ...kind, ...secretApp, token_endpoint_auth_method: 'client_secret_post' },
            ...Object.entries(certificateApp).map(([alg, app]) => ({
                ...kind,
                ...app,
                token_endpoint_auth_method: 'private_key_jwt',
                token_endpoint_auth_signing_alg: alg,
                jwks: { keys: [publicKey] },
            })),
            {
                ...kind,
                ...publicApp,
                grant_types: ['urn:ietf:params:oauth:grant-type:device_code', 'refresh_token'],
                token_endpoint_auth_method: 'none',
                application_type: 'native',
            },
        ],
        features: {
            clientCredentials: { enabled: true },
            deviceFlow: { enabled: true },
            devInteractions: { enabled: false },
        },
        routes: { token: tokenPath, device_authorization: `/${tenant}/oauth2/v2.0/devicecode` },
        findAccount: (_, accountId) => ({ accountId, claims: async () => ({ sub: accountId }) }),
        issueRefreshToken: () => true,
        // What it would otherwise warn of.
        adapter: class extends MemoryAdapter {},
        cookies: { keys: ['not-real'] },
        jwks: { keys: [await jose.exportJWK(privateKey)] },
        ttl: { AccessToken: 600, ClientCredentials: 600, DeviceCode: 600, Grant: 600, RefreshToken: 600 },
    });
    server.on('request', provider.callback());
});

after(() => {
    server?.closeAllConnections();
    server?.close();
    if (folder)
        rmSync(folder, { recursive: true });
});

test('oidc-provider gives a token for the client secret', async () => {
    await assertToken(probe(secretApp.client_id, ['--secret-env', 'SECRET'], { SECRET: secretApp.client_secret }));
});

test('oidc-provider refuses a wrong secret, and the error does not tell it', async () => {
    const wrong = 'wrong-not-real';
    await assertRefused(probe(secretApp.client_id, ['--secret-env', 'SECRET'], { SECRET: wrong }), [wrong]);
});

for (const [alg, { client_id: clientId }] of Object.entries(certificateApp)) {
    const flags = () => ['--certificate', pem, '--algorithm', alg];

    test(`oidc-provider gives a token for a certificate, ${alg}`, async () => {
        await assertToken(probe(clientId, flags()));
    });

    test(`jose verifies the assertion, ${alg}, and finds in it what Entra documents`, async () => {
        const certificate = new X509Certificate(readFileSync(file('own.pem')));
        const now = Math.floor(Date.now() / 1000);
        await assertToken(probe(clientId, [...flags(), '--assertion', file(`${alg}.jwt`)]));
        const assertion = readFileSync(file(`${alg}.jwt`), 'utf8');
        const { payload, protectedHeader } = await jose.jwtVerify(assertion, certificate.publicKey, {
            algorithms: [alg],
            typ: 'JWT',
            issuer: clientId,
            subject: clientId,
            audience: origin + tokenPath,
            requiredClaims: ['jti', 'nbf', 'iat', 'exp'],
        });
        const digest = (hash) => createHash(hash).update(certificate.raw).digest('base64url');
        const [x5t, hash] = alg === 'PS256' ? ['x5t#S256', 'sha256'] : ['x5t', 'sha1'];
        assert.deepEqual(protectedHeader, { alg, typ: 'JWT', [x5t]: digest(hash) });
        assert.match(payload.jti, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
        assert.ok(Math.abs(payload.iat - now) <= 30, `issued at ${payload.iat}, now is ${now}`);
        assert.ok(payload.nbf <= payload.iat);
        assert.ok(payload.exp - payload.nbf >= 300 && payload.exp - payload.nbf <= 600, JSON.stringify(payload));
    });

    test(`no two assertions are the same, ${alg}`, async () => {
        const ids = [];
        for (const name of ['first.jwt', 'second.jwt']) {
            await assertToken(probe(clientId, [...flags(), '--assertion', file(name)]));
            ids.push(jose.decodeJwt(readFileSync(file(name), 'utf8')).jti);
        }
        assert.notEqual(ids[0], ids[1]);
    });

    test(`oidc-provider refuses another certificate, ${alg}, and the error holds no assertion`, async () => {
        const sent = file('refused.jwt');
        const other = ['--certificate', file('other-both.pem'), '--algorithm', alg, '--assertion', sent];
        const answer = await probe(clientId, other);
        await assertRefused(answer, [readFileSync(sent, 'utf8')]);
    });
}

test('the certificate is sent along when it is asked for', async () => {
    const flags = ['--certificate', pem, '--send-chain', '--assertion', file('chain.jwt')];
    await assertToken(probe(certificateApp.PS256.client_id, flags));
    const { x5c } = jose.decodeProtectedHeader(readFileSync(file('chain.jwt'), 'utf8'));
    assert.deepEqual(x5c, [new X509Certificate(readFileSync(file('own.pem'))).raw.toString('base64')]);
});

test('an encrypted key is opened with its passphrase', async () => {
    const flags = ['--certificate', file('locked-both.pem'), '--passphrase-env', 'PASSPHRASE'];
    await assertToken(probe(certificateApp.PS256.client_id, flags, { PASSPHRASE: passphrase }));
});

test('a wrong passphrase is told before anything is sent, and not told on', async () => {
    const [sent, wrong] = [file('never.jwt'), 'wrong-not-real'];
    const flags = ['--certificate', file('locked-both.pem'), '--passphrase-env', 'PASSPHRASE', '--assertion', sent];
    const { status, err } = await probe(certificateApp.PS256.client_id, flags, { PASSPHRASE: wrong });
    assert.equal(status, 1);
    assert.match(err, /passphrase/);
    assert.ok(!err.includes(wrong));
    assert.ok(!existsSync(sent) || readFileSync(sent, 'utf8') === '');
});

test('oidc-provider takes the token that a platform has put into a file', async () => {
    const { client_id: clientId } = certificateApp.RS256;
    const key = await jose.importPKCS8(readFileSync(own.key, 'utf8'), 'RS256');
    const assertion = await new jose.SignJWT({ jti: 'from-the-platform' })
        .setProtectedHeader({ alg: 'RS256' })
        .setIssuer(clientId).setSubject(clientId).setAudience(origin + tokenPath)
        .setIssuedAt().setExpirationTime('5m')
        .sign(key);
    writeFileSync(file('federated'), `${assertion}\n`);
    await assertToken(probe(clientId, ['--federated-token', file('federated')]));
});

/** The person: says yes, or no, to a device code. */
async function answerDeviceCode(userCode, scope, error) {
    const code = await provider.DeviceCode.findByUserCode(userCode.replace(/\W/g, ''));
    const grant = new provider.Grant({ accountId: 'adele', clientId: code.clientId });
    grant.addOIDCScope(scope);
    Object.assign(code, error ? { error } : { accountId: 'adele', scope, grantId: await grant.save() });
    await code.save();
}

for (const error of [undefined, 'access_denied']) {
    const does = error ? 'declines' : 'signs in once, for two tokens more';
    test(`a person who is asked by device code ${does}`, async () => {
        const scope = 'https://graph.microsoft.com/.default offline_access';
        const grants = [];
        let userCode;
        provider.once('device_authorization.success', (_, body) => {
            userCode = body.user_code;
            body.interval = 1; // it says none itself, which means 5 s
        });
        const granted = (ctx) => grants.push(ctx.oidc.params.grant_type);
        const refused = (_, why) => {
            grants.push(why.message);
            if (why.message === 'authorization_pending')
                answerDeviceCode(userCode, scope, error).catch((e) => grants.push(e));
        };
        provider.on('grant.success', granted).on('grant.error', refused);
        const { status, out, err } = await probe(publicApp.client_id, ['--device-code', '--times', '3']);
        provider.off('grant.success', granted).off('grant.error', refused);

        assert.ok(out.startsWith(`prompt ${userCode} ${origin}/`), out);
        if (error) {
            assert.equal(status, 1);
            assert.match(err, /declined/);
            assert.deepEqual(grants, ['authorization_pending', error]);
        } else {
            assert.equal(err, '');
            assert.equal(out.match(/^ok [1-9][0-9]*$/gm).length, 3);
            // The third with the refresh token that the second has brought: each is good for one use.
            assert.deepEqual(grants, ['authorization_pending', 'urn:ietf:params:oauth:grant-type:device_code',
                'refresh_token', 'refresh_token']);
        }
    });
}
