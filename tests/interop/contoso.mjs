// The tenant that graph-mock serves to these tests: where, and what its files say. `run` sets the environment.
import { readFileSync } from 'node:fs';

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

/** The ids of all records of a report, as its fixture has them. */
export function recordedIds(report) {
    const lines = readFileSync(`${folder}/${report}.ndjson`, 'utf8').split('\n');
    return lines.filter((line) => line.trim() !== '').map((line) => JSON.parse(line).id);
}
