import type { Document } from '../entities/document.ts';
import type { Made } from './made.ts';
import type { Prng } from './prng.ts';

const NUMBER = 40;
const DAY_MS = 86_400_000;

/** Makes the indicators of one application. */
export function makeIndicators(prng: Prng, made: Made): readonly Document[] {
  return Array.from({ length: NUMBER }, (_, index): Document => {
    const ageDays = prng.integer(0, 29);
    const host = `${prng.hex(8)}.example.net`;
    const observable = prng.pick<Document>([
      { domainName: host },
      { url: `https://${host}/${prng.hex(4)}` },
      { networkDestinationIPv4: `203.0.113.${String(prng.integer(1, 254))}` },
      { fileHashType: 'sha256', fileHashValue: prng.hex(64), fileName: 'update.js' },
      { emailSenderAddress: `billing@${host}`, emailSubject: 'Your invoice is overdue' },
    ]);
    return {
      id: prng.guid(),
      azureTenantId: made.tenantId,
      action: prng.pick(['alert', 'block', 'allow']),
      activityGroupNames: [],
      confidence: prng.integer(30, 100),
      description: 'Seen in a campaign of invoices',
      externalId: `feed-${String(index + 1)}`,
      expirationDateTime: made.at(-prng.integer(5, 60) * DAY_MS),
      ingestedDateTime: made.at(ageDays * DAY_MS),
      isActive: true,
      killChain: [prng.pick(['Delivery', 'C2', 'Actions'])],
      malwareFamilyNames: [],
      passiveOnly: false,
      severity: prng.integer(0, 5),
      tags: ['generated'],
      targetProduct: 'Azure Sentinel',
      threatType: prng.pick(['Phishing', 'C2', 'MaliciousUrl', 'Malware']),
      tlpLevel: prng.pick(['white', 'green', 'amber']),
      ...observable,
    };
  });
}
