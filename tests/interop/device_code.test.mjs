// A person signs in by device code with Microsoft's libraries. graph-mock approves every code as one of Contoso's
// users, whom `run` has named.
import assert from 'node:assert/strict';
import test from 'node:test';

import { DeviceCodeCredential } from '@azure/identity';
import { PublicClientApplication } from '@azure/msal-node';
import { Client } from '@microsoft/microsoft-graph-client';

import { consoleApp, mockUrl, person, tenant, verified } from './contoso.mjs';

const scopes = ['https://graph.microsoft.com/AuditLog.Read.All'];

function msalApp() {
    return new PublicClientApplication({
        auth: {
            clientId: consoleApp.appId,
            authority: `${mockUrl}/${tenant.domain}`,
            knownAuthorities: [new URL(mockUrl).host],
        },
    });
}

test('msal-node shows the code, and gets the person\'s token and account', async () => {
    let shown;
    const answer = await msalApp().acquireTokenByDeviceCode({ scopes, deviceCodeCallback: (code) => (shown = code) });
    assert.match(shown.userCode, /^[A-Z0-9]{6,}$/);
    assert.ok(shown.message.includes(shown.userCode) && shown.message.includes(shown.verificationUri), shown.message);
    const claims = await verified(answer.accessToken);
    assert.equal(claims.oid, person.id);
    assert.ok(claims.scp.split(' ').includes('AuditLog.Read.All'), claims.scp);
    assert.equal(answer.account.username, person.userPrincipalName);
    assert.equal(answer.account.tenantId, tenant.id);
});

test('msal-node renews the token silently with the refresh token', async () => {
    const app = msalApp();
    const first = await app.acquireTokenByDeviceCode({ scopes, deviceCodeCallback: () => {} });
    const kept = await app.acquireTokenSilent({ scopes, account: first.account });
    assert.equal(kept.fromCache, true);
    for (const round of [1, 2]) { // the second with the refresh token that the first has brought
        const renewed = await app.acquireTokenSilent({ scopes, account: first.account, forceRefresh: true });
        assert.equal(renewed.fromCache, false, `round ${round}`);
        assert.notEqual(renewed.accessToken, first.accessToken);
        assert.equal((await verified(renewed.accessToken)).oid, person.id);
    }
});

test('@azure/identity gets the person\'s token, and the Graph client reads a report with it', async () => {
    const credential = new DeviceCodeCredential({
        tenantId: tenant.domain,
        clientId: consoleApp.appId,
        authorityHost: mockUrl,
        disableInstanceDiscovery: true,
        userPromptCallback: () => {},
    });
    const { token } = await credential.getToken(scopes);
    assert.equal((await verified(token)).upn, person.userPrincipalName);
    const client = Client.init({
        baseUrl: mockUrl,
        defaultVersion: 'beta',
        customHosts: new Set([new URL(mockUrl).hostname]),
        authProvider: (done) => done(null, token),
    });
    const page = await client.api('/auditLogs/signIns').top(3).get();
    assert.equal(page.value.length, 3);
});
