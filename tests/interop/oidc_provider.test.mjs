// The library's credentials against oidc-provider, an OAuth 2.0 server that knows nothing of Microsoft or of this project.
import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { createHash, X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after, before } from 'node:test';

import * as jose from 'jose';
import Provider from 'oidc-provider';

const tenant = 'interop.example';
const tokenPath = `/${tenant}/oauth2/v2.0/token`;
const withSecret = { id: 'app-with-secret', secret: 'a+b/c=d&e%f%2B g~"not-real' }; // what a form must escape
const withCertificate = { id: 'app-with-certificate' };

let folder, server, origin;
const file = (name) => join(folder, name);

/** Makes a key and a certificate of itself; gives the names of their files. */
function makeCertificate(name, ...extensions) {
    const [key, certificate] = [file(`${name}.key`), file(`${name}.pem`)];
    execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', `/CN=${name}`,
        '-keyout', key, '-out', certificate, ...extensions.flatMap((e) => ['-addext', e])], { stdio: 'pipe' });
    return { key, certificate };
}

/** Runs token-probe; gives its exit status and what it printed. */
function probe(flags, env = {}) {
    const all = ['--authority', origin, '--ca', file('server.pem'), '--tenant', tenant, ...flags];
    return new Promise((resolve) =>
        execFile(process.env.INTEROP_TOKEN_PROBE, all, { env: { ...process.env, ...env }, timeout: 30_000 },
            (error, out, err) => resolve({ status: error ? error.code : 0, out, err })));
}

before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'interop-'));
    const tls = makeCertificate('server', 'subjectAltName=IP:127.0.0.1');
    server = createServer({ key: readFileSync(tls.key), cert: readFileSync(tls.certificate) });
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `https://127.0.0.1:${server.address().port}`;

    const app = { grant_types: ['client_credentials'], response_types: [], redirect_uris: [] };
    const provider = new Provider(origin, {
        clients: [
            { ...app, client_id: withSecret.id, client_secret: withSecret.secret, token_endpoint_auth_method: 'client_secret_post' },
        ],
        features: { clientCredentials: { enabled: true }, devInteractions: { enabled: false } },
        routes: { token: tokenPath },
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
    const { status, out, err } = await probe(['--client-id', withSecret.id, '--secret-env', 'SECRET'],
        { SECRET: withSecret.secret });
    assert.equal(err, '');
    assert.match(out, /^ok [1-9][0-9]*\n$/);
    assert.equal(status, 0);
});

test('oidc-provider refuses a wrong secret, and the error says so without telling it', async () => {
    const { status, out, err } = await probe(['--client-id', withSecret.id, '--secret-env', 'SECRET'],
        { SECRET: 'wrong-not-real' });
    assert.equal(status, 1);
    assert.equal(out, '');
    assert.match(err, /invalid_client/);
    assert.doesNotMatch(err, /wrong-not-real/);
});
