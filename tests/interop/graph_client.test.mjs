// Microsoft's Graph client, with the authentication provider and the page iterator that come with it, over TLS.
import assert from 'node:assert/strict';
import test from 'node:test';

import { ClientSecretCredential } from '@azure/identity';
import { Client, PageIterator } from '@microsoft/microsoft-graph-client';
import azure from '@microsoft/microsoft-graph-client/authProviders/azureTokenCredentials/index.js';

import { mockUrl, reader, recordedIds, scope, tenant } from './contoso.mjs';

const host = new URL(mockUrl).hostname;

/** A client for graph-mock; `seen.requests` counts what it sends. */
function clientWith(secret, { seen = { requests: 0 }, customHosts = [host] } = {}) {
    const credential = new ClientSecretCredential(tenant.domain, reader.appId, secret, {
        authorityHost: mockUrl,
        disableInstanceDiscovery: true,
    });
    const provider = new azure.TokenCredentialAuthenticationProvider(credential, { scopes: [scope] });
    const getAccessToken = async (options) => {
        ++seen.requests; // asked for once before each
        return provider.getAccessToken(options);
    };
    return Client.initWithMiddleware({
        baseUrl: mockUrl,
        defaultVersion: 'beta',
        customHosts: new Set(customHosts),
        authProvider: { getAccessToken },
    });
}

// Without such a filter, the beta version of signIns holds the interactive ones only.
const everySignIn = `signInEventTypes/any(t: t eq 'interactiveUser' or t eq 'nonInteractiveUser'
    or t eq 'servicePrincipal' or t eq 'managedIdentity')`.replace(/\s+/g, ' ');
const reports = { signIns: everySignIn, directoryAudits: '', customSecurityAttributeAudits: '', provisioning: '' };

for (const [report, filter] of Object.entries(reports)) {
    test(`PageIterator reads every record of ${report}, each once`, async () => {
        const recorded = recordedIds(report);
        assert.ok(recorded.length >= 50, `the fixture has ${recorded.length} records`);
        const size = Math.ceil(recorded.length / 5);
        const seen = { requests: 0 };
        const client = clientWith(reader.secrets[0], { seen });

        const request = client.api(`/auditLogs/${report}`).top(size);
        const first = await (filter ? request.filter(filter) : request).get();
        assert.equal(first.value.length, size);
        const ids = [];
        await new PageIterator(client, first, (record) => ids.push(record.id) > 0).iterate();

        const [read, there] = [new Set(ids), new Set(recorded)];
        assert.deepEqual(recorded.filter((id) => !read.has(id)), [], 'records that were not read');
        assert.deepEqual(ids.filter((id) => !there.has(id)), [], 'records that the fixture does not have');
        assert.equal(ids.length, recorded.length, 'records that were read twice');
        assert.equal(seen.requests, 5);
    });
}

test('PageIterator stops where its callback says, and goes on from there', async () => {
    const client = clientWith(reader.secrets[0]);
    const recorded = recordedIds('directoryAudits');
    const first = await client.api('/auditLogs/directoryAudits').top(50).get();
    const ids = [];
    let pauseAt = 75; // in the middle of a page
    const iterator = new PageIterator(client, first, (record) => ids.push(record.id) !== pauseAt);
    await iterator.iterate();
    assert.equal(ids.length, 75);
    pauseAt = 0;
    await iterator.resume();
    assert.equal(new Set(ids).size, ids.length);
    assert.equal(ids.length, recorded.length);
});

test('an error of the report arrives as GraphError, with the code and the request id', async () => {
    const client = clientWith(reader.secrets[0]);
    await assert.rejects(client.api('/auditLogs/directoryAudits/no-such-id').get(), (error) => {
        assert.equal(error.constructor.name, 'GraphError');
        assert.equal(error.statusCode, 404);
        assert.ok(error.code, 'it has a code');
        assert.match(error.requestId, /^[0-9a-f-]{36}$/);
        return true;
    });
});

test('a wrong secret stops the graph client with AADSTS7000215', async () => {
    await assert.rejects(clientWith('wrong-not-real').api('/auditLogs/signIns').get(), (error) => {
        assert.match(error.message, /AADSTS7000215/);
        assert.doesNotMatch(error.message, /wrong-not-real/);
        return true;
    });
});

test('the graph client wants the bare host as a custom host: with the port it sends no token', async () => {
    const client = clientWith(reader.secrets[0], { customHosts: [new URL(mockUrl).host] });
    await assert.rejects(client.api('/auditLogs/signIns').get(), { statusCode: 401 });
});
