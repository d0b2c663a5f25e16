import { useQuery } from '@tanstack/react-query';
import { api, bodyOf } from '../../api/client.ts';
import type { Device } from '../../api/types.ts';
import { Facts } from '../../components/facts.tsx';
import { Instant } from '../../components/instant.tsx';
import { TextLink } from '../../components/links.tsx';
import { Panel } from '../../components/page.tsx';
import { systemName, vendorName } from '../../components/words.ts';
import { useCan } from '../../session/session.ts';

/** What the handset is. */
export function Identity({ device }: { device: Device }) {
  return (
    <Panel title="Identity">
      <Facts
        items={[
          ['Vendor', vendorName(device.vendor)],
          ['Model', <code key="model">{[device.model, device.product].filter(Boolean).join(' · ')}</code>],
          ['System', systemName(device.osName, device.osVersion)],
          ['Build', device.osBuild && <code>{device.osBuild}</code>],
          ['Security patch', device.securityPatch],
          ['Serial number', device.serialNumber && <code>{device.serialNumber}</code>],
          ['IMEI', device.imei.length > 0 && <code>{device.imei.join(', ')}</code>],
          [
            'Key',
            <code
              key="key"
              title={device.keyThumbprint}
            >{`${device.keyAlgorithm} ${device.keyThumbprint.slice(0, 12)}…`}</code>,
          ],
        ]}
      />
    </Panel>
  );
}

/** Who holds it, as far as the caller may know. */
export function Holder({ device }: { device: Device }) {
  const can = useCan();
  const personId = device.person?.id;
  const isShown = personId !== undefined && can('people:read');
  const { data: person } = useQuery({
    queryKey: ['people', personId],
    queryFn: () => bodyOf(api.GET('/v1/people/{id}', { params: { path: { id: personId ?? '' } } })),
    enabled: isShown,
  });
  const sponsorId = person?.sponsorId ?? undefined;
  const { data: sponsor } = useQuery({
    queryKey: ['people', sponsorId],
    queryFn: () => bodyOf(api.GET('/v1/people/{id}', { params: { path: { id: sponsorId ?? '' } } })),
    enabled: sponsorId !== undefined,
  });
  return (
    <Panel title="Holder">
      <Facts
        items={[
          ['Name', device.person?.name ?? 'Nobody holds it'],
          ['Ownership', device.ownership],
          ...(person
            ? ([
                ['Service number', person.serviceNumber],
                ['E-mail', person.email],
                [
                  'Dependant of',
                  person.sponsorId && (
                    <TextLink to="/people" search={{ sponsorId: person.sponsorId }} inherit>
                      {sponsor?.name ?? 'a sponsor'}
                    </TextLink>
                  ),
                ],
              ] as const)
            : []),
          ...(personId
            ? ([
                [
                  'Notices',
                  <TextLink key="notices" to="/advisories" search={{ personId }} inherit>
                    Show them
                  </TextLink>,
                ],
                [
                  'Other devices',
                  <TextLink key="devices" to="/devices" search={{ personId }} inherit>
                    Show all
                  </TextLink>,
                ],
              ] as const)
            : []),
        ]}
      />
    </Panel>
  );
}

/** Where it stands in the organisation, and since when. */
export function Place({ device }: { device: Device }) {
  const { policies, catalogueVersion, placeDatabaseDate } = device.citations;
  return (
    <Panel title="In the organisation">
      <Facts
        items={[
          ['Unit', device.unit.name],
          ['Groups', device.groups.join(', ')],
          ['Tags', device.tags.join(', ')],
          ['Enrolled', <Instant key="enrolled" at={device.enrolledAt} />],
          ['Approved', <Instant key="approved" at={device.approvedAt} />],
          ['Last report', <Instant key="report" at={device.lastReportAt} fallback="never" />],
          ['Judged', <Instant key="judged" at={device.judgedAt} fallback="not yet" />],
          ['Next change', <Instant key="next" at={device.nextChangeAt} fallback="none is due" />],
          ['Judged by', policies.map(({ name, version }) => `${name} ${version}`).join(', ')],
          ['Catalogue', catalogueVersion && <code>{catalogueVersion}</code>],
          ['IP database', placeDatabaseDate],
        ]}
      />
    </Panel>
  );
}
