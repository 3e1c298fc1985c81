// Certificates made for a run, by the openssl command: node can make keys, but no certificates.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/** Makes an RSA key and a certificate that it signs itself; gives the names of their files. */
export function makeCertificate(folder, name, extensions = []) {
    const [key, certificate] = [join(folder, `${name}.key`), join(folder, `${name}.pem`)];
    execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', `/CN=${name}`,
        '-keyout', key, '-out', certificate, ...extensions.flatMap((e) => ['-addext', e])], { stdio: 'pipe' });
    return { key, certificate };
}
