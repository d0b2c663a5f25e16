import type { EnrolmentRequest } from '@cordon/contract';
import { type Endpoint, enrol } from '../protocol/endpoints.ts';
import { buildEnrolProof } from '../protocol/enrol-proof.ts';
import type { DeviceKey } from '../protocol/keys.ts';
import { deviceFactsOf } from '../scenario/build-payload.ts';
import type { HandsetIdentity } from '../scenario/identity.ts';
import type { Scenario } from '../scenario/schema.ts';
import type { HandsetState } from './state.ts';

export interface EnrolHandsetInput {
  key: DeviceKey;
  token: string;
  scenario: Scenario;
  scenarioName: string;
  identity: HandsetIdentity;
  now: Date;
}

/** Enrols a handset and says what it has to remember from then on. */
export async function enrolHandset(endpoint: Endpoint, input: EnrolHandsetInput): Promise<HandsetState> {
  const proof = await buildEnrolProof(input.key, endpoint.url, input.token, input.now);
  const device = deviceFactsOf(input.scenario, input.identity) as EnrolmentRequest['device'];
  const answer = await enrol(endpoint, { token: input.token, proof, device });
  return {
    url: new URL(endpoint.url).origin,
    audience: answer.audience,
    deviceId: answer.deviceId,
    organisation: answer.organisation,
    state: answer.state,
    reportEverySeconds: answer.reportEverySeconds,
    keys: answer.jwks.keys,
    identity: input.identity,
    scenario: input.scenarioName,
    seq: 0,
  };
}
