// Two FHIR clients that nobody here wrote get a token and read a patient: fhir-kit-client and fhirclient (npm).
// Arguments: FHIR base, client id, file with the client's private JWK, patient id. Prints one JSON line for each client.
import { createPrivateKey, randomUUID, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [base, clientId, keyFile, patient] = process.argv.slice(2);
const modules = process.env.FHIR_CLIENTS;
const jwk = JSON.parse(readFileSync(keyFile, 'utf8'));

const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

function assertion(audience) {
  const now = Math.floor(Date.now() / 1000);
  const unsigned = `${part({ alg: 'ES384', typ: 'JWT', kid: jwk.kid })}.${part({
    iss: clientId,
    sub: clientId,
    aud: audience,
    iat: now,
    exp: now + 60,
    jti: randomUUID(),
    extensions: {
      ihe_iua: {
        purpose_of_use: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ActReason', code: 'TREAT' }],
      },
    },
  })}`;
  const key = createPrivateKey({ key: jwk, format: 'jwk' });
  return `${unsigned}.${sign('sha384', Buffer.from(unsigned), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
}

async function token(tokenUrl) {
  const answer = await fetch(tokenUrl, {
    method: 'POST',
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      scope: 'system/Patient.rs',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: assertion(tokenUrl),
    }),
  });
  if (!answer.ok) {
    throw new Error(`no token: ${answer.status}`);
  }
  return (await answer.json()).access_token;
}

async function fhirKitClient() {
  const { Client } = await import(pathToFileURL(join(modules, 'fhir-kit-client/dist/client.js')));
  const client = new Client({ baseUrl: base });
  const { tokenUrl } = await client.smartAuthMetadata();
  client.bearerToken = await token(String(tokenUrl));
  const read = await client.read({ resourceType: 'Patient', id: patient });
  const found = await client.search({ resourceType: 'Patient', searchParams: { _id: patient } });
  return { client: 'fhir-kit-client', read: read.id, found: found.total ?? found.entry.length };
}

async function fhirClient() {
  const smart = createRequire(join(modules, 'x.js'))('fhirclient');
  const discovered = await (await fetch(`${base}/.well-known/smart-configuration`)).json();
  const access_token = await token(discovered.token_endpoint);
  const client = smart({ headers: {}, url: '/' }, {}).client({ serverUrl: base, tokenResponse: { access_token } });
  const read = await client.request(`Patient/${patient}`);
  const found = await client.request(`Patient?_id=${patient}`);
  return { client: 'fhirclient', read: read.id, found: found.total ?? found.entry.length };
}

for (const one of [fhirKitClient, fhirClient]) {
  console.log(JSON.stringify(await one()));
}
