// The tenant that graph-mock serves to these tests: where, and what its files say. `run` sets the environment.
import { readFileSync } from 'node:fs';

import * as jose from 'jose';

function given(name) {
    const value = process.env[name];
    if (!value)
        throw new Error(`${name} is not set: start these tests with tests/interop/run`);
    return value;
}

export const mockUrl = given('INTEROP_GRAPH_MOCK');
export const scope = 'https://graph.microsoft.com/.default';

const folder = `${given('INTEROP_TESTDATA')}/contoso`;
export const tenant = JSON.parse(readFileSync(`${folder}/tenant.json`, 'utf8'));

function appNamed(displayName) {
    const app = tenant.apps.find((a) => a.displayName === displayName);
    if (!app)
        throw new Error(`${folder}/tenant.json has no app "${displayName}"`);
    return app;
}

export const reader = appNamed('Contoso Activity Reader');
export const archiver = appNamed('Contoso Archiver (certificate)');
export const archiverPem = `${folder}/keys/archiver-not-real.pem`; // key and certificate
export const consoleApp = appNamed('Contoso Console (people sign in)');
/** Whom graph-mock signs in when a device code is asked for. */
export const person = tenant.users.find((u) => u.userPrincipalName === given('INTEROP_DEVICE_LOGIN'));

/** The ids of all records of a report, as its fixture has them. */
export function recordedIds(report) {
    const lines = readFileSync(`${folder}/${report}.ndjson`, 'utf8').split('\n');
    return lines.filter((line) => line.trim() !== '').map((line) => JSON.parse(line).id);
}

/** The claims of an access token, its signature checked with the keys that graph-mock publishes. */
export async function verified(token) {
    const discovered = await fetch(`${mockUrl}/${tenant.id}/v2.0/.well-known/openid-configuration`);
    const keys = jose.createRemoteJWKSet(new URL((await discovered.json()).jwks_uri));
    const { payload } = await jose.jwtVerify(token, keys, {
        algorithms: ['RS256'],
        issuer: `https://sts.windows.net/${tenant.id}/`,
        audience: 'https://graph.microsoft.com',
    });
    return payload;
}
