// Microsoft's token libraries with a certificate: what they sign, graph-mock verifies.
import assert from 'node:assert/strict';
import { createHash, X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after } from 'node:test';

import { ClientCertificateCredential } from '@azure/identity';
import { ConfidentialClientApplication } from '@azure/msal-node';

import { archiver, archiverPem, mockUrl, scope, tenant, verified } from './contoso.mjs';
import { makeCertificate } from './openssl.mjs';

const folder = mkdtempSync(join(tmpdir(), 'interop-'));
after(() => rmSync(folder, { recursive: true }));

/** The certificate's thumbprint as msal-node wants it: hexadecimal. */
function thumbprint(pem, hash) {
    return createHash(hash).update(new X509Certificate(pem).raw).digest('hex');
}

function msalApp(clientCertificate) {
    return new ConfidentialClientApplication({
        auth: {
            clientId: archiver.appId,
            clientCertificate,
            authority: `${mockUrl}/${tenant.domain}`,
            knownAuthorities: [new URL(mockUrl).host],
        },
    });
}

const pem = readFileSync(archiverPem, 'utf8'); // key and certificate
const ways = {
    'PS256 and the SHA-256 thumbprint': { thumbprintSha256: thumbprint(pem, 'sha256'), privateKey: pem },
    'RS256 and the SHA-1 thumbprint': { thumbprint: thumbprint(pem, 'sha1'), privateKey: pem },
    'the certificate sent along': { thumbprintSha256: thumbprint(pem, 'sha256'), privateKey: pem, x5c: pem },
};
for (const [how, clientCertificate] of Object.entries(ways)) {
    test(`msal-node gets a token with a certificate: ${how}`, async () => {
        const answer = await msalApp(clientCertificate).acquireTokenByClientCredential({ scopes: [scope] });
        const claims = await verified(answer.accessToken);
        assert.equal(claims.appid, archiver.appId);
        assert.deepEqual(claims.roles, archiver.permissions);
    });
}

test('msal-node gets a second token with the assertion that it has kept', async () => {
    const app = msalApp(Object.values(ways)[0]);
    const first = await app.acquireTokenByClientCredential({ scopes: [scope] });
    const second = await app.acquireTokenByClientCredential({ scopes: [scope], skipCache: true });
    assert.equal(second.fromCache, false);
    assert.notEqual(second.accessToken, first.accessToken);
});

for (const sendCertificateChain of [false, true]) {
    const how = sendCertificateChain ? 'and sends it along' : 'and keeps it';
    test(`@azure/identity gets a token with a certificate's file, ${how}`, async () => {
        const credential = new ClientCertificateCredential(tenant.domain, archiver.appId, {
            certificatePath: archiverPem,
        }, { authorityHost: mockUrl, disableInstanceDiscovery: true, sendCertificateChain });
        assert.equal((await verified((await credential.getToken(scope)).token)).appid, archiver.appId);
    });
}

test('a certificate that the tenant does not know is refused with AADSTS700027', async () => {
    const stranger = makeCertificate(folder, 'stranger');
    const certificate = readFileSync(stranger.certificate, 'utf8');
    const app = msalApp({
        thumbprintSha256: thumbprint(certificate, 'sha256'),
        privateKey: readFileSync(stranger.key, 'utf8'),
    });
    await assert.rejects(app.acquireTokenByClientCredential({ scopes: [scope] }), (error) => {
        assert.equal(error.errorCode, 'invalid_client');
        assert.match(error.errorMessage, /AADSTS700027/);
        return true;
    });
});

test('the known thumbprint over a stranger\'s signature is refused with AADSTS700027', async () => {
    const stranger = makeCertificate(folder, 'impostor');
    const app = msalApp({
        thumbprintSha256: thumbprint(pem, 'sha256'),
        privateKey: readFileSync(stranger.key, 'utf8'),
    });
    await assert.rejects(app.acquireTokenByClientCredential({ scopes: [scope] }), /AADSTS700027/);
});
