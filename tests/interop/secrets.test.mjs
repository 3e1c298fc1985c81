// Microsoft's token libraries with a client secret, pointed at graph-mock with their documented options only.
import assert from 'node:assert/strict';
import test from 'node:test';

import { ClientSecretCredential } from '@azure/identity';
import { ConfidentialClientApplication } from '@azure/msal-node';

import { mockUrl, reader, scope, tenant, verified } from './contoso.mjs';

function msalApp(clientSecret, tenantName = tenant.domain) {
    return new ConfidentialClientApplication({
        auth: {
            clientId: reader.appId,
            clientSecret,
            authority: `${mockUrl}/${tenantName}`,
            knownAuthorities: [new URL(mockUrl).host],
        },
    });
}

function azureCredential(clientSecret) {
    return new ClientSecretCredential(tenant.domain, reader.appId, clientSecret, {
        authorityHost: mockUrl,
        disableInstanceDiscovery: true,
    });
}

// Each secret of the app; the second is full of what a form must escape.
reader.secrets.forEach((secret, i) => {
    test(`msal-node gets a token with secret ${i + 1}, which jose verifies`, async () => {
        const answer = await msalApp(secret).acquireTokenByClientCredential({ scopes: [scope] });
        assert.equal(answer.tokenType, 'Bearer');
        assert.ok(answer.expiresOn > Date.now() + 60_000);
        const claims = await verified(answer.accessToken);
        assert.equal(claims.appid, reader.appId);
        assert.equal(claims.tid, tenant.id);
        assert.deepEqual(claims.roles, reader.permissions);
    });

    test(`@azure/identity gets a token with secret ${i + 1}, which jose verifies`, async () => {
        const token = await azureCredential(secret).getToken(scope);
        assert.ok(token.expiresOnTimestamp > Date.now() + 60_000);
        assert.equal((await verified(token.token)).appid, reader.appId);
    });
});

test('msal-node keeps the token and does not ask twice', async () => {
    const app = msalApp(reader.secrets[0]);
    const first = await app.acquireTokenByClientCredential({ scopes: [scope] });
    const second = await app.acquireTokenByClientCredential({ scopes: [scope] });
    assert.equal(first.fromCache, false);
    assert.equal(second.fromCache, true);
    assert.equal(second.accessToken, first.accessToken);
});

test('msal-node finds the tenant by its id, too', async () => {
    const answer = await msalApp(reader.secrets[0], tenant.id).acquireTokenByClientCredential({ scopes: [scope] });
    assert.ok(answer.accessToken);
});

test('msal-node reports a wrong secret as invalid_client, AADSTS7000215', async () => {
    const wrong = msalApp('wrong-not-real').acquireTokenByClientCredential({ scopes: [scope] });
    await assert.rejects(wrong, (error) => {
        assert.equal(error.errorCode, 'invalid_client');
        assert.match(error.errorMessage, /AADSTS7000215/);
        assert.match(error.correlationId, /^[0-9a-f-]{36}$/);
        return true;
    });
});

test('@azure/identity reports a wrong secret with AADSTS7000215', async () => {
    await assert.rejects(azureCredential('wrong-not-real').getToken(scope), /AADSTS7000215/);
});

test('a tenant that is not there is an error of its own', async () => {
    const elsewhere = new ClientSecretCredential('nowhere.example', reader.appId, reader.secrets[0], {
        authorityHost: mockUrl,
        disableInstanceDiscovery: true,
    });
    await assert.rejects(elsewhere.getToken(scope), /invalid_tenant|endpoints_resolution_error|AADSTS90002/);
});
